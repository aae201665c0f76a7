"""The form as HTML: every control is named, told about and alone with its id; nothing in it needs a looser policy."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from congvan import Desk  # noqa: E402
from congvan.model.form import every  # noqa: E402
from congvan.studio import forms  # noqa: E402

EXAMPLES = sorted((ROOT / "templates").glob("*/example.yaml"))
OFFICE = [ROOT / "issuer.yaml", ROOT / "recipients.yaml"]
HOSTILE = """type: quyet-dinh
subject: '"><script>alert(1)</script>'
signer: "' onfocus=alert(1) '"
"<b>": x
to: ["<img src=x>"]
copies: [{ref: so-noi-vu, note: "{{ ''.__class__ }}"}]
references: {cv1: {number: "1/<b>"}}
annexes: [{title: "</textarea><b>", body: "</textarea><script>x</script>"}]
body: |

  Dòng đầu trống </textarea>
"""


def shown(text: bytes, id: str, lang: str = "vi") -> tuple[object, html.HtmlElement]:
    form = Desk.open(ROOT).form(id, text, language=lang).value
    assert form is not None
    made = forms._shown(form, lang)
    return form, html.fragment_fromstring(made["html"])


def sound(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    known = set(ids)
    labels = set(page.xpath("//label/@for"))
    for control in page.xpath("//input | //textarea | //select"):
        assert control.get("id") in labels or control.get("aria-label"), control.attrib
        for name in ("aria-describedby", "aria-controls"):
            for target in (control.get(name) or "").split():
                assert target in known, (name, target)
    for button in page.xpath("//button"):
        assert button.get("aria-label") or button.text_content().strip()
        assert button.get("type") == "button"
    for element in page.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
    assert not page.xpath("//script")
    for legend in page.xpath("//fieldset"):
        assert legend.xpath("./legend")[0].text_content().strip()


@pytest.mark.parametrize("path", [*EXAMPLES, *OFFICE], ids=lambda path: "/".join(path.parts[-2:]))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_field_stands_in_the_page(path: Path, lang: str) -> None:
    id = path.name if path in OFFICE else "chua/luu"
    form, page = shown(path.read_bytes(), id, lang)
    sound(page)
    there = {
        one.get("data-path"): one
        for one in page.xpath("//*[@data-path and (self::input or self::textarea or self::select)]")
    }
    for field in every(form):  # type: ignore[arg-type]
        if field.widget in ("list", "table", "record", "odd"):
            assert page.xpath("//*[@data-field=$at]", at=field.path) or "[" in field.path or "." in field.path
            continue
        control = there[field.path]
        if control.tag == "textarea":
            assert re.sub("^\n", "", control.text or "") == field.value or (control.text or "") == field.value
        elif control.tag == "input" and control.get("role") != "combobox":
            assert control.get("value") == field.value
        elif control.tag == "select":
            assert (control.xpath("./option[@selected]/@value") or [""])[0] == field.value
        else:
            assert control.get("data-value") == field.value


def test_what_people_write_stays_text() -> None:
    _, page = shown(HOSTILE.encode(), "chua/luu")
    sound(page)
    assert not page.xpath("//img")
    (body,) = page.xpath("//textarea[@data-path='body']")
    assert body.text.lstrip("\n") == "Dòng đầu trống </textarea>"
    assert page.xpath("//*[@data-field='<b>']")


def test_faults_stand_at_their_fields_in_the_words_of_the_command_line() -> None:
    form, page = shown(
        b"type: cong-van\nsubject: a\nunit: khong-co\nsigner: giam-doc\nto: [so-noi-vuu]\nbody: x\n", "chua/luu"
    )
    (why,) = page.xpath("//*[@id='w-unit']/p")
    fault = next(f for f in every(form) if f.path == "unit").faults[0]  # type: ignore[arg-type]
    from congvan.desk.result import Diagnostic

    assert Diagnostic.of(fault).message("vi") in why.text_content()
    assert page.xpath("//*[@id='f-unit']/@aria-invalid") == ["true"]
    assert page.xpath("//*[@id='w-to[0]']/p")


def test_a_warning_leaves_its_field_as_valid_as_it_is() -> None:
    """Accepted or not; the reason for which it may stand is a field, too."""
    text = "type: cong-van\nunit: thanh-tra\nsubject: a\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Họp tại thành phố Hồ Chí Minh.\n"
    for more, words, kind in (("", "Cảnh báo", "warning"), ("accept: {VH-1: tên riêng}\n", "Đã chấp nhận", "accepted")):
        _, page = shown((text + more).encode(), "chua/luu")
        sound(page)
        (why,) = page.xpath("//*[@id='w-body']/p")
        assert words in why.text_content()
        assert why.get("data-severity") == kind
        assert not page.xpath("//*[@id='f-body']/@aria-invalid")
        assert "bad" not in page.xpath("//*[@data-field='body']/@class")[0].split()
    assert page.xpath("//*[@id='f-accept.VH-1']/@value") == ["tên riêng"]


def test_a_text_that_is_no_yaml_says_where() -> None:
    form = Desk.open(ROOT).form("chua/luu", b"subject: a\nto: [b\nbody: x\n").value
    assert form is not None
    made = forms._shown(form, "en")
    assert made["html"] == ""
    assert made["unfit"]["line"] == 2

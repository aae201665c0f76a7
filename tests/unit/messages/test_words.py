"""Words stand in the catalogues, in both languages; the code hands values on and no Vietnamese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from congvan import messages
from congvan.machine.said import named
from congvan.messages import catalogue, phrases, replies, sentence, terms, worded
from congvan.model.delivery import STATES
from congvan.problems import Diagnostic, Problems, Severity, term

ROOT = Path(__file__).parents[3]
VIETNAMESE = re.compile("[À-ÖØ-öø-ỹĐđ]")
PLACE = re.compile(r"\{(\w+)\}")

PRINTED = "what is printed in a letter, or in the register's book"
SEEN = "words by which files of anybody, or columns of a sheet, are recognised"
TABLE = "a table of letters or of characters"
TYPED = "words that a clerk may type, and examples of what to type"
WRITTEN = "what stands in a file that the program writes for a clerk or for the axis"

ALLOWED: dict[str, tuple[int, str]] = {
    "cli": (2, TABLE),
    "compose": (63, PRINTED),
    "conformance": (252, SEEN),
    "desk/agency_list.py": (6, SEEN),
    "desk/copy.py": (3, PRINTED),
    "desk/register_exchange.py": (17, PRINTED),
    "desk/follow_up.py": (17, WRITTEN),
    "desk/undoing.py": (22, WRITTEN),
    "desk/reply.py": (10, WRITTEN),
    "desk/incoming.py": (3, SEEN),
    "desk/oldbook.py": (9, SEEN),
    "desk/sign.py": (5, WRITTEN),
    "dispatch": (2, WRITTEN),
    "studio/guide.py": (7, "headings of the guide, by which its pages are opened"),
    "edxml/letter.py": (1, WRITTEN),
    "mail/worded.py": (1, SEEN),
    "model/edxml.py": (1, WRITTEN),
    "model/wording.py": (3, PRINTED),
    "pades/fields.py": (5, WRITTEN),
    "pades/squares.py": (1, SEEN),
    "pipeline/typed.py": (1, TYPED),
    "read/blank.py": (59, WRITTEN),
    "read/keys.py": (7, TYPED),
    "read/kind.py": (5, TYPED),
    "read/office.py": (9, TYPED),
    "read/shapes.py": (4, TYPED),
    "register/offices.py": (1, TABLE),
    "register/columns.py": (73, SEEN),
    "register/heads.py": (5, SEEN),
    "intake": (14, SEEN),
    "read/fields.py": (2, TYPED),
    "read/first.py": (41, WRITTEN),
    "read/untouched.py": (3, SEEN),
    "register/reading.py": (1, SEEN),
    "register/sheets.py": (1, SEEN),
    "render": (12, PRINTED),
    "resolve/kinds.py": (11, PRINTED),
    "resolve/references.py": (2, PRINTED),
    "resolve/registered.py": (2, SEEN),
    "sheets/book.py": (2, WRITTEN),
    "sheets/days.py": (18, PRINTED),
    "sheets/ledger.py": (1, WRITTEN),
    "signing/stamps.py": (4, PRINTED),
    "text": (85, TABLE),
    "yaml/slips.py": (1, TABLE),
}
"""Where Vietnamese may stand in the code, how many literals at most, and why. It may only become less."""


def literals(path: Path) -> Iterator[ast.Constant]:
    """The strings of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(line.value)
        for node in ast.walk(tree)
        for line in (getattr(node, "body", None) if isinstance(getattr(node, "body", None), list) else ())
        if isinstance(line, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            yield node


def test_vietnamese_stands_in_the_catalogues_only() -> None:
    counted = dict.fromkeys(ALLOWED, 0)
    strange = []
    for path in sorted((ROOT / "congvan").rglob("*.py")):
        name = path.relative_to(ROOT / "congvan").as_posix()
        home = next((h for h in (name, name.partition("/")[0]) if h in ALLOWED), None)
        found = [node for node in literals(path) if VIETNAMESE.search(node.value)]
        if home is not None:
            counted[home] += len(found)
        else:
            strange += [f"{name}:{node.lineno}: {node.value[:60]!r}" for node in found]
    assert strange == []
    assert {home: n for home, n in counted.items() if n > ALLOWED[home][0]} == {}


def test_every_term_and_phrase_is_there_in_both_languages_with_the_same_places() -> None:
    for name, entry in [*terms().items(), *phrases().items()]:
        assert entry.get("vi"), name
        assert entry.get("en"), name
        assert set(PLACE.findall(entry["en"])) <= set(PLACE.findall(entry["vi"])) | {"slug"}, name
        assert ("hint_vi" in entry) == ("hint_en" in entry), name


QUOTED = re.compile(
    r'"[^"]*"|“[^”]*”|\([^)]*\)|công văn|công điện|thư công|bản sao|sao (y|lục)|trích sao|giấy \w+|phiếu \w+|văn thư'
    r"|nghị quyết|Nghị định|Điều|điều|khoản|điểm|Chương|Mục|Phần|Phụ lục|Căn cứ|Kính gửi|Nơi nhận|NĐ|QCVN|VT|Lưu"
    r"|Như trên|V/v|số|ngày|Số|QUYẾT ĐỊNH|trích yếu|tên loại|Đ",
    re.IGNORECASE,
)
"""What no English has a name for: names of parts and kinds of a Vietnamese letter, and what is quoted."""


def test_english_has_no_vietnamese_but_names_of_the_decree() -> None:
    def vietnamese(text: str) -> bool:
        return bool(VIETNAMESE.search(QUOTED.sub("", text)))

    tables = {**catalogue(), **terms(), **phrases()}
    found = [name for name, entry in tables.items() if vietnamese(entry["en"]) or vietnamese(entry.get("hint_en", ""))]
    assert found == []


def test_the_code_names_terms_and_phrases_that_are_there_and_no_others_are() -> None:
    named: set[str] = set()
    said: set[str] = set()
    texts: list[str] = []
    for path in sorted((ROOT / "congvan").rglob("*.py")):
        texts.append(path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(texts[-1])):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
                called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    if called in ("term", "kept"):
                        named.add(first.value)
                    if called == "say" and isinstance(node.func, ast.Name):
                        said.add(first.value)
    assert named - set(terms()) == set()
    assert said - set(phrases()) == set()
    whole = "\n".join(texts)
    idle = [
        n
        for n in terms()
        if f'"{n}"' not in whole and not re.search(rf'["{{]{re.escape(n.partition(".")[0])}[".]', whole)
    ]
    assert idle == []


def test_dates_numbers_lists_and_terms_are_worded_in_the_language_asked_for() -> None:
    moment = datetime(2026, 1, 5, 9, 3, tzinfo=UTC)
    values = (date(2026, 1, 5), moment, 2.5, 7, term("range", first=1, last=3), named("ENOENT"))
    assert [worded(v) for v in values] == [
        "5/1/2026", "5/1/2026 09:03 UTC", "2,5", "7", "1 đến 3", "không có tệp hay thư mục này",
    ]  # fmt: skip
    assert [worded(v, "en") for v in values] == [
        "2026-01-05", "2026-01-05 09:03 UTC", "2.5", "7", "1 to 3", "there is no such file or folder",
    ]  # fmt: skip
    assert worded((1, term("range", first=3, last=4))) == "1, 3 đến 4"


def test_one_diagnostic_is_told_in_both_languages_whoever_asks_first() -> None:
    found = Problems()
    found.error("CV031", None, field="subject", wanted=term("wanted.record"), found=term("value.list"))
    one = next(iter(found))
    assert sentence(one, "en") == '"subject" must be a group of keys, one a line, here it is a list'
    assert sentence(one, "vi") == 'mục "subject" phải là nhóm các mục, mỗi mục một dòng, ở đây là danh sách'
    found.error("CV031", None, field="subject", wanted=term("wanted.record"), found=term("value.list"))
    assert len(found) == 1


def test_a_hint_with_a_number_is_told_and_one_without_its_value_is_not() -> None:
    told = Diagnostic("CV030", Severity.ERROR, None, {"key": "x", "near": ""})
    assert messages.hint(told) == ""
    assert messages.hint(Diagnostic("CV030", Severity.ERROR, None, {"key": "x", "near": 0})) != ""


@pytest.mark.parametrize(
    "reply", ["250 2.0.0 OK", "", '{"say":', '{"say":1,"with":2}', '{"say":"x","with":{"a":{}}}', "đã thử 3 lần: 450"]
)
def test_what_the_ledger_holds_from_elsewhere_is_shown_as_it_is(reply: str) -> None:
    assert replies.shown(reply, "en") == reply


def test_a_reply_of_ours_is_neutral_in_the_ledger_and_worded_when_it_is_shown() -> None:
    inner = replies.kept("reply.at-step", step="RCPT", reason=named("ETIMEDOUT"))
    whole = replies.kept("reply.tried", times=3, reply=replies.read(inner))
    assert not VIETNAMESE.search(whole)
    assert replies.shown(whole, "vi") == "đã thử 3 lần: RCPT: hết giờ chờ"
    assert replies.shown(whole, "en").startswith("tried 3 times: RCPT: ")


def test_a_state_within_a_reply_is_said_in_the_words_of_the_table() -> None:
    inner = replies.kept("reply.again", state="refused", reply="550 No")
    whole = replies.kept("reply.again-because", why="sai địa chỉ", state="bounced", reply=replies.read(inner))
    assert replies.shown(whole, "vi") == (
        "gửi lại theo quyết định của người dùng: sai địa chỉ; trước đó bị trả lại: "
        "gửi lại theo quyết định của người dùng; trước đó bị từ chối: 550 No"
    )
    assert "before, bounced: sent again as its user decided; before, refused: 550 No" in replies.shown(whole, "en")
    for state in STATES:
        assert replies.shown(replies.kept("reply.again", state=state, reply="x"), "vi").endswith(
            f"trước đó {messages.phrase(f'st_{state}', 'vi')}: x"
        )


def test_a_reply_stays_readable_however_long_and_deep_it_grows() -> None:
    text = "550 " + "x" * 5000
    for _ in range(12):
        text = replies.kept("reply.again", state="refused", reply=replies.read(text))
        assert len(text) <= replies.LONGEST
        assert replies.shown(text, "vi").startswith("gửi lại theo quyết định")

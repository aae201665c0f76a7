"""Agencies, units, signers and groups that were renamed: a letter keeps the names of its day, whatever they are today."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from shop import NUMBERED, Shop, office, said_codes, today

from congvan import Desk
from congvan.machine.settings import Settings
from congvan.model.register import COMMON, Draft, Entry
from congvan.problems import MachineFault
from congvan.register import Identity, Location, open_ledger
from congvan.register.ledger import Ledger, Writing

LETTER = NUMBERED.replace("to: [so-noi-vu]", "to: [so-noi-vu, doan-the]").replace("Đoạn văn.", "{{{{ issuer }}}} viết.")
LETTER = LETTER.replace("[nhu-tren]", "[nhu-tren, {{ref: so-tai-chinh, note: để b/c}}]")
NEW = "Sở Khoa học và Công nghệ"
OLD = "Sở Thông tin và Truyền thông"


def edited(shop: Shop, name: str, *pairs: tuple[str, str]) -> None:
    path = shop.root / name
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def told(shop: Shop, *command: str) -> list[dict[str, str]]:
    done = shop.run(*command, "--json")
    assert "Traceback" not in done.stderr, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)["diagnostics"]
    return [d | {"field": ([*d["message"].split('"'), ""])[1]} for d in found]


def read_off(page: str) -> str:
    """The words of a page, whatever is marked in it and wherever its lines end."""
    body = re.sub(r"<[^>]+>", " ", page.partition("<body>")[2] or page)
    return " ".join(body.replace("\u2060", "").replace("\u00a0", " ").split())


def taken(ledger: Ledger) -> int:
    """The next number."""

    def work(tx: Writing) -> Entry:
        number = tx.lock(2026, COMMON).number + 1
        return tx.enter(Draft("cong-van", "Công văn", "UBND", "việc"), 2026, COMMON, number, date(2026, 11, 28))

    return ledger.write(work, repeatable=False).number


@pytest.fixture
def shop(tmp_path: Path, register_url: str) -> Shop:
    """Three letters, issued under the names of before."""
    made = office(tmp_path)
    if register_url:
        edited(made, "issuer.yaml", ("place:", f"register: {register_url}\nplace:"))
    for n in range(3):
        made.write(f"l{n}", LETTER.format(n=n))
        assert made.run("issue", f"l{n}").returncode == 0
    assert said_codes(made.run("check", "--json"), 0) == []
    return made


def test_a_name_that_was_written_over_is_named_with_its_cure(shop: Shop) -> None:
    """CV716 once for each name, at its place, not at a letter; the line it offers makes everything sound again."""
    edited(shop, "recipients.yaml", ("name: Sở Nội vụ,", "name: Sở Nội vụ và Lao động,"),
           ("{name: Các Đoàn thể chính trị - Xã hội tỉnh,", "{name: Các đoàn thể tỉnh,"))  # fmt: skip
    found = told(shop, "check")
    where = [(d["code"], d["file"], d["field"]) for d in found]
    assert where == [("CV716", "recipients.yaml", "so-noi-vu"),
                     ("CV716", "recipients.yaml", "doan-the")]  # fmt: skip
    line = f'formerly: [{{until: {today()}, name: "Sở Nội vụ"}}]'
    assert '"Sở Nội vụ và Lao động"' in found[0]["message"]
    assert line in found[0]["hint"]
    edited(shop, "recipients.yaml", ("name: Sở Nội vụ và Lao động,", f"name: Sở Nội vụ và Lao động, {line},"),
           ("{name: Các đoàn thể tỉnh,", f'{{name: Các đoàn thể tỉnh, {found[1]["hint"].partition("dòng ")[2]},'))  # fmt: skip
    assert told(shop, "check") == []


def test_the_own_office_renamed(shop: Shop) -> None:
    """Name, symbol, superior, place and a post change at once: one line holds all; then old letters stand as they
    were, new ones bear the new names and go on in the same sequence.
    """
    edited(shop, "issuer.yaml", (f"name: {OLD}", f"name: {NEW}"), ("symbol: STTTT", "symbol: SKHCN"),
           ("parent: UBND tỉnh Tây Ninh", "parent: UBND tỉnh Long An"), ("place: Tây Ninh", "place: Long An"),
           ("{title: Giám đốc,", "{title: Quyền Giám đốc,"))  # fmt: skip
    found = told(shop, "check")
    assert {(d["code"], d["file"]) for d in found} == {("CV716", "issuer.yaml")}
    assert {d["field"] for d in found} == {"name", "symbol", "parent", "place", "giam-doc"}
    line = next(d["hint"] for d in found if d["field"] == "name").partition("dòng ")[2].partition(" (")[0]
    assert f'name: "{OLD}"' in line
    assert 'symbol: "STTTT"' in line
    assert 'place: "Tây Ninh"' in line
    yesterday = today() - timedelta(days=1)
    edited(shop, "issuer.yaml", ("units:", f"{line}\nunits:"),
           ("{title: Quyền Giám đốc,", f"{{title: Quyền Giám đốc, formerly: {{until: {today()}, title: Giám đốc}},"))  # fmt: skip
    assert told(shop, "check") == []
    edited(shop, "issuer.yaml", (f"until: {today()}, title", f"until: {yesterday}, title"))
    assert [d["code"] for d in told(shop, "check")] == ["CV716"]
    edited(shop, "issuer.yaml", (f"until: {yesterday}, title", f"until: {today()}, title"))
    desk = Desk.open(shop.root, clock=lambda: datetime.now().astimezone() + timedelta(days=1))
    shop.write("moi", LETTER.format(n=9))
    assert str(desk.issue("moi").value.code) == "04/SKHCN-TTr"
    page = read_off(desk.preview("moi", wanted=("html",)).value.html)
    assert "QUYỀN GIÁM ĐỐC" in page
    assert NEW.upper() in page
    assert "Long An, ngày" in page
    page = read_off(desk.preview("l0", wanted=("html",)).value.html)
    assert "QUYỀN" not in page
    assert OLD.upper() in page
    assert f"{OLD} viết" in page
    assert "UBND TỈNH TÂY NINH" in page
    assert desk.register_verify().ok


def test_today_s_name_on_a_day_of_the_former_one(shop: Shop) -> None:
    """``until`` is too late: the cure is the day, not another name."""
    edited(
        shop, "recipients.yaml", ("name: Sở Nội vụ,", "name: Sở Nội vụ, formerly: [{until: 2099-01-01, name: Sở Cũ}],")
    )
    found = told(shop, "check")
    assert [d["code"] for d in found] == ["CV716"]
    assert '"Sở Cũ" phải trước ngày' in found[0]["hint"]


def test_changed_words_are_named_where_they_stand(shop: Shop) -> None:
    """CV500 at the word itself, and only for what the letter's own file changed."""
    edited(shop, "circulars/l1.yaml", ("{{ issuer }} viết.", "{{ issuer }} viết.\n\n  Đoạn thêm."))
    edited(shop, "recipients.yaml", ("name: Sở Nội vụ,", "name: Sở Nội vụ mới,"))
    found = {d["code"]: d for d in told(shop, "check")}
    assert set(found) == {"CV500", "CV716"}
    lines = (shop.root / "circulars" / "l1.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[found["CV500"]["line"] - 1].strip() in ("Đoạn thêm.", "{{ issuer }} viết.")
    assert "Kính gửi" not in found["CV500"]["message"]


def test_an_undated_letter_bears_the_names_of_the_day(tmp_path: Path) -> None:
    """Written before the turn, with both names in the file: until the day it is the old name, after it the new one,
    and a build of yesterday is not taken for today's.
    """
    shop = office(tmp_path)
    edited(shop, "recipients.yaml",
           ("name: Sở Nội vụ,", f"name: Sở Mới, formerly: [{{until: {today()}, name: Sở Nội vụ}}],"))  # fmt: skip
    shop.write("x", NUMBERED.format(n=1))
    now = datetime.now().astimezone()
    for days, name, other in ((0, "Sở Nội vụ", "Sở Mới"), (1, "Sở Mới", "Sở Nội vụ")):
        desk = Desk.open(shop.root, clock=lambda days=days: now + timedelta(days=days), settings=Settings())
        assert desk.build("x", formats=("html",)).ok
        text = read_off(shop.output("x", "html").read_text(encoding="utf-8"))
        assert name in text
        assert other not in text


@pytest.mark.parametrize(
    "former", [Identity("TTYT", None, "Trung tâm Y tế huyện A"), Identity("X", "H53.1", "Tên nào đó")]
)
def test_the_register_goes_on_under_the_new_name(register_url: str, tmp_path: Path, former: Identity) -> None:
    """By symbol and name together or by the code that it had; a stranger of that name is refused as before."""
    place = Location(url=register_url) if register_url else Location(path=tmp_path / "chung.db")
    before = open_ledger(place, Identity("TTYT", former.code, "Trung tâm Y tế huyện A"))
    assert taken(before) == 1
    now = open_ledger(place, Identity("BVA", "H80.2", "Bệnh viện A", None, (former,)))
    assert taken(now) == 2
    again = open_ledger(place, Identity("BVA", "H80.2", "Bệnh viện A"))
    assert taken(again) == 3
    other = open_ledger(place, Identity("BVA", None, "Bệnh viện B"))
    with pytest.raises(MachineFault):
        taken(other)


def test_no_other_agency_s_register_is_taken_by_a_former_name(register_url: str, tmp_path: Path) -> None:
    """An agency with a code or an id is itself, whatever another one says that it was called."""
    place = Location(url=register_url) if register_url else Location(path=tmp_path / "chung.db")
    assert taken(open_ledger(place, Identity("UBND", None, "UBND xã A", "xa-a"))) == 1
    mine = Identity("UBND", None, "UBND xã B", "xa-b", (Identity("UBND", None, "UBND xã A"),))
    assert taken(open_ledger(place, mine)) == 1

"""Who is named gets it: whatever a line of Kính gửi or Nơi nhận prints, the agencies behind it get the letter, once."""

from __future__ import annotations

import json

import pytest

from congvan.model.reach import behind
from congvan.model.source import Agency, Group, Recipients, Spanned
from congvan.problems import Span

DECISION = """type: quyet-dinh
unit: thanh-tra
subject: về việc phân công nhiệm vụ
signer: giam-doc
grounds: [Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư]
proposal: Chánh Văn phòng Sở
body: |
  Điều 1. Phân công các đơn vị.

  Điều 2. Quyết định này có hiệu lực từ ngày ký.

  Điều 3. Các cơ quan có tên ở Điều 1 chịu trách nhiệm thi hành.
copies:
{copies}
"""
CIRCULAR = """unit: thanh-tra
subject: thử
signer: giam-doc
to:
{to}
body: Nội dung.
copies:
{copies}
"""
GROUPS = (
    "groups:\n  nhom: {name: Các nơi trong nhóm, members: [tot, hai]}\n  lon: {name: Nhóm lớn, members: [nhom, ba]}\n"
)


def codes(document: dict) -> list[str]:
    return sorted({d["code"] for d in document["diagnostics"]})


def lines(*items: str) -> str:
    return "\n".join(f"  - {item}" for item in items)


def issued(post, text: str) -> str:
    return post.issued(text=text.replace("{", "{{").replace("}", "}}"))


@pytest.fixture
def four(post):
    post.groups = GROUPS
    post.recipients("tot", "hai", "ba", "bon")
    return post


@pytest.mark.parametrize(
    ("copies", "whom", "by_hand", "paper"),
    [
        (["{ref: nhu-dieu-3, for: [tot, hai]}", "{ref: ba, note: để b/c}"], "tot hai ba", [], 0),
        (["{ref: nhu-dieu-3, for: tot}"], "tot", [], 0),
        (["{ref: nhu-dieu-3, for: [lon]}", "ba", "{text: Các đơn vị, for: [nhom, bon]}"], "tot hai ba bon", [], 0),
        (["{ref: nhu-dieu-3, for: [tot]}", "{ref: nhu-dieu-3, for: [hai]}"], "tot hai", [], 0),
        (["{text: Các đơn vị liên quan, for: [nhom]}", "{text: Ban Giám đốc}"], "tot hai", ["Ban Giám đốc"], 1),
        (["nhu-dieu-3", "tot"], "tot", ["Như Điều 3"], 1),
    ],
)
def test_a_decision_reaches_who_stands_behind_its_lines(four, copies, whom, by_hand, paper) -> None:
    issued(four, DECISION.replace("{copies}", lines(*copies)))
    plan = four.send("a", "--dry-run")
    assert [d["agency"] for d in plan["deliveries"]] == whom.split()
    assert plan["by_hand"] == by_hand
    assert plan["copies"] == paper + 2, "bản lưu của VT và của đơn vị"
    assert ("CV864" in codes(plan)) is ("Như Điều 3" in by_hand)
    sent = four.send("a", code=0)
    assert sorted(four.mail.by_address()) == sorted(f"{slug}@noi.example" for slug in whom.split())
    assert set(four.mail.by_address().values()) == {1}, "each agency once"
    assert sent["by_hand"] == by_hand


def test_as_article_without_for_is_told_before_a_number_is_taken(four) -> None:
    four.shop.write("a", DECISION.replace("{copies}", lines("nhu-dieu-3", "tot")))
    done = four.shop.run("check", "a")
    assert done.returncode == 0
    assert "a.yaml:14:5: cảnh báo CV864" in done.stderr
    assert "{ref: nhu-dieu-3, for:" in done.stderr
    four.shop.write("a", DECISION.replace("{copies}", lines("{ref: nhu-dieu-3, for: [hai]}", "tot")))
    assert "CV864" not in four.shop.run("check", "a").stderr


def test_only_text_with_for_among_the_addressees(four) -> None:
    letter = CIRCULAR.replace("{to}", lines("{text: Các đơn vị liên quan, for: [tot, nhom]}"))
    issued(four, letter.replace("{copies}", lines("nhu-tren")))
    assert [d["agency"] for d in four.send("a", "--dry-run", code=0)["deliveries"]] == ["tot", "hai"]
    assert four.send("a", "--to", "hai", code=0)["summary"] == {"accepted": 1}
    four.send("a", code=0)
    assert set(four.mail.by_address().values()) == {1}
    assert four.run("answers", "a", "--mark", "hai", "--number", "1/HAI", code=0)
    asked = four.run("answers", "a", code=0)
    assert json.dumps(asked).count("hai") >= 1
    four.run("follow-up", "01/STTTT-TTr", "b", "--only-unanswered", code=0)
    drafted = (four.shop.root / "circulars" / "b.yaml").read_text(encoding="utf-8")
    assert '- {text: "Các đơn vị liên quan", for: [tot]}' in drafted
    assert four.shop.run("check", "b").returncode == 0


def test_a_follow_up_keeps_whom_its_lines_mean(four) -> None:
    issued(four, DECISION.replace("{copies}", lines("{ref: nhu-dieu-3, for: [nhom]}", "ba")))
    code = four.run("register", "list", code=0)["entries"][0]["code"]
    four.run("follow-up", code, "b", code=0)
    drafted = (four.shop.root / "circulars" / "b.yaml").read_text(encoding="utf-8")
    assert "- {ref: nhu-dieu-3, for: [nhom]}" in drafted


def test_the_book_says_whom_not_as_article_three(four) -> None:
    issued(four, DECISION.replace("{copies}", lines("{ref: nhu-dieu-3, for: [nhom]}", "hai", "nhu-dieu-2")))
    four.shop.run("register", "export", "so.csv")
    book = (four.shop.root / "so.csv").read_text(encoding="utf-8-sig")
    assert "Nơi tot; Nơi hai; Như Điều 2" in book
    assert "Như Điều 3" not in book
    assert four.run("register", "search", "noi tot", code=0)["entries"], "and it is found by whom it went to"


def test_nobody_but_people_is_still_a_list_of_work(four) -> None:
    issued(four, DECISION.replace("{copies}", lines("{text: Ban Giám đốc Sở}", "nhu-dieu-3")))
    done = four.shop.run("send", "a", "--allow-unsigned")
    assert done.returncode == 1
    assert "CV810" in done.stderr
    assert "Ban Giám đốc Sở; Như Điều 3" in done.stdout


@pytest.mark.parametrize("line", ["{ref: nhu-tren, for: [tot]}", "{ref: hai, for: [tot]}", "{ref: nhom, for: [tot]}"])
def test_for_beside_a_line_that_names_agencies_is_refused(four, line) -> None:
    four.shop.write("a", CIRCULAR.replace("{to}", lines("ba")).replace("{copies}", lines(line)))
    assert "CV132" in codes(json.loads(four.shop.run("check", "a", "--json").stdout))


def test_deep_groups_are_followed() -> None:
    deep = 3000
    place = Span("r.yaml", 1, 1)
    groups = {
        f"g{n}": Group(f"g{n}", "", (Spanned(f"g{n + 1}" if n < deep else "tot", place),), (), place)
        for n in range(deep + 1)
    }
    agency = Agency("tot", "Nơi tốt", None, ("tot@noi.example",), None, (), place)
    assert [one.slug for one in behind("g0", Recipients({"tot": agency}, groups, "r.yaml"))] == ["tot"]

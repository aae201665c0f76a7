"""Operations of the form and saves while the server answers late, in parts, wrongly or not at all: everything that was done
is on the disk at the end, in the order in which it was done, and nothing twice.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator

import pytest
import yaml
from browsing import Studio, Watched, open_source, until
from playwright.sync_api import Locator, Page, Route, expect

LAST = "với mục đích lừa đảo"
"""The last line of "Trích yếu"."""


def subject(page: Page, studio: Studio, letter: str) -> Locator:
    """The form, at the end of "Trích yếu"."""
    page.goto(f"{studio.at}/van-ban/{letter}/sua")
    field = page.get_by_label("Trích yếu", exact=False).and_(page.locator("textarea")).first
    field.click()
    page.keyboard.press("Control+End")
    return field


def written(studio: Studio, letter: str) -> str:
    """What the file says, however it is quoted: a space at the end, where somebody rested, asks for quotation marks."""
    found = yaml.safe_load(studio.file(letter).read_text("utf-8"))["subject"]
    assert isinstance(found, str)
    return found


def all_saved(page: Page) -> None:
    """Nothing is on its way, and the text is on the disk."""
    expect(page.locator("#saved")).to_have_class("saved", timeout=30_000)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=30_000)


@pytest.fixture(autouse=True)
def _faked(seen: Watched) -> Iterator[None]:
    """What the console says of the answers that were made up here is no fault of the studio's."""
    yield
    seen.page.unroute_all(behavior="ignoreErrors")
    seen.said[:] = [text for text in seen.said if "status of 5" not in text]


def each(page: Page, do: Callable[[Route, int], None], where: str = "**/thao-tac") -> None:
    """The requests to an address go where ``do`` sends them, with their number."""
    count = iter(range(10_000))
    page.route(where, lambda route: do(route, next(count)))


def wrong(kind: str) -> Callable[[Route], None]:
    """A way for an answer to be none."""
    broken = json.dumps({"error": "broken", "message": "hỏng"})
    return {
        "500": lambda route: route.fulfill(status=500, content_type="application/json", body=broken),
        "502 of a proxy": lambda route: route.fulfill(
            status=502, content_type="text/html", body="<h1>Bad Gateway</h1>"
        ),
        "lost": lambda route: route.abort("connectionreset"),
        "done, and the answer lost": lambda route: (route.fetch(), route.abort("connectionreset")),
        "404": lambda route: route.fulfill(status=404, content_type="application/json", body=broken),
        "429": lambda route: route.fulfill(status=429, content_type="application/json", body=broken),
        "401": lambda route: route.fulfill(status=401, content_type="application/json", body=broken),
    }[kind]  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["500", "502 of a proxy", "lost", "done, and the answer lost", "404", "429", "401"])
def test_every_second_answer_of_the_form_is_none(studio: Studio, page: Page, letter: str, kind: str) -> None:
    field = subject(page, studio, letter)
    bad = wrong(kind)
    each(page, lambda route, n: bad(route) if n % 2 == 0 else route.continue_())
    page.keyboard.type(" một hai ba", delay=20)
    expect(field).to_have_value(re.compile("một hai ba$"))
    all_saved(page)
    assert written(studio, letter).endswith(f"{LAST} một hai ba")


def test_one_that_is_refused_leaves_the_others_in_their_order(studio: Studio, page: Page, letter: str) -> None:
    """Of several in one request one can't be done: the newest of a field wins, whatever goes wrong beside it."""
    field = subject(page, studio, letter)
    seen: list[list[dict[str, str]]] = []

    def answer(route: Route, n: int) -> None:
        operations = json.loads(route.request.post_data or "")["operations"]
        seen.append(operations)
        if n == 0:
            page.wait_for_timeout(400)  # time for more of them to gather
            route.continue_()
        elif len(operations) > 1 or operations[0]["path"] == "deadline":
            body = json.dumps({"error": "unsaved", "message": "không được", "faults": []})
            route.fulfill(status=422, content_type="application/json", body=body)
        elif n == 2:  # and the first of those that are tried alone gets no answer, while somebody types on
            page.keyboard.type(" hết")
            route.abort("connectionreset")
        else:
            route.continue_()

    each(page, answer)
    page.keyboard.type(" a")
    page.evaluate(
        """() => {
          const field = document.activeElement;
          const other = document.createElement("input");
          other.dataset.path = "deadline"; other.dataset.verb = "day";
          field.after(other);
          const put = (control, value) => { control.value = value; control.dispatchEvent(new Event("input", { bubbles: true })); };
          put(field, field.value + "b");
          put(other, "31/2/2026");
          put(field, field.value + "c");
          other.remove();
        }"""
    )
    expect(page.locator("[data-notice=refused]")).to_contain_text("31/2/2026", timeout=15_000)
    expect(field).to_have_value(re.compile(r"abc hết$"))
    all_saved(page)
    assert any(len(one) > 1 for one in seen)
    assert written(studio, letter).endswith(f"{LAST} abc hết")


def test_answers_at_random(studio: Studio, page: Page, letter: str) -> None:
    """Late, wrong, lost and right in turn, for everything that the editor asks; somebody types on all the while and changes the order of a list."""
    field = subject(page, studio, letter)
    chance = random.Random(76)
    ways = [wrong(kind) for kind in ("500", "lost", "done, and the answer lost", "429")]

    def answer(route: Route, _n: int) -> None:
        if chance.random() < 0.35:
            chance.choice(ways)(route)
        else:
            page.wait_for_timeout(chance.random() * 200)
            route.continue_()

    for where in ("**/thao-tac", "**/nguon", "**/bieu-mau", "**/xem*", "**/nhip"):
        each(page, answer, where)
    words = "".join(f" {n}" for n in range(30))
    for n in range(30):
        page.keyboard.type(f" {n}", delay=10)
    expect(field).to_have_value(re.compile(f"{words}$"))
    page.unroute_all(behavior="ignoreErrors")
    all_saved(page)
    assert written(studio, letter).endswith(f"{LAST}{words}")
    assert not page.locator("[data-notice=changed]").count()


def test_a_save_whose_answer_was_lost_is_no_conflict(studio: Studio, page: Page, letter: str) -> None:
    """It was done; somebody typed on; the text on the disk is one's own."""
    subject(page, studio, letter)
    lost = wrong("done, and the answer lost")
    each(page, lambda route, n: lost(route) if n == 0 else route.continue_(), "**/nguon")
    page.keyboard.type(" một")
    page.keyboard.press("Control+s")
    page.keyboard.type(" hai")
    all_saved(page)
    assert written(studio, letter).endswith(f"{LAST} một hai")
    assert not page.locator("[data-notice=changed]").count()


def test_a_save_whose_answer_was_lost_with_the_window(studio: Studio, page: Page, letter: str) -> None:
    """And what was typed behind it is put back by the next window, without a question."""
    subject(page, studio, letter)
    lost = wrong("done, and the answer lost")
    each(page, lambda route, n: lost(route) if n == 0 else route.abort(), "**/nguon")
    page.keyboard.type(" một")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("Chưa lưu, đang giữ trong trình duyệt", timeout=10_000)
    page.keyboard.type(" hai")
    expect(page.locator("textarea").first).to_have_value(re.compile("một hai$"))
    until(page, "JSON.stringify(localStorage).includes('một hai')")
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    expect(page.locator("[data-notice=restored]")).to_be_visible(timeout=10_000)
    all_saved(page)
    assert written(studio, letter).endswith(f"{LAST} một hai")


def test_operations_that_nobody_answered_outlive_the_window(studio: Studio, page: Page, letter: str) -> None:
    """Also where the next window shows the text and not the form."""
    subject(page, studio, letter)
    page.route("**/thao-tac", lambda route: route.abort())
    page.keyboard.type(" sau cùng")
    expect(page.locator("#saved")).not_to_have_class("saved")
    expect(page.locator("[data-notice=operations]")).to_be_visible()
    page.evaluate("localStorage.setItem('congvan:tab', 'source')")
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    expect(page.locator(".cm-line", has_text="sau cùng")).to_be_visible(timeout=10_000)
    all_saved(page)
    assert written(studio, letter).endswith(f"{LAST} sau cùng")


def test_operations_of_another_state_write_over_nothing(studio: Studio, page: Page, letter: str) -> None:
    """Kept by a window that is gone, while somebody else changed the same field: both are there to choose from."""
    subject(page, studio, letter)
    page.route("**/thao-tac", lambda route: route.abort())
    page.keyboard.type(" của tôi")
    expect(page.locator("[data-notice=operations]")).to_be_visible()
    page.goto(f"{studio.at}/van-ban")
    page.unroute_all(behavior="ignoreErrors")
    path = studio.file(letter)
    path.write_text(path.read_text("utf-8").replace(f"{LAST}\n", f"{LAST} của người khác\n", 1), "utf-8")
    theirs = path.read_bytes()
    page.goto(f"{studio.at}/van-ban/{letter}/sua")
    offered = page.locator("[data-notice^='kept:']")
    expect(offered).to_be_visible(timeout=10_000)
    assert path.read_bytes() == theirs
    offered.get_by_role("button", name="Xem chỗ khác nhau").click()
    expect(offered.locator(".diff ins").last).to_contain_text("tôi")
    offered.get_by_role("button", name="Lấy chữ đã giữ").click()
    all_saved(page)
    assert written(studio, letter).endswith(f"{LAST} của tôi")


def test_taking_the_other_text_while_operations_are_on_their_way(studio: Studio, page: Page, letter: str) -> None:
    """They were done to mine, so they go where mine goes, and do nothing to the other."""
    subject(page, studio, letter)
    path = studio.file(letter)
    path.write_text(path.read_text("utf-8").replace("Trân trọng.", "Trân trọng cảm ơn."), "utf-8")
    theirs = path.read_bytes()
    expect(page.locator("[data-notice=changed]")).to_be_visible(timeout=10_000)

    def late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/thao-tac", late)
    page.keyboard.type(" của tôi")
    page.get_by_role("button", name="Lấy bản mới").click()
    expect(page.locator("[data-notice=changed]")).to_have_count(0, timeout=15_000)
    expect(page.locator("#saved")).to_have_class("saved")
    assert path.read_bytes() == theirs
    kept = "Object.entries(localStorage).filter(([k]) => k.startsWith('congvan:away')).map(([, v]) => v).join()"
    assert "của tôi" in page.evaluate(kept)


def test_a_doubled_window_is_another_window(studio: Studio, page: Page, letter: str) -> None:
    """Its session's store is copied with it; what each keeps stays its own."""
    subject(page, studio, letter)
    with page.expect_popup() as opened:  # a window opened by another one begins with a copy of its session store
        page.evaluate("open(location.href)")
    other = opened.value
    expect(other.locator("#form")).to_be_visible(timeout=15_000)
    words = [one.evaluate("sessionStorage.getItem('congvan:tab')") for one in (page, other)]
    assert words[0] != words[1]
    expect(page.locator("[data-notice=others]")).to_be_visible(timeout=8000)
    other.close()


def test_old_pages_never_cover_newer_words(studio: Studio, page: Page, letter: str) -> None:
    """The true pages that were asked for come when somebody has typed on: the newer HTML stays."""
    open_source(page, studio, letter)
    held: list[Route] = []
    page.route("**/trang/*.svg", lambda route: held.append(route))
    page.locator(".cm-line", has_text=LAST).first.click()
    page.keyboard.press("End")
    page.keyboard.type(" một")
    frame = page.frame_locator("#paper")
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    assert held
    page.route("**/xem?trang", lambda route: route.abort())
    page.keyboard.type(" hai")
    expect(frame.locator("body.still")).to_contain_text("một hai")
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(frame.locator("body.still")).to_contain_text("một hai")

"""Every role × every act × every state, over HTTP: exactly one's acts; all else is 403 or 404, and nothing has changed.

What stands behind an address is put aside but for the buttons of the way, so that it is seen whether a request gets
there: 299 it does, 401, 403 and 404 it doesn't. A button that is heard finds other pages than are shown, and changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from crowd import Crowd
from starlette.requests import Request
from starlette.responses import Response

from congvan import Result, pipeline
from congvan.dispatch.delivery import book_of
from congvan.people.book import People
from congvan.people.steps import STATES
from congvan.problems import Problems
from congvan.studio import acting, application, rights, staff
from congvan.studio.offices import Place
from congvan.studio.progress import Progress, progress

PEOPLE = {
    "lan": "soan-thao:thanh-tra",  # who submitted everything
    "mai": "soan-thao:thanh-tra",
    "xuan": "soan-thao:van-phong",  # of another unit
    "dung": "truong-don-vi:thanh-tra",
    "duy": "truong-don-vi:van-phong",
    "hoa": "kiem-tra",
    "duc": "ky:giam-doc",
    "phu": "ky:pho-giam-doc",  # another signer
    "minh": "van-thu",
    "quan": "quan-tri",
    "la": "khac/van-thu khac/quan-tri khac/soan-thao khac/ky:giam-doc",  # of another office
}
WHERE = tuple(state for state in STATES if state != "void")
"""A letter whose number was spoiled is a draft again; "void" stands in lists only."""
ALL, OPEN = " ".join(WHERE), "draft returned"
NUMBERED = "signature number seal dispatch sent recalled"
LATE = "seal dispatch sent"
TABLE: dict[str, dict[str, str]] = {
    "lan": {"submit": OPEN, "withdraw": "content", "edit": ALL, "follow": NUMBERED, "correct": LATE},
    "mai": {"submit": OPEN, "edit": ALL, "follow": NUMBERED, "correct": LATE},
    "xuan": {"edit": "draft", "follow": NUMBERED},
    "dung": {
        "submit": OPEN, "content": "content", "return": "content", "edit": ALL, "follow": NUMBERED, "correct": LATE,
    },
    "duy": {"edit": "draft", "follow": NUMBERED},
    "hoa": {"form": "form", "return": "form", "edit": ALL},
    "duc": {
        "approve": "approval", "approve-sign": "approval", "sign": "signature", "return": "approval signature",
        "edit": ALL,
    },
    "phu": {"edit": "draft"},
    "minh": {
        "return": "number", "number": "number", "seal": "seal", "dispatch": "dispatch sent recalled",
        "recall": "sent recalled", "correct": LATE, "scan": "number seal dispatch sent",
    },
    "quan": {}, "la": {}, "": {},
}  # fmt: skip
"""By person and act at a document: the states in which it is theirs. What is not here never is."""
OFFICE: dict[str, str] = {
    "new": "lan mai xuan dung duy", "inspect": "lan mai xuan dung duy hoa duc phu minh quan", "copy": "minh",
    "register": "minh", "settings": "quan", "recipients": "minh quan", "people": "quan",
    "own": "lan mai xuan dung duy hoa duc phu minh quan",
}  # fmt: skip
"""By act of no document: whose it is."""
BUTTONS = ("submit", "withdraw", "content", "form", "approve", "approve-sign", "sign", "seal", "return")
ASKED: dict[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "number": (("POST", "cap-so", {"van_ban": "x"}),),
    "edit": (
        ("PUT", "nguon", {}), ("POST", "cac-ban", {"ban": "1", "etag": "x"}), ("POST", "hinh", {}),
        ("POST", "bang", {}), ("POST", "van-ban-den", {}),
    ),
    "follow": (("POST", "soan-tiep/lan-tiep", {"ma": ""}), ("POST", "soan-tiep/tra-loi", {"ma": ""})),
    "correct": tuple(("POST", f"soan-tiep/{way}", {"ma": ""}) for way in ("dinh-chinh", "thay-the", "thu-hoi")),
    "dispatch": (
        ("POST", "phat-hanh", {}), ("POST", "phat-hanh/ghi-nhan", {}), ("POST", "phat-hanh/gui-lai", {}),
        ("POST", "phat-hanh/nhan-ve", {}), ("POST", "phat-hanh/tra-loi", {}),
    ),
    "recall": (("POST", "phat-hanh/thu-hoi", {}),), "scan": (("POST", "ban-chup", {}),),
    "sign": (("POST", "ky", {"viec": "ky"}),),
    "seal": (("POST", "ky", {"viec": "dau"}),),
}  # fmt: skip
"""By act: its addresses below a document's own, and what is sent there."""
EITHER = (("POST", "ky/tai-len", {}), ("POST", "ky/cho-ky", {}), ("POST", "ky/vgca", {}))
"""What whoever signs and whoever seals may do."""
WAY = (
    ("lan", "submit"), ("dung", "content"), ("hoa", "form"), ("duc", "approve"), ("duc", "sign"), ("", "number"),
    ("minh", "seal"), ("", "sent"), ("", "recalled"),
)  # fmt: skip
AFTER = ("content", "form", "approval", "signature", "number", "seal", "dispatch", "sent", "recalled")


THERE = 299


class Blank:
    """No page is drawn: rights are asked before."""

    def sheets(self, *_: object) -> tuple[Any, None]:
        return Result(None, ()), None


async def _there(_request: Request, _place: Place) -> Response:
    return Response(status_code=THERE)


def _led(crowd: Crowd, id: str, upto: str) -> None:
    """A document on its way to a state."""
    crowd.write(id)
    if upto == "draft":
        return
    if upto == "returned":
        crowd.mark(id, ("lan", "submit"), ("dung", "return"))
        return
    for (who, act), state in zip(WAY, AFTER, strict=True):
        if who:
            crowd.mark(id, (who, act))  # type: ignore[arg-type]
        else:
            _done(crowd, id, act)
        if state == upto:
            return
    raise AssertionError(upto)


def _done(crowd: Crowd, id: str, what: str) -> None:
    desk, problems = crowd.desks["so"], Problems()
    if what == "number":
        assert desk.issue(id).ok
        return
    with desk.here.office(problems) as office:
        assert office is not None, list(problems)
        ledger, book = pipeline.ledger_of(office), book_of(office, crowd.now)
        entry = ledger.entry_of(id)
        assert entry is not None
        if what == "sent":
            ledger.write(lambda tx: tx.change(entry, "sent", sent=crowd.people.today()), repeatable=True)
        else:
            assert book is not None
            book.recall(id, str(entry.code), "nhầm", "")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    signed = application._signed  # what asks for the rights, around each handler
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(application, "_signed", lambda h: signed(h if h in (acting.act, staff.staff) else _there))
        made = Crowd(tmp_path_factory.mktemp("vai"), PEOPLE, drawer=Blank())
        for state in WHERE:
            _led(made, state, state)
        for module in (rights, acting):  # nothing changes here, so that each document is read once
            patched.setattr(module, "progress", _once)
        yield made
    made.close()
    _read.clear()


_read: dict[str, Progress | None] = {}


def _once(place: Place, people: People, id: str) -> Progress | None:
    if id not in _read:
        _read[id] = progress(place, people, id)
    return _read[id]


def _ask(crowd: Crowd, who: str, method: str, path: str, form: dict[str, str]) -> int:
    """As a script of ours asks, whose refusals are short."""
    client = crowd[who]
    if method == "PUT":
        return client.ask("PUT", path, b"x", {"x-csrf-token": client.csrf}).status
    return client.post(path, form, x_csrf_token=client.csrf or "x").status


def _of(act: str, sha256: str) -> tuple[tuple[str, str, dict[str, str]], ...]:
    button = (("POST", "buoc", {"viec": act, "hash": sha256, "trang": "x", "ly_do": "y"}),) if act in BUTTONS else ()
    return (*button, *ASKED.get(act, ()))


REFUSED = {"la": (404,), "": (401,)}


@pytest.mark.parametrize("state", WHERE)
def test_at_a_document_each_has_exactly_their_acts(crowd: Crowd, state: str) -> None:
    sha256, one = crowd.hash(state), f"/so/van-ban/{state}"
    assert _state(crowd, state) == state
    before, wrong = crowd.files(), []
    first = state in ("draft", "dispatch")  # there every address is tried, elsewhere one of each act
    for who, theirs in TABLE.items():
        for act in (*BUTTONS, *ASKED.keys() - set(BUTTONS), "either"):
            acts = ("sign", "seal") if act == "either" else (act,)
            may = any(state in theirs.get(one, "").split() for one in acts)
            for method, path, form in (EITHER if act == "either" else _of(act, sha256))[: None if first else 1]:
                answered = _ask(crowd, who, method, f"{one}/{path}", form)
                heard = (409, 422) if path == "buoc" else (THERE,)  # other pages, no reason
                if answered not in (heard if may else REFUSED.get(who, (403,))):
                    wrong.append((who, act, path, answered))
    assert wrong == []
    assert crowd.changed(before) == set()


def _state(crowd: Crowd, id: str) -> str:
    found = progress(crowd.studio.offices.places["so"], crowd.people, id)
    assert found is not None
    return found.story.state


def test_in_the_office_each_has_exactly_their_acts(crowd: Crowd) -> None:
    before, wrong = crowd.files(), []
    for (method, path), act in rights.ACTS.items():
        if path.startswith(rights.ONE) or not path.startswith("/{office}") or act in ("own", "inspect"):
            continue
        for who in TABLE:
            made = path.replace("{office}", "so").replace("{job}", "0" * 16).replace("{name}", "dau")
            file = "recipients.yaml" if act == "recipients" else "issuer.yaml"
            made = made.replace("{id}", file)
            may, answered = who in OFFICE[act].split(), 0
            answered = crowd[who].get(made).status if method == "GET" else _ask(crowd, who, method, made, {})
            refused = (303,) if who == "" and method == "GET" else REFUSED.get(who, (403,))
            if answered not in ((THERE, 200) if may else refused):
                wrong.append((who, act, method, path, answered))
    put = {who: _ask(crowd, who, "PUT", "/so/co-quan/recipients.yaml/nguon", {}) for who in TABLE}
    assert {who for who, answered in put.items() if answered == THERE} == set(OFFICE["recipients"].split())
    assert wrong == []
    assert crowd.changed(before) == set()


def test_what_everybody_may_do_nobody_else_may(crowd: Crowd) -> None:
    """Looking at a text that nobody has saved, judging a file, one's own job: members yes, strangers no."""
    wrong = []
    for (method, path), act in rights.ACTS.items():
        if act not in ("own", "inspect") or not path.startswith("/{office}"):
            continue
        made = path.replace("{office}", "so").replace("{id:path}", "draft").replace("{id}", "issuer.yaml")
        for who, expected in (("la", 404), ("", 401)):
            answered = _ask(crowd, who, method, made, {})
            if answered != expected:
                wrong.append((who, path, answered))
        if path == rights.MANY:  # whose handler asks for the act that its address names
            continue
        answered = _ask(crowd, "hoa", method, made, {"viec": "x"})
        if answered != (403 if path.endswith("/buoc") else THERE):
            wrong.append(("hoa", path, answered))
    assert wrong == []


def test_every_address_that_changes_something_is_in_these_tables() -> None:
    """A new one has to be put where it is tried."""
    below = {path for every in ASKED.values() for _, path, _ in every} | {"buoc", "ky/tai-len", "ky/cho-ky", "ky/vgca"}
    for (method, path), act in rights.ACTS.items():
        if method == "GET" or not path.startswith(rights.ONE) or act == "own":
            continue
        rest = path.removeprefix(f"{rights.ONE}/")
        assert rest in below or rest == "soan-tiep/{way}", rest
    assert {act for act in rights.ACTS.values() if act not in OFFICE} <= {*ASKED, *BUTTONS}

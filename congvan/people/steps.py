"""Marks, register, signatures and ledger → the state of a document, and who may do what in it. Nothing here is stored.

A mark counts only while the text that it was given to is today's: one changed printed word lets it fall (Điều 11.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from congvan.model.steps import Steps
from congvan.people.roles import Holding, Role

State = Literal[
    "draft", "returned", "content", "form", "approval", "signature", "number", "seal", "dispatch", "sent", "recalled",
    "void",
]  # fmt: skip
"""Nháp, Bị trả lại, Chờ kiểm tra nội dung, … Chờ phát hành, Đã phát hành, Đã thu hồi; ``void``: a spoiled number."""
Act = Literal[
    "submit", "withdraw", "content", "form", "approve", "approve-sign", "sign", "return", "number", "seal", "dispatch",
    "edit", "new", "follow", "correct", "recall", "inspect", "copy", "settings", "recipients", "register", "people",
    "own", "amend", "ask", "opine", "scan",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
ACTS: tuple[Act, ...] = get_args(Act)
OPEN: frozenset[State] = frozenset(("draft", "returned"))
ISSUED: frozenset[State] = frozenset(("sent", "recalled"))

OUTSIDE = "file"
"""The target of a mark that only tells who did what the register, the signed file or the ledger shows by itself: it is
part of the story, and no state follows from it.
"""
ASIDE: frozenset[Act] = frozenset(("ask", "opine", "scan"))
"""Acts that are kept in the story and change no state: an opinion asked of somebody and given, a scan of what was
signed by hand.
"""
_SHORT = 30
"""Letters that the target of a mark may have."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody did to a text: ``sha256`` is the text's, ``behalf`` whose role it was where it was delegated.
    ``role`` as :class:`Holding` spells it. ``target``: the step that a return goes to; of ``amend`` the text that was
    corrected (:func:`short`), of ``ask`` who is asked (:func:`called`), of ``seal`` on paper the number of copies.
    """

    circular: str
    person: str
    name: str
    role: str
    act: Act
    sha256: str
    at: str
    reason: str = ""
    target: str = ""
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document beside its marks. ``hashes``: today's text first, then the same without its number,
    or number and date, where the register has given them. ``signed``, ``sealed``: by a signature in the file over this
    very text, ``signed_at``, ``sealed_at``: when, as it says; ``numbered_at``: when the register gave the number (all
    ISO 8601); ``sent_on``: ngày chuyển. ``urgent`` and ``due`` as typed.
    """

    hashes: tuple[str, ...]
    unit: str
    signer: str
    numbered: bool = False
    signed: bool = False
    sealed: bool = False
    sent: bool = False
    recalled: bool = False
    void: bool = False
    etag: str = ""
    """The hash of the file that this was read of."""
    urgent: bool = False
    due: date | None = None
    signed_at: str = ""
    sealed_at: str = ""
    numbered_at: str = ""
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Where a document stands: ``counted``, the marks that hold for its text of today since it was last submitted;
    ``since``, the mark that began its state. ``base``: the text that stood for approval and that today's text was made
    of, where nobody has done anything since; ``asked``: who owes an opinion, as :func:`called` has them. ``fell``: of a
    draft, what had been done to another text of it, a submission first, and holds no longer.
    """

    state: State
    counted: tuple[Mark, ...] = ()
    since: Mark | None = None
    base: str = ""
    asked: frozenset[str] = frozenset()
    fell: tuple[Mark, ...] = ()

    @property
    def submitter(self) -> str:
        """Who submitted the text of today; "" where nobody has."""
        return next((mark.person for mark in self.counted if mark.act == "submit"), "")


def called(name: str) -> str:
    """A person as the target of a mark: their name, or what stands for one that is too long."""
    return name if len(name) <= _SHORT else short(hashlib.sha256(name.encode()).hexdigest())


def short(sha256: str) -> str:
    """A text as the target of a mark: 120 bits of its hash."""
    return sha256[:_SHORT]


def story(marks: Iterable[Mark], facts: Facts, order: Steps) -> Story:
    """Marks in the order in which they were made → where the document stands."""
    given = tuple(marks)
    found = _story([mark for mark in given if mark.act not in ASIDE and mark.target != OUTSIDE], facts, order)
    return replace(found, asked=_asked(given))


def _asked(given: Sequence[Mark]) -> frozenset[str]:
    """Who was asked and has not answered since."""
    asked: set[str] = set()
    for mark in given:
        if mark.act == "ask":
            asked.add(mark.target)
        elif mark.act == "opine":
            asked.discard(called(mark.person))
    return frozenset(asked)


def _story(given: Sequence[Mark], facts: Facts, order: Steps) -> Story:
    counted, since = _standing(given, facts.hashes, order)
    ended: tuple[tuple[State, bool], ...] = (("recalled", facts.recalled), ("void", facts.void), ("sent", facts.sent))
    for state, true in ended:
        if true:
            return Story(state, counted, since)
    outside = facts.numbered and not given  # it has its number by another way than the studio
    submitted = bool(counted) and counted[0].act == "submit"
    if not submitted and not outside:
        if since is not None and since.act == "return":
            return Story("returned", counted, since)
        base = _base(given, facts, order) if not counted else ""
        return Story("draft", counted, since, base, fell=_fell(given, facts, order) if not counted else ())
    done = {"approve" if mark.act == "amend" else mark.act for mark in counted}
    signed = facts.signed or (order.paper and "sign" in done) or (outside and (order.paper or facts.sealed))
    sealed = facts.sealed or (order.paper and "seal" in done)
    steps: list[tuple[State, bool]] = [(check, check in done or outside) for check in order.checks]
    steps.append(("approval", "approve" in done or outside))
    one: tuple[State, bool] = ("signature", signed)
    two: tuple[State, bool] = ("number", facts.numbered)
    steps += [two, one] if order.number_first else [one, two]
    steps.append(("seal", sealed))
    state = next((name for name, ready in steps if not ready), "dispatch")
    return Story(state, counted, since)


def _base(given: Sequence[Mark], facts: Facts, order: Steps) -> str:
    """The text that stood for approval when the text was changed, "" where it stood elsewhere."""
    last = given[-1].sha256 if given else ""
    if not last or last in facts.hashes or facts.numbered:
        return ""
    before = _story(given, replace(facts, hashes=(last,), signed=False, sealed=False), order)
    return last if before.state == "approval" else ""


def _fell(given: Sequence[Mark], facts: Facts, order: Steps) -> tuple[Mark, ...]:
    """What would hold, had the text not been changed since; nothing where it was taken back or returned before."""
    changed = bool(given) and given[-1].sha256 not in facts.hashes
    return _standing(given, [mark.sha256 for mark in given], order)[0] if changed else ()


def _standing(marks: Sequence[Mark], hashes: Sequence[str], order: Steps) -> tuple[tuple[Mark, ...], Mark | None]:
    """The marks that still hold for a text, a submission first, and the last of those that changed anything."""
    held: list[Mark] = []
    since: Mark | None = None
    for at, mark in enumerate(marks):
        if mark.sha256 not in hashes:
            continue
        if mark.act == "submit":
            held = [mark]
        elif mark.act == "withdraw":
            held = []
        elif mark.act == "return":
            held = _before(held, mark.target, order)
        elif mark.act == "amend":
            held = _amended(marks[:at], mark, order)
        else:
            held.append(mark)
        since = mark
    return tuple(held), since


def _amended(before: Sequence[Mark], mark: Mark, order: Steps) -> list[Mark]:
    """What holds once the signer has corrected a text and approved it: its submission, and its checks where the office
    lets them stand.
    """
    base = next((one.sha256 for one in reversed(before) if short(one.sha256) == mark.target), "")
    held = _standing(before, (base,), order)[0] if base else ()
    if not held or held[0].act != "submit":
        return []
    return [*(held if order.keep_checks else held[:1]), mark]


def _before(held: list[Mark], target: str, order: Steps) -> list[Mark]:
    """What is left after a return to a step: nothing of it and of what follows it."""
    line = ("submit", *order.checks, "approve", "sign", "seal")
    at = line.index(target) if target in line[1:] else 0
    return [mark for mark in held if ("approve" if mark.act == "amend" else mark.act) in line[:at]]


def targets(story: Story, order: Steps) -> tuple[str, ...]:
    """To whom it may go back: the drafter ("") and the steps before the one that it stands at."""
    line: tuple[str, ...] = (*order.checks, "approval")
    upto = line.index(story.state) if story.state in line else len(line)
    return ("", *(("approve" if name == "approval" else name) for name in line[:upto]))


ROLES_OF: dict[Act, tuple[Role, ...]] = {
    "submit": ("soan-thao", "truong-don-vi"),
    "withdraw": ("soan-thao", "truong-don-vi"),
    "content": ("truong-don-vi",),
    "form": ("kiem-tra",),
    "approve": ("ky",),
    "approve-sign": ("ky",),
    "sign": ("ky",),
    "return": ("truong-don-vi", "kiem-tra", "ky", "van-thu"),
    "number": ("van-thu",),
    "seal": ("van-thu",),
    "dispatch": ("van-thu",),
    "edit": ("soan-thao", "truong-don-vi", "kiem-tra", "ky"),
    "new": ("soan-thao", "truong-don-vi"),
    "follow": ("soan-thao", "truong-don-vi"),
    "correct": ("soan-thao", "truong-don-vi", "van-thu"),
    "recall": ("van-thu",),
    "copy": ("van-thu",),
    "inspect": ("soan-thao", "truong-don-vi", "kiem-tra", "ky", "van-thu", "quan-tri"),
    "settings": ("quan-tri",),
    "recipients": ("quan-tri", "van-thu"),
    "register": ("van-thu",),
    "people": ("quan-tri",),
    "own": ("soan-thao", "truong-don-vi", "kiem-tra", "ky", "van-thu", "quan-tri"),
    "amend": ("ky",),
    "ask": ("soan-thao", "truong-don-vi", "kiem-tra", "ky", "van-thu"),
    "opine": ("soan-thao", "truong-don-vi", "kiem-tra", "ky", "van-thu", "quan-tri"),
    "scan": ("van-thu",),
}
"""By act: the roles that have it. ``own``: what everybody may do for themselves."""
WHEN: dict[Act, frozenset[State]] = {
    "submit": OPEN,
    "withdraw": frozenset(("content", "form", "approval", "signature", "number")),
    "content": frozenset(("content",)),
    "form": frozenset(("form",)),
    "approve": frozenset(("approval",)),
    "approve-sign": frozenset(("approval",)),
    "sign": frozenset(("signature",)),
    "return": frozenset(("content", "form", "approval", "signature", "number")),
    "number": frozenset(("number",)),
    "seal": frozenset(("seal",)),
    "dispatch": frozenset(("dispatch", *ISSUED)),
    "follow": frozenset(("number", "seal", "dispatch", "sent", "recalled", "signature")),
    "correct": frozenset(("seal", "dispatch", "sent")),
    "recall": ISSUED,
    "amend": OPEN,
    "ask": frozenset(("draft", "returned", "content", "form", "approval", "signature", "number", "seal", "dispatch")),
    "opine": frozenset(("draft", "returned", "content", "form", "approval", "signature", "number", "seal", "dispatch")),
    "scan": frozenset(("number", "seal", "dispatch", "sent")),
}
"""By act: the states in which it can be done; an act that is not here asks for none. Others follow a first sending; of
a recalled document whoever was not told yet still has to be, and what comes back is noted.
"""
STEP_OF: dict[State, Role] = {
    "content": "truong-don-vi", "form": "kiem-tra", "approval": "ky", "signature": "ky", "number": "van-thu",
    "seal": "van-thu", "dispatch": "van-thu",
}  # fmt: skip
"""Whose turn it is."""
UNBOUND: frozenset[Act] = frozenset(("new", "inspect", "copy", "settings", "recipients", "register", "people", "own"))
"""Acts for which it is the same to which document they belong."""


def scope_of(role: Role, facts: Facts) -> str:
    """In which unit or for which signer a role has to be held to act on a document."""
    return facts.signer if role == "ky" else facts.unit if role in ("soan-thao", "truong-don-vi") else ""


def holds(held: Iterable[Holding], act: Act) -> bool:
    """Whether any role of these has the act at all, whatever the document."""
    return any(one.role in ROLES_OF[act] for one in held)


def able(act: Act, person: str, held: Sequence[Holding], story: Story, facts: Facts, order: Steps) -> Holding | None:
    """The holding by which ``person`` may do ``act`` to a document as it stands; None: refused. One's own role comes
    before one that was delegated.
    """
    if act in WHEN and story.state not in WHEN[act]:
        return None
    roles = ROLES_OF[act]
    if act == "return":
        roles = (STEP_OF[story.state],)
        if facts.numbered and story.state != "signature":
            return None  # the register has it: it is corrected by another document (Điều 18)
    fitting = [one for one in held if any(_covers(one, role, act, story, facts) for role in roles)]
    if not fitting or not _may(act, person, story, order):
        return None
    return min(fitting, key=lambda one: (bool(one.giver), one))


def _covers(one: Holding, role: Role, act: Act, story: Story, facts: Facts) -> bool:
    """Of the right unit or signer, where that matters: a draft that nobody submitted has yet to get its unit."""
    free = (
        act in UNBOUND or act in ("follow", "opine") or (act == "edit" and story.state == "draft" and not story.counted)
    )
    return one.role == role if free else one.covers(role, scope_of(role, facts))


def _may(act: Act, person: str, story: Story, order: Steps) -> bool:
    """What does not follow from the role: nobody checks what he submitted himself, nobody takes back another's."""
    if act == "withdraw":
        return story.submitter == person and len(story.counted) == 1
    if act in ("content", "form") and act not in order.own:
        return story.submitter != person
    if act == "opine":
        return called(person) in story.asked
    asked = {"approve-sign": not order.number_first, "amend": bool(story.base), "scan": order.paper}
    return asked.get(act, True)

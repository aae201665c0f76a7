"""An issued letter to a thousand agencies whose ledger stands, without a mail that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from congvan import Desk, pipeline
from congvan.desk.here import Here
from congvan.dispatch import delivery
from congvan.model.delivery import Letter, Outcome, Parcel
from congvan.problems import Problems

MANY = "2026/nhieu-noi"


def filled(root: Path, count: int) -> Here:
    """``MANY`` in the workspace ``root``, issued, with a planned row for each of ``count`` agencies."""
    names = [f"noi-{n}" for n in range(count)]
    agencies = "".join(f'  {n}: {{name: "Ủy ban nhân dân {n}", email: {n}@noi.example}}\n' for n in names)
    (root / "recipients.yaml").write_text(f"agencies:\n{agencies}", "utf-8")
    file = root / "circulars" / f"{MANY}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    to = ", ".join(names)
    file.write_text(f"unit: thanh-tra\nsubject: việc\nsigner: giam-doc\nto: [{to}]\nbody: Nội dung.\n", "utf-8")
    desk = Desk.open(root)
    assert desk.issue(MANY).ok
    parcels = [Parcel(n, f"Ủy ban nhân dân {n}", "email", (f"{n}@noi.example",), main=True) for n in names]
    with desk.here.at(MANY, Problems()) as (_, office):
        assert office is not None
        register, book = pipeline.open_register(office), delivery.book_of(office, desk.here.clock)
        entry = register.entry_of(MANY) if register is not None else None
        assert entry is not None
        assert book is not None
        letter = Letter(MANY, str(entry.code), entry.date, "việc", ())
        book.enter(letter, parcels, {(n, "email"): f"<{n}@so.example>" for n in names})
    return desk.here


def learnt(here: Here, rows: Sequence[int], outcome: Outcome) -> None:
    """The same of many rows, by their places in the ledger, at once."""
    with here.at(MANY, Problems()) as (_, office):
        assert office is not None
        book = delivery.book_of(office, here.clock)
        assert book is not None
        every = book.rows(MANY)
        book.mark([every[n] for n in rows], "delivery.mark", outcome)

"""The deeds of sending, as methods of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.desk.door import Deeds, names_of, path_of
from congvan.desk.result import Diagnostic, Looks, Result, watching

if TYPE_CHECKING:
    from congvan.desk.answers import Answers
    from congvan.desk.deliveries import DeliveryRows, Learnt, Written
    from congvan.desk.dispatched import Dispatched
    from congvan.desk.send import Outlined
    from congvan.dispatch.delivery import SendOrder
    from congvan.model.delivery import Way

WAYS: tuple[Way, ...] = ("email", "edxml", "post")


class SendingDesk(Deeds):
    """Sending, what is learnt after it, taking back."""

    def send(
        self, id: str, *, to: str | Iterable[str] = (), via: str | Iterable[str] = (), allow_unsigned: bool = False,
        partial: bool = False, now: bool = False, output: str | Path | None = None, seal: str = "",
        share: tuple[int, int] = (0, 1), watch: Looks | None = None, actor: str | None = None,
    ) -> Result[Dispatched]:  # fmt: skip
        """An issued circular to each agency once; run again, what was not sent yet. ``seal``: only by the plan of this
        name (:attr:`Outlined.seal`), and by none that nobody has seen. ``share``: (k, n) of the k-th of n, from 0, who
        send it at the same time: each begins elsewhere, and none sends what another has.
        """
        from congvan.desk import send

        order = replace(self._order(to, via, partial, allow_unsigned, now, output), share=share)
        looks = watching(watch)
        return self._done(lambda here, problems: send.send(here, id, order, problems, looks, seal), _fault, actor=actor)

    def send_plan(
        self, id: str, *, to: str | Iterable[str] = (), via: str | Iterable[str] = (), allow_unsigned: bool = False,
        partial: bool = False, now: bool = False, output: str | Path | None = None,
    ) -> Result[Outlined]:  # fmt: skip
        """What ``send`` would do, and all that stands against it; nothing is written."""
        from congvan.desk import send

        order = self._order(to, via, partial, allow_unsigned, now, output, write=False)
        return self._done(lambda here, problems: send.outline(here, id, order, problems))

    def recall(
        self, id: str, reason: str = "", *, watch: Looks | None = None, actor: str | None = None
    ) -> Result[Dispatched]:
        """Nothing more of it goes out, and whoever has it is told; run again, those who were not reached."""
        from congvan.desk import recall

        looks = watching(watch)
        return self._done(lambda here, problems: recall.recall(here, id, reason, problems, looks), _fault, actor=actor)

    def deliveries(self, id: str, *, via: str | Iterable[str] = ()) -> Result[DeliveryRows]:
        """A row per recipient and way, with what was tried."""
        from congvan.desk import deliveries

        return self._done(lambda here, problems: deliveries.look(here, id, ways_of(via), problems))

    def mark(
        self,
        id: str,
        marks: str | Iterable[str],
        *,
        via: str | Iterable[str] = (),
        note: str = "",
        actor: str | None = None,
    ) -> Result[DeliveryRows]:
        """What a person learnt: ``so-noi-vu=delivered``."""
        from congvan.desk import deliveries

        return self._done(
            lambda here, ps: deliveries.mark(here, id, names_of(marks), ways_of(via), note, ps), actor=actor
        )

    def resend(
        self, id: str, to: str | Iterable[str], *, via: str | Iterable[str] = (), allow_unsigned: bool = False,
        output: str | Path | None = None, note: str = "", watch: Looks | None = None,
        actor: str | None = None,
    ) -> Result[Dispatched]:  # fmt: skip
        """Again, whatever became of it: the only way past ``unknown``. ``note``: why, for the ledger."""
        from congvan.desk import deliveries

        order, looks = self._order(to, via, False, allow_unsigned, False, output), watching(watch)
        return self._done(
            lambda here, problems: deliveries.resend(here, id, order, note, problems, looks), _fault, actor=actor
        )

    def read_bounces(self, place: str | Path, *, id: str | None = None, actor: str | None = None) -> Result[Learnt]:
        """Returned mail in a file, a folder or a mailbox."""
        from congvan.desk import deliveries

        return self._done(lambda here, problems: deliveries.read_bounces(here, str(place), id, problems), actor=actor)

    def read_edxml(self, folder: str | Path, *, id: str | None = None, actor: str | None = None) -> Result[Learnt]:
        """Status messages of the national axis."""
        from congvan.desk import deliveries

        return self._done(lambda here, problems: deliveries.read_edxml(here, Path(folder), id, problems), actor=actor)

    def post_book(
        self, file: str | Path, *, since: date | None = None, until: date | None = None, id: str | None = None
    ) -> Result[Written]:
        """Sổ gửi văn bản đi bưu điện as PDF."""
        from congvan.desk import deliveries

        return self._done(lambda here, ps: deliveries.post_book(here, Path(file), since, until, id, ps))

    def deliveries_export(self, id: str, file: str | Path, *, via: str | Iterable[str] = ()) -> Result[Written]:
        """The ledger of one circular as XLSX, in the language of the desk."""
        from congvan.desk import deliveries

        return self._done(lambda here, ps: deliveries.export(here, id, ways_of(via), Path(file), ps))

    def answers(self, id: str) -> Result[Answers]:
        """Which addressees have answered, and which have not."""
        from congvan.desk import answers

        return self._done(lambda here, problems: answers.answers(here, id, None, problems))

    def answered(
        self,
        id: str,
        agency: str,
        *,
        number: str = "",
        day: date | None = None,
        note: str = "",
        actor: str | None = None,
    ) -> Result[Answers]:
        """Enter the answer of an addressee."""
        from congvan.desk import answers
        from congvan.model.delivery import Answer

        given = Answer(agency.strip(), number.strip(), day, note.strip())
        return self._done(lambda here, problems: answers.answers(here, id, given, problems), actor=actor)

    def _order(
        self, to: str | Iterable[str], via: str | Iterable[str], partial: bool, allow_unsigned: bool, now: bool,
        output: str | Path | None, *, write: bool = True,
    ) -> SendOrder:  # fmt: skip
        from congvan.dispatch import delivery, outgoing, plan

        wish = outgoing.SendWish(self.here.workspace.output(path_of(output)), allow_unsigned, write=write)
        return delivery.SendOrder(plan.Choice(names_of(to), ways_of(via), partial), wish, now)


def ways_of(via: str | Iterable[str]) -> tuple[Way, ...]:
    """``email``, ``edxml``, ``post``, in the order given, each once."""
    names = tuple(dict.fromkeys(names_of(via)))
    if not set(names) <= set(WAYS):
        raise ValueError(f"via: {', '.join(WAYS)}")
    return tuple(way for name in names for way in WAYS if way == name)


def _fault(done: Dispatched) -> Diagnostic | None:
    return None if done.fault is None else Diagnostic.of(done.fault)

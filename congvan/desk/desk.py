"""The desk: every deed of the house as a method. Values in, a Result out; it neither prints nor asks who called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan.desk.door import first_stopped, names_of, path_of, spoken
from congvan.desk.here import Here
from congvan.desk.of_queue import QueueDesk
from congvan.desk.of_register import RegisterDesk
from congvan.desk.of_sending import SendingDesk
from congvan.desk.of_signing import SigningDesk
from congvan.desk.of_writing import WritingDesk
from congvan.desk.result import Diagnostic, Looks, Result, watching
from congvan.machine.clock import Clock, system_clock
from congvan.machine.settings import NOTHING, Settings
from congvan.model.signing import ROLES
from congvan.problems import Problems
from congvan.workspace import Workspace

if TYPE_CHECKING:
    from congvan.desk.build import Built
    from congvan.desk.check import CheckedCircular
    from congvan.desk.circulars import Card
    from congvan.desk.copy import Copied, CopyLook
    from congvan.desk.drafting import Drafted
    from congvan.desk.facts import Facts
    from congvan.desk.health import Health
    from congvan.desk.import_word import Imports
    from congvan.desk.init import Initialised
    from congvan.desk.inspect import Inspection
    from congvan.desk.issue import Issued
    from congvan.desk.issue_plan import IssuePlan
    from congvan.desk.mail_note import MailNote
    from congvan.desk.mail_test import MailTest
    from congvan.desk.pages import Pages
    from congvan.desk.preview import Preview
    from congvan.desk.ready import SignReady
    from congvan.desk.recipients_import import Listed
    from congvan.desk.seal_picture import SealPicture
    from congvan.desk.setup import Setup
    from congvan.desk.sign import Signed
    from congvan.desk.standing import Standing
    from congvan.desk.verify import Judged
    from congvan.model.keyring import Remote
    from congvan.signing.source import Secret

FORMATS = ("pdf", "docx", "html")


class Desk(QueueDesk, RegisterDesk, SendingDesk, SigningDesk, WritingDesk):
    """A workspace, and what a clerk does with it; one desk serves many threads."""

    @classmethod
    def open(
        cls, folder: str | Path, *, language: str | None = None, clock: Clock = system_clock,
        settings: Settings = NOTHING, actor: str | None = None,
    ) -> Desk:  # fmt: skip
        """The desk of the workspace in ``folder``. What is wrong with the folder, each deed tells.

        ``language``: of reports and sheets that are written for people, else as ``settings`` say. ``settings``: what
        the program was told by its surroundings, ``Settings.read(os.environ)`` for all of it. ``actor``: who does what
        is done, for the audit log.
        """
        return cls(Here(Workspace(Path(folder), settings), language or settings.language, clock).acting(actor))

    # the workspace

    def init(self, *, actor: str | None = None, **said: str) -> Result[Initialised]:
        """issuer.yaml, recipients.yaml, schemas and a first letter, where they are not there; never over a file.

        ``said``: ``name``, ``parent``, ``symbol``, ``place``, ``code``, ``address``, ``phone``, ``email``, ``website``,
        ``unit``, ``unit_symbol``, ``signer``, ``title``; the rest is left to fill in.
        """
        from congvan.desk import init
        from congvan.read.first import Facts

        facts = Facts(**said)
        return self._done(lambda here, problems: init.init(here, facts, problems), actor=actor)

    def recipients_import(self, file: str | Path, *, dry_run: bool = False, actor: str | None = None) -> Result[Listed]:
        """A list of agencies, XLSX or CSV, into recipients.yaml: every row or none; comments and order stay."""
        from congvan.desk import recipients_import

        return self._done(lambda here, ps: recipients_import.import_(here, Path(file), dry_run, ps), actor=actor)

    # circulars

    def check(
        self, ids: str | Iterable[str] = (), *, watch: Looks | None = None
    ) -> Result[tuple[CheckedCircular, ...]]:
        """Every fault of the circulars that ids, files and folders name, or of all; nothing is written."""
        from congvan.desk import check

        return self._done(
            lambda here, problems: check.check(here, names_of(ids), problems, watching(watch)), first_stopped
        )

    def circulars(
        self, ids: str | Iterable[str] = (), *, known: Mapping[str, Card] | None = None
    ) -> Result[tuple[Card, ...]]:
        """What lies in the folder, the newest first, with number and state. ``known``: cards of before by id; whose
        file nobody has written to is not read again.
        """
        from congvan.desk import circulars

        return self._done(lambda here, problems: circulars.circulars(here, names_of(ids), known or {}, problems))

    def facts(self) -> Result[Facts]:
        """Who the office is, and which kinds of documents it writes, as far as its files can be read."""
        from congvan.desk import facts

        return self._done(facts.facts)

    def standing(self, id: str, source: bytes | None = None) -> Result[Standing]:
        """The text of a circular as printed, by hash and words, and whether it has a number, signatures, was sent.
        ``source``: what its file says in another version, without the signatures of now.
        """
        from congvan.desk import standing

        return self._done(lambda here, problems: standing.standing(here, id, problems, source))

    def standings(self, ids: Sequence[str]) -> Result[dict[str, Standing]]:
        """The same of many by their ids; one that can't be read is left out."""
        from congvan.desk import standing

        return self._done(lambda here, problems: standing.standings(here, ids, problems))

    def health(self) -> Result[Health]:
        """Whether register and fonts are there."""
        from congvan.desk import health

        return self._done(health.health)

    def setup(self) -> Result[Setup]:
        """What the office and this machine are set to: mail, axis, register, fonts, page, numbering; never a secret."""
        from congvan.desk import setup

        return self._done(setup.setup)

    def mail_test(self, to: str = "") -> Result[MailTest]:
        """A letter that says only that it came, to ``to``, else to the address that the office sends from."""
        from congvan.desk import mail_test

        return self._done(lambda here, problems: mail_test.mail_test(here, to, problems))

    def mail_note(self, to: str, subject: str, text: str, name: Sequence[str]) -> Result[MailNote]:
        """A few words to somebody, by the office's own server; ``name`` tells this letter from all others."""
        from congvan.desk import mail_note

        return self._done(lambda here, problems: mail_note.mail_note(here, to, subject, text, name, problems))

    def seal_picture(
        self, file: str | Path, role: str, *, keep: str | None = None, actor: str | None = None
    ) -> Result[SealPicture]:
        """The image of a signature (``KyLanhDao``) or seal (``DauCoQuan``), judged; ``keep``: laid into ``anh/`` so."""
        from congvan.desk import seal_picture

        if role not in ROLES:
            raise ValueError(f"role: {', '.join(ROLES)}")
        return self._done(
            lambda here, problems: seal_picture.seal_picture(here, Path(file), role, keep, problems), actor=actor
        )

    def build(
        self, ids: str | Iterable[str] = (), *, formats: Iterable[str] | None = None,
        output: str | Path | None = None, jobs: int = 0, force: bool = False, watch: Looks | None = None,
        actor: str | None = None,
    ) -> Result[tuple[Built, ...]]:  # fmt: skip
        """PDF, DOCX, HTML of the circulars named, or of all; what is up to date is not made again. ``formats``: None is
        PDF and DOCX, and of copies for each recipient PDF alone.
        """
        from congvan.desk import build

        wanted = tuple(dict.fromkeys(("pdf", "docx") if formats is None else formats))
        if not wanted or not set(wanted) <= set(FORMATS):
            raise ValueError(f"formats: {', '.join(FORMATS)}")
        of_copies = ("pdf",) if formats is None else wanted
        order = build.BuildOrder(wanted, path_of(output), jobs, force, of_copies)
        return self._done(
            lambda here, problems: build.build(here, names_of(ids), order, problems, watching(watch)),
            first_stopped,
            actor=actor,
        )

    def preview(
        self, id: str, source: bytes | None = None, *, wanted: Iterable[str] = ("html", "pages"),
        style: Mapping[str, str] | None = None,
    ) -> Result[Preview]:  # fmt: skip
        """The page while it is being written, as HTML and as SVG, and which box of it is which field; nothing is
        written. ``source``: what the file will say, None: what it says. ``wanted``: ``html`` alone takes a tenth of it.
        ``style``: in place of what issuer.yaml says under ``style:``.
        """
        from congvan.desk import preview

        asked = tuple(wanted)
        if not asked or not set(asked) <= {preview.HTML, preview.PAGES}:
            raise ValueError(f"wanted: {preview.HTML}, {preview.PAGES}")

        def looked(here: Here, problems: Problems) -> Preview | None:
            with here.office(problems) as office:
                return None if office is None else preview.preview(office, id, source, problems, asked, style)

        return self._done(looked)

    def new(self, kind: str, id: str, *, actor: str | None = None) -> Result[Drafted]:
        """A commented YAML of a kind, to fill in; never over a file."""
        from congvan.desk import new

        return self._done(lambda here, problems: new.new(here, kind, id, problems), actor=actor)

    def import_word(
        self, file: str | Path, id: str | None = None, *, watch: Looks | None = None, actor: str | None = None
    ) -> Result[Imports]:
        """``circulars/<ID>.yaml`` of an office's Word file; of a folder, one of each file in it, below ``id``. Every
        doubt is told with its place in both files; never over a file.
        """
        from congvan.desk import import_word

        looks = watching(watch)
        return self._done(
            lambda here, problems: import_word.import_word(here, Path(file), id, problems, looks), actor=actor
        )

    def follow_up(
        self, ref: str, id: str, *, only_unanswered: bool = False, by: str = "follows", actor: str | None = None
    ) -> Result[Drafted]:
        """The draft that goes on from an issued document, by its code or id; or (``by``) one that ``corrects``,
        ``replaces`` or ``recalls`` it.
        """
        from congvan.desk import follow_up
        from congvan.desk.undoing import WAYS

        if by not in (follow_up.FOLLOWS, *WAYS) or (only_unanswered and by != follow_up.FOLLOWS):
            raise ValueError(f"by: {follow_up.FOLLOWS}, {', '.join(WAYS)}; only_unanswered goes with the first")
        return self._done(
            lambda here, problems: follow_up.follow_up(here, ref, id, only_unanswered, problems, by), actor=actor
        )

    def reply(
        self, ref: str | Path, id: str, *, kind: str = "cong-van", issuer: str = "", day: date | None = None,
        subject: str = "", word: bool = False, actor: str | None = None,
    ) -> Result[Drafted]:  # fmt: skip
        """The draft that answers another agency's letter: ``ref`` is its file (edXML, PDF, DOCX), its number, or a
        reference's key; ``issuer``, ``day`` and ``subject`` say what that does not. ``word``: it is no file: what is
        typed by somebody who may not read the machine's files.
        """
        from congvan.desk import reply

        asked = reply.ReplyRequest(str(ref), id, kind, issuer, day, subject, word)
        return self._done(lambda here, problems: reply.reply(here, asked, problems), actor=actor)

    def issue(
        self,
        id: str,
        *,
        day: date | None = None,
        number: int | str | None = None,
        same_text: bool = False,
        expected: int | None = None,
        expected_day: date | None = None,
        text: str = "",
        actor: str | None = None,
    ) -> Result[Issued]:
        """The next number, once, and number and date written into the file; asked again, the same one. ``expected``:
        the number that ``issue_plan`` foresaw; where another is next by now, none is given; nor on another day, nor to
        another ``text`` than the plan's.
        """
        from congvan.desk import issue
        from congvan.desk.giving import IssueWish

        wish = IssueWish(day, None, same_text, expected, expected_day, text)
        return self._done(lambda here, problems: issue.issue(here, id, wish, number, problems), actor=actor)

    def issue_plan(
        self, id: str, *, day: date | None = None, number: int | str | None = None, same_text: bool = False
    ) -> Result[IssuePlan]:
        """The number that ``issue`` would give now, beside which others, and what forbids it; nothing is taken."""
        from congvan.desk import issue_plan
        from congvan.desk.giving import IssueWish

        wish = IssueWish(day, same_text=same_text)
        return self._done(lambda here, problems: issue_plan.issue_plan(here, id, wish, number, problems))

    # signing

    def ready(
        self, ids: str | Iterable[str], *, vgca: bool = False, apart: bool = False, output: str | Path | None = None,
        watch: Looks | None = None,
        actor: str | None = None,
    ) -> Result[tuple[SignReady, ...]]:  # fmt: skip
        """Sign-ready PDF with empty fields, or (``vgca``) with their rectangles in a file beside; annexes ``apart``."""
        from congvan.desk import ready

        names, folder, looks = names_of(ids), path_of(output), watching(watch)
        return self._done(
            lambda here, ps: ready.ready(here, names, folder, ps, vgca=vgca, apart=apart, watch=looks), actor=actor
        )

    def sign(
        self, ids: str | Iterable[str], role: str, *, p12: str | Path | None = None, pkcs11: str | None = None,
        token: str | None = None, key: str | None = None, cert: str | Path | None = None,
        remote: Remote | None = None, secret: str | Secret | None = None,
        secret_file: str | Path | None = None, image: str | Path | None = None,
        tsa: str | None = None, lta: bool = False, trust: Iterable[str | Path] = (), no_leader: bool = False,
        output: str | Path | None = None, agree: Callable[[Sequence[Diagnostic]], bool] | None = None,
        watch: Looks | None = None,
        actor: str | None = None,
    ) -> Result[tuple[Signed, ...]]:  # fmt: skip
        """Signature (``KyLanhDao``) or seal (``DauCoQuan``) with one opening of the key: a PKCS#12 file, a token, or
        ``remote``, a credential of a remote signing service.

        ``secret``: its password or PIN, or who knows it when it is needed. ``agree`` is asked with every doubt.
        """
        from congvan.desk import sign
        from congvan.signing import plan
        from congvan.signing import source as keys

        asked = secret if callable(secret) else keys.known(secret, path_of(secret_file))
        where = keys.Source(asked, path_of(p12), pkcs11, token, key, path_of(cert), remote, self.here.settings.secret)
        if role not in ROLES or not where.one or (lta and not tsa) or (tsa is not None and not keys.is_address(tsa)):
            raise ValueError("sign: a role, one key, and an address of the clock that lta needs")
        manner = sign.Manner(path_of(image), tsa, lta, tuple(map(Path, trust)), path_of(output), spoken(agree))
        names, wish, looks = names_of(ids), plan.SignWish(role, no_leader), watching(watch)
        return self._done(
            lambda here, ps: sign.sign(here, names, wish, where, manner, ps, looks), first_stopped, actor=actor
        )

    def verify(self, file: str | Path, *, trust: Iterable[str | Path] = ()) -> Result[Judged]:
        """The verdict on the signatures of any PDF; ``ok`` only if every one of them holds."""
        from congvan.desk import verify

        return self._done(lambda here, problems: verify.verify(here, Path(file), [Path(p) for p in trust], problems))

    # copies, files of others, schemas

    def copy(
        self, file: str | Path, id: str, *, form: str, signer: str, pages: str | None = None,
        copies: Iterable[str] = (), electronic: bool = False, day: date | None = None, subject: str | None = None,
        output: str | Path | None = None,
        actor: str | None = None,
    ) -> Result[Copied]:  # fmt: skip
        """A copy of any PDF (Điều 25), ``sao-y``, ``sao-luc`` or ``trich-sao`` (of ``pages``), with its number."""
        from congvan.desk import copy
        from congvan.standard.copies import copies as known

        if form not in known().forms:
            raise ValueError(f"form: {', '.join(known().forms)}")
        asked = copy.CopyRequest(Path(file), id, form, signer, pages, names_of(copies), electronic, day, subject)
        return self._done(lambda here, problems: copy.copy(here, asked, path_of(output), problems), actor=actor)

    def copy_look(
        self, file: str | Path, *, form: str, signer: str, pages: str | None = None, copies: Iterable[str] = (),
        electronic: bool = False, day: date | None = None, subject: str | None = None, id: str = "",
    ) -> Result[CopyLook]:  # fmt: skip
        """The page of such a copy that bears block or line, with the number that is expected; nothing is taken."""
        from congvan.desk import copy
        from congvan.standard.copies import copies as known

        if form not in known().forms:
            raise ValueError(f"form: {', '.join(known().forms)}")
        asked = copy.CopyRequest(Path(file), id, form, signer, pages, names_of(copies), electronic, day, subject)
        return self._done(lambda here, problems: copy.look(here, asked, problems))

    def pages(self, file: str | Path, numbers: Iterable[int] = (), *, side: int = 400) -> Result[Pages]:
        """How many pages any PDF has; of those in ``numbers`` (from 1) pictures instead, ``side`` pixels at most."""
        from congvan.desk import pages

        wanted = tuple(numbers)
        return self._done(lambda here, problems: pages.pages(here, Path(file), wanted, side, problems))

    def inspect(
        self, files: str | Path | Iterable[str | Path], *, kind: str | None = None, html: str | Path | None = None,
        watch: Looks | None = None,
    ) -> Result[Inspection]:  # fmt: skip
        """Any PDF or DOCX against NĐ 30, ours or anyone's; of a folder, each in it."""
        from congvan.desk import inspect

        given = (files,) if isinstance(files, str | Path) else tuple(files)
        names, looks = [str(name) for name in given], watching(watch)
        return self._done(lambda here, ps: inspect.inspect(here, names, kind, path_of(html), ps, looks))

    def schema(self, which: str = "circular") -> Result[dict[str, Any]]:
        """The JSON Schema of ``circular``, ``issuer`` or ``recipients``."""
        from congvan.desk import schema

        if which not in ("circular", "issuer", "recipients"):
            raise ValueError("which: circular, issuer, recipients")
        return self._done(lambda here, problems: schema.schema(here, which, problems))

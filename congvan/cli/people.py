"""``congvan people …``: who signs in to a studio of offices, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import F, Invocation, Wording, parts, settings, shared
from congvan.cli.options import day
from congvan.cli.report import DONE, INPUT, as_object, echo, print_json, tell
from congvan.cli.words import say
from congvan.problems import Diagnostic, Problems, Severity, Value
from congvan.text.dates import short_date
from congvan.text.nearest import nearest

if TYPE_CHECKING:
    from congvan.people.book import Membership, People, Person
    from congvan.people.roles import Holding

NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*\Z")


class Refused(Exception):
    """What keeps a command from being done."""

    def __init__(self, code: str, **values: Value) -> None:
        self.told = Diagnostic(code, Severity.ERROR, None, values)


def offices(wrapped: F) -> F:
    """Where the offices are."""
    where = click.Path(path_type=Path, file_okay=False)
    return click.option("--offices", "folder", type=where, required=True, metavar="DIR", help=say("opt.offices"))(
        wrapped
    )


def _days(wrapped: F) -> F:
    wrapped = click.option("--until", metavar="D", help=say("opt.role_until"))(wrapped)
    return click.option("--since", metavar="D", help=say("opt.role_since"))(wrapped)


class Case:
    """One command at the people of one folder."""

    def __init__(self, found: Invocation, folder: Path) -> None:
        from congvan.machine.clock import system_clock
        from congvan.people import setup
        from congvan.people.book import People

        self.found, problems = found, Problems()
        loaded = setup.load(folder, problems)
        self.told = tuple(problems.sorted())
        self.people: People | None = None if loaded is None else People(loaded, found.told, system_clock)

    def book(self) -> People:
        """The people, where the folder can be read."""
        assert self.people is not None
        return self.people

    def whom(self, name: str) -> Person:
        """Errors: CV966."""
        person = self.book().person(name)
        if person is None:
            every = [one.name for one in self.book().everybody()]
            raise Refused("CV966", name=name, near=nearest(name, every) or "")
        return person

    def known(self, office: str) -> str:
        """Errors: CV963 no such office."""
        offices = self.book().setup.offices
        if office not in offices:
            raise Refused("CV963", slug=office, near=nearest(office, offices) or "", known=tuple(offices))
        return office

    def membership(self, office: str, typed: str, since: date | None, until: date | None) -> Membership:
        """Errors: CV963 no such office, CV964 no such role, CV965 no such unit or signer in that office."""
        from congvan.desk.desk import Desk
        from congvan.people.book import Membership
        from congvan.people.roles import ROLES, parse

        workspace = self.book().setup.offices[self.known(office)]
        holding = parse(typed)
        if holding is None:
            raise Refused("CV964", role=typed, known=ROLES)
        facts = Desk.open(workspace, settings=self.found.told).facts().value
        if holding.scope and facts is not None and facts.name:
            scopes = facts.signers if holding.role == "ky" else facts.units
            if holding.scope not in scopes:
                raise Refused("CV965", role=typed, scope=holding.scope, known=tuple(scopes))
        return Membership(office, holding, since, until)

    def answer(self, body: dict[str, object], lines: Sequence[str]) -> int:
        """What was done, and what is worth knowing of the folder."""
        if self.found.json:
            print_json({"ok": True, **body, "diagnostics": [as_object(d) for d in self.told]})
        else:
            for line in lines:
                echo(line)
        return DONE


def run(found: Invocation, folder: Path, work: Callable[[Case], int]) -> int:
    """One command at the people of a folder; the exit code."""
    case = Case(found, folder)
    if case.people is None:
        tell(case.told, as_json=found.json)
        return INPUT
    try:
        return work(case)
    except Refused as refused:
        tell([refused.told], as_json=found.json)
        return INPUT
    finally:
        case.people.close()


def _secret(file: Path | None) -> str:
    """The first line of a file. Errors: CV967 it can't be read, or is too short for a password."""
    if file is None:
        return ""
    from congvan.people.secrets import LONGEST, SHORTEST, good

    try:
        typed = file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise Refused("CV967", file=file.as_posix(), least=str(SHORTEST), most=str(LONGEST)) from None
    if not good(typed):
        raise Refused("CV967", file=file.as_posix(), least=str(SHORTEST), most=str(LONGEST))
    return typed


def _as_object(one: Person) -> dict[str, object]:
    held = [
        {"office": m.office, "role": str(m.holding), "since": m.since and m.since.isoformat(),
         "until": m.until and m.until.isoformat()}
        for m in one.memberships
    ]  # fmt: skip
    return {"name": one.name, "full_name": one.full_name, "disabled": one.disabled, "password": one.able, "roles": held}


def _line(one: Person) -> str:
    roles = ", ".join(f"{m.office}: {m.holding}{_while(m)}" for m in one.memberships)
    more = say("people.disabled") if one.disabled else "" if one.able else say("people.no_password")
    return f"{one.name}  {one.full_name}  {roles}{more}"


def _while(held: Membership) -> str:
    """From when to when a role is held, where that was said."""
    known = [
        say(f"people.{name}", day=short_date(day))
        for name, day in (("since", held.since), ("until", held.until))
        if day
    ]
    return f" ({', '.join(known)})" if known else ""


def _link(case: Case, person: Person) -> str:
    return f"/dat-mat-khau?ma={case.book().reset(person, case.found.told.actor)}"


_FILE = click.option(
    "--password-file",
    "password_file",
    type=click.Path(path_type=Path),
    metavar="F",
    help=say("opt.login_password_file"),
)


office_of = click.option("--office", required=True, metavar="SLUG", help=say("opt.office"))


@click.command("add", cls=Wording, help=say("people.add"), options_metavar="[…]")
@click.argument("name", metavar="NAME")
@offices
@click.option("--name", "full_name", required=True, metavar="N", help=say("opt.full_name"))
@office_of
@click.option("--role", "roles", required=True, multiple=True, metavar="ROLE[:X]", help=say("opt.role"))
@_days
@_FILE
@shared
@click.pass_context
def add(
    ctx: click.Context, name: str, folder: Path, full_name: str, office: str, roles: tuple[str, ...], since: str | None,
    until: str | None, password_file: Path | None, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """A new person; without a password file, an address at which the person sets one. Errors: CV963–CV969."""
    del lang
    first, last = day(ctx, since, "--since"), day(ctx, until, "--until")

    def work(case: Case) -> int:
        if not NAME.match(name) or len(name) > 60:
            raise Refused("CV969", name=name)
        held = [case.membership(office, typed, first, last) for typed in dict.fromkeys(roles)]
        secret = _secret(password_file)
        if not case.book().add(name, " ".join(full_name.split())[:200], held, secret, case.found.told.actor):
            raise Refused("CV968", name=name)
        person = case.whom(name)
        link = "" if secret else _link(case, person)
        lines = [say("people.added", name=name), *([say("people.link", address=link)] if link else [])]
        return case.answer({"person": _as_object(person), **({"link": link} if link else {})}, lines)

    return run(settings(ctx, as_json, debug), folder, work)


@click.command("list", cls=Wording, help=say("people.list"), options_metavar="[…]")
@offices
@click.option("--office", metavar="SLUG", help=say("opt.office"))
@shared
@click.pass_context
def list_(ctx: click.Context, folder: Path, office: str | None, lang: str, as_json: bool, debug: bool) -> int:
    """Everybody, or those of one office. Errors: CV963."""
    del lang

    def work(case: Case) -> int:
        if office is not None:
            case.known(office)
        every = [
            one for one in case.book().everybody()
            if office is None or any(m.office == office for m in one.memberships)
        ]  # fmt: skip
        return case.answer(
            {"people": [_as_object(one) for one in every]}, [_line(one) for one in every] or [say("people.none")]
        )

    return run(settings(ctx, as_json, debug), folder, work)


@click.command("role", cls=Wording, help=say("people.role"), options_metavar="[…]")
@click.argument("name", metavar="NAME")
@offices
@office_of
@click.option("--role", "typed", required=True, metavar="ROLE[:X]", help=say("opt.role"))
@click.option("--remove", is_flag=True, help=say("opt.role_remove"))
@_days
@shared
@click.pass_context
def role(
    ctx: click.Context, name: str, folder: Path, office: str, typed: str, remove: bool, since: str | None,
    until: str | None, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """A role more, or with --remove one less; the person is signed out everywhere. Errors: CV963–CV966."""
    del lang
    first, last = day(ctx, since, "--since"), day(ctx, until, "--until")

    def work(case: Case) -> int:
        person, by = case.whom(name), case.found.told.actor
        if remove:
            one = _held(person, office, typed)
            done = one is not None and case.book().revoke(person, one, by)
            line = say("people.role_removed" if done else "people.role_not_held", name=name, role=typed)
        else:
            case.book().grant(person, case.membership(office, typed, first, last), by)
            line = say("people.role_given", name=name, role=typed, office=office)
        return case.answer({"person": _as_object(case.whom(name))}, [line])

    return run(settings(ctx, as_json, debug), folder, work)


def _held(person: Person, office: str, typed: str) -> Membership | None:
    """A role as it is held, though its unit or signer may be gone from the office by now."""
    return next((m for m in person.memberships if m.office == office and str(m.holding) == typed.strip()), None)


@click.command("disable", cls=Wording, help=say("people.disable"), options_metavar="[…]")
@click.argument("name", metavar="NAME")
@offices
@click.option("--enable", is_flag=True, help=say("opt.enable"))
@shared
@click.pass_context
def disable(ctx: click.Context, name: str, folder: Path, enable: bool, lang: str, as_json: bool, debug: bool) -> int:
    """Signed out, and not let in any more; what the person did stays. Errors: CV966."""
    del lang

    def work(case: Case) -> int:
        case.book().disable(case.whom(name), case.found.told.actor, disabled=not enable)
        line = say("people.enabled_now" if enable else "people.disabled_now", name=name)
        return case.answer({"person": _as_object(case.whom(name))}, [line])

    return run(settings(ctx, as_json, debug), folder, work)


@click.command("password", cls=Wording, help=say("people.password"), options_metavar="[…]")
@click.argument("name", metavar="NAME")
@offices
@_FILE
@shared
@click.pass_context
def password(
    ctx: click.Context, name: str, folder: Path, password_file: Path | None, lang: str, as_json: bool, debug: bool
) -> int:
    """Another password, or an address at which the person sets one, once. Errors: CV966, CV967."""
    del lang

    def work(case: Case) -> int:
        person, secret = case.whom(name), _secret(password_file)
        if secret:
            case.book().password(person, secret, case.found.told.actor)
            return case.answer({"person": _as_object(case.whom(name))}, [say("people.password_set", name=name)])
        link = _link(case, person)
        return case.answer({"person": _as_object(person), "link": link}, [say("people.link", address=link)])

    return run(settings(ctx, as_json, debug), folder, work)


@click.command("delegate", cls=Wording, help=say("people.delegate"), options_metavar="[…]")
@click.argument("giver", metavar="NAME")
@click.argument("taker", metavar="NAME")
@offices
@office_of
@click.option("--role", "typed", required=True, metavar="ROLE[:X]", help=say("opt.role"))
@click.option("--document", required=True, metavar="T", help=say("opt.delegation"))
@click.option("--since", required=True, metavar="D", help=say("opt.role_since"))
@click.option("--until", required=True, metavar="D", help=say("opt.role_until"))
@shared
@click.pass_context
def delegate(
    ctx: click.Context, giver: str, taker: str, folder: Path, office: str, typed: str, document: str, since: str,
    until: str, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """A role in another's hands too, in writing and for a time (Điều 13.3). Errors: CV963–CV966, CV971."""
    del lang
    first, last = day(ctx, since, "--since"), day(ctx, until, "--until")
    assert first is not None
    assert last is not None

    def work(case: Case) -> int:
        one, two = case.whom(giver), case.whom(taker)
        wanted: Holding = case.membership(office, typed, None, None).holding
        has = any(m.office == office and m.holding.covers(wanted.role, wanted.scope) for m in one.memberships)
        if not has or first > last or one.id == two.id:
            raise Refused("CV971", giver=giver, role=typed)
        case.book().delegate(office, one, two, wanted, document, first, last, case.found.told.actor)
        line = say("people.delegated", giver=giver, taker=taker, role=typed, until=short_date(last))
        return case.answer({"person": _as_object(two)}, [line])

    return run(settings(ctx, as_json, debug), folder, work)


@click.command("verify", cls=Wording, help=say("people.verify"), options_metavar="[…]")
@offices
@shared
@click.pass_context
def verify(ctx: click.Context, folder: Path, lang: str, as_json: bool, debug: bool) -> int:
    """Whether the chains of what was done hold; exit code 1 if one does not. Errors: CV972."""
    del lang

    def work(case: Case) -> int:
        told = [
            Diagnostic("CV972", Severity.ERROR, None, {"office": slug, "position": at})
            for slug in case.book().setup.offices for at in case.book().broken(slug)
        ]  # fmt: skip
        if told:
            tell(told, as_json=case.found.json)
            return INPUT
        return case.answer({"offices": list(case.book().setup.offices)}, [say("people.verified")])

    return run(settings(ctx, as_json, debug), folder, work)


COMMANDS = {
    "add": add, "list": list_, "role": role, "disable": disable, "password": password, "delegate": delegate,
    "verify": verify,
}  # fmt: skip
ELSEWHERE = {
    "remind": "congvan.cli.people_remind", "export": "congvan.cli.people_move", "import": "congvan.cli.people_move",
}  # fmt: skip
command = parts("people", dict.fromkeys(COMMANDS, __name__) | ELSEWHERE)

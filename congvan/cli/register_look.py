"""``register list``, ``show``, ``search``: looking into the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.issue import day
from congvan.cli.report import DONE, INPUT, as_object, echo, one_line, print_json, tell
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.text.dates import short_date
from congvan.text.zones import local_day
from congvan.workspace import Workspace
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan import pipeline
    from congvan.model.register import Entry, Filter, Relation
    from congvan.register.ledger import Ledger

YEAR = click.IntRange(1945, 2200)


def as_entry(entry: Entry) -> dict[str, object]:
    """An entry for ``--json``."""
    d = entry.draft
    return {
        "number": entry.number, "symbol": entry.symbol, "code": str(entry.code), "year": entry.year,
        "sequence": entry.sequence, "state": entry.state, "date": entry.date.isoformat() if entry.date else None,
        "type": d.type, "subject": d.subject, "edition": d.edition, "unit": d.unit, "signer": d.signer,
        "to": list(d.to), "copies": list(d.copies), "archive": d.archive, "amount": d.amount, "note": d.note,
        "id": entry.circular, "origin": d.origin, "sha256": entry.sha256, "reason": entry.reason or None,
        "recorded_at": entry.recorded_at,
        "recalled": {"reason": entry.recalled, "at": entry.recalled_at} if entry.recalled is not None else None,
    }  # fmt: skip


def as_line(entry: Entry) -> str:
    """``720/STTTT-TTr  17/4/2024  Công văn: cảnh báo …``."""
    when = short_date(entry.date) if entry.date else str(entry.year)
    what = f"{entry.draft.type_name}: {entry.draft.subject}" if entry.draft.subject else ""
    state = "" if entry.state not in ("reserved", "void") else f"[{say(f'show.{entry.state}')}: {entry.reason}] "
    if entry.recalled is not None:
        day = short_date(local_day(entry.recalled_at))
        state = f"[{say('show.recalled', day=day, reason=one_line(entry.recalled))}] "
    return f"{entry.code!s:<20}  {when:<10}  {state}{what}".rstrip()


def of_kind(wanted: Filter, kind: str | None, office: pipeline.Office | None, problems: Problems) -> Filter:
    """``--type`` as part of the filter: one kind, or ``ban-sao`` for the copies of every form. Errors: CV409."""
    from dataclasses import replace

    from congvan.desk.book import known_kind
    from congvan.model.register import COPIES

    if office is not None and kind not in (None, COPIES):
        known_kind(office, str(kind), problems)
    return replace(wanted, sequence=COPIES) if kind == COPIES else replace(wanted, type=kind)


def opened(space: Workspace, problems: Problems) -> tuple[pipeline.Office | None, Ledger | None]:
    """Office and register of a workspace; both None after a fault."""
    from congvan import pipeline

    office = pipeline.open_office(space, problems)
    return office, (pipeline.open_register(office) if office is not None else None)


def _print(
    entries: list[Entry], problems: Problems, as_json: bool, *, missing: str | None = None, whole: bool = False
) -> int:
    """``whole``: all there are of their sequences; what nobody has between them is shown too. ``missing``: where a
    register was looked for and is none.
    """
    if problems.failed:
        tell(problems.sorted(), as_json=as_json)
        return INPUT
    if as_json:
        print_json({"ok": True, "entries": [as_entry(e) for e in entries], "diagnostics": []})
    else:
        _lines(entries, whole)
        if not entries:
            echo(say("no_register_yet", register=missing) if missing is not None else say("no_entries"))
    return DONE


def _missing(office: pipeline.Office | None, register: Ledger | None) -> str | None:
    """The server on which a register was looked for and is none: a folder's own begins with the first number."""
    from congvan.register import locate

    if office is None or register is not None:
        return None
    place = locate(office.workspace.root, office.issuer.register, office.settings)
    return place.shown if place.path is None else None


def _lines(entries: list[Entry], whole: bool) -> None:
    from itertools import groupby

    from congvan.register.verify import gaps

    for (year, _), group in groupby(entries, key=lambda e: (e.year, e.sequence)):
        of = list(group)
        free = gaps(of) if whole else []
        for entry in of:
            while free and free[0][0] < entry.number:
                first, last = free.pop(0)
                numbers = f"{first:02d}" if first == last else f"{first:02d}-{last:02d}"
                echo(f"{numbers:<20}  {year:<10}  [{say('show.free')}]")
            echo(as_line(entry))


@click.command("list", cls=Wording, help=say("register.list"), options_metavar="[…]")
@click.option("--year", type=YEAR, metavar="Y", help=say("opt.year"))
@click.option("--from", "since", metavar="D", help=say("opt.from"))
@click.option("--to", "until", metavar="D", help=say("opt.to"))
@click.option("--type", "kind", metavar="TYPE", help=say("opt.type"))
@click.option("--limit", type=click.IntRange(1), metavar="N", help=say("opt.limit"))
@shared
@click.pass_context
def list_(
    ctx: click.Context, year: int | None, since: str | None, until: str | None, kind: str | None, limit: int | None,
    lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Entries by filter; the exit code."""
    del lang
    from congvan.model.register import Filter

    found, problems = settings(ctx, as_json, debug), Problems()
    wanted = Filter(year, day(ctx, since, "--from"), day(ctx, until, "--to"), limit=limit)
    office, register = opened(found.space(), problems)
    wanted = of_kind(wanted, kind, office, problems)
    whole = wanted == Filter(wanted.year, sequence=wanted.sequence)
    entries = list(register.list(wanted)) if register else []
    return _print(entries, problems, found.json, missing=_missing(office, register), whole=whole)


@click.command("search", cls=Wording, help=say("register.search"), options_metavar="[…]")
@click.argument("words", nargs=-1, required=True, metavar="WORDS")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, metavar="N", help=say("opt.limit"))
@shared
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...], limit: int, lang: str, as_json: bool, debug: bool) -> int:
    """Entries that hold every word; the exit code."""
    del lang
    found, problems = settings(ctx, as_json, debug), Problems()
    wanted = " ".join(words)
    said_cleanly(wanted, "WORDS", problems)  # nobody's words hold it, so nothing would ever be found
    office, register = opened(found.space(), problems)
    entries = list(register.search(wanted, limit)) if register and not problems.failed else []
    return _print(entries, problems, found.json, missing=_missing(office, register))


@click.command("show", cls=Wording, help=say("register.show"), options_metavar="[…]")
@click.argument("code", metavar="CODE")
@click.option("--year", type=YEAR, metavar="Y", help=say("opt.year"))
@shared
@click.pass_context
def show(ctx: click.Context, code: str, year: int | None, lang: str, as_json: bool, debug: bool) -> int:
    """One entry with its chain; the exit code."""
    del lang
    from congvan.desk.book import one_entry

    found, problems = settings(ctx, as_json, debug), Problems()
    _, register = opened(found.space(), problems)
    if register is None:
        if not problems.failed:
            problems.error("CV530", None, code=code)
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    entry = one_entry(register, code, year, problems)
    if entry is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    out, back = register.relations(entry), register.pointing_at(entry.code, entry.year)
    if found.json:
        print_json({
            "ok": True, "entry": as_entry(entry), "diagnostics": [as_object(d) for d in problems],
            "chain": {
                "points_at": [{"relation": r.kind, "code": str(r.code), "year": r.year} for r in out],
                "pointed_at_by": [{"relation": r.kind, "code": str(e.code), "year": e.year} for r, e in back],
            },
        })  # fmt: skip
        return DONE
    echo(as_line(entry))
    d = entry.draft
    rows = (("signer", d.signer), ("to", "; ".join(d.to)), ("copies", "; ".join(d.copies)), ("archive", d.archive),
            ("file", entry.circular), ("", entry.sha256), ("reason", entry.reason))  # fmt: skip
    for name, value in rows:
        if value:
            echo(f"  {say(f'show.{name}') if name else 'SHA-256'}: {value}")
    for relation in out:
        mark = "└" if relation is out[-1] and not back else "├"
        echo(f"  {mark}─ {say(f'show.{relation.kind}')} → {relation.code} ({relation.year})")
    _tree(register, back, "  ", {entry.id})
    return DONE


def _tree(register: Ledger, back: object, indent: str, seen: set[int]) -> None:
    """Whatever points at an entry, and what points at that."""
    links: list[tuple[Relation, Entry]] = list(back)  # type: ignore[call-overload]
    for index, (relation, entry) in enumerate(links):
        last = index == len(links) - 1
        echo(f"{indent}{'└' if last else '├'}─ {say(f'show.{relation.kind}')} ← {as_line(entry)}")
        if entry.id not in seen and len(seen) < 50:
            seen.add(entry.id)
            further = register.pointing_at(entry.code, entry.year)
            _tree(register, further, indent + ("   " if last else "│  "), seen)


COMMANDS = {"list": list_, "search": search, "show": show}

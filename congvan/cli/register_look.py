"""``register list``, ``show``, ``search``: looking into the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.options import YEAR, day
from congvan.cli.report import answer, echo, one_line
from congvan.cli.words import say
from congvan.text.dates import short_date
from congvan.text.zones import local_day

if TYPE_CHECKING:
    from congvan.desk.register_look import EntryList, Link, Shown
    from congvan.desk.result import Result
    from congvan.model.register import Entry


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


def _print(result: Result[EntryList], found: Invocation) -> int:
    def told(listed: EntryList) -> None:
        for item in listed.lines():
            if isinstance(item, tuple):
                first, last, year = item
                numbers = f"{first:02d}" if first == last else f"{first:02d}-{last:02d}"
                echo(f"{numbers:<20}  {year:<10}  [{say('show.free')}]")
            else:
                echo(as_line(item))
        if not listed.entries:
            none = listed.missing is None
            echo(say("no_entries") if none else say("no_register_yet", register=listed.missing))

    return answer(result, found, lambda listed: {"entries": [as_entry(e) for e in listed.entries]}, told, quiet=True)


@click.command("list", cls=Wording, help=say("register.list"), options_metavar="[…]")
@click.option("--year", type=YEAR, metavar="Y", help=say("opt.year"))
@click.option("--from", "since", metavar="D", help=say("opt.from"))
@click.option("--to", "until", metavar="D", help=say("opt.to"))
@click.option("--type", "kind", metavar="TYPE", help=say("opt.type"))
@click.option("--limit", type=click.IntRange(1, 10**9), metavar="N", help=say("opt.limit"))
@shared
@click.pass_context
def list_(
    ctx: click.Context, year: int | None, since: str | None, until: str | None, kind: str | None, limit: int | None,
    lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Entries by filter; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    span = day(ctx, since, "--from"), day(ctx, until, "--to")
    return _print(found.desk().register_list(year=year, since=span[0], until=span[1], kind=kind, limit=limit), found)


@click.command("search", cls=Wording, help=say("register.search"), options_metavar="[…]")
@click.argument("words", nargs=-1, required=True, metavar="WORDS")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, metavar="N", help=say("opt.limit"))
@shared
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...], limit: int, lang: str, as_json: bool, debug: bool) -> int:
    """Entries that hold every word; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    return _print(found.desk().register_search(" ".join(words), limit=limit), found)


@click.command("show", cls=Wording, help=say("register.show"), options_metavar="[…]")
@click.argument("code", metavar="CODE")
@click.option("--year", type=YEAR, metavar="Y", help=say("opt.year"))
@shared
@click.pass_context
def show(ctx: click.Context, code: str, year: int | None, lang: str, as_json: bool, debug: bool) -> int:
    """One entry with its chain; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    return answer(found.desk().register_show(code, year=year), found, _document, _lines, quiet=True)


def _document(shown: Shown) -> dict[str, object]:
    back = [(link.relation, link.entry) for link in shown.pointed_at_by]
    return {
        "entry": as_entry(shown.entry),
        "chain": {
            "points_at": [{"relation": r.kind, "code": str(r.code), "year": r.year} for r in shown.points_at],
            "pointed_at_by": [{"relation": r.kind, "code": str(e.code), "year": e.year} for r, e in back],
        },
        "log": [
            {"position": t.position, "at": t.at, "kind": t.kind, "actor": t.actor, "sha256": t.sha256}
            for t in shown.log
        ],
    }


def _lines(shown: Shown) -> None:
    entry, out = shown.entry, shown.points_at
    echo(as_line(entry))
    d = entry.draft
    rows = (("signer", d.signer), ("to", "; ".join(d.to)), ("copies", "; ".join(d.copies)), ("archive", d.archive),
            ("file", entry.circular), ("", entry.sha256), ("reason", entry.reason), ("log", _who(shown)))  # fmt: skip
    for name, value in rows:
        if value:
            echo(f"  {say(f'show.{name}') if name else 'SHA-256'}: {value}")
    for relation in out:
        mark = "└" if relation is out[-1] and not shown.pointed_at_by else "├"
        echo(f"  {mark}─ {say(f'show.{relation.kind}')} → {relation.code} ({relation.year})")
    _tree(shown.pointed_at_by, "  ")


def _who(shown: Shown) -> str:
    """Who wrote what the log tells of an entry, and on which day; older rows don't say it."""
    told = [f"{one_line(t.actor)} ({short_date(local_day(t.at))})" for t in shown.log if t.actor]
    return ", ".join(dict.fromkeys(told))


def _tree(links: Sequence[Link], indent: str) -> None:
    """Whatever points at an entry, and what points at that."""
    for index, link in enumerate(links):
        last = index == len(links) - 1
        echo(f"{indent}{'└' if last else '├'}─ {say(f'show.{link.relation.kind}')} ← {as_line(link.entry)}")
        _tree(link.behind, indent + ("   " if last else "│  "))


COMMANDS = {"list": list_, "search": search, "show": show}

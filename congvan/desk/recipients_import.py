"""recipients_import: a list of agencies, XLSX or CSV, into recipients.yaml: every row or none, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from congvan import read
from congvan.desk import agency_list, texts
from congvan.desk.agency_list import TITLES, Row
from congvan.desk.here import Here
from congvan.machine import atomic
from congvan.machine.said import said
from congvan.model.source import Agency, Recipients
from congvan.problems import Problems, Span
from congvan.read.first import slug
from congvan.text.same_name import apart
from congvan.workspace import OFFICE
from congvan.yaml import grow

_Named = TypeVar("_Named", Agency, Row)


@dataclass(frozen=True, slots=True)
class Listed:
    """What came of a list: keys of agencies that are new, that were given something, that were there already; of each
    group that got members, which. ``written``: whether the file was changed.
    """

    path: Path
    new: tuple[str, ...]
    completed: tuple[str, ...]
    unchanged: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    written: bool


@dataclass
class _Plan:
    """What is to be added: agencies by key, keys of agencies that are there, members of groups."""

    new: dict[str, Row] = field(default_factory=dict)
    completed: dict[str, list[grow.Addition]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    members: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """The name of each group that is new."""


def import_(here: Here, file: Path, dry_run: bool, problems: Problems) -> Listed | None:
    """Errors: those of the list (:func:`agency_list.read`) and of recipients.yaml, CV425 two rows are one agency, CV426
    an agency is there and differs, CV429 the file can't be added to as it is written, CV431 a key or code is another's;
    warning CV427 two names differ by a letter.
    """
    workspace = here.workspace
    if not workspace.furnished(problems):
        return None
    rows = agency_list.read(file, file.as_posix(), problems)
    path = workspace.root / OFFICE[1]
    try:
        with atomic.rewriting(path, workspace.root, 10 * workspace.settings.patience) as rewrite:
            data = rewrite.read()
            known = read.read_recipients(path, workspace.shown(path), problems, data)
            if known is None or (problems.failed and not rows):
                return None
            plan = _planned(rows, known, problems)
            if problems.failed:
                return None
            edited = _edited(data, plan, known, workspace.shown(path), problems)
            if edited is None:
                return None
            written = edited != data and not dry_run
            if written:
                rewrite.stage(edited)
                texts.told(here, "recipients", path.name, data, edited)
                rewrite.finish()
    except OSError as error:
        problems.error("CV009", Span(workspace.shown(path), 1, 1), reason=said(error))
        return None
    groups = {key: tuple(members) for key, members in plan.members.items() if members}
    return Listed(path, tuple(plan.new), tuple(plan.completed), tuple(plan.unchanged), groups, written)


def _planned(rows: list[Row], known: Recipients, problems: Problems) -> _Plan:
    plan, seen, named = _Plan(), dict[str, list[Row]](), dict[str, list[Agency]]()
    for agency in known.agencies.values():
        named.setdefault(slug(agency.name), []).append(agency)
    codes = {agency.code: (agency.slug, agency.span) for agency in known.agencies.values() if agency.code}
    for row in rows:
        there = _of_name(row.name, named.get(slug(row.name), ()))
        same = seen.setdefault(slug(row.name), [])
        first = _of_name(row.name, same)
        if first is not None:
            _again(row, first, problems)
        elif there is not None:
            _known(row, there, plan, problems)
        else:
            row = _keyed(row, plan, known)
            _new(row, plan, known, problems)
        if first is None:
            same.append(row)
        key = there.slug if there is not None else (first or row).key
        code = row.said("code")
        if code and codes.setdefault(code, (key, row.at))[0] != key:
            problems.error(
                "CV431", row.cells["code"].span, column=TITLES["code"], value=code, place=_place(codes[code][1])
            )
        if row.group:
            _member(row.group, key, plan, known)
    for name, span, other, where in agency_list.close(_names(rows, known)):
        problems.warning("CV427", span, name=name, other=other, place=_place(where))
    return plan


def _of_name(name: str, among: Iterable[_Named]) -> _Named | None:
    """Who has that name, of those whose names have its letters."""
    return next((one for one in among if not apart(one.name, name)), None)


def _keyed(row: Row, plan: _Plan, known: Recipients) -> Row:
    """With a key of its own, where the one that its name makes is taken by a name that differs in its marks alone."""
    key, number = row.key, 1
    while not row.said("key") and (other := plan.new.get(key) or known.agencies.get(key)) is not None:
        if slug(other.name) != slug(row.name) or not apart(other.name, row.name):
            break
        number += 1
        key = f"{row.key}-{number}"
    return replace(row, key=key)


def _names(rows: list[Row], known: Recipients) -> Iterator[tuple[str, Span]]:
    """The names that are there, then those that are new."""
    seen = dict[str, list[Agency | Row]]()
    everyone: list[Agency | Row] = [*known.agencies.values(), *rows]
    for one in everyone:
        same = seen.setdefault(slug(one.name), [])
        if all(apart(other.name, one.name) for other in same):
            same.append(one)
            yield one.name, one.at if isinstance(one, Row) else one.span


def _place(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"


def _again(row: Row, first: Row, problems: Problems) -> None:
    """An agency may stand in a list once for each group that it is in. Errors: CV425."""
    same = row.name == first.name and all(
        row.said(c) in ("", first.said(c)) for c in ("key", "code", "email", "address")
    )
    if not same or row.group in ("", first.group):
        problems.error("CV425", row.at, name=row.name, other=first.name, place=_place(first.at))


def _known(row: Row, there: Agency, plan: _Plan, problems: Problems) -> None:
    """An agency that recipients.yaml has: what it lacks is added, what differs is refused. Errors: CV426."""
    fresh: list[grow.Addition] = []
    pairs = [
        ("name", row.name, there.name), ("key", row.said("key") and row.key, there.slug),
        ("code", row.said("code"), there.code or ""),
        ("address", row.said("address"), there.address or ""),
    ]  # fmt: skip
    for column, given, has in pairs:
        if given and has and given != has:
            problems.error(
                "CV426", row.cells[column].span, column=TITLES[column], value=given, known=has, place=_place(there.span)
            )
        elif given and not has:
            fresh.append((column, grow.text_of(given)))
    mine = {email.casefold() for email in there.email}
    if row.emails and not mine:
        fresh.append(("email", _emails(row.emails)))
    elif {email.casefold() for email in row.emails} - mine:
        problems.error("CV426", row.cells["email"].span, column=TITLES["email"], value=", ".join(row.emails),
                       known=", ".join(there.email), place=_place(there.span))  # fmt: skip
    if fresh:
        plan.completed[there.slug] = fresh
    else:
        plan.unchanged.append(there.slug)


def _new(row: Row, plan: _Plan, known: Recipients, problems: Problems) -> None:
    """Errors: CV431 its key is another's, or a group's; CV432 its name makes none."""
    where = row.cells.get("key", row.cells["name"]).span
    if not row.key:
        problems.error("CV432", where, name=row.name)
    elif row.key in plan.new:
        problems.error("CV431", where, column=TITLES["key"], value=row.key, place=_place(plan.new[row.key].at))
    elif (other := known.agencies.get(row.key) or known.groups.get(row.key)) is not None:
        problems.error("CV431", where, column=TITLES["key"], value=row.key, place=_place(other.span))
    else:
        plan.new[row.key] = row


def _member(group: str, key: str, plan: _Plan, known: Recipients) -> None:
    """An agency into its group, which is one of recipients.yaml by name or key, or a new one."""
    there = next((g for g in known.groups.values() if group == g.slug or slug(g.name) == slug(group)), None)
    name = there.slug if there is not None else slug(group)
    if there is None and (name in known.agencies or name in plan.new or not name):
        name = f"nhom-{name}".rstrip("-")
    members = plan.members.setdefault(name, [])
    if there is None:
        plan.names.setdefault(name, group)
    elif key in {member.value for member in there.members}:
        return
    if key not in members:
        members.append(key)


def _emails(emails: tuple[str, ...]) -> str:
    return grow.text_of(emails[0]) if len(emails) == 1 else f"[{', '.join(map(grow.text_of, emails))}]"


def _agency(row: Row) -> str:
    """An agency on one line, as the guide writes it."""
    said_of = {"name": grow.text_of(row.name)}
    if row.said("code"):
        said_of["code"] = row.said("code")
    if row.emails:
        said_of["email"] = _emails(row.emails)
    if row.said("address"):
        said_of["address"] = grow.text_of(row.said("address"))
    return "{" + ", ".join(f"{key}: {value}" for key, value in said_of.items()) + "}"


def _edited(data: bytes, plan: _Plan, known: Recipients, shown: str, problems: Problems) -> bytes | None:
    """The file with the plan in it. Errors: CV429."""
    growing = grow.Growing(data)
    try:
        growing.add(("agencies",), [(key, _agency(row)) for key, row in plan.new.items()])
        for key, fresh in plan.completed.items():
            growing.add(("agencies", key), fresh)
        groups: list[grow.Addition] = []
        for key, members in plan.members.items():
            if key in plan.names:
                groups.append((key, f"{{name: {grow.text_of(plan.names[key])}, members: [{', '.join(members)}]}}"))
            else:
                growing.add(("groups", key, "members"), [("", member) for member in members])
        growing.add(("groups",), groups)
        edited = growing.grown()
    except grow.CanNot as error:
        problems.error("CV429", Span(shown, 1, 1), key=".".join(error.path))
        return None
    made = read.read_recipients(Path(shown), shown, found := Problems(), edited)
    if made is None or found.failed or not _as_planned(made, plan, known):
        problems.error("CV429", Span(shown, 1, 1), key="agencies")
        return None
    return edited


def _as_planned(made: Recipients, plan: _Plan, known: Recipients) -> bool:
    """Whether the edited file says what it said, and what was added, and nothing else."""
    kept = all(
        (now := made.agencies.get(key)) is not None
        and (now.name, now.channels) == (old.name, old.channels)
        and (key in plan.completed or (now.code, now.email, now.address) == (old.code, old.email, old.address))
        for key, old in known.agencies.items()
    )
    added = all(
        (now := made.agencies.get(key)) is not None and (now.name, now.email) == (row.name, row.emails)
        for key, row in plan.new.items()
    )
    members = {key: [m.value for m in group.members] for key, group in made.groups.items()}
    before = {key: [m.value for m in group.members] for key, group in known.groups.items()}
    wanted = {**before, **{key: before.get(key, []) + more for key, more in plan.members.items() if more}}
    return kept and added and len(made.agencies) == len(known.agencies) + len(plan.new) and members == wanted

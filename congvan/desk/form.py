"""form: a circular, issuer.yaml or recipients.yaml as fields, made from the tables that the reader follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from congvan import messages, read, standard
from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.model.form import Field, Form, Group, Item, Option
from congvan.model.source import Issuer, Recipients
from congvan.problems import Diagnostic, Problems, term
from congvan.read.fields import Maker, shown
from congvan.read.guide import OFFICE, of_circular
from congvan.resolve.addressees import AS_ABOVE
from congvan.text.letters import fold
from congvan.yaml.extents import BREAK, Entries, Items, Leaf, Node, Unfit, outlined
from congvan.yaml.tree import Node as Tree
from congvan.yaml.tree import parse

WORDS = ("urgency", "flag", "channel", "authority", "security")


@dataclass(frozen=True, slots=True)
class _Office:
    """What of the office's files can be read, with or without faults elsewhere."""

    issuer: Issuer | None
    recipients: Recipients | None
    kinds: tuple[Option, ...]


def form(here: Here, id: str, source: bytes | None, language: str, problems: Problems) -> Form | None:
    """The form of a file, or of ``source``, a text that nobody has saved. A text that is no YAML has one without
    fields, that says at which line. Errors: CV402, CV403, CV006, CV009.
    """
    if source is None:
        found = texts.there(here, id, problems)
    else:
        file = texts.file_of(here, id, problems, new=True)
        found = None if file is None else (file, source)
    if found is None:
        return None
    file, data = found
    entry = texts.issued(here, file, data) if source is None else None
    issued = "" if entry is None else str(entry.code)
    made = Form(file.id, hash_of(data), (), issued=issued)
    faults = texts.faults(here, file, data)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
        root = outlined(text)
        if root is not None and not isinstance(root, Entries):
            raise Unfit("root", 1, 1)
    except UnicodeDecodeError:
        return replace(made, faults=faults, unfit=texts.unfit(file, data, Unfit("syntax", 1, 1), Problems()))
    except Unfit as unfit:
        return replace(made, faults=faults, unfit=texts.unfit(file, data, unfit, Problems()))
    kind = None if file.office else texts.kind_of(here, text)
    office = _office(here, file, data)
    options = _choices(office, root, language)
    named = {name: {one.value: one for one in found} for name, found in options.items()}

    def called(choices: str, value: str) -> tuple[str, tuple[str, ...]]:
        one = named.get(choices, {}).get(value)
        return (one.label, one.members) if one is not None else (value, ())

    record = OFFICE[file.office] if file.office else of_circular(kind)
    groups = Maker(language, called).groups(file.office or "circular", record, root, kind)
    groups, rest = _placed(groups, faults, text, root, file.shown)
    return replace(made, groups=groups, choices=options, faults=rest, kind=kind.slug if kind is not None else "")


def _office(here: Here, file: texts.TextFile, data: bytes) -> _Office:
    """Issuer, recipients and kinds as far as they can be read; of the file at hand, what it says now."""
    quiet, root = Problems(), here.workspace.root

    def tree(name: str) -> Tree | None:
        content = data if file.office == name else read.bytes_of(root / f"{name}.yaml", "", quiet)
        return None if content is None else parse(content, "", quiet)

    first, second = tree("issuer"), tree("recipients")
    issuer = None if first is None else read.issuer_of(first, quiet)
    recipients = None if second is None else read.recipients_of(second, "", quiet)
    found = [_kind(slug, folder) for slug, folder in here.workspace.kinds().items()]
    return _Office(issuer, recipients, tuple(one for one in found if one is not None))


def _kind(slug: str, folder: Path) -> Option | None:
    """A kind as it may be chosen, as its type.yaml calls it; one that can't be read is none."""
    with suppress(OSError):
        state = (folder / "type.yaml").stat()
        name, form = _called(folder / "type.yaml", state.st_mtime_ns, state.st_size)
        return _option(slug, name or slug, form)
    return None


@lru_cache(maxsize=256)
def _called(path: Path, changed: int, size: int) -> tuple[str, str]:
    """Name and form of a kind; read again when its file has changed."""
    del changed, size
    data = read.bytes_of(path, "", Problems())
    try:
        root = outlined((data or b"").decode("utf-8", "replace").removeprefix("\ufeff"))
    except Unfit:
        return "", ""
    told = root.plain if root is not None else {}
    name, form = (told.get(key, "") for key in ("name", "form")) if isinstance(told, dict) else ("", "")
    return name if isinstance(name, str) else "", form if isinstance(form, str) else ""


def _choices(office: _Office, root: Entries | None, language: str) -> dict[str, tuple[Option, ...]]:
    """What may be chosen, by the names that fields have for it."""
    found: dict[str, tuple[Option, ...]] = {
        "kinds": office.kinds,
        "references": tuple(_references(root)),
    }
    if office.issuer is not None:
        found["units"] = tuple(_option(u.slug, u.name, u.symbol) for u in office.issuer.units.values())
        found["signers"] = tuple(_option(s.slug, s.name, s.title) for s in office.issuer.signers.values())
    if office.recipients is not None:
        agencies = tuple(_option(a.slug, a.name, "") for a in office.recipients.agencies.values())
        groups = tuple(_groups(office.recipients))
        found["agencies"] = found["members"] = (*groups, *agencies)
        above = _option(AS_ABOVE, standard.choose({}, Problems()).wording.as_above, "")
        found["recipients"] = (above, *groups, *agencies)
    for name in WORDS:
        prefix = f"{name}."
        terms = [key for key in messages.terms() if key.startswith(prefix)]
        found[f"words:{name}"] = tuple(
            _option(key.removeprefix(prefix), messages.worded(term(key), language), "") for key in terms
        )
    return found


def _option(value: str, label: str, about: str) -> Option:
    return Option(value, label, about, search=fold(f"{label} {value} {about}"))


def _groups(recipients: Recipients) -> Iterable[Option]:
    names = {**{s: a.name for s, a in recipients.agencies.items()}, **{s: g.name for s, g in recipients.groups.items()}}
    for group in recipients.groups.values():
        members = tuple(names.get(m.value, m.value) for m in group.members)
        yield replace(_option(group.slug, group.name, ""), group=True, members=members)


def _references(root: Entries | None) -> Iterable[Option]:
    entry = root.get("references") if root is not None else None
    for one in entry.value.entries if entry is not None and isinstance(entry.value, Entries) else ():
        told = (
            {e.key: e.value.value for e in one.value.entries if isinstance(e.value, Leaf)}
            if isinstance(one.value, Entries)
            else {}
        )
        yield _option(one.key, told.get("number") or told.get("name") or one.key, told.get("subject", "").strip())


def _placed(
    groups: tuple[Group, ...], faults: Iterable[Diagnostic], text: str, root: Entries | None, file: str
) -> tuple[tuple[Group, ...], tuple[Diagnostic, ...]]:
    """The groups with each fault at its field, and the faults that belong to none."""
    at: dict[str, list[Diagnostic]] = {}
    rest: list[Diagnostic] = []
    probe = Form("", "", groups)
    for fault in faults:
        path = fault.field
        if not path or probe.find(path) is None:
            path = _by_place(fault, text, root, file) or path
        field = probe.find(path) if path else None
        if field is None:
            rest.append(fault)
        else:
            at.setdefault(field.path, []).append(fault)
    return tuple(replace(g, fields=tuple(_told(f, at) for f in g.fields)) for g in groups), tuple(rest)


def _told(field: Field, at: Mapping[str, list[Diagnostic]]) -> Field:
    return replace(
        field,
        faults=tuple(at.get(field.path, ())),
        fields=tuple(_told(one, at) for one in field.fields),
        items=tuple(_told_item(item, at) for item in field.items),
    )


def _told_item(item: Item, at: Mapping[str, list[Diagnostic]]) -> Item:
    return replace(item, field=_told(item.field, at))


def _by_place(fault: Diagnostic, text: str, root: Entries | None, file: str) -> str:
    """The path of what stands at a fault's line and column, "" where that is nothing."""
    if fault.span is None or fault.span.file != file or root is None:
        return ""
    breaks = [found.end() for found in BREAK.finditer(text)]
    starts = [0, *breaks]
    if fault.span.line > len(starts):
        return ""
    offset = starts[fault.span.line - 1] + fault.span.column - 1
    return shown(_path_at(root, offset))


def _path_at(node: Node, offset: int) -> tuple[str | int, ...]:
    if isinstance(node, Entries):
        for entry in node.entries:
            if entry.start <= offset <= max(entry.colon, entry.value.stop):
                return (entry.key, *_path_at(entry.value, offset))
    elif isinstance(node, Items):
        for n, item in enumerate(node.items):
            if item.start <= offset <= item.value.stop:
                return (n, *_path_at(item.value, offset))
    return ()

"""form: a circular, issuer.yaml or recipients.yaml as fields, made from the tables that the reader follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from congvan.desk import texts
from congvan.desk.choices import choices, office_of
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.model.form import Field, Form, Group, Item
from congvan.problems import Diagnostic, Problems
from congvan.read.fields import Maker, shown
from congvan.read.guide import OFFICE, of_circular
from congvan.yaml.extents import BREAK, Entries, Items, Node, Unfit, outlined


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
    options = choices(office_of(here, file, data), root, language)
    named = {name: {one.value: one for one in found} for name, found in options.items()}

    def called(choices: str, value: str) -> tuple[str, tuple[str, ...]]:
        one = named.get(choices, {}).get(value)
        return (one.label, one.members) if one is not None else (value, ())

    record = OFFICE[file.office] if file.office else of_circular(kind)
    groups = Maker(language, called).groups(file.office or "circular", record, root, kind)
    groups, rest = _placed(groups, faults, text, root, file.shown)
    return replace(made, groups=groups, choices=options, faults=rest, kind=kind.slug if kind is not None else "")


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

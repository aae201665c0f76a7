"""like: an earlier circular → the draft of a new one that says the same, without what belongs to that one alone."""

from __future__ import annotations

import re

from congvan.desk import drafting, texts
from congvan.desk.here import Here
from congvan.problems import Problems
from congvan.workspace import clean_id
from congvan.yaml.change import changed
from congvan.yaml.extents import Entries, Unfit, outlined
from congvan.yaml.operations import Operation

OWN = ("number", "date", "follows", "replies", "edition", "corrects", "replaces", "recalls")
"""What the earlier one has for itself: its number and day, and what it does to other documents."""
_SCHEMA = re.compile(r"^# yaml-language-server: \$schema=.*$", re.MULTILINE)


def like(here: Here, ref: str, id: str, problems: Problems) -> drafting.Drafted | None:
    """``circulars/<ID>.yaml``: the text of the circular ``ref`` with its comments, without its number, day, relations
    and the references that nothing else in it names.

    Errors: CV402, CV403, CV411; CV004, CV977 the earlier text can't be taken as it is.
    """
    earlier = texts.there(here, ref, problems)
    path = drafting.place(here.workspace, id, problems)
    if earlier is None or path is None:
        return None
    file, data = earlier
    text = texts.decoded(file, data, problems)
    if text is None:
        return None
    try:
        made = _without(here, file, text)
    except Unfit as why:
        problems.add(texts.unfit(file, data, why, problems))
        return None
    line = f"# yaml-language-server: $schema={drafting.schema_of(here.workspace, path)}"
    drafting.write(path, _SCHEMA.sub(lambda _: line, made, count=1), here.workspace, problems)
    return drafting.Drafted(clean_id(id) or id, path)


def _without(here: Here, file: texts.TextFile, text: str) -> str:
    """Errors: Unfit."""
    tables = texts.tables_of(here, file, text)
    root = outlined(text.removeprefix("\ufeff"))
    gone = [name for name in OWN if isinstance(root, Entries) and root.get(name) is not None]
    text = changed(text, [Operation("remove", (name,)) for name in gone], tables)
    unnamed = [Operation("remove", ("references", key)) for key in _unnamed(text)]
    return changed(text, unnamed, tables)


def _unnamed(text: str) -> list[str]:
    """The references whose keys stand nowhere else in the text."""
    root = outlined(text.removeprefix("\ufeff"))
    entry = root.get("references") if isinstance(root, Entries) else None
    if not isinstance(root, Entries) or entry is None or not isinstance(entry.value, Entries):
        return []
    rest = " ".join(str(one.value.plain) for one in root.entries if one.key != "references")
    return [one.key for one in entry.value.entries if not re.search(rf"\b{re.escape(one.key)}\b", rest)]

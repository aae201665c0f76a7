"""What may be chosen where a slug or a word of ours is meant, from the office's files as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from congvan import messages, read, standard
from congvan.desk import texts
from congvan.desk.here import Here
from congvan.model.form import Option
from congvan.model.source import Issuer, Recipients
from congvan.problems import Problems, term
from congvan.resolve.addressees import AS_ABOVE
from congvan.text.letters import fold
from congvan.yaml.extents import Entries, Leaf, Unfit, outlined
from congvan.yaml.tree import Node as Tree
from congvan.yaml.tree import parse

WORDS = ("urgency", "flag", "channel", "authority", "security")


@dataclass(frozen=True, slots=True)
class Lists:
    """What of the office's files can be read, with or without faults elsewhere."""

    issuer: Issuer | None
    recipients: Recipients | None
    kinds: tuple[Option, ...]


def office_of(here: Here, file: texts.TextFile, data: bytes) -> Lists:
    """Issuer, recipients and kinds as far as they can be read; of the file at hand, what it says now."""
    quiet, root = Problems(), here.workspace.root

    def tree(name: str) -> Tree | None:
        content = data if file.office == name else read.bytes_of(root / f"{name}.yaml", "", quiet)
        return None if content is None else parse(content, "", quiet)

    first, second = tree("issuer"), tree("recipients")
    issuer = None if first is None else read.issuer_of(first, quiet)
    recipients = None if second is None else read.recipients_of(second, "", quiet)
    found = [_kind(slug, folder) for slug, folder in here.workspace.kinds().items()]
    return Lists(issuer, recipients, tuple(one for one in found if one is not None))


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


def choices(office: Lists, root: Entries | None, language: str) -> dict[str, tuple[Option, ...]]:
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

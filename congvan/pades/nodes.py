"""The objects of one revision: followed, walked and compared, whatever a hostile file puts in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.sign.fields import enumerate_sig_fields

from congvan.pdf.pictures import MOST_PAGES, Bounds, Rect

_DEEP = 60
UNSEEN = frozenset({"/V", "/Lock", "/SV", "/TU", "/Parent", "/P", "/T", "/Ff", "/StructParent"})
"""Keys of a widget that nobody sees."""
_PLAIN = {"/Type", "/Subtype", "/Rect", "/F", "/FT", "/Kids", "/AP", "/MK", "/DA", "/Q", "/H", "/NM", "/M"}
_EMPTY = (UNSEEN | _PLAIN) - {"/TU"}
"""What an empty signature field may say without anybody seeing it; a tooltip, a note or a border is seen."""


class Rooted:
    """A revision with the one property that listing fields asks for."""

    def __init__(self, resolver: Any) -> None:
        self.root = resolver.root


def names(resolver: Any) -> set[str]:
    """The signature fields of a revision."""
    return {str(name) for name, _, _ in enumerate_sig_fields(Rooted(resolver))}


def leaves(resolver: Any) -> Iterator[tuple[Reference, Any]]:
    """Every page of a revision, in order. Errors: Bounds."""
    count = 0
    seen: set[Reference] = set()
    # Depth first without recursion: a tree may be as deep as it likes.
    stack = [resolver.root.raw_get("/Pages")]
    while stack:
        item = stack.pop()
        ref = item.reference if isinstance(item, generic.IndirectObject) else None
        if ref is not None and ref in seen:
            continue
        node = item.get_object()
        if not isinstance(node, generic.DictionaryObject):
            continue
        if "/Kids" in node:
            if ref is not None:
                seen.add(ref)
            stack.extend(reversed(list(node["/Kids"])[: MOST_PAGES + 1]))
        elif ref is not None:
            count += 1
            yield ref, node
        if count > MOST_PAGES or len(stack) > 4 * MOST_PAGES:
            raise Bounds


def at(node: Any, key: str, missing: Any = None) -> Any:
    """What stands under ``key``, followed where it is a reference; the library's own ``get`` follows none."""
    if not isinstance(node, generic.DictionaryObject) or key not in node:
        return missing
    found = node[key]
    return missing if isinstance(found, generic.NullObject) else found


def raw(node: Any, key: str) -> Any:
    """What stands under ``key`` as it is written, references too; None where nothing does."""
    return node.raw_get(key) if isinstance(node, generic.DictionaryObject) and key in node else None


def same(one: Any, other: Any, but: Any = frozenset()) -> bool:
    """Whether two dictionaries say the same in all keys but some; references are compared, not followed."""
    if not isinstance(one, generic.DictionaryObject) or not isinstance(other, generic.DictionaryObject):
        return False
    keys = ({*one} | {*other}) - set(but)
    return all(key in one and key in other and one.raw_get(key) == other.raw_get(key) for key in keys)


_UP = frozenset({"/Parent", "/P", "/V", "/Dest"})


def located(resolver: Any, ref: Reference) -> bool:
    """Whether a revision has an object of that number, or had it before it was taken away."""
    return resolver.reader.xrefs.get_historical_ref(ref, resolver.revision) is not None


def reach(start: Any, upwards: frozenset[str] = _UP, within: Any = None) -> set[Reference]:
    """Every object that ``start`` leads to, but by the keys that lead upwards (to parents, pages) or elsewhere.

    ``within``: a revision; then names of objects that it does not have count, too. Else they are errors (PdfReadError).
    """
    found: set[Reference] = set()
    stack = [start]
    while stack:
        item = stack.pop()
        if isinstance(item, generic.IndirectObject):
            if item.reference in found:
                continue
            found.add(item.reference)
            if within is not None and not located(within, item.reference):
                continue
            item = item.get_object()
        if isinstance(item, generic.DictionaryObject):
            stack.extend(item.raw_get(key) for key in item if key not in upwards)
        elif isinstance(item, generic.ArrayObject):
            stack.extend(item.raw_get(n) for n in range(len(item)))
    return found


def rectangle(widget: Any, least: float = 0.5) -> Rect | None:
    """The visible rectangle of a widget, None where it shows nothing."""
    try:
        a, b, c, d = (float(n) for n in widget["/Rect"])
    except Exception:
        return None
    made = (min(a, c), min(b, d), max(a, c), max(b, d))
    return made if made[2] - made[0] > least and made[3] - made[1] > least else None


def draws(widget: Any) -> bool:
    """Whether an annotation has a look of its own that holds any operator: at rest, under the pointer or pressed."""
    looks = at(widget, "/AP")
    if not isinstance(looks, generic.DictionaryObject):
        return bool(looks)
    return any(_marks(looks[key]) for key in looks)


def _marks(look: Any, depth: int = 0) -> bool:
    if isinstance(look, generic.StreamObject):
        try:
            lines = look.data.splitlines()
        except Exception:
            return True
        return any(word not in (b"q", b"Q") for line in lines for word in line.partition(b"%")[0].split())
    if isinstance(look, generic.DictionaryObject):
        return depth > 2 or any(_marks(look[key], depth + 1) for key in look)
    return False


def silent(annotation: Any, kind: str) -> bool:
    """Whether an annotation is an empty signature field without look and colours: the one thing nobody sees."""
    if str(at(annotation, "/Subtype", "/Widget")) != "/Widget" or kind != "/Sig":
        return False
    # Without a place nothing is pointed at or framed: clocks have tooltips, too.
    placed = rectangle(annotation, least=0.0) is not None
    known = _EMPTY if placed else _EMPTY | {"/TU", "/BS", "/Border"}
    return not draws(annotation) and not at(annotation, "/MK") and {*annotation} <= known


def items(page: Any, key: str) -> list[Any]:
    """The entries of an array under ``key``, references as they are."""
    found = at(page, key)
    return [found.raw_get(n) for n in range(len(found))] if isinstance(found, generic.ArrayObject) else []


def owner(widget: Any) -> tuple[str, str]:
    """The full name and type of the field that a widget belongs to."""
    parts: list[str] = []
    kind, node = "", widget
    for _ in range(_DEEP):
        if not isinstance(node, generic.DictionaryObject):
            break
        if "/T" in node:
            parts.insert(0, str(node["/T"]))
        kind = kind or str(at(node, "/FT", ""))
        node = at(node, "/Parent")
    return ".".join(parts), kind


def family(item: Any, top: Any) -> Iterator[tuple[Any, Reference | None]]:
    """A field and all that hangs below it: kids, and theirs."""
    yield top, getattr(item, "reference", None) or getattr(top, "container_ref", None)
    seen: set[Reference] = set()
    stack = items(top, "/Kids")
    while stack:
        kid = stack.pop()
        ref = getattr(kid, "reference", None)
        node = kid.get_object()
        if not isinstance(node, generic.DictionaryObject) or ref in seen:
            continue
        if ref is not None:
            seen.add(ref)
            stack.extend(items(node, "/Kids"))
        yield node, ref


def alike(one: Any, other: Any) -> bool:
    """Whether two objects say the same, byte for byte in their streams; references are compared, not followed."""
    if isinstance(one, generic.StreamObject) or isinstance(other, generic.StreamObject):
        both = isinstance(one, generic.StreamObject) and isinstance(other, generic.StreamObject)
        return both and one.encoded_data == other.encoded_data and same(one, other)
    if isinstance(one, generic.DictionaryObject):
        return same(one, other)
    return bool(type(one) is type(other) and one == other)


def kind_of(thing: Any) -> str:
    """What an object says it is; ``?`` where it says nothing."""
    if isinstance(thing, generic.DictionaryObject):
        return str(at(thing, "/Type", "") or at(thing, "/Subtype", "") or "?").strip("/")
    return "?"

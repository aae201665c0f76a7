"""Two revisions of one file → what the later one added, changed or wrote over that a reader could see.

The library's own rules of what may follow a signature let in whatever hangs on a new signature field. Here everything
is looked at from the other side: what may differ is listed, the rest is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from congvan.model.signing import Finding
from congvan.pades import catalogue
from congvan.pdf.pictures import MOST_PAGES, Bounds, Rect, Square

_DEEP = 60
_VALUE = frozenset({"/V", "/Lock", "/SV", "/TU", "/Parent", "/P", "/T", "/Ff", "/StructParent"})
"""Keys of a widget that nobody sees."""
_FORM = frozenset({"/Fields", "/SigFlags", "/NeedAppearances"})
_DEFAULTS = frozenset({"/DR", "/DA", "/Q"})
"""How viewers write fields without a look of their own: a signing tool may bring them with its signature."""
_PLAIN = {"/Type", "/Subtype", "/Rect", "/F", "/FT", "/Kids", "/AP", "/MK", "/DA", "/Q", "/H", "/NM", "/M"}
_EMPTY = (_VALUE | _PLAIN) - {"/TU"}
"""What an empty signature field may say without anybody seeing it; a tooltip, a note or a border is seen."""


@dataclass
class Came:
    """What one signature brought: its squares, the pages it touched, and whatever it had no right to bring."""

    squares: list[Square] = field(default_factory=list)
    strangers: list[Square] = field(default_factory=list)  # where something shows that no signature brought
    pages: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def came(old: HistoricalResolver, new: HistoricalResolver, brought: str | None) -> Came:
    """What is in ``new`` and not in ``old``. ``brought``: the field whose signature ``new`` ends with; None for a clock
    or for no signature: then nothing may show.

    CV900 something drawn that nobody signed, CV901 an action or a link, CV902 something taken away, CV903 an old object
    written over, CV672 pages added or taken, CV908 a field that lies on no page.
    """
    return _Between(old, new, brought).look()


class _Between:
    def __init__(self, old: HistoricalResolver, new: HistoricalResolver, brought: str | None) -> None:
        self.old, self.new, self.brought = old, new, brought
        xrefs = new.reader.xrefs
        self.touched: set[Reference] = set()
        for revision in range(old.revision + 1, new.revision + 1):
            self.touched |= xrefs.explicit_refs_in_revision(revision)
        self.made = Came()
        self.allowed: set[Reference] = {new.root_ref}
        self.seen: set[Reference] = set()

    def look(self) -> Came:
        before, after = list(leaves(self.old)), list(leaves(self.new))
        if len(before) != len(after):
            self._found("CV672", before=str(len(before)), after=str(len(after)))
            return self.made
        for number, (was, now) in enumerate(zip(before, after, strict=True), 1):
            self._page(number, was, now)
        self.made.findings += catalogue.changed(self.old.root, self.new.root, signed=self.brought is not None)
        self._form()
        self._store()
        self._written_over()
        return self.made

    def _found(self, code: str, **values: str) -> None:
        self.made.findings.append(Finding(code, True, values))

    # pages and what lies on them

    def _page(self, number: int, was: tuple[Reference, Any], now: tuple[Reference, Any]) -> None:
        if was[0] != now[0]:
            self.made.pages.add(number)
            self._found("CV902", page=str(number))
            return
        old_list, new_list = _items(was[1], "/Annots"), _items(now[1], "/Annots")
        if was[0] in self.touched:
            self.made.pages.add(number)
            if same(was[1], now[1], {"/Annots", "/Tabs"} | ({"/StructParents"} if self.brought else set())):
                self.allowed.add(now[0])
        lists = [page.raw_get("/Annots") for page in (was[1], now[1]) if "/Annots" in page]
        self.allowed |= {item.reference for item in lists if isinstance(item, generic.IndirectObject)}
        if any(item not in new_list for item in old_list):
            self.made.pages.add(number)
            self._found("CV902", page=str(number))
        for item in new_list:
            if isinstance(item, generic.IndirectObject):
                self.seen.add(item.reference)
            self._annotation(number, item, item in old_list)

    def _annotation(self, number: int, item: Any, known: bool) -> None:
        now = item.get_object()
        if not isinstance(now, generic.DictionaryObject):
            return
        direct = not isinstance(item, generic.IndirectObject)
        if known and (direct or not self._altered(item.reference, now)):
            return
        self.made.pages.add(number)
        name, kind = owner(now)
        mine = kind == "/Sig" and name == self.brought
        if not direct and (mine or kind == "/Sig"):
            self.allowed.add(item.reference)
        rect = rectangle(now)
        self._acts(number, now, name)
        if mine:
            if rect is not None:
                self.made.squares.append(Square(name, number, rect))
            elif draws(now):
                self._drawn(number, now, name)
        elif not silent(now, kind):
            self._drawn(number, now, name)

    def _altered(self, ref: Reference, now: Any) -> bool:
        """Whether a widget that was there before looks, or acts, otherwise."""
        was = self.old(ref)
        # What a field of another sort holds is seen: readers may write it anew.
        but = _VALUE if owner(now)[1] == "/Sig" else _VALUE - {"/V"}
        if not isinstance(was, generic.DictionaryObject) or not same(was, now, but):
            return True
        look = {key: now.raw_get(key) for key in now if key not in _VALUE}
        return bool(reach(generic.DictionaryObject(look)) & self.touched)

    def _acts(self, number: int, now: Any, name: str) -> None:
        if any(key in now for key in ("/A", "/AA", "/PA")):
            self._found("CV901", field=name or str(at(now, "/Subtype", "")).strip("/"), page=str(number))

    def _drawn(self, number: int, now: Any, name: str) -> None:
        rect = rectangle(now, least=0.0)
        if rect is not None:
            self.made.strangers.append(Square(name or "–", number, rect))
        place = "{:.0f}, {:.0f} – {:.0f}, {:.0f}".format(*rect) if rect else "?"
        what = str(at(now, "/Subtype", "")).strip("/")
        self._found("CV900", what=what, field=name or "–", page=str(number), place=place)

    # form, store of certificates, and objects that were there before

    def _form(self) -> None:
        was, now = (at(r.root, "/AcroForm") for r in (self.old, self.new))
        for root in (self.old.root, self.new.root):
            raw = root.raw_get("/AcroForm") if "/AcroForm" in root else None
            self.allowed |= {raw.reference} if isinstance(raw, generic.IndirectObject) else set()
        if not isinstance(now, generic.DictionaryObject):
            return
        was = was if isinstance(was, generic.DictionaryObject) else generic.DictionaryObject()
        for form in (was, now):
            raw = form.raw_get("/Fields") if "/Fields" in form else None
            self.allowed |= {raw.reference} if isinstance(raw, generic.IndirectObject) else set()
        if at(now, "/NeedAppearances", False) and not at(was, "/NeedAppearances", False):
            self._found("CV909")
        brings = {key for key in _DEFAULTS if self.brought is not None and key not in was}
        brings |= {"/DR"} if self.brought is not None and _keeps(at(was, "/DR"), at(now, "/DR")) else set()
        if was and not same(was, now, _FORM | brings):
            self._found("CV903", what="AcroForm")
        self._homeless()

    def _homeless(self) -> None:
        """Signature fields that no page lists, and the parts of those that pages do list."""
        for name, _, item in enumerate_sig_fields(_Rooted(self.new)):
            top = item.get_object()
            for node, ref in _family(item, top):
                if name == self.brought and ref is not None:
                    self.allowed.add(ref)
                if ref in self.seen or ref is None or (self._known(ref) and not self._altered(ref, node)):
                    continue
                if name != self.brought:
                    if not silent(node, "/Sig"):
                        self._found("CV908", field=name)
                    elif self._known(ref) and same(self.old(ref), node, {"/Kids"}):
                        self.allowed.add(ref)

    def _known(self, ref: Reference) -> bool:
        return not self.old.is_ref_unassignable(ref)

    def _store(self) -> None:
        """Certificates, lists of revoked ones, metadata: they may be written anew; no page shows them. What was
        something else before does not become one of them.
        """
        before, after = self._stored(self.old), self._stored(self.new)
        self.allowed |= before | {ref for ref in after if not self._known(ref)}
        self.allowed -= self._pictured()

    def _stored(self, resolver: HistoricalResolver) -> set[Reference]:
        root = resolver.root
        found = reach(root.raw_get("/DSS")) if "/DSS" in root else set()
        for key in ("/Metadata", "/Extensions", "/MarkInfo"):
            raw = root.raw_get(key) if key in root else None
            found |= {raw.reference} if isinstance(raw, generic.IndirectObject) else set()
        info = resolver.trailer_view.get_value_as_reference("/Info", optional=True)
        return found | ({info} if info is not None else set())

    def _pictured(self) -> set[Reference]:
        """Nothing that a page draws with may be written anew under another name."""
        held: set[Reference] = set()
        for _, page in leaves(self.old):
            for key in ("/Contents", "/Resources", "/Group"):
                if key in page:
                    held |= reach(page.raw_get(key))
        return held & self.touched if self.touched else set()

    def _written_over(self) -> None:
        tags = set() if self.brought is None else catalogue.tags(self.old.root) & catalogue.tags(self.new.root)
        tags = (tags & self.touched) - self.allowed
        if tags and (tags := tags - self._pictured()):
            self.made.findings.append(catalogue.tagged())
            self.allowed |= tags
        for ref in sorted(self.touched - self.allowed, key=lambda r: r.idnum):
            if self.old.is_ref_unassignable(ref):
                continue
            was, now = self.old(ref), self.new(ref)
            if not _alike(was, now):
                self._found("CV903", what=_kind(was))
                return


class _Rooted:
    """A revision with the one property that listing fields asks for."""

    def __init__(self, resolver: Any) -> None:
        self.root = resolver.root


def names(resolver: Any) -> set[str]:
    """The signature fields of a revision."""
    return {name for name, _, _ in enumerate_sig_fields(_Rooted(resolver))}


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


def same(one: Any, other: Any, but: Any = frozenset()) -> bool:
    """Whether two dictionaries say the same in all keys but some; references are compared, not followed."""
    if not isinstance(one, generic.DictionaryObject) or not isinstance(other, generic.DictionaryObject):
        return False
    keys = ({*one} | {*other}) - set(but)
    return all(key in one and key in other and one.raw_get(key) == other.raw_get(key) for key in keys)


def reach(start: Any) -> set[Reference]:
    """Every object that ``start`` leads to, not upwards (parents, pages)."""
    found: set[Reference] = set()
    stack = [start]
    while stack:
        item = stack.pop()
        if isinstance(item, generic.IndirectObject):
            if item.reference in found:
                continue
            found.add(item.reference)
            item = item.get_object()
        if isinstance(item, generic.DictionaryObject):
            stack.extend(item.raw_get(key) for key in item if key not in ("/Parent", "/P", "/V", "/Dest"))
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
    """Whether an annotation has a look of its own that holds any operator."""
    looks = at(widget, "/AP")
    if not isinstance(looks, generic.DictionaryObject) or "/N" not in looks:
        return bool(looks)
    return _marks(looks["/N"])


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


def _keeps(was: Any, now: Any) -> bool:
    """Whether fonts and other resources of a form are all there still, each the same; more may have come."""
    if not isinstance(was, generic.DictionaryObject) or not isinstance(now, generic.DictionaryObject):
        return was is None
    return all(key in now and (was.raw_get(key) == now.raw_get(key) or _keeps(was[key], at(now, key))) for key in was)


def _items(page: Any, key: str) -> list[Any]:
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


def _family(item: Any, top: Any) -> Iterator[tuple[Any, Reference | None]]:
    """A field and its kids."""
    yield top, getattr(item, "reference", None) or getattr(top, "container_ref", None)
    for kid in _items(top, "/Kids"):
        node = kid.get_object()
        if isinstance(node, generic.DictionaryObject):
            yield node, getattr(kid, "reference", None)


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, generic.StreamObject) or isinstance(other, generic.StreamObject):
        both = isinstance(one, generic.StreamObject) and isinstance(other, generic.StreamObject)
        return both and one.encoded_data == other.encoded_data and same(one, other)
    if isinstance(one, generic.DictionaryObject):
        return same(one, other)
    return bool(type(one) is type(other) and one == other)


def _kind(thing: Any) -> str:
    if isinstance(thing, generic.DictionaryObject):
        return str(at(thing, "/Type", "") or at(thing, "/Subtype", "") or "?").strip("/")
    return "?"

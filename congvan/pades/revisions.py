"""Two revisions of one file → what the later one added, changed or wrote over that a reader could see.

The library's own rules of what may follow a signature let in whatever hangs on a new signature field. Here everything
is looked at from the other side: what may differ is listed, the rest is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from congvan.model.signing import Finding
from congvan.pades import catalogue
from congvan.pades.nodes import (
    UNSEEN,
    Rooted,
    alike,
    at,
    draws,
    family,
    items,
    kind_of,
    leaves,
    located,
    owner,
    raw,
    reach,
    rectangle,
    same,
    silent,
)
from congvan.pdf.pictures import Square

_FORM = frozenset({"/Fields", "/SigFlags", "/NeedAppearances"})
_DEFAULTS = frozenset({"/DR", "/DA", "/Q"})
"""How viewers write fields without a look of their own: a signing tool may bring them with its signature."""


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
        self.allowed: set[Reference] = set()
        self.seen: set[Reference] = set()
        self.spoken: set[Reference] | None = None

    def _allow(self, was: Any, now: Any) -> None:
        """What stands in the same place may be written anew, and what is new may stand there; nothing old that was
        something else.
        """
        refs = [r.reference if isinstance(r, generic.IndirectObject) else r for r in (was, now)]
        self.allowed |= {r for r in refs if isinstance(r, Reference) and (r == refs[0] or not self._known(r))}

    def look(self) -> Came:
        self._allow(self.old.root_ref, self.new.root_ref)
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
        old_list, new_list = items(was[1], "/Annots"), items(now[1], "/Annots")
        if was[0] in self.touched:
            self.made.pages.add(number)
            if same(was[1], now[1], {"/Annots", "/Tabs"} | ({"/StructParents"} if self.brought else set())):
                self.allowed.add(now[0])
        self._allow(*(raw(page, "/Annots") for page in (was[1], now[1])))
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
        if not direct and (mine or kind == "/Sig") and (known or not self._known(item.reference)):
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
        was = self._was(ref)
        # What a field of another sort holds is seen: readers may write it anew.
        but = UNSEEN if owner(now)[1] == "/Sig" else UNSEEN - {"/V"}
        if not isinstance(was, generic.DictionaryObject) or not same(was, now, but):
            return True
        look = {key: now.raw_get(key) for key in now if key not in UNSEEN}
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
        self._allow(*(raw(root, "/AcroForm") for root in (self.old.root, self.new.root)))
        if not isinstance(now, generic.DictionaryObject):
            return
        was = was if isinstance(was, generic.DictionaryObject) else generic.DictionaryObject()
        self._allow(*(raw(form, "/Fields") for form in (was, now)))
        if at(now, "/NeedAppearances", False) and not at(was, "/NeedAppearances", False):
            self._found("CV909")
        brings = {key for key in _DEFAULTS if self.brought is not None and key not in was}
        brings |= {"/DR"} if self.brought is not None and _keeps(at(was, "/DR"), at(now, "/DR")) else set()
        if was and not same(was, now, _FORM | brings):
            self._found("CV903", what="AcroForm")
        self._homeless()

    def _homeless(self) -> None:
        """Signature fields that no page lists, and the parts of those that pages do list."""
        for listed, _, item in enumerate_sig_fields(Rooted(self.new)):
            name = str(listed)
            top = item.get_object()
            for node, ref in family(item, top):
                if name == self.brought and ref is not None and (not self._known(ref) or _is_field(self._was(ref))):
                    self.allowed.add(ref)
                if ref in self.seen or ref is None or (self._known(ref) and not self._altered(ref, node)):
                    continue
                if name != self.brought:
                    if not silent(node, "/Sig"):
                        self._found("CV908", field=name)
                    elif self._known(ref) and same(self.old(ref), node, {"/Kids"}):
                        self.allowed.add(ref)

    def _known(self, ref: Reference) -> bool:
        """Whether an object was there before; the number of one that was taken away may be given again."""
        return self._was(ref) is not None

    def _was(self, ref: Reference) -> Any:
        """An object as it was; None where there was none, though its number lies among those that were given."""
        if self.old.is_ref_unassignable(ref) or not located(self.old, ref):
            return None
        found = self.old(ref)
        return None if isinstance(found, generic.NullObject) else found

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
            held = raw(root, key)
            found |= {held.reference} if isinstance(held, generic.IndirectObject) else set()
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
            was = self._was(ref)
            if was is None and (self.old.is_ref_unassignable(ref) or ref not in self._named()):
                continue
            if was is None or not alike(was, self.new(ref)):
                self._found("CV903", what=kind_of(was))
                return

    def _named(self) -> set[Reference]:
        """What the old revision speaks of, there or not: who fills a gap that a page leads to, changes the page."""
        if self.spoken is None:
            self.spoken = reach(self.old.root, frozenset(), self.old)
        return self.spoken


def _keeps(was: Any, now: Any) -> bool:
    """Whether fonts and other resources of a form are all there still, each the same; more may have come."""
    if not isinstance(was, generic.DictionaryObject) or not isinstance(now, generic.DictionaryObject):
        return was is None
    return all(key in now and (was.raw_get(key) == now.raw_get(key) or _keeps(was[key], at(now, key))) for key in was)


def _is_field(thing: Any) -> bool:
    """Whether an object was a field, or a part of one, before."""
    return isinstance(thing, generic.DictionaryObject) and bool({"/FT", "/T", "/Parent"} & {*thing})

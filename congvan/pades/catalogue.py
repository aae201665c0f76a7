"""The catalogues of two revisions → what the later one does to the whole file: scripts, layers, attached files."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference

from congvan.machine.said import named
from congvan.model.signing import Finding
from congvan.pades.nodes import reach

_ELSEWHERE = frozenset({"/AcroForm", "/DSS", "/Metadata", "/Extensions", "/Version", "/MarkInfo"})
"""Looked at by others, or never seen: the form in ``revisions``, properties in ``told``."""
_TAGS = "/StructTreeRoot"
_NAMES = {
    "/OpenAction": "OPENS_WITH_ACTION",
    "/AA": "OPENS_WITH_ACTION",
    "/JavaScript": "OPENS_WITH_ACTION",
    "/OCProperties": "LAYERS",
    "/EmbeddedFiles": "ATTACHED_FILES",
    "/AF": "ATTACHED_FILES",
    "/Collection": "ATTACHED_FILES",
    "/Outlines": "BOOKMARKS",
    "/PageLabels": "PAGE_LABELS",
    _TAGS: "TAGS",
    "/Pages": "PAGE_TREE",
}
_UP = frozenset({"/Pg", "/Obj", "/P", "/Parent"})


def changed(old: Any, new: Any, *, signed: bool) -> list[Finding]:
    """CV920 for each thing of the file as a whole that was changed after signing, by its name.

    ``signed``: a signature came with it; then it may have put its field into the tags (:func:`tagged`).
    """
    passed = _ELSEWHERE | ({_TAGS} if signed and _TAGS in old and _TAGS in new else set())
    keys = [key for key in sorted({*old, *new}) if key not in passed and not _alike(old, new, key)]
    told: dict[str, Finding] = {}
    for key in keys:
        for part in _parts(old, new) if key == "/Names" else [key]:
            name = _NAMES.get(part, "CATALOGUE_KEY")
            what = named(name, part.strip("/"))
            told.setdefault(name, Finding("CV920", True, {"what": what, "key": part.strip("/")}))
    return list(told.values())


def _alike(old: Any, new: Any, key: str) -> bool:
    return key in old and key in new and bool(old.raw_get(key) == new.raw_get(key))


def _parts(old: Any, new: Any) -> list[str]:
    """Which lists of names differ."""
    was, now = (r["/Names"] if "/Names" in r else generic.DictionaryObject() for r in (old, new))
    if not isinstance(was, generic.DictionaryObject) or not isinstance(now, generic.DictionaryObject):
        return ["/Names"]
    return [key for key in sorted({*was, *now}) if not _alike(was, now, key)] or ["/Names"]


def tags(root: Any) -> set[Reference]:
    """The objects of the tree that tells readers for the blind what each part of a page is; no page shows them."""
    return reach(root.raw_get(_TAGS), _UP) if _TAGS in root else set()


def tagged() -> Finding:
    """CV921: a signature came with changed tags. Acrobat puts the new field into them; what else they say nobody sees
    on a page, but readers for the blind and who copies text do.
    """
    return Finding("CV921", False, {}, unjudged=True)

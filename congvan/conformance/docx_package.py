"""The zip and XML of a DOCX, opened as a stranger's: bounded, without entities, nothing fetched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from congvan.conformance.refusal import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
"""ISO 29500 Strict names its namespaces otherwise; the elements are the same."""

MEMBERS = 5_000
PART = 64 << 20
"""No part of a real letter comes near this many bytes of XML."""
RATIO = 400
"""XML packs well, but not like this; only looked at above a megabyte."""

_FETCHING = (b"INCLUDE", b"DDE", b"LINK", b"IMPORT")
_FETCH = re.compile(
    r"(?i)\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDEAUTO|DDE)\s[^\"]*\"?((?:https?|ftp|file)://[^\"\s]*|\\\\[^\"\s]*)"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HARMLESS = ("/hyperlink",)
_LOCAL_TEMPLATE = ("/attachedTemplate",)


class Package:
    """The parts of one DOCX. Errors: Unreadable CV703 damaged, CV704 encrypted, CV705 a bomb, CV706
    macros, CV707 links out.
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise Unreadable("CV704" if "EncryptedPackage".encode("utf-16-le") in data else "CV711")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = {info.filename: info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("CV703") from error
        if len(self._names) > MEMBERS:
            raise Unreadable("CV705")
        for info in self._names.values():
            if info.flag_bits & 1:
                raise Unreadable("CV704")
            swollen = info.file_size > 1 << 20 and info.file_size > RATIO * max(1, info.compress_size)
            if info.file_size > PART or swollen:
                raise Unreadable("CV705")
        if "[Content_Types].xml" not in self._names:
            raise Unreadable("CV701")
        self.main, self._body = "", None
        self.main = self._main()
        self._refuse_programs()

    def _main(self) -> str:
        for kind, target, _ in self.links(""):
            if kind.endswith("/officeDocument"):
                root = self.part(target)
                if root is None or root.tag != W + "document":
                    raise Unreadable("CV701")
                return target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise Unreadable("CV701")

    def _refuse_programs(self) -> None:
        names = [n for n in self._names if n.lower().endswith("vbaproject.bin") or "/activex/" in n.lower()]
        names += self._programs_by_type()
        if names:
            raise Unreadable("CV706", part=names[0])
        self._refuse_fetching_fields()
        for name in self._names:
            if not name.endswith(".rels"):
                continue
            owner = posixpath.join(
                posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[: -len(".rels")]
            )
            for kind, target, external in self.links(owner):
                local = kind.endswith(_LOCAL_TEMPLATE) and not re.match(
                    r"(?i)(https?|ftp):|\\\\|//|file://[^/]", target
                )
                if external and not kind.endswith(_HARMLESS) and not local:
                    raise Unreadable("CV707", target=target)

    def _programs_by_type(self) -> list[str]:
        """Parts that the package itself declares to be a macro project, whatever they are called."""
        found = []
        types = self.part("[Content_Types].xml")
        for entry in types if types is not None else ():
            if not isinstance(entry.tag, str) or "vbaproject" not in entry.get("ContentType", "").lower():
                continue
            part, ending = entry.get("PartName", "").lstrip("/"), "." + entry.get("Extension", "\0").lower()
            found += [n for n in self._names if n == part or n.lower().endswith(ending)]
        return found

    def _refuse_fetching_fields(self) -> None:
        """Fields that make a word processor fetch something: INCLUDEPICTURE "http://…" and the like."""
        for name in self._names:
            data = (self.read(name) or b"") if name.startswith("word/") and name.endswith(".xml") else b""
            if not any(word in data for word in _FETCHING):
                continue
            root = self.part(name)
            codes = "".join(e.text or "" for e in root.iter(W + "instrText")) if root is not None else ""
            simple = [e.get(W + "instr", "") for e in root.iter(W + "fldSimple")] if root is not None else []
            for code in (codes, *simple):
                match = _FETCH.search(code)
                if match:
                    raise Unreadable("CV707", target=match[2])

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none."""
        if name not in self._names:
            return None
        try:
            with self._zip.open(name) as handle:
                data = handle.read(PART + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise Unreadable("CV703") from error
        if len(data) > PART:
            raise Unreadable("CV705")
        return data

    def part(self, name: str) -> Any | None:
        """The root element of an XML part, None where there is none; the main document's is the same each time."""
        if name != self.main:
            return self._parsed(name)
        if self._body is None:
            self._body = self._parsed(name)
        return self._body

    def _parsed(self, name: str) -> Any | None:
        data = self.read(name)
        if data is None:
            return None
        head = data[:4096].replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Unreadable("CV708", part=name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        try:
            root = etree.fromstring(data, _parser())
            if root.getroottree().docinfo.internalDTD is not None:
                raise Unreadable("CV708", part=name)
            return root
        except etree.XMLSyntaxError as error:
            if re.search("(?i)entity", str(error)):
                raise Unreadable("CV708", part=name) from error
            raise Unreadable("CV703") from error

    def links(self, owner: str) -> list[tuple[str, str, bool]]:
        """(type, target, external) of each relationship of a part; ``""`` for the package itself."""
        return [(kind, target, external) for _, kind, target, external in self._links(owner)]

    def target(self, owner: str, rid: str) -> str | None:
        """The part that ``rid`` of ``owner`` names."""
        return next((t for i, _, t, external in self._links(owner) if i == rid and not external), None)

    def linked(self, kind: str) -> Any | None:
        """The part that the main document links as ``…/kind``: ``styles``, ``numbering``, ``settings``, ``theme``."""
        for found, target, external in self.links(self.main):
            if found.endswith("/" + kind) and not external:
                return self.part(target)
        return None

    def _links(self, owner: str) -> list[tuple[str, str, str, bool]]:
        folder, name = posixpath.split(owner)
        root = self.part(posixpath.join(folder, "_rels", name + ".rels"))
        found: list[tuple[str, str, str, bool]] = []
        for link in root if root is not None else ():
            if not isinstance(link.tag, str):
                continue
            external = link.get("TargetMode") == "External"
            target = link.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found.append((link.get("Id", ""), link.get("Type", ""), target, external))
        return found


@cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )


def open_package(path: Path) -> Package:
    """A DOCX on disk → its parts."""
    return Package(path.read_bytes())

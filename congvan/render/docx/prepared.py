"""All of a DOCX but the words of one letter, made by python-docx once for the letters that share it.

Styles, settings, headers and sections say the same in every letter of an office whose paper, foot and number of
annexes are the same; making and packing them takes ten times as long as writing a letter's words. So they are kept as
finished bytes, and what differs is put between them. What is kept is a function of the values that it is asked for by
(:class:`Frame`) and of nothing else.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI
from docx.opc.spec import default_content_types

from congvan.model.layout import BoxSpec, LayoutSpec, PageSpec, PictureSpec, SectionSpec, TextSpec, TextStyle
from congvan.render.docx import pages
from congvan.render.docx.mould import mould
from congvan.render.docx.saved import Packed
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import escaped, nodes

if TYPE_CHECKING:
    from docx.document import Document as Package
    from docx.opc.part import Part

DOCUMENT, PROPERTIES = "word/document.xml", "docProps/core.xml"
_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
_DRAWING = re.compile(r"<w:drawing>.*?</w:drawing>", re.DOTALL)
_BODY = re.compile(r"(?<=<w:body>).*(?=</w:body>)", re.DOTALL)
_TITLE, _AUTHOR, _DAY = "{title}", "{author}", datetime(1601, 1, 1)
_HOLES = re.compile(r"(\{title\}|\{author\}|1601-01-01T00:00:00Z)")


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything of a LayoutSpec that is not the words of a letter; ``sections``: the paper of each, its pictures."""

    font: str
    colour: str
    styles: tuple[tuple[str, TextStyle], ...]
    sections: tuple[tuple[PageSpec, tuple[PictureSpec, ...]], ...]
    circulation: BoxSpec | None
    foot: tuple[str, ...]
    rule_thickness: float
    foot_padding: float

    @classmethod
    def of(cls, spec: LayoutSpec) -> Frame:
        """What the letters have in common that are laid out like ``spec``."""
        return cls(
            spec.font,
            spec.colour,
            tuple(spec.styles.items()),
            tuple((section.page, tuple(_pictures(section))) for section in spec.sections),
            spec.circulation,
            spec.foot,
            spec.rule_thickness,
            spec.foot_padding,
        )

    @property
    def spec(self) -> LayoutSpec:
        """A letter of no words."""
        return LayoutSpec(
            self.font,
            self.colour,
            dict(self.styles),
            tuple(SectionSpec(page, ()) for page, _ in self.sections),
            self.circulation,
            self.foot,
            self.rule_thickness,
            rule_gap=0,
            cell_padding=0,
            foot_padding=self.foot_padding,
        )


def _pictures(section: SectionSpec) -> Iterator[PictureSpec]:
    texts = (piece for piece in section.pieces if isinstance(piece, TextSpec))
    return (part for text in texts for part in text.parts if isinstance(part, PictureSpec))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A package that lacks the words: its other parts as they lie in it, what stands before and after the body, each
    section's properties, the pictures as they stand in a run; ``ids`` has the key of each style by its name in Word's
    list.
    """

    parts: Mapping[str, Packed] = field(repr=False)
    ids: Mapping[str, str]
    before: str
    after: str
    sections: tuple[str, ...]
    drawings: tuple[str, ...]
    properties: tuple[str, ...]

    def document(self, body: str) -> str:
        """The main part around its ``body``."""
        return f"{self.before}{body}{self.sections[-1]}{self.after}"

    def told(self, title: str, author: str, date: datetime) -> str:
        """The part of the package's properties. ``title``, ``author``: at most 255 characters."""
        said = {_TITLE: escaped(title), _AUTHOR: escaped(author), _stamp(_DAY): _stamp(date)}
        return "".join(said.get(piece, piece) for piece in self.properties)


def prepared(spec: LayoutSpec) -> Prepared:
    """The package for ``spec``, made when the first letter comes that asks for it."""
    frame = Frame.of(spec)
    return _pictured(frame) if any(shown for _, shown in frame.sections) else _plain(frame)


def made(frame: Frame) -> Prepared:
    """The same, made anew."""
    spec = frame.spec
    cast = mould(spec)
    package = cast.cast()
    writer = Writer(spec, cast.ids)
    shown = 0
    for index, (page, pictures) in enumerate(frame.sections):
        if index:
            pages.next_section(package, writer, page)
        for picture in pictures:
            shown += 1
            _show(package, picture, shown)
        if not index:
            pages.first(package, writer)
    _properties(package)
    return _finished(package, cast.ids)


def _show(package: Package, spec: PictureSpec, number: int) -> None:
    """A picture at the end of the body, with the words that say what it shows."""
    from docx.shared import Pt

    drawn = package.part.new_pic_inline(io.BytesIO(spec.picture.data), Pt(spec.width), Pt(spec.height))
    drawn.docPr.set("id", str(number))
    drawn.docPr.set("name", f"Hình {number}")
    drawn.docPr.set("descr", spec.picture.alt)
    (paragraph,) = nodes("<w:p><w:r><w:drawing/></w:r></w:p>")
    package.element.body.sectPr.addprevious(paragraph)
    paragraph[0][0].append(drawn)


def _properties(package: Package) -> None:
    properties = package.core_properties
    properties.title = _TITLE
    properties.author = properties.last_modified_by = _AUTHOR
    properties.created = properties.modified = _DAY
    properties.language = "vi-VN"
    properties.comments = properties.keywords = properties.subject = properties.category = ""
    properties.revision = 1


def _stamp(date: datetime) -> str:
    """A time as python-docx writes it."""
    return date.strftime("%Y-%m-%dT%H:%M:%SZ")


def _finished(package: Package, ids: Mapping[str, str]) -> Prepared:
    files = _files(package)
    document, properties = (files.pop(name).decode("utf-8") for name in (DOCUMENT, PROPERTIES))
    body = _BODY.search(document)
    assert body is not None
    return Prepared(
        {name: Packed.of(content) for name, content in files.items()},
        ids,
        document[: body.start()],
        document[body.end() :],
        tuple(_SECTION.findall(body[0])),
        tuple(_DRAWING.findall(body[0])),
        tuple(_HOLES.split(properties)),
    )


def _files(package: Package) -> dict[str, bytes]:
    """Every part by its name in the package."""
    whole: Any = package.part.package
    parts = list(whole.iter_parts())
    files: dict[str, bytes | str] = {CONTENT_TYPES_URI: _content_types(parts), PACKAGE_URI.rels_uri: whole.rels.xml}
    for part in parts:
        files[part.partname] = part.blob
        if part.rels:
            files[part.partname.rels_uri] = part.rels.xml
    return {n.removeprefix("/"): c.encode("utf-8") if isinstance(c, str) else c for n, c in files.items()}


def _content_types(parts: list[Part]) -> bytes:
    """``[Content_Types].xml``: by the end of a name where all that end so are of one type, otherwise by the name."""
    ends = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    names: dict[str, str] = {}
    for part in parts:
        end = part.partname.ext.lower()
        if (end, part.content_type) in default_content_types:
            ends[end] = part.content_type
        else:
            names[part.partname] = part.content_type
    types = CT_Types.new()
    for end, told in sorted(ends.items()):
        types.add_default(end, told)
    for name, told in sorted(names.items()):
        types.add_override(name, told)
    return bytes(serialize_part_xml(types))


_plain = lru_cache(maxsize=32)(made)
_pictured = lru_cache(maxsize=1)(made)
"""Pictures are large, and seldom the same in two letters; but the copies of one letter share them."""

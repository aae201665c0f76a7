"""The package of a letter before anything is written into it: python-docx's, with our styles, made once for each look.

Styles, settings, theme and fonts say the same in every letter of a standard, and making them takes four times as long
as writing a letter. So they are made once and kept as finished bytes; a letter gets parts of its own around them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import CONTENT_TYPE
from docx.opc.package import Unmarshaller
from docx.opc.part import Part, PartFactory
from docx.opc.pkgreader import PackageReader
from docx.package import Package as Parts

from congvan.model.layout import LayoutSpec, TextStyle
from congvan.render import docx_styles
from congvan.render.docx.package import clean

if TYPE_CHECKING:
    from docx.document import Document as Package
    from docx.opc.packuri import PackURI

_WRITTEN = {CONTENT_TYPE.WML_DOCUMENT_MAIN, CONTENT_TYPE.OPC_CORE_PROPERTIES}
"""What a letter writes into; all else is bytes to it."""


@dataclass(frozen=True)
class Mould:
    """``saved`` is the package as it was saved; ``ids`` has the key of each style, by its name in Word's list."""

    saved: PackageReader
    ids: Mapping[str, str]

    def cast(self) -> Package:
        """A package for one letter."""
        made = Parts()
        Unmarshaller.unmarshal(self.saved, made, _part)
        return made.main_document_part.document


def mould(spec: LayoutSpec) -> Mould:
    """The one for the looks of ``spec``, made when the first letter that has them is written."""
    return _mould(spec.font, spec.colour, tuple(spec.styles.items()))


@lru_cache(maxsize=8)
def _mould(font: str, colour: str, styles: tuple[tuple[str, TextStyle], ...]) -> Mould:
    made = docx.Document()
    clean(made, font)
    docx_styles.define(made, font, colour, dict(styles))
    out = io.BytesIO()
    made.save(out)
    ids = {str(style.name): style.style_id for style in made.styles}
    return Mould(PackageReader.from_file(out), ids)


def _part(name: PackURI, content_type: str, relation: str, blob: bytes, package: Parts) -> Part:
    if content_type in _WRITTEN:
        return PartFactory(name, content_type, relation, blob, package)
    return Part.load(name, content_type, blob, package)

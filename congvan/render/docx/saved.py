"""A package → its bytes: one fixed time and order of parts, so that equal content is equal bytes, packed once."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI
from docx.opc.spec import default_content_types

if TYPE_CHECKING:
    from docx.document import Document as Package
    from docx.opc.part import Part

_TIME = (1980, 1, 1, 0, 0, 0)


def saved(package: Package) -> bytes:
    """The bytes of the DOCX."""
    whole = package.part.package
    assert whole is not None
    parts = list(whole.iter_parts())
    files: dict[str, bytes | str] = {PACKAGE_URI.rels_uri: whole.rels.xml}
    for part in parts:
        files[part.partname] = part.blob
        if part.rels:
            files[part.partname.rels_uri] = part.rels.xml
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in ((CONTENT_TYPES_URI, _content_types(parts)), *sorted(files.items())):
            info = zipfile.ZipInfo(name.removeprefix("/"), _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            packed.writestr(info, content)
    return out.getvalue()


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

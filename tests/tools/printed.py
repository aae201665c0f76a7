"""Every letter that the program knows how to print, read and laid out: what two ways of writing it are compared by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from enclosures import PICTURES, picture
from shop import ROOT, office

from congvan import pipeline
from congvan.model.document import Document
from congvan.model.layout import LayoutSpec
from congvan.problems import Problems
from congvan.render import fonts, layout
from congvan.workspace import Workspace

Letter = tuple[Document, LayoutSpec]


def every_letter(folder: Path, **more: str) -> Path:
    """A workspace with the example of each kind, what ships, one with pictures (``hinh``), and ``more`` by their names."""
    root = office(folder).root
    (root / "nho.png").write_bytes(picture("RGBA", (40, 30)))
    (root / "rong.jpg").write_bytes(picture(size=(80, 50), kind="JPEG"))
    texts = {path.parent.name: path.read_bytes() for path in (ROOT / "templates").glob("*/example.yaml")}
    texts |= {path.stem: path.read_bytes() for path in (ROOT / "circulars").rglob("*.yaml")}
    for name, text in (texts | {name: text.encode() for name, text in {"hinh": PICTURES, **more}.items()}).items():
        (root / "circulars" / f"{name}.yaml").write_bytes(text)
    return root


def laid_out(root: Path) -> Iterator[tuple[str, Letter]]:
    """The letters of a workspace, by id."""
    space, problems = Workspace(root), Problems()
    opened, found = pipeline.open_office(space, problems), fonts.find()
    assert opened is not None, list(problems)
    for target in space.select([], problems):
        document = pipeline.to_document(target, opened, problems)
        assert document is not None, list(problems)
        yield target.id, (document, layout.lay_out(document, opened.standard, found))

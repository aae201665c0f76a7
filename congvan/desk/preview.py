"""preview: what a circular will look like while it is being written, page beside field; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from congvan import pipeline, standard
from congvan.model.source import Spanned
from congvan.problems import Problems, Span
from congvan.workspace import OFFICE, Target, clean_id

if TYPE_CHECKING:
    from congvan.model.document import Document
    from congvan.model.rendered import Place

HTML = "html"
PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Preview:
    """``html``: the layout for a browser, whose lines end where those of the PDF do, each element with the field and
    line at which it was typed (``data-path``, ``data-line``, and ``data-file`` where it is another file's).
    ``pages``: the true pages, an SVG each. ``places``: which box of a page shows which field, outer boxes before those
    inside. What was not asked for is empty.
    """

    html: str = ""
    pages: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


def preview(
    office: pipeline.Office, id: str, source: bytes | None, problems: Problems, wanted: tuple[str, ...] = (HTML, PAGES),
    style: Mapping[str, str] | None = None,
) -> Preview | None:  # fmt: skip
    """``source``: what the file will say (None: what it says on the disk), as far as it can be laid out with faults.

    ``wanted``: what is made; HTML costs a tenth of the pages. None where no text can be read at all. Errors: those of
    ``check``, CV402 no such circular; with a ``style`` of one's own CV301–CV303.
    """
    if style is not None:
        typed = {key: Spanned(value, Span(OFFICE[0], 1, 1)) for key, value in style.items()}
        chosen = standard.choose(typed, problems)
        if problems.failed:
            return None
        office = replace(office, standard=chosen)
    target = _target(office, id, source, problems)
    if target is None:
        return None
    from congvan.pipeline import preview as looked

    document = looked.document_of(target, source, office, problems)
    return None if document is None else _made(document, target, office, wanted)


def _target(office: pipeline.Office, id: str, source: bytes | None, problems: Problems) -> Target | None:
    """Of bytes, the file that they will be; an id that could lead out of the folder names none."""
    if source is None:
        found = office.workspace.select([id], problems)
        if len(found) != 1 and not problems.failed:  # a folder
            problems.error("CV402", None, name=id, near="")
        return found[0] if len(found) == 1 else None
    name = clean_id(id)
    if name is None:
        problems.error("CV402", None, name=id, near="")
        return None
    path = office.workspace.circulars / f"{name}.yaml"
    return Target(name, path, office.workspace.shown(path))


def _made(document: Document, target: Target, office: pipeline.Office, wanted: tuple[str, ...]) -> Preview:
    from congvan.pipeline import preview as looked

    spec = looked.laid_out(document, office)
    html = looked.html_of(document, spec, target.shown) if HTML in wanted else ""
    pages, places = looked.pages_of(document, spec, target.shown) if PAGES in wanted else ((), ())
    return Preview(html, pages, places)

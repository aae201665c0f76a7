"""Tables whose columns can't hold their words are named at their line, before anything is printed."""

from __future__ import annotations

from collections.abc import Iterator

from congvan.model.document import Document, Table
from congvan.model.length import mm
from congvan.problems import Problems
from congvan.standard import Standard

_ROUGH = 1.0
"""em: no letter of Times New Roman in use is wider; so letters without wide tables never load the fonts."""
_MM = mm(1)


def check(document: Document, standard: Standard, problems: Problems) -> None:
    """Name each table of ``document`` that can't be read (CV310), or whose words are cut (warning CV311)."""
    if not any(_rough(table, standard) for table, _ in _tables(document)):
        return
    from congvan.render import fonts
    from congvan.render.layout import annex_page
    from congvan.render.layout.setting import Setting
    from congvan.render.tables import narrow

    setting = Setting(standard, fonts.find())
    upright = setting.page()
    pages = {index: annex_page(annex, setting) for index, annex in enumerate(document.annexes)}
    for table, annex in _tables(document):
        page = upright if annex is None else pages[annex]
        found = narrow(table, page.text_width, setting)
        if found is None:
            continue
        said = {"column": found.column, "word": found.word}
        if found.unreadable:
            width = f"{max(found.width, 0) / _MM:.1f}".replace(".", ",")
            problems.error("CV310", table.span, count=len(table.head), width=width, **said)
        else:
            problems.warning("CV311", table.span, **said)


def _tables(document: Document) -> Iterator[tuple[Table, int | None]]:
    """Every table, with the index of the annex it stands in."""
    for blocks in (document.body, *(text.body for text in document.attached)):
        yield from ((block, None) for block in blocks if isinstance(block, Table))
    for index, annex in enumerate(document.annexes):
        yield from ((block, index) for block in annex.body if isinstance(block, Table))


def _rough(table: Table, standard: Standard) -> bool:
    """Whether the longest words of all columns could be wider than the page, at the widest that letters can be."""
    page, size = standard.page, standard.styles["table_head"].size.use * _ROUGH
    columns = list(zip(*table.all_rows, strict=True))
    padding = 2 * standard.gaps["cell_padding"] + 2
    longest = [
        max((len(word) for cell in column for word in "".join(r.text for r in cell.runs).split()), default=0)
        for column in columns
    ]
    room = mm(page["width"].use - page["margin_left"].use - page["margin_right"].use)
    return sum(letters * size + padding for letters in longest) > room

"""LayoutSpec → DOCX through python-docx: named styles, real tables, real fields, the same lines as the PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from congvan.model.document import Document, Heading, Item, Paragraph, Run, Table
from congvan.model.layout import BoxSpec, LayoutSpec, PageSpec, TableSpec, TextSpec
from congvan.model.rendered import Rendered
from congvan.render.html import created, too_long
from congvan.render.layout import style_of

if TYPE_CHECKING:
    from docx.document import Document as Package
    from docx.section import Section

TABLE_EDGE = 0.5  # pt
THIN = 1.0  # pt: the height of a paragraph that only OOXML needs


def render(document: Document, spec: LayoutSpec) -> Rendered:
    """The finished DOCX."""
    return Rendered.of(_Writer(document, spec).write())


class _Writer:
    """One DOCX being written: paragraphs are appended to ``self.body`` in reading order."""

    def __init__(self, document: Document, spec: LayoutSpec) -> None:
        import docx

        from congvan.render import docx_styles, ooxml

        self.x = ooxml
        self.document = document
        self.spec = spec
        self.package: Package = docx.Document()
        docx_styles.define(self.package, spec)
        ooxml.modern(self.package.settings.element)
        self.ids = {s.name: s.style_id for s in self.package.styles}
        self.body = self.package.element.body
        self.justify = docx_styles.JC

    def write(self) -> bytes:
        """All parts in order, then the file's bytes."""
        spec = self.spec
        self._properties()
        self._head()
        self._title()
        self._addressees()
        self._text(spec.text)
        self._signature()
        first = self.package.sections[0]
        self._section(first, spec.page)
        self._first_page(first)
        for annex in spec.annexes:
            self._annex(annex)
        out = io.BytesIO()
        self.package.save(out)
        return self.x.same_bytes(out.getvalue())

    # pieces

    def paragraph(self, style: str, runs: Iterable[Run] | str = (), *properties: Any) -> Any:
        """A ``w:p`` in the style of that name in nd30.yaml, not yet placed."""
        x = self.x
        made = x.element("p")
        holder = x.element("pPr")
        x.set_properties(holder, [x.element("pStyle", val=self.ids[self.spec.styles[style].word]), *properties])
        made.append(holder)
        for run in (Run(runs),) if isinstance(runs, str) else runs:
            made.append(self.run(run))
        return made

    def run(self, run: Run, *, bold: bool = False, colour: str | None = None) -> Any:
        """A ``w:r``; glued where the run says so."""
        x = self.x
        made = x.element("r")
        looks = []
        if run.bold or bold:
            looks.append(x.element("b"))
        if run.italic:
            looks.append(x.element("i"))
        if colour:
            looks.append(x.element("color", val=colour))
        if looks:
            made.append(x.with_children(x.element("rPr"), looks))
        x.add_text(made, run.text, glued=run.nowrap and not too_long(run))
        return made

    def lines(self, texts: Sequence[str], style: str, first_before: float | None = None) -> list[Any]:
        """One paragraph a line; ``first_before`` overrides the space above the first, the rest have none."""
        look = self.spec.styles[style]
        made = []
        for index, text in enumerate(texts):
            before = (look.before if first_before is None else first_before) if index == 0 else 0.0
            made.append(self.paragraph(style, text, self.x.spacing(before, look.line)))
        return made

    def rule(self, width: float, column: float, style: str = "parent", after: float = 0) -> Any:
        """A line ``width`` pt long in the middle of ``column`` pt: the bottom edge of an empty paragraph."""
        x, side = self.x, (column - width) / 2
        edge = x.with_children(x.element("pBdr"), [x.border("bottom", self.spec.rule_thickness, self.spec.colour)])
        indent = x.element("ind", left=x.twips(side), right=x.twips(side), firstLine="0")
        return self.paragraph(style, (), edge, x.spacing(0, self.spec.rule_gap, after), indent)

    def table(self, columns: Sequence[float], rows: Iterable[Any], **look: Any) -> Any:
        """A ``w:tbl`` of fixed layout."""
        x = self.x
        properties, grid = x.table_properties(sum(columns), columns, **look)
        return x.with_children(x.element("tbl"), [properties, grid, *rows])

    def place(self, *elements: Any) -> None:
        """Append to the body, before its last section's properties."""
        last = self.body.sectPr
        for made in elements:
            if last is None:
                self.body.append(made)
            else:
                last.addprevious(made)

    # parts

    def _properties(self) -> None:
        properties = self.package.core_properties
        date = datetime.fromisoformat(created(self.document))
        properties.title = self.document.title
        properties.author = properties.last_modified_by = self.document.author
        properties.created = properties.modified = date
        properties.language = "vi-VN"
        properties.comments = properties.keywords = properties.subject = properties.category = ""
        properties.revision = 1

    def _head(self) -> None:
        x, h, spec = self.x, self.spec.head, self.spec
        split = [h.urgency.width, h.left - h.urgency.width] if h.urgency else [h.left]
        span = len(split)
        left = [
            *self.lines(h.parent, "parent"),
            *self.lines(h.issuer, "issuer"),
            self.rule(h.issuer_rule, h.left),
        ]
        right = [
            self.paragraph("state_name", h.state_name),
            self.paragraph("motto", h.motto),
            self.rule(h.motto_rule, h.right),
        ]
        rows = [
            x.row([x.cell(h.left, left, span=span), x.cell(h.right, right)]),
            x.row(
                [
                    x.cell(h.left, self.lines(["".join(h.number)], "number", h.row_before), span=span),
                    x.cell(h.right, self.lines([" ".join(h.place_date)], "place_date", h.row_before)),
                ]
            ),
        ]
        if h.subject:
            rows.append(
                x.row(
                    [
                        x.cell(h.left, self.lines(h.subject, "subject"), span=span),
                        x.cell(h.right, [self._thin()]),
                    ]
                )
            )
        if h.urgency:
            rows.append(
                x.row(
                    [x.cell(h.left, [self._thin()], span=2), x.cell(h.right, [self._thin()])],
                    height=h.urgency_before,
                )
            )
            stamp = x.cell(split[0], [self._boxed(h.urgency)], middle=True, box=(spec.rule_thickness, h.urgency.colour))
            rows.append(
                x.row(
                    [stamp, x.cell(split[1], [self._thin()]), x.cell(h.right, [self._thin()])],
                    height=h.urgency.height,
                )
            )
        self.place(self.table([*split, h.right], rows))

    def _thin(self) -> Any:
        return self.paragraph("parent", (), self.x.spacing(0, THIN))

    def _boxed(self, box: BoxSpec) -> Any:
        made = self.paragraph(box.style, (), self.x.element("jc", val="center"))
        made.append(self.run(Run(box.text), colour=box.colour))
        return made

    def _title(self) -> None:
        title = self.spec.title
        if title is None:
            return
        self.place(
            *self.lines([title.name], "kind_name", title.before),
            *self.lines(title.subject, "kind_subject"),
            self.rule(title.rule, self.spec.page.text_width),
        )

    def _addressees(self) -> None:
        x, a, style = self.x, self.spec.addressees, self.spec.styles["addressee"]
        if a is None:
            return
        above = x.spacing(a.before, style.line)
        if a.single is not None:
            indent = x.element("ind", left=x.twips(a.indent + a.label_hang), hanging=x.twips(a.label_hang))
            self.place(self.paragraph("addressee_label", f"{a.label} {a.single}", above, indent))
            return
        indent = x.element("ind", left=x.twips(a.indent))
        self.place(self.paragraph("addressee_label", a.label, above, indent))
        for line in a.many:
            hang = x.element("ind", left=x.twips(a.dash + a.dash_hang), hanging=x.twips(a.dash_hang))
            self.place(self.paragraph("addressee", line, hang))

    def _text(self, text: TextSpec) -> None:
        x = self.x
        for index, block in enumerate(text.blocks):
            if isinstance(block, Table):
                before = text.before_first if index == 0 else self.spec.styles["body"].before
                self._table(block, text.tables[index], before)
                continue
            name = style_of(block)
            properties = []
            if index == 0:
                properties.append(x.spacing(text.before_first, self.spec.styles[name].line))
            if index in text.keep_next:
                properties.append(x.element("keepNext"))
            self.place(self._block(block, name, properties))

    def _block(self, block: Paragraph | Heading | Item, name: str, properties: list[Any]) -> Any:
        made = self.paragraph(name, (), *properties)
        if isinstance(block, Item):
            made.append(self.run(Run(f"{block.label} ")))
        bold = isinstance(block, Heading) and block.bold
        caps = isinstance(block, Heading) and block.caps
        for run in block.runs:
            shown = Run(run.text.upper(), run.bold, run.italic, run.nowrap) if caps else run
            made.append(self.run(shown, bold=bold))
        return made

    def _table(self, table: Table, widths: TableSpec, before: float) -> None:
        x = self.x
        self._space_after_last(before)
        rows = [
            x.row(
                [
                    x.cell(w, [self.paragraph("table_head", c.runs)], middle=True)
                    for c, w in zip(table.head, widths.widths, strict=True)
                ],
                header=True,
            )
        ]
        for cells in table.rows:
            rows.append(
                x.row(
                    [
                        x.cell(
                            w,
                            [self.paragraph("table_cell", c.runs, x.element("jc", val=self.justify[align]))],
                        )
                        for c, w, align in zip(cells, widths.widths, table.aligns, strict=True)
                    ]
                )
            )
        self.place(self.table(widths.widths, rows, padding=self.spec.cell_padding, edges=TABLE_EDGE))

    def _space_after_last(self, points: float) -> None:
        """Space above a table is space below the paragraph before it; two tables need a paragraph between."""
        x, last = self.x, self.body.sectPr
        previous = last.getprevious() if last is not None else self.body[-1]
        if previous is None or not previous.tag.endswith("}p"):
            self.place(self.paragraph("parent", (), x.spacing(0, points)))
            return
        holder = previous.pPr
        found = holder.find(x.qn("w:spacing"))
        if found is None:
            name = next(n for n, s in self.spec.styles.items() if self.ids[s.word] == holder.pStyle.val)
            look = self.spec.styles[name]
            x.set_properties(holder, [x.spacing(look.before, look.line, points)])
        else:
            found.set(x.qn("w:after"), x.twips(points))

    def _signature(self) -> None:
        x, s = self.x, self.spec.signature
        label = self.lines([s.label], "recipients_label", s.before)
        hang = {"left": x.twips(s.recipient_hang), "hanging": x.twips(s.recipient_hang)}
        listed = [self.paragraph("recipient", line, x.element("ind", **hang)) for line in s.recipients]
        right = [*self.lines(s.authority, "authority", s.before), *self.lines(s.names, "signer_name", s.gap)]
        self.place(self.table([s.left, s.right], [x.row([x.cell(s.left, [*label, *listed]), x.cell(s.right, right)])]))
        if not self.spec.annexes:
            self.place(self._thin())  # Word wants a paragraph after a table at the end

    # pages

    def _section(self, section: Section, page: PageSpec) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Pt

        section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Pt(page.width), Pt(page.height)
        section.top_margin, section.bottom_margin = Pt(page.top), Pt(page.bottom)
        section.left_margin, section.right_margin = Pt(page.left), Pt(page.right)
        section.header_distance = Pt(page.number_top)
        section.footer_distance = Pt(page.bottom if page.first_foot else page.number_top)
        section.gutter = Pt(0)
        section.different_first_page_header_footer = True
        properties = section._sectPr
        start = self.x.element("pgNumType", start="1")
        for old in properties.findall(start.tag):
            properties.remove(old)
        properties.find(self.x.qn("w:pgMar")).addnext(start)
        section.first_page_header.is_linked_to_previous = False
        self._replace(section.first_page_header, [self.paragraph("page_number")])
        section.header.is_linked_to_previous = False
        section.first_page_footer.is_linked_to_previous = False
        self._replace(section.first_page_footer, [self._thin()])
        number = self.paragraph("page_number")
        self._replace(section.header, [self.x.with_children(number, self.x.field("PAGE", "2"))])

    def _replace(self, part: Any, elements: list[Any]) -> None:
        root = part._element
        for old in list(root):
            root.remove(old)
        self.x.with_children(root, elements)

    def _first_page(self, section: Section) -> None:
        x, spec = self.x, self.spec
        box = spec.circulation
        if box:
            framed = x.cell(box.width, [self._boxed(box)], middle=True, box=(spec.rule_thickness, box.colour))
            table = self.table([box.width], [x.row([framed], height=box.height)], align="right")
            self._replace(section.first_page_header, [table, self.paragraph("page_number", (), x.spacing(0, THIN))])
        if spec.foot:
            edge = x.with_children(
                x.element("pBdr"),
                [x.border("top", spec.rule_thickness, spec.colour, round(spec.foot_padding))],
            )
            first, *others = [self.paragraph("foot", line) for line in spec.foot]
            x.set_properties(first.pPr, [edge])
            self._replace(section.first_page_footer, [first, *others])

    def _annex(self, annex: Any) -> None:
        from docx.enum.section import WD_SECTION

        section = self.package.add_section(WD_SECTION.NEW_PAGE)
        # The paragraph that carries the section's end must not need a line of its own.
        carrier = self.body.sectPr.getprevious()
        self.x.set_properties(carrier.get_or_add_pPr(), [self.x.spacing(0, THIN)])
        self._section(section, annex.page)
        self.place(
            *self.lines([annex.label], "annex_label"),
            *self.lines(annex.title, "annex_title"),
            *self.lines(annex.origin, "annex_origin"),
            self.rule(annex.rule, annex.page.text_width),
        )
        self._text(annex.text)

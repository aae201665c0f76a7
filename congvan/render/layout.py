"""Document + Standard + Fonts → LayoutSpec: absolute points, pre-broken lines, table widths, what keeps together.

Why here: a relative line height means 36 lines a page to Word and 40 to CSS. Resolved once, both print alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from congvan.model.document import Annex, Block, Document, Heading, Item, Paragraph, Parts, Run, Table
from congvan.model.layout import (
    AddresseeSpec,
    AnnexSpec,
    BoxSpec,
    HeadSpec,
    LayoutSpec,
    PageSpec,
    SignatureSpec,
    TextSpec,
    TextStyle,
    TitleSpec,
)
from congvan.model.length import mm
from congvan.render.breaking import balanced, broken
from congvan.render.fonts import NATURAL_LINE, Fonts
from congvan.render.settle import settle
from congvan.render.tables import least_width, table_spec
from congvan.standard import Standard
from congvan.text.dates import long_date

TWIPS = 20  # per pt
LONG_SUBJECT = 3  # lines; a longer V/v gets all the width that Quốc hiệu leaves
NBSP = "\u00a0"


def twip(points: float) -> float:
    """``points`` rounded to a whole twip, in pt."""
    return round(points * TWIPS) / TWIPS


def lay_out(document: Document, standard: Standard, fonts: Fonts) -> LayoutSpec:
    """Every measure of ``document`` in pt."""
    return _Layout(document, standard, fonts).spec()


class _Layout:
    """One document being laid out; holds what the parts share."""

    def __init__(self, document: Document, standard: Standard, fonts: Fonts) -> None:
        self.document = document
        self.standard = standard
        self.fonts = fonts
        self.styles = {name: self._style(name) for name in standard.styles}

    def spec(self) -> LayoutSpec:
        """The whole specification."""
        parts, standard = self.document.parts, self.standard
        page = self._page(parts.foot)
        after_head = standard.gaps["after_addressees" if parts.addressees else "after_head"]
        return LayoutSpec(
            page=page,
            font=standard.font["family"],
            colour=standard.font["colour"],
            styles=self.styles,
            head=self._head(parts, page.text_width),
            title=self._title(parts, page.text_width),
            addressees=self._addressees(parts),
            text=self._text(self.document.body, page.text_width, after_head, with_signature=True),
            signature=self._signature(parts, page.text_width),
            annexes=tuple(self._annex(a) for a in self.document.annexes),
            circulation=self._circulation(parts.circulation),
            foot=parts.foot,
            rule_thickness=standard.rules["thickness"].use,
            rule_gap=standard.rules["gap"].use,
            cell_padding=standard.gaps["cell_padding"],
            foot_padding=standard.gaps["foot_padding"],
        )

    def width(self, text: str, style: str) -> float:
        """Width of ``text`` in pt as ``style`` sets it."""
        s = self.styles[style]
        return self.fonts.width(text.upper() if s.caps else text, s.size, bold=s.bold, italic=s.italic)

    def _style(self, name: str) -> TextStyle:
        rule = self.standard.styles[name]
        running = name == "body" or name.startswith(("item_", "heading_"))
        factor = self.standard.body["line_spacing"].use if running else 1.0
        return TextStyle(
            word=rule.word,
            size=rule.size.use,
            line=twip(rule.size.use * NATURAL_LINE * factor),
            bold=rule.bold,
            italic=rule.italic,
            caps=rule.caps,
            align=rule.align,
            before=twip(self.standard.body["paragraph_spacing"].use if running else rule.before),
            first_line=twip(mm(self.standard.body["first_line"].use)) if running else 0.0,
            keep_next=name.startswith("heading_"),
        )

    def _page(self, foot: Sequence[str] = (), *, landscape: bool = False) -> PageSpec:
        p = {name: twip(mm(number.use)) for name, number in self.standard.page.items()}
        width, height = (p["height"], p["width"]) if landscape else (p["width"], p["height"])
        foot_height = 0.0
        if foot:
            foot_height = twip(len(foot) * self.styles["foot"].line + self.standard.gaps["foot_padding"] + 1)
        return PageSpec(
            width,
            height,
            p["margin_top"],
            p["margin_right"],
            p["margin_bottom"],
            p["margin_left"],
            number_top=p["number_distance"],
            first_foot=foot_height,
        )

    # ô 1 to 5, 10b

    def _head(self, parts: Parts, text_width: float) -> HeadSpec:
        w = self.standard.wording
        place_date = self._place_date(parts)
        gutter = self.standard.gaps["head_gutter"]
        needed = max(
            self.width(w.state_name, "state_name"),
            self.width(w.motto, "motto"),
            self.width("".join(place_date), "place_date"),
        )
        subject = parts.subject if parts.kind_name is None else ()
        limit = text_width - needed - gutter
        wishes = [
            self.width(text, style)
            for style, texts in (
                ("parent", (parts.parent or "",)),
                ("issuer", (parts.issuer,)),
                ("subject", subject),
            )
            for text in texts
        ]
        left = twip(max([text_width * 0.4, *(wish + 2 for wish in wishes if wish + 2 <= limit)]))
        most = math.floor(limit * TWIPS) / TWIPS
        left = min(left, most)
        if len(self._lines(subject, left, "subject")) > LONG_SUBJECT:
            left = most
        issuer = self._lines((parts.issuer,), left, "issuer")
        rule = self.standard.rules["issuer"].use
        return HeadSpec(
            left=left,
            right=twip(text_width - left),
            parent=self._lines((parts.parent,), left, "parent") if parts.parent else (),
            issuer=issuer,
            issuer_rule=twip(self.width(issuer[-1], "issuer") * rule),
            state_name=w.state_name,
            motto=w.motto,
            motto_rule=twip(self.width(w.motto, "motto")),
            number=(f"{w.number_label} ", parts.number or self._gap("number_gap"), f"/{parts.symbol}"),
            place_date=place_date,
            row_before=self.standard.gaps["before_number"],
            subject=self._lines(subject, left, "subject") if subject else (),
            urgency=self._urgency(parts.urgency),
            urgency_before=self.standard.gaps["after_head"],
        )

    def _lines(self, texts: Sequence[str], width: float, style: str) -> tuple[str, ...]:
        shown = [t.upper() for t in texts] if self.styles[style].caps else texts
        return broken(shown, width, lambda text: self.width(text, style))

    def _gap(self, name: str) -> str:
        # A no-break space is half as wide as a digit.
        return NBSP * (2 * int(self.standard.gaps[name]))

    def _place_date(self, parts: Parts) -> tuple[str, ...]:
        """The line in pieces, so that the gaps of a draft can be found again: text, gap, text …"""
        if isinstance(parts.date, date):
            return (f"{parts.place}, ngày {long_date(parts.date)}",)
        gap = self._gap("day_gap")
        return (f"{parts.place}, ngày", gap, "tháng", gap, "năm", self._gap("year_gap"))

    def _urgency(self, text: str | None) -> BoxSpec | None:
        if text is None:
            return None
        slug = next(slug for slug, printed in self.standard.wording.urgency.items() if printed == text)
        box = self.standard.boxes[slug]
        return BoxSpec(
            text,
            twip(mm(box["width"])),
            twip(mm(box["height"])),
            "urgency",
            self.standard.font["stamp_colour"],
        )

    def _circulation(self, text: str | None) -> BoxSpec | None:
        if text is None:
            return None
        box = self.standard.boxes["circulation"]
        width = twip(self.width(text, "circulation") + 2 * mm(box["padding"]))
        return BoxSpec(text, width, twip(mm(box["height"])), "circulation", self.standard.font["colour"])

    def _title(self, parts: Parts, text_width: float) -> TitleSpec | None:
        if parts.kind_name is None:
            return None
        subject = self._lines(parts.subject, text_width, "kind_subject")
        under = self.width(subject[-1], "kind_subject") if subject else self.width(parts.kind_name, "kind_name")
        return TitleSpec(
            parts.kind_name.upper(),
            subject,
            twip(under * self.standard.rules["kind"].use),
            self.standard.gaps["before_addressees"],
        )

    # ô 9a, 7, 9b

    def _addressees(self, parts: Parts) -> AddresseeSpec | None:
        if not parts.addressees:
            return None
        label = self.standard.wording.addressee_label
        indent = twip(mm(self.standard.gaps["addressee_indent"]))
        many = parts.addressees if len(parts.addressees) > 1 else ()
        last = len(many) - 1
        return AddresseeSpec(
            label=label,
            indent=indent,
            label_hang=twip(self.width(f"{label} ", "addressee_label")),
            single=parts.addressees[0] if not many else None,
            many=tuple(f"- {name}{'.' if i == last else ';'}" for i, name in enumerate(many)),
            # "dưới dấu hai chấm": the dash stands under the colon (PL I, I.II.9a)
            dash=twip(indent + self.width(label.rstrip(":"), "addressee_label")),
            dash_hang=twip(self.width("- ", "addressee")),
            before=self.standard.gaps["before_addressees"],
        )

    def _signature(self, parts: Parts, text_width: float) -> SignatureSpec:
        w = self.standard.wording
        left = twip(text_width * self.standard.gaps["signature_left"])
        right = twip(text_width - left)
        *others, archive = parts.recipients
        recipients = [*(f"- {text};" for text in others), f"- {archive}"]
        if parts.drafter_mark:
            recipients[-1] += f" {parts.drafter_mark}"
        names = [*parts.signature.posts, parts.signature.name]
        return SignatureSpec(
            left=left,
            right=right,
            before=self.standard.gaps["before_signature"],
            label=w.recipients_label,
            recipients=tuple(recipients),
            recipient_hang=twip(self.width("- ", "recipient")),
            authority=self._lines(parts.signature.lines, right, "authority"),
            gap=self.standard.gaps["signature_height"],
            names=self._lines(names, right, "signer_name"),
        )

    # ô 6

    def _text(self, blocks: Sequence[Block], width: float, before: float, *, with_signature: bool) -> TextSpec:
        keep = {i for i, b in enumerate(blocks) if isinstance(b, Heading)}
        if with_signature:
            keep |= self._kept_with_signature(blocks, width)
        tables = {i: table_spec(b, width, self) for i, b in enumerate(blocks) if isinstance(b, Table)}
        blocks = [b if isinstance(b, Table) else self._settled(b, width) for b in blocks]
        return TextSpec(tuple(blocks), tables, frozenset(keep), before)

    def _settled(self, block: Paragraph | Heading | Item, width: float) -> Paragraph | Heading | Item:
        """``block`` without a line on whose end two renderers could disagree."""
        style = self.styles[style_of(block)]
        caps = isinstance(block, Heading) and block.caps
        bold = isinstance(block, Heading) and block.bold

        def measure(run: Run) -> float:
            text = run.text.upper() if caps else run.text
            return self.fonts.width(text, style.size, bold=bold or run.bold, italic=run.italic)

        label = measure(Run(f"{block.label} ")) if isinstance(block, Item) else 0.0
        return replace(block, runs=settle(block.runs, style.first_line + label, width, measure))

    def _kept_with_signature(self, blocks: Sequence[Block], width: float) -> set[int]:
        """The last blocks, as many as make two lines: a signature never stands alone on a page."""
        keep: set[int] = set()
        lines = 0
        for index in range(len(blocks) - 1, -1, -1):
            keep.add(index)
            lines += self._line_count(blocks[index], width)
            if lines >= self.standard.body["lines_with_signature"].use:
                break
        return keep

    def _line_count(self, block: Block, width: float) -> int:
        """How many lines a block takes, near enough to tell one from two."""
        if isinstance(block, Table):
            return len(block.rows) + 1
        style = self.styles["body"]
        label = f"{block.label} " if isinstance(block, Item) else ""
        text = label + "".join(run.text for run in block.runs)
        bold = isinstance(block, Heading) and block.bold
        first = style.first_line
        # Slack of one word: what may be one line or two counts as one, so that more is kept, never less.
        return 1 if first + self.fonts.width(text, style.size, bold=bold) < width * 1.1 else 2

    # phụ lục

    def _annex(self, annex: Annex) -> AnnexSpec:
        tables = [b for b in annex.body if isinstance(b, Table)]
        landscape = annex.landscape
        if landscape is None:
            portrait = self._page().text_width
            landscape = any(least_width(table, self) > portrait for table in tables)
        page = self._page(landscape=landscape)
        title = self._lines((annex.title,), page.text_width, "annex_title") if annex.title else ()
        origin = balanced(annex.origin, page.text_width, lambda text: self.width(text, "annex_origin"))
        return AnnexSpec(
            page=page,
            label=annex.label,
            title=title,
            origin=origin,
            rule=twip(self.width(origin[-1], "annex_origin") * self.standard.rules["annex"].use),
            text=self._text(annex.body, page.text_width, self.standard.gaps["after_head"], with_signature=False),
        )


def style_of(block: Paragraph | Heading | Item) -> str:
    """The name in ``nd30.yaml`` of the style that sets ``block``."""
    if isinstance(block, Heading):
        return f"heading_{block.level}"
    return f"item_{block.level}" if isinstance(block, Item) else "body"

"""The head (ô 1 to 5b) and the foot (7, 9b) laid out the ways other makers lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from tests.conformance.raw_measure import NATURAL, PT, broken, height, widest
from tests.conformance.raw_model import Box, Item, Letter, Line, Rule
from tests.conformance.raw_shapes import box_run, line_run, page_line_run, twips
from tests.conformance.raw_text import Text

GAP = 1.8  # pt from the foot of a line to the rule under it
FORMS = {"table": "drawn", "theme": "cell", "tabs": "vml", "boxes": "border", "frames": "border"}
NONE = '<w:{0}><w:top w:val="nil"/><w:left w:val="nil"/><w:bottom w:val="nil"/><w:right w:val="nil"/></w:{0}>'


def rule_length(rule: Rule, line: Line, width: float) -> float:
    return rule.length if rule.length is not None else rule.share * widest(line, width)


def rule_edge(line: Line, length: float, width: float) -> float:
    """Where the rule begins in its column, mm: under a text at its own alignment."""
    return {"center": (width - length) / 2, "right": width - length}.get(line.align, 0.0)


def stack(text: Text, items: Sequence[Item], width: float, roles: dict[int, str] | None = None, **more: str) -> str:
    """Items one above another as block content of a column ``width`` mm wide."""
    made = ""
    for index, item in enumerate(items):
        follower = items[index + 1] if index + 1 < len(items) else None
        if isinstance(item, Line):
            head = _anchored(text, item, follower, width) if isinstance(follower, Rule) else ""
            made += text.paragraph(item, (roles or {}).get(id(item), "Đầu"), head, **more)
        elif isinstance(item, Rule):
            above = items[index - 1]
            assert isinstance(above, Line)
            made += _flowing(text, item, above, width, more)
        else:
            made += boxed_table(text, item, width)
    return made


def _form(text: Text, rule: Rule) -> str:
    return rule.form or FORMS[text.letter.layout]


def _anchored(text: Text, line: Line, rule: Rule, width: float) -> str:
    form = _form(text, rule)
    if form not in ("drawn", "vml"):
        return ""
    length = rule_length(rule, line, width)
    down = (line.before + len(broken(line, width)) * line.size * NATURAL + GAP) / PT
    kind = "vml" if form == "vml" else "drawn"
    return line_run(length, rule_edge(line, length, width), down, rule.weight, rule.dash, kind)


def _flowing(text: Text, rule: Rule, above: Line, width: float, more: dict[str, str]) -> str:
    """A rule that is a paragraph's border, or the top border of a narrow table cell."""
    length = rule_length(rule, above, width)
    edge = rule_edge(above, length, width)
    look = f'w:val="{"dashed" if rule.dash else "single"}" w:sz="{round(rule.weight * 8)}" w:space="0" w:color="000000"'
    form = _form(text, rule)
    if form == "border":
        line = Line(size=2, exact=4, align="left", left=edge)
        right = width - edge - length
        ind = f'<w:ind w:left="{twips(edge)}" w:right="{twips(right)}"/>'
        return text.paragraph(line, "Kẻ", ind=ind, pBdr=f"<w:pBdr><w:top {look}/></w:pBdr>", **more)
    if form == "cell":
        thin = text.paragraph(Line(size=2, exact=2, align="left"), "Kẻ")
        borders = f'<w:tcBorders><w:top {look}/><w:left w:val="nil"/><w:bottom w:val="nil"/><w:right w:val="nil"/></w:tcBorders>'
        side = {"center": "center", "right": "right"}.get(above.align, "left")
        return _grid([length], [thin], jc=side, cell=borders) + thin
    return ""


def _grid(widths: Sequence[float], cells: Sequence[str], jc: str = "left", cell: str = "", row: str = "") -> str:
    """A borderless one-row table of fixed columns without cell padding."""
    grid = "".join(f'<w:gridCol w:w="{twips(w)}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:jc w:val="{jc}"/>'
        f"{'' if jc == 'center' else '<w:tblInd w:w=' + chr(34) + '0' + chr(34) + ' w:type=' + chr(34) + 'dxa' + chr(34) + '/>'}"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{table_row(widths, cells, cell, row)}</w:tbl>"
    )


def table_row(widths: Sequence[float], cells: Sequence[str], cell: str = "", row: str = "") -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(w)}" w:type="dxa"/>{cell}</w:tcPr>{c}</w:tc>'
        for w, c in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{row}</w:trPr>{made}</w:tr>"


def boxed_table(text: Text, box: Box, width: float) -> str:
    """A framed word as a centred one-cell table of exact height, with a thin paragraph before and after it."""
    sides = "".join(
        f'<w:{s} w:val="{"single" if box.framed else "nil"}" w:sz="6" w:space="0" w:color="{box.colour}"/>'
        for s in ("top", "left", "bottom", "right")
    )
    cell = f'<w:tcBorders>{sides}</w:tcBorders><w:vAlign w:val="center"/>'
    row = f'<w:trHeight w:val="{twips(box.height)}" w:hRule="exact"/>'
    thin = text.paragraph(Line(size=4, exact=8, align="left"), "Kẽ")
    inside = text.paragraph(box.line, "Khẩn")
    return thin + _grid([box.width], [inside], "center", cell, row) + thin


def boxed_run(text: Text, box: Box, x: float, y: float, origin: tuple[str, str], wrap: str) -> str:
    inside = text.paragraph(box.line, "Khẩn")
    colour = box.colour if box.framed else None
    return box_run(inside, x, y, box.width, box.height, colour=colour, origin=origin, wrap=wrap, centred=True)


class Head:
    """The head's four stacks: issuer and state name above, number with V/v and date below."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.right_width = letter.state_width
        self.left_width = letter.page.text - letter.state_width
        rules = (letter.issuer_rule, letter.motto_rule)
        self.left1: list[Item] = [
            *([letter.parent] if letter.parent else []),
            *([letter.issuer] if letter.issuer else []),
            *([rules[0]] if rules[0] and letter.issuer else []),
        ]
        self.right1: list[Item] = [letter.state, letter.motto, *([rules[1]] if rules[1] else [])]
        self.left2: list[Item] = [letter.number] if letter.number else []
        if letter.subject:
            self.left2 += [letter.subject, *([letter.subject_rule] if letter.subject_rule else [])]
        self.right2: list[Item] = []
        if letter.date:
            lower = 0 if letter.date_row else 22
            self.right2 = [replace(letter.date, before=letter.date.before + lower)]

    def roles(self) -> dict[int, str]:
        a = self.letter
        named = {
            "Chủ quản": a.parent,
            "Ban hành": a.issuer,
            "Quốc hiệu": a.state,
            "Tiêu ngữ": a.motto,
            "Số": a.number,
            "Trích yếu": a.subject,
        }
        found = {id(line): role for role, line in named.items() if line}
        return found | {id(item): "Ngày" for item in self.right2}


def head(text: Text) -> str:
    """The head in the letter's layout, as block content."""
    letter, layout = text.letter, text.letter.layout
    if letter.centred:
        return stack(text, [letter.state, letter.motto, letter.motto_rule or Rule(share=1.0)], letter.page.text)
    make = {"table": _as_table, "theme": _as_table, "tabs": _as_tabs, "boxes": _as_boxes, "frames": _as_frames}[layout]
    return make(text, Head(text.letter))


def _as_table(text: Text, parts: Head) -> str:
    widths = (parts.left_width, parts.right_width)
    roles = parts.roles()
    left2 = parts.left2 + ([text.letter.urgency] if text.letter.urgency else [])
    cells = [stack(text, items, w, roles) for items, w in zip((parts.left1, parts.right1), widths, strict=True)]
    below = [stack(text, items, w, roles) for items, w in zip((left2, parts.right2), widths, strict=True)]
    below = [b or text.paragraph(Line(size=13), "Trống") for b in below]
    return _grid(widths, cells).removesuffix("</w:tbl>") + table_row(widths, below) + "</w:tbl>"


def _rows_of(items: Sequence[Item], width: float) -> list[tuple[Line, str]]:
    """Printed rows of a stack, each a line of its own, with the anchored rule that hangs under it."""
    rows: list[tuple[Line, str]] = []
    for index, item in enumerate(items):
        if isinstance(item, Line):
            cut = broken(item, width)
            rows += [
                (
                    replace(
                        item, text=r, spans=item.spans if len(cut) == 1 else (), before=item.before if not i else 0
                    ),
                    "",
                )
                for i, r in enumerate(cut)
            ]
        elif isinstance(item, Rule):
            above = items[index - 1]
            assert isinstance(above, Line)
            length = rule_length(item, above, width)
            rows[-1] = (
                rows[-1][0],
                f"{length} {rule_edge(above, length, width)} {item.weight} {int(item.dash)} {item.form or ''}",
            )
    return rows


def _as_tabs(text: Text, parts: Head) -> str:
    made = _tab_rows(text, parts, parts.left1, parts.right1)
    right2 = parts.right2 if text.letter.date_row else [Line(size=13), *parts.right2]
    right2 = [replace(r, before=0) if not text.letter.date_row and isinstance(r, Line) else r for r in right2]
    made += _tab_rows(text, parts, parts.left2, right2)
    if box := text.letter.urgency:
        gap = Line(size=6, exact=(box.height + 3) * PT, align="left")
        run = boxed_run(text, box, (parts.left_width - box.width) / 2, 2, ("column", "paragraph"), "wrapNone")
        made += text.paragraph(gap, "Kẽ", run)
    return made


def _tab_rows(text: Text, parts: Head, left: Sequence[Item], right: Sequence[Item]) -> str:
    made, empty = "", (Line(size=13, align="left"), "")
    rows = zip_longest(_rows_of(left, parts.left_width), _rows_of(right, parts.right_width), fillvalue=empty)
    for (a, under_a), (b, under_b) in rows:
        tall = max((x.size for x in (a, b) if x.text or x.spans), default=2.0)
        hang = ""
        for under, column in ((under_a, 0.0), (under_b, parts.left_width)):
            if under:
                length, edge, weight, dash, *form = under.split()
                kind = "drawn" if form and form[0] == "drawn" else "vml"
                hang += line_run(
                    float(length), column + float(edge), (tall * NATURAL + GAP) / PT, float(weight), dash == "1", kind
                )
        made += text.row(
            [(a, 0, parts.left_width), (b, parts.left_width, parts.right_width)], max(a.before, b.before), hang
        )
    return made


def _tall(items: Sequence[Item], width: float) -> float:
    """The height of a stack in mm."""
    return (
        sum(
            height(i, width) if isinstance(i, Line) else 4 if isinstance(i, Rule) else i.height * PT + 16 for i in items
        )
        / PT
    )


def _places(text: Text, parts: Head) -> list[tuple[list[Item], float, float, float, float]]:
    """The four stacks with x, y, width and height on the page, mm."""
    page = text.letter.page
    tops = [(parts.left1, page.left, parts.left_width), (parts.right1, page.left + parts.left_width, parts.right_width)]
    tall = max(_tall(items, w) for items, _, w in tops)
    below = [
        (parts.left2, page.left, parts.left_width),
        (parts.right2, page.left + parts.left_width, parts.right_width),
    ]
    deep = max(_tall(items, w) for items, _, w in below)
    return [(i, x, page.top, w, tall) for i, x, w in tops] + [
        (i, x, page.top + tall, w, deep) for i, x, w in below if i
    ]


def _as_boxes(text: Text, parts: Head) -> str:
    runs, foot = "", 0.0
    for items, x, y, w, h in _places(text, parts):
        lines = [i for i in items if not isinstance(i, Rule)]
        runs += box_run(stack(text, lines, w), x, y, w, h)
        runs += "".join(_page_rules(text, items, x, y, w))
        foot = max(foot, y + h)
    if box := text.letter.urgency:
        runs += boxed_run(
            text,
            box,
            text.letter.page.left + (parts.left_width - box.width) / 2,
            foot + 2,
            ("page", "page"),
            "wrapTopAndBottom",
        )
    return text.paragraph(Line(size=2, exact=2, align="left"), "Neo", runs)


def _page_rules(text: Text, items: Sequence[Item], x: float, y: float, w: float) -> list[str]:
    """Rules of text boxes are lines that stand on the page: a text box holds no drawing."""
    made, down = [], y
    for index, item in enumerate(items):
        if isinstance(item, Rule):
            above = items[index - 1]
            assert isinstance(above, Line)
            length = rule_length(item, above, w)
            made.append(page_line_run(length, x + rule_edge(above, length, w), down + GAP / PT, item.weight, item.dash))
        elif isinstance(item, Line):
            down += height(item, w) / PT
    return made


def _as_frames(text: Text, parts: Head) -> str:
    made, rules, foot = "", "", 0.0
    for items, x, y, w, h in _places(text, parts):
        foot = max(foot, y + h)
        frame = (
            f'<w:framePr w:w="{twips(w)}" w:h="{twips(h)}" w:hRule="exact" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" '
            f'w:x="{twips(x)}" w:y="{twips(y)}"/>'
        )
        made += stack(text, [i for i in items if not isinstance(i, Rule)], w, framePr=frame)
        rules += "".join(_page_rules(text, items, x, y, w))
    gap = Line(size=2, exact=2, align="left")
    if box := text.letter.urgency:
        gap = Line(size=6, exact=(box.height + 3) * PT, align="left")
        edge = text.letter.page.left + (parts.left_width - box.width) / 2
        rules += boxed_run(text, box, edge, foot + 1, ("page", "page"), "wrapNone")
    return made + text.paragraph(gap, "Neo", rules)


def signature(text: Text, left: Sequence[Line], posts: Sequence[Line], name: Line, lines: int) -> str:
    """Nơi nhận beside the signer: a borderless table, or rows of tabs."""
    width = text.letter.page.text
    widths = (width * 0.45, width * 0.55)
    blank = Line(size=14, align="center")
    left, posts = (
        [replace(x, before=x.before + 12) if not i else x for i, x in enumerate(side)] for side in (left, posts)
    )
    right = [*posts, *[blank] * lines, name]
    if text.letter.layout not in ("tabs", "frames"):
        roles = {id(line): "Nơi nhận" for line in left[:1]} | {id(name): "Họ tên"}
        cells = [stack(text, side, w, roles) for side, w in ((left, widths[0]), (right, widths[1]))]
        return _grid(widths, [c or text.paragraph(blank) for c in cells])
    made = ""
    sides = [
        [(replace(x, text=r, spans=x.spans if len(broken(x, w)) == 1 else ()), "") for x in items for r in broken(x, w)]
        for items, w in ((left, widths[0]), (right, widths[1]))
    ]
    for (a, _), (b, _) in zip_longest(*sides, fillvalue=(replace(blank, align="left"), "")):
        align = a.align if a.align == "center" and a.text else "left"
        columns = [(replace(a, align=align), a.left, widths[0])]
        if b.text or b.spans:
            columns.append((b, widths[0], widths[1]))
        made += text.row(columns, a.before, keepNext="<w:keepNext/>")
    return made

"""Paragraphs and runs as OOXML, formatted directly (Word's habit) or by styles alone (a template's, WPS's)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from tests.conformance.raw_model import Letter, Line, Span
from tests.conformance.raw_shapes import twips

PPR = ("pStyle", "keepNext", "framePr", "pBdr", "tabs", "spacing", "ind", "jc", "rPr", "sectPr")
ALIGNED = {"center": "12", "both": "13", "left": "14", "right": "15"}  # WPS numbers its styles


class Text:
    """Writes paragraphs of one letter; in a styled letter it gathers the styles that it needs."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.styled = letter.layout == "theme"
        self.styles: dict[tuple[str, Line], str] = {}
        self.strong: dict[tuple[bool | None, bool | None], str] = {}

    def paragraph(self, line: Line, role: str = "Nội dung", head: str = "", **more: str) -> str:
        """One paragraph; ``head`` is runs set before its text (anchors), ``more`` parts of w:pPr."""
        if self.styled:
            given = {"pStyle": f'<w:pStyle w:val="{self._style(role, line)}"/>'}
        else:
            given = _paragraph_parts(line)
            mark = self.run_parts(line)
            given["rPr"] = f"<w:rPr>{mark}</w:rPr>"
        return f"<w:p>{ppr(given | more)}{head}{self.runs(line)}</w:p>"

    def row(self, columns: Sequence[tuple[Line, float, float]], before: float = 0, head: str = "", **more: str) -> str:
        """One paragraph of columns set by tab stops: (line, left edge, width), in mm."""
        stops, runs = [], ""
        for line, left, width in columns:
            kind = line.align if line.align in ("center", "right") else "left"
            place = left + {"center": width / 2, "right": width, "left": 0}[kind]
            if place > 0:
                stops.append(f'<w:tab w:val="{kind}" w:pos="{twips(place)}"/>')
                runs += "<w:r><w:tab/></w:r>"
            runs += self.runs(line) if line.text or line.spans else ""
        given = _paragraph_parts(Line(align="left", before=before))
        if stops:
            given["tabs"] = f"<w:tabs>{''.join(stops)}</w:tabs>"
        given["rPr"] = f"<w:rPr>{self.run_parts(columns[0][0])}</w:rPr>"
        return f"<w:p>{ppr(given | more)}{head}{runs}</w:p>"

    def runs(self, line: Line) -> str:
        return "".join(self._run(line, span) for span in line.spans or _spans(line.text))

    def _run(self, line: Line, span: Span) -> str:
        own = {
            name: value
            for name in ("bold", "italic", "underline", "size", "colour", "font")
            if (value := getattr(span, name)) is not None
        }
        if self.styled:
            changed = {k: v for k, v in own.items() if v != getattr(line, k)}
            parts = self._char_style(changed, line) or self.run_parts(line, only=changed) if changed else ""
        else:
            parts = self.run_parts(replace(line, **own))
        text = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in span.text.split("\n")
        )
        return f"<w:r>{f'<w:rPr>{parts}</w:rPr>' if parts else ''}{text}</w:r>"

    def _char_style(self, changed: dict, line: Line) -> str:
        """A character style for emphasis; none where the paragraph's own style would turn the toggle off."""
        if set(changed) - {"bold", "italic"} or line.bold or line.italic or not all(changed.values()):
            return ""
        key = (changed.get("bold"), changed.get("italic"))
        return f'<w:rStyle w:val="{self.strong.setdefault(key, str(60 + len(self.strong)))}"/>'

    def run_parts(self, line: Line, only: dict | None = None) -> str:
        """What w:rPr holds: all of a line's look, or with ``only`` those properties alone, in the schema's order."""

        def toggle(tag: str, name: str, value: bool) -> str:
            if only is not None:
                return "" if name not in only else f"<w:{tag}/>" if only[name] else f'<w:{tag} w:val="0"/>'
            return f"<w:{tag}/>" if value else ""

        look = replace(line, **(only or {}))
        wants = set(only) if only is not None else {"font", "size", "colour", "underline"}
        font = look.font or self.letter.font
        parts = (
            [f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>']
            if "font" in wants
            else []
        )
        parts += [toggle("b", "bold", look.bold), toggle("bCs", "bold", look.bold)]
        parts += [toggle("i", "italic", look.italic), toggle("iCs", "italic", look.italic)]
        parts += [toggle("caps", "caps", look.caps)]
        parts += [f'<w:color w:val="{look.colour}"/>' if "colour" in wants and look.colour else ""]
        if "size" in wants:
            parts += [f'<w:sz w:val="{round(look.size * 2)}"/><w:szCs w:val="{round(look.size * 2)}"/>']
        if "underline" in wants and (look.underline or only):
            parts += [f'<w:u w:val="{"single" if look.underline else "none"}"/>']
        return "".join(parts)

    def _style(self, role: str, line: Line) -> str:
        look = replace(line, text="", spans=())
        return self.styles.setdefault((role, look), str(20 + len(self.styles)))

    def style_sheet(self) -> str:
        """The paragraph and character styles gathered, each based on its alignment's style, that on Normal."""
        made, names = [], {}
        for (role, look), number in self.styles.items():
            names[role] = names.get(role, 0) + 1
            name = role if names[role] == 1 else f"{role} {names[role]}"
            parts = _paragraph_parts(look)
            del parts["jc"]
            differs = {
                n: getattr(look, n)
                for n in ("bold", "italic", "underline", "caps", "size", "colour", "font")
                if getattr(look, n) != getattr(Line(), n)
            }
            run = self.run_parts(look, only=differs)
            made.append(
                f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{number}"><w:name w:val="VB {name}"/>'
                f'<w:basedOn w:val="{ALIGNED[look.align]}"/><w:qFormat/>{ppr(parts)}<w:rPr>{run}</w:rPr></w:style>'
            )
        for (bold, italic), number in self.strong.items():
            run = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
            made.append(
                f'<w:style w:type="character" w:customStyle="1" w:styleId="{number}"><w:name w:val="VB Nhấn {number}"/>'
                f'<w:basedOn w:val="5"/><w:rPr>{run}</w:rPr></w:style>'
            )
        return "".join(made)


def ppr(parts: dict[str, str]) -> str:
    inside = "".join(parts.get(name, "") for name in PPR)
    return f"<w:pPr>{inside}</w:pPr>" if inside else ""


def _paragraph_parts(line: Line) -> dict[str, str]:
    rows = (
        f'w:line="{round(line.exact * 20)}" w:lineRule="exact"'
        if line.exact
        else f'w:line="{round(line.line * 240)}" w:lineRule="auto"'
    )
    parts = {
        "keepNext": "<w:keepNext/>" if line.keep_next else "",
        "spacing": f'<w:spacing w:before="{round(line.before * 20)}" w:after="{round(line.after * 20)}" {rows}/>',
        "jc": f'<w:jc w:val="{line.align}"/>',
    }
    if line.first or line.left:
        move = f'w:firstLine="{twips(line.first)}"' if line.first >= 0 else f'w:hanging="{twips(-line.first)}"'
        parts["ind"] = f'<w:ind w:left="{twips(line.left)}" {move if line.first else ""}/>'
    return parts


def _spans(text: str) -> tuple[Span, ...]:
    parts = re.split(r"\*\*", text)
    return tuple(Span(part, bold=True if i % 2 else None) for i, part in enumerate(parts) if part)

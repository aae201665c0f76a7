"""WeasyPrint's pages → SVG: the true pages, drawn by what draws the PDF and without one.

Letters are outlines, so that a page looks the same wherever it is shown. Lengths are CSS pixels from the upper left
corner, as WeasyPrint has them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from congvan.machine.workers import apart
from congvan.model.document import Document, Source
from congvan.model.layout import LayoutSpec
from congvan.model.rendered import Box, Place
from congvan.render import pdf
from congvan.render.fonts import Fonts, outline

PX_TO_PT = 0.75
_SHOWN = re.compile(r"<([0-9a-f]*)>|(-?[\d.]+(?:e-?\d+)?)")


@dataclass(slots=True)
class State:
    """What a graphics state holds, and how many groups were opened in it."""

    fill: str = "#000"
    stroke: str = "#000"
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    line: float = 1.0
    cap: int = 0
    dash: tuple[tuple[float, ...], float] = ((), 0.0)
    groups: int = 0


@dataclass(slots=True)
class Text:
    """Where a text stands and in which font."""

    x: float = 0.0
    y: float = 0.0
    scale: tuple[float, float, float, float] = (1.0, 0.0, 0.0, -1.0)
    pen: float = 0.0
    rise: float = 0.0
    font: Any = None
    size: float = 0.0


def number(value: float) -> str:
    """A length as short as its hundredth of a pixel allows."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


@dataclass
class Canvas:
    """One page being drawn: takes what WeasyPrint tells a stream of PDF operators, and writes SVG.

    Only the operators of what a letter is made of are known: text, straight rules, borders, boxes. Whatever else a
    style sheet might ask for fails at once and not on the page.
    """

    page: int
    width: float
    height: float
    fonts: dict[Any, Any]
    out: list[str] = field(default_factory=list)
    glyphs: dict[str, str] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    clips: int = 0
    states: list[State] = field(default_factory=lambda: [State()])
    text: Text = field(default_factory=Text)
    images: dict[str, str] = field(default_factory=dict)
    named: dict[str, Any] = field(default_factory=dict)  # fonts by the names that texts call them

    def __post_init__(self) -> None:
        from weasyprint.text.ffi import ffi

        self.page_rectangle = (0.0, 0.0, self.width, self.height)
        self.ink_rect = ffi.new("PangoRectangle *")
        self.logical_rect = ffi.new("PangoRectangle *")

    # states

    @property
    def state(self) -> State:
        """The one that counts now."""
        return self.states[-1]

    def push_state(self) -> None:
        """Whatever is set from now on ends with :meth:`pop_state`."""
        self.states.append(replace(self.state, groups=0))

    def pop_state(self) -> None:
        """Back to what counted before."""
        self.out.append("</g>" * self.states.pop().groups)

    @contextmanager
    def stacked(self) -> Iterator[None]:
        """A state of its own."""
        self.push_state()
        try:
            yield
        finally:
            self.pop_state()

    @contextmanager
    def marked(self, _box: object, _tag: str) -> Iterator[None]:
        """Tags are the PDF's alone."""
        yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Tags are the PDF's alone."""
        yield

    def _group(self, attributes: str) -> None:
        self.out.append(f"<g {attributes}>")
        self.state.groups += 1

    def transform(self, a: float = 1, b: float = 0, c: float = 0, d: float = 1, e: float = 0, f: float = 0) -> None:
        """What follows is moved, turned or stretched."""
        if (a, b, c, d, e, f) != (1, 0, 0, 1, 0, 0):
            self._group(f'transform="matrix({a} {b} {c} {d} {number(e)} {number(f)})"')

    def set_color(self, color: Any, stroke: bool = False) -> None:
        """Colours of the screen only."""
        *_, alpha = color
        red, green, blue = (round(255 * float(c)) for c in color.to("srgb").coordinates)
        value = f"#{red:02x}{green:02x}{blue:02x}"
        if stroke:
            self.state.stroke, self.state.stroke_alpha = value, float(alpha)
        else:
            self.state.fill, self.state.fill_alpha = value, float(alpha)

    def set_alpha(self, alpha: float, stroke: bool = False, fill: bool | None = None) -> None:
        """How much shines through."""
        if stroke:
            self.state.stroke_alpha = alpha
        if not stroke if fill is None else fill:
            self.state.fill_alpha = alpha

    def set_line_width(self, width: float) -> None:
        """Of strokes."""
        self.state.line = width

    def set_line_cap(self, cap: int) -> None:
        """Of strokes: 0 none, 1 round, 2 square."""
        self.state.cap = cap

    def set_dash(self, dashes: Sequence[float], phase: float) -> None:
        """Of strokes."""
        self.state.dash = (tuple(dashes), phase)

    # paths

    def move_to(self, x: float, y: float) -> None:
        """Begin a line."""
        self.path.append(f"M{number(x)} {number(y)}")

    def line_to(self, x: float, y: float) -> None:
        """Go on straight."""
        self.path.append(f"L{number(x)} {number(y)}")

    def curve_to(self, *points: float) -> None:
        """Go on in a curve of three points."""
        self.path.append("C" + " ".join(map(number, points)))

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """A whole rectangle."""
        self.path.append(f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z")

    def close(self) -> None:
        """Back to where the line began."""
        self.path.append("z")

    def end(self) -> None:
        """Nothing is drawn of the path."""
        self.path.clear()

    def clip(self, even_odd: bool = False) -> None:
        """What follows shows inside the path only."""
        self.clips += 1
        name = f"p{self.page}c{self.clips}"
        rule = ' clip-rule="evenodd"' if even_odd else ""
        self.out.append(f'<clipPath id="{name}"><path d="{"".join(self.path)}"{rule}/></clipPath>')
        self._group(f'clip-path="url(#{name})"')

    def fill(self, even_odd: bool = False) -> None:
        """The inside of the path."""
        rule = ' fill-rule="evenodd"' if even_odd else ""
        self.out.append(f'<path d="{"".join(self.path)}"{rule}{self._filled()}/>')
        self.path.clear()

    def _filled(self) -> str:
        state = self.state
        alpha = f' fill-opacity="{number(state.fill_alpha)}"' if state.fill_alpha < 1 else ""
        return ("" if state.fill in ("#000", "#000000") else f' fill="{state.fill}"') + alpha

    def stroke(self) -> None:
        """The line itself."""
        state = self.state
        dashes, phase = state.dash
        more = f' stroke-opacity="{number(state.stroke_alpha)}"' if state.stroke_alpha < 1 else ""
        if dashes:
            more += f' stroke-dasharray="{" ".join(map(number, dashes))}" stroke-dashoffset="{number(phase)}"'
        if state.cap:
            more += f' stroke-linecap="{("butt", "round", "square")[state.cap]}"'
        look = f'fill="none" stroke="{state.stroke}" stroke-width="{state.line:.3f}"'
        self.out.append(f'<path d="{"".join(self.path)}" {look}{more}/>')
        self.path.clear()

    # pictures

    def add_image(self, image: Any, _interpolate: bool, _ratio: float) -> str:
        """A picture of WeasyPrint's; the name by which it is drawn."""
        name = f"i{len(self.images)}"
        kind = "jpeg" if image.format == "JPEG" else "png"
        self.images[name] = f"data:image/{kind};base64,{b64encode(image.image_data.data).decode()}"
        return name

    def draw_x_object(self, name: str) -> None:
        """A picture in a square whose sides are one unit, its upper edge at 1."""
        turned = 'transform="matrix(1 0 0 -1 0 1)" preserveAspectRatio="none"'
        self.out.append(f'<image width="1" height="1" {turned} href="{self.images[name]}"/>')

    # text

    def begin_text(self) -> None:
        """A line of text."""
        self.text = Text()

    def end_text(self) -> None:
        """It ends."""

    def set_text_matrix(self, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
        """Where the line begins."""
        self.text.x, self.text.y, self.text.scale, self.text.pen = e, f, (a, b, c, d), 0.0

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        """The font of a text and its size."""
        from weasyprint.pdf.fonts import Font
        from weasyprint.text.fonts import get_pango_font_key

        key, description, size = get_pango_font_key(pango_font)
        if key not in self.fonts:
            self.fonts[key] = Font(pango_font, description, size)
        found = self.fonts[key]
        self.named[found.hash] = found
        return found, size

    def set_font_size(self, name: str, size: float) -> None:
        """The font of what follows, and its size in px."""
        self.text.font, self.text.size = self.named[name], size

    def set_text_rise(self, rise: float) -> None:
        """Above the line, in px."""
        self.text.rise = rise

    def show_text(self, shown: str) -> None:
        """Letters by their numbers in the font (``<00240025>``), and between them how far the next goes back."""
        text, font = self.text, self.text.font
        uses: list[str] = []
        per_unit = text.size / font.upem
        for letters, back in _SHOWN.findall(shown):
            if back:
                text.pen -= float(back) * text.size / 1000
                continue
            for at in range(0, len(letters), 4):
                glyph = int(letters[at : at + 4], 16)
                if name := self._glyph(font, glyph):
                    uses.append(f'<use href="#{name}" x="{round(text.pen / per_unit)}"/>')
                text.pen += font.widths[glyph] * text.size / 1000
        if uses:
            a, b, c, d = (value * per_unit for value in text.scale)
            where = f"{number(text.x)} {number(text.y - text.rise)}"
            matrix = f"{a:.6f} {number(b)} {number(c)} {d:.6f} {where}"
            self.out.append(f'<g transform="matrix({matrix})"{self._filled()}>{"".join(uses)}</g>')

    def _glyph(self, font: Any, glyph: int) -> str:
        """The name of a letter's outline on this page, "" where it shows nothing."""
        name = f"{font.hash}{glyph}"
        if name not in self.glyphs:
            self.glyphs[name] = outline(font.file_content, font.index, glyph)
        return name if self.glyphs[name] else ""

    def svg(self, title: str) -> str:
        """The page."""
        defs = "".join(f'<path id="{name}" d="{drawn}"/>' for name, drawn in self.glyphs.items() if drawn)
        size = f'width="{number(self.width * PX_TO_PT)}pt" height="{number(self.height * PX_TO_PT)}pt"'
        view = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" aria-label="{escape(title)}">'
        return f"{head}<defs>{defs}</defs>{''.join(self.out)}</svg>"


@apart
def render(document: Document, spec: LayoutSpec, fonts: Fonts, file: str) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """The pages of the PDF as SVG, and every box of them that says where it was typed, outer ones before those inside;
    ``file`` where it names none. Errors: CV393 no Pango.
    """
    pages = pdf.laid_out(document, spec, fonts, file)
    boxes = tuple(place for count, page in enumerate(pages.pages, 1) for place in _places(page, count, file))
    return _drawn(pages, document.title), boxes


def _drawn(pages: Any, title: str) -> tuple[str, ...]:
    """WeasyPrint's document → an SVG a page, called ``title`` and its number for who can't see it."""
    made = []
    for count, page in enumerate(pages.pages, 1):
        canvas = Canvas(count, page.width, page.height, pages.fonts)
        page.paint(canvas)
        made.append(canvas.svg(f"{title} ({count}/{len(pages.pages)})"))
    return tuple(made)


def _places(page: Any, count: int, file: str) -> Iterator[Place]:
    seen: set[int] = set()
    for box in page._page_box.descendants():  # WeasyPrint has no other way to its boxes
        element: Any = getattr(box, "element", None)
        path = element.get("data-path") if hasattr(element, "get") else None
        if path is None or id(element) in seen:
            continue
        seen.add(id(element))
        left, top = box.border_box_x() * PX_TO_PT, box.border_box_y() * PX_TO_PT
        right, bottom = left + box.border_width() * PX_TO_PT, top + box.border_height() * PX_TO_PT
        height = page.height * PX_TO_PT
        source = Source(path, int(element.get("data-line")), element.get("data-file") or file)
        yield Place(Box(count, left, height - bottom, right, height - top), source)

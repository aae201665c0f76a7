"""A line of text as Pango set it → the glyphs of a PDF, from all of a run's numbers at once.

WeasyPrint asks each glyph's number, width and offsets through cffi, one by one. Here they are read as one piece of
memory; what a glyph of one width looks like in a font and size is remembered for the letter. Texts with what letters
never have (pictures for glyphs, ellipses, signs above the line, glyphs that are missing) are left to WeasyPrint.
"""

from __future__ import annotations

import struct
from typing import Any

from congvan.render.quick.boxes import everywhere, steady

NEEDS = {
    "weasyprint.draw.text": "c9a450aa209277e760227e1fed2da492647bd28e5a5ebc4c9d8aaedecc400d77",
    "weasyprint.text.line_break": "1f5a855ad992e0bebaf5512d2b806fd991090e0e91bf79d3d5a3a0176b22af97",
    "weasyprint.text.fonts": "59d74d0c161349b8416f1d13466e16dd47c1161f0a397ff1e4ca70814eb36091",
    "weasyprint.text.ffi": "530e83118f7841d2791678ece23d5e43a7a24150ee1ea64bb4ba70c70b3eb5da",
    "weasyprint.pdf.stream": "4faf9169d1970d4688b9cf41f733659ca6b1c4c098707c64f67c47a07309e81e",
    "weasyprint.pdf.fonts": "9ad9a202a416b84585e59d758e6b5e1b35604807dc3fa4472b6829bc5c4cdcb7",
}

_usual: dict[str, Any] = {}
_GLYPH = struct.Struct("=Iiii4x")
"""PangoGlyphInfo: glyph, width, offsets, bits."""
_VERSION = 14802
"""Of Pango: the first whose fonts say their own size (WeasyPrint, ``draw_first_line``)."""
_TINY = 1e-6
_FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip


def install() -> None:
    """Replace what draws a line, what begins a layout, and what says how high a line of a style is."""
    from weasyprint.draw import text
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, pango

    if ffi.sizeof("PangoGlyphInfo") != _GLYPH.size or pango.pango_version() < _VERSION:
        return
    _usual.update(draw=text.draw_first_line, setup=line_break.Layout.setup, strut=line_break.strut)
    text.draw_first_line = _draw
    line_break.Layout.setup = _setup
    everywhere(line_break.strut, _strut)


def _setup(self: Any, style: Any) -> None:
    """``Layout.setup``: of a style that is kept, context, description and features are its own."""
    own = style.__dict__
    if "pango" not in own:
        own["pango"] = _prepared(style) if steady(style) else None
    held = own["pango"]
    if held is None:
        _usual["setup"](self, style)
        return
    from weasyprint.text.ffi import ffi, gobject, pango

    context, description, language, features = held
    self.style, self.first_line_direction, self.language = style, 0, language
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, description)
    if features is not None:
        attributes = pango.pango_attr_list_new()  # one for each layout: spaces of a line are written into it
        pango.pango_attr_list_insert(attributes, features)
        pango.pango_layout_set_attributes(self.layout, attributes)


def _prepared(style: Any) -> tuple[Any, ...] | None:
    """What the layouts of a style share, None for those that need more."""
    if style["text_decoration_line"] != "none" or style["font_language_override"] != "normal" or not style["lang"]:
        return None
    from weasyprint.text import line_break
    from weasyprint.text.constants import PANGO_DIRECTION
    from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

    config = style.font_config
    contexts = config.__dict__.setdefault("contexts", {})
    spoken = style["direction"], style["lang"]
    if spoken not in contexts:  # one for each language and direction, as long as there are fonts
        made = ffi.gc(pango.pango_font_map_create_context(config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(made, False)
        pango.pango_context_set_base_dir(made, PANGO_DIRECTION[style["direction"]])
        typed, _ = unicode_to_char_p(style["lang"])
        pango.pango_context_set_language(made, language := pango.pango_language_from_string(typed))
        contexts[spoken] = made, language
    context, language = contexts[spoken]
    asked = line_break.font_features(*(style[name] for name in _FEATURES))
    features = None
    if asked:
        key = ",".join(f"{name} {value}" for name, value in asked.items()).encode()
        features = config.font_features.get(key)
        if features is None:
            features = config.font_features[key] = pango.pango_attr_font_features_new(key)
    return context, line_break.get_font_description(style), language, features


def _strut(style: Any) -> Any:
    """``strut``."""
    own = style.__dict__
    found = own.get("strut")
    if found is None:
        found = _usual["strut"](style)
        if steady(style):
            own["strut"] = found
    return found


def _draw(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    """``draw_first_line``."""
    if text_overflow == "ellipsis" or block_ellipsis != "none" or not textbox.text.strip():
        return _usual["draw"](stream, textbox, text_overflow, block_ellipsis, matrix)
    from weasyprint.text.ffi import ffi, pango

    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    run = layout.get_first_line()[0].runs[0]
    shown, fonts = list[Any](), dict[Any, tuple[Any, float]]()
    while run != ffi.NULL:
        made = _run(stream, layout, run.data, fonts)
        if made is None:
            return _usual["draw"](stream, textbox, text_overflow, block_ellipsis, matrix)
        shown.append(made)
        run = run.next
    stream.set_text_matrix(*matrix.values)
    before, string = None, ""
    for pango_font, font, size, pieces in shown:
        if pango_font != before:
            before = pango_font
            if string:
                stream.show_text(string)
            string = ""
            stream.set_font_size(font.hash, size)
        string += pieces
    stream.show_text(string)
    return []


def _run(stream: Any, layout: Any, item: Any, fonts: dict[Any, Any]) -> tuple[Any, Any, float, str] | None:
    """A run's font, and its glyphs as they are shown; None where WeasyPrint has to draw it. ``fonts``: those of the
    line, which hold their addresses as long as it is there; a justified line has a run for each word.
    """
    from weasyprint.text.ffi import ffi

    analysis, glyphs = item.item.analysis, item.glyphs
    if analysis.level % 2:
        return None
    pango_font = analysis.font
    if pango_font not in fonts:
        fonts[pango_font] = stream.add_font(pango_font)
    font, size = fonts[pango_font]
    if font.bitmap or font.svg or font.png or font.colr or size < _TINY:
        return None
    known = font.__dict__.setdefault("shown", {}).setdefault(size, {})
    pieces = list[str]()
    many = glyphs.num_glyphs
    for place, key in enumerate(_GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, many * _GLYPH.size))):
        piece = known.get(key)
        if piece is None:
            piece = _glyph(stream, layout, item, font, size, place, key)
            if piece is None:
                return None
            known[key] = piece
        pieces.append(piece)
    string = "<" + "".join(pieces)
    return pango_font, font, size, string[:-1] if string[-1] == "<" else string + ">"


def _glyph(stream: Any, layout: Any, item: Any, font: Any, size: float, place: int, key: tuple[int, ...]) -> str | None:
    """A glyph of one width as it is shown; its letters and its own width are noted in the font."""
    from weasyprint.text.ffi import FROM_UNITS, pango

    glyph, width, x, y = key
    if glyph == pango.PANGO_GLYPH_EMPTY:
        return f">{-width / size}<"
    if y or glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
        return None
    if glyph not in font.to_unicode:
        glyphs, offset = item.glyphs, item.item.offset
        last = place == glyphs.num_glyphs - 1
        end = item.item.length if last else glyphs.log_clusters[place + 1]
        text = layout.text.encode()
        font.to_unicode[glyph] = text[offset + glyphs.log_clusters[place] : offset + end].decode()
    own = font.widths.get(glyph)
    if own is None:
        pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect)
        own = font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    offset = x / size
    kern = own + offset - width * 1000 * FROM_UNITS / size
    return (f">{-offset}<" if offset else "") + f"{glyph:04x}" + (f">{int(kern)}<" if kern else "")

"""Characters of Word that no text of ours may hold → what is read in their place."""

from __future__ import annotations

import re

from congvan.text.characters import plain, refused

_SYMBOLS = str.maketrans({
    "\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf076": "❖", "\uf0fc": "✓", "\uf06f": "□",
    "\uf0a8": "□", "\uf0fe": "☒", "\uf0e0": "→", "\uf0ae": "→", "\uf0a3": "≤", "\uf0b3": "≥", "\uf0b0": "°",
    "\uf0b4": "×", "\uf0b1": "±", "\u2028": " ", "\u2029": " ", "\x0b": " ", "\x0c": " ", "\r": " ",
})  # fmt: skip
_GAPS = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def kept(text: str) -> str:
    """``text`` composed (NFC), with usual spaces, signs of Word's own fonts as those of Unicode, and without the
    characters that nobody sees.
    """
    made = _GAPS.sub(" ", plain(text.translate(_SYMBOLS)))
    gone = [(at, char) for at, char, _ in refused(made)]
    if not gone:
        return made
    hidden = {ord(char): None for _, char in gone}
    return made.translate(hidden)


def dropped(text: str) -> list[str]:
    """The characters that :func:`kept` leaves out, each once, but for those that only guide how lines break."""
    found = dict.fromkeys(char for _, char, _ in refused(plain(text.translate(_SYMBOLS))))
    return [char for char in found if char not in "\u200b\u2060\ufeff\u00ad"]

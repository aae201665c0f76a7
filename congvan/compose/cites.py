"""What a text cites of itself: ``{{ dieu(2) }}``, ``{{ khoan(1, 2) }}``, ``{{ phu_luc(1) }}`` and so on.

A citation prints at once and is noted; once the whole text is read, :mod:`congvan.compose.outline` says whether what
it cites is there. Phần, Chương, Mục, Tiểu mục, Điều with a capital, khoản and điểm without (PL II, V.7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from congvan.problems import Span
from congvan.text.letters import roman

# name → (printed word, forms as the clerk may write it, how many numbers at least and at most)
_LEVELS: dict[str, tuple[str, str, int, int]] = {
    "phan": ("Phần", "phan(1)", 1, 1),
    "chuong": ("Chương", "chuong(2)", 1, 1),
    "muc": ("Mục", "muc(1, 2): Mục 1 Chương II", 1, 2),
    "dieu": ("Điều", "dieu(2)", 1, 1),
    "khoan": ("khoản", "khoan(1, 2): khoản 1 Điều 2; khoan(1): khoản 1 Điều này", 1, 2),
    "diem": ("điểm", 'diem("a", 1, 2): điểm a khoản 1 Điều 2; diem("a", 1); diem("a")', 1, 3),
    "phu_luc": ("Phụ lục", "phu_luc(1); phu_luc() khi chỉ có một", 0, 1),
}
_ABOVE = {"diem": "khoan", "khoan": "dieu", "muc": "chuong"}
_ROMAN = ("phan", "chuong", "phu_luc")
THIS = "này"


@dataclass(frozen=True, slots=True)
class Citation:
    """From the smallest part to the largest: ``(("khoan", "1"), ("dieu", "2"))``; "này" is the one it stands in."""

    steps: tuple[tuple[str, str], ...]
    span: Span
    printed: str = ""

    def print(self) -> str:
        """``khoản 1 Điều 2``."""
        return self.printed or " ".join(f"{_LEVELS[name][0]} {number}".strip() for name, number in self.steps)


@dataclass(slots=True)
class Cites:
    """The citations of one text. ``annexes``: how many phụ lục the document has."""

    NAMES = frozenset(_LEVELS)

    annexes: int = 0
    found: list[Citation] = field(default_factory=list)

    def make(self, name: str, values: Sequence[object], within: Citation | None, span: Span) -> Citation | str:
        """Note a citation; how it is written, where the numbers given are not those it needs."""
        forms, least, most = _LEVELS[name][1:]
        if not (1 if within else least) <= len(values) <= (1 if within else most) or not all(map(_numbers, values)):
            return forms
        numbers = [_shown(name, values[0])] if values else [""]
        steps = [(name, numbers[0])]
        above = name
        for value in values[1:]:
            above = _ABOVE[above]
            steps.append((above, _shown(above, value)))
        if within is not None:
            if _ABOVE.get(name) != within.steps[0][0] and (name, within.steps[0][0]) != ("diem", "dieu"):
                return forms
            self.found.remove(within)
            steps += within.steps
        elif name in ("khoan", "diem") and steps[-1][0] != "dieu":
            steps.append((_ABOVE[steps[-1][0]], THIS))
        made = self._named(Citation(tuple(steps), span))
        self.found.append(made)
        return made

    def _named(self, made: Citation) -> Citation:
        """A single annex bears no number, whatever number it is cited by."""
        name, number = made.steps[0]
        if name == "phu_luc" and self.annexes == 1 and number in ("", "I"):
            return Citation(made.steps, made.span, _LEVELS[name][0])
        return made


def _numbers(value: object) -> bool:
    """A number, a letter of điểm or a Roman number; nothing else."""
    if isinstance(value, bool):
        return False
    return (isinstance(value, int) and 0 < value < 10_000) or (isinstance(value, str) and 0 < len(value.strip()) < 9)


def _shown(name: str, value: object) -> str:
    if name in _ROMAN and (isinstance(value, int) or str(value).isdigit()):
        return roman(int(str(value)))
    return str(value).strip()

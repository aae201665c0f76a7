"""A value and its number format (ECMA-376, part 1, 18.8.31) → the text that Excel shows on a Vietnamese machine.

Thousands are parted by a dot and decimals by a comma, whatever the format's own letters, which are always those of
America in a file. Colours say nothing here, and blanks that only fill a cell are left out at its ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from congvan.sheets.days import Moment, shown_moment

GROUP, POINT = ".", ","
Kind = Literal["digit", "literal", "point", "comma", "percent", "power", "slash", "text", "general"]
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:[.]\d+)?)\]")
_MONEY = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?[^\]]*\]")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<one>.)|_(?P<blank>.)|\*(?P<fill>.)|(?P<bracket>\[[^\]]*\])|(?P<general>[Gg]eneral)'
    r"|(?P<power>[Ee][+-])|(?P<sign>.)",
    re.DOTALL,
)
_DAYS = re.compile(r"[dmyhs]|\[(?:h+|m+|s+)\]|am/pm|a/p", re.IGNORECASE)
_SHORT = {"mm-dd-yy": "dd/mm/yyyy", "m/d/yy h:mm": "dd/mm/yyyy h:mm"}
"""Built-in formats that stand for the machine's own way to write a day."""
_LOCAL = {"F800": "dd mmmm yyyy", "F400": "hh:mm:ss"}
"""What a format means that begins with the mark of the machine's own long day, or time."""
GENERAL_DIGITS, GENERAL_LARGEST, GENERAL_POWER = 9, 10, 5
MOST = 30
"""Digits after the point at most, as in Excel."""

Number = int | float | Decimal
Value = Number | str | bool | date | time | timedelta | None


def shown(value: Value, code: str = "General") -> str:
    """The text of a cell that holds ``value``, its format being ``code``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    sections = parsed(_SHORT.get(code, code))
    if isinstance(value, str):
        return _text(value, sections)
    if isinstance(value, datetime | date | time | timedelta):
        days = next((s for s in sections if s.moment), None)
        return shown_moment(Moment.of(value), days.code if days else _plain_day(value), days.language if days else "")
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return "#NUM!"
    section, bare = _chosen(number, sections)
    if section is None:
        return "#" * 7
    return section.shown(bare)


def _plain_day(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() != time():
        return "dd/mm/yyyy h:mm"
    return "dd/mm/yyyy" if isinstance(value, date) else "[h]:mm:ss"


def general(number: Decimal) -> str:
    """A number without a format: eleven characters at most, else with a power of ten."""
    if not number:
        return "0"
    power = number.adjusted()
    if -5 < power <= GENERAL_LARGEST:
        places = max(0, GENERAL_DIGITS - max(power, 0))
        text = f"{_rounded(number, places):f}"
    else:
        mantissa = _rounded(number.scaleb(-power), GENERAL_POWER)
        if abs(mantissa) >= 10:
            mantissa, power = mantissa / 10, power + 1
        text = f"{_bare(f'{mantissa:f}')}E{'-' if power < 0 else '+'}{abs(power):02d}"
    return _bare(text).replace(".", POINT)


def _bare(text: str) -> str:
    """Without zeros after the point that say nothing."""
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format: a place for a digit (``0``, ``#``, ``?``), text as it is, or a sign with a meaning."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Section:
    """One of the up to four parts of a format; ``moment``: it writes a day or a time."""

    code: str
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    moment: bool = False
    language: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def has(self, kind: Kind) -> bool:
        """Whether such a piece is in it."""
        return any(token.kind == kind for token in self.tokens)

    def holds(self, number: Decimal) -> bool:
        """Whether its condition does."""
        if self.condition is None:
            return True
        sign, limit = self.condition
        return {
            "<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit,
            "=": number == limit, "<>": number != limit,
        }[sign]  # fmt: skip

    def negative_only(self) -> bool:
        """Whether no number from 0 on comes here: then it says itself how a number below is marked."""
        return self.condition is not None and self.condition[0] in ("<", "<=") and self.condition[1] <= 0

    def shown(self, number: Decimal) -> str:
        """A number that comes here."""
        if self.moment:
            return shown_moment(Moment.serial(number), self.code, self.language)
        sign = "-" if number < 0 else ""
        number = abs(number)
        if self.has("general") or (self.code and not self.tokens):  # a colour or a condition alone says no form
            text = general(number) if not self.tokens else ""
            text += "".join(general(number) if t.kind == "general" else t.text for t in self.tokens)
        elif self.has("slash") and self.has("digit"):
            text = _fraction(number, self.tokens)
        elif self.has("text") and not self.has("digit"):
            text = "".join(general(number) if t.kind == "text" else t.text for t in self.tokens)
        elif not self.has("digit"):  # words alone, or nothing: the number itself is not shown
            text = "".join(t.text for t in self.tokens if t.kind != "comma")
        else:
            text = _number(number, self.tokens)
        return (sign + text.strip(" ")) if text.strip(" ") else ""


def _chosen(number: Decimal, sections: Sequence[Section]) -> tuple[Section | None, Decimal]:
    """The part of a format for a number, and the number as it is written there."""
    numbers = sections[:3]
    if any(section.condition for section in numbers):
        for section in numbers:
            if section.holds(number):
                return section, abs(number) if section.negative_only() else number
        return None, number
    if len(numbers) > 1 and number < 0:
        return numbers[1], abs(number)
    return (numbers[2] if len(numbers) > 2 and not number else numbers[0]), number


def _text(value: str, sections: Sequence[Section]) -> str:
    """A text: as its own part of the format has it, else as it is."""
    last = sections[-1]
    if len(sections) < 4 and not last.has("text"):
        return value
    made = "".join(value if token.kind == "text" else token.text for token in last.tokens)
    return made.strip(" ") if made != value else value


@lru_cache(maxsize=256)
def parsed(code: str) -> tuple[Section, ...]:
    """The parts of a format."""
    parts = [""]
    for found in _TOKEN.finditer(code):
        if found["sign"] == ";":
            parts.append("")
        else:
            parts[-1] += found.group()
    return tuple(_section(part) for part in parts[:4])


def _section(code: str) -> Section:
    found = _CONDITION.search(code)
    condition = (found[1], Decimal(found[2])) if found else None
    language = next((m[2].upper().lstrip("0") for m in _MONEY.finditer(code) if m[2]), "")
    code = _LOCAL.get(language, code)
    bare = re.sub(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|[Gg]eneral', "", code)
    return Section(code, tuple(_tokens(code)), condition, bool(_DAYS.search(bare)), language)


def _tokens(code: str) -> list[Token]:
    out: list[Token] = []
    for found in _TOKEN.finditer(code):
        if found["quoted"] is not None:
            out.append(Token("literal", found["quoted"]))
        elif found["one"]:
            out.append(Token("literal", found["one"]))
        elif found["blank"] or found["fill"]:
            out.append(Token("literal", " "))
        elif found["bracket"]:
            money = _MONEY.fullmatch(found["bracket"])
            out += [Token("literal", money[1])] if money and money[1] else []
        elif found["general"]:
            out.append(Token("general", ""))
        elif found["power"]:
            out.append(Token("power", found["power"][1]))
        else:
            sign = found["sign"]
            kind: Kind = _SIGNS.get(sign, "literal")
            out.append(Token(kind, sign))
    return out


_SIGNS: dict[str, Kind] = {
    "0": "digit", "#": "digit", "?": "digit", ".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text",
}  # fmt: skip


def _number(number: Decimal, tokens: Sequence[Token]) -> str:
    """A number from 0 on in digits, percents, thousands or a power of ten."""
    point = next((n for n, t in enumerate(tokens) if t.kind == "point"), len(tokens))
    power = next((n for n, t in enumerate(tokens) if t.kind == "power"), len(tokens))
    whole, places, rest = tokens[: min(point, power)], tokens[point + 1 : power], tokens[power:]
    number *= Decimal(100) ** sum(t.kind == "percent" for t in tokens)
    last = max((n for n, t in enumerate(whole) if t.kind == "digit"), default=-1)
    tail = whole[last + 1 :] if point == len(tokens) else [*whole[last + 1 :], *_after_digits(places)]
    number /= Decimal(1000) ** sum(t.kind == "comma" for t in tail)
    count = min(sum(t.kind == "digit" for t in places), MOST)
    exponent = 0
    if rest:
        width = max(1, sum(t.kind == "digit" for t in whole))
        exponent = (number.adjusted() // width * width if width > 1 else number.adjusted()) if number else 0
        number = number.scaleb(-exponent)
        if _rounded(number, count) >= Decimal(10) ** width:
            number, exponent = number.scaleb(-width), exponent + width
    digits, _, after = f"{_rounded(number, count):f}".partition(".")
    text = _whole(digits, whole)
    if point < len(tokens):
        text += POINT + _places(after, places)
    return text + _power(exponent, rest)


def _after_digits(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands after the last place for a digit."""
    return tokens[max((n for n, t in enumerate(tokens) if t.kind == "digit"), default=-1) + 1 :]


def _whole(digits: str, tokens: Sequence[Token]) -> str:
    """The digits before the point in their places from the right; what has no place of its own stands in the first."""
    places = [n for n, t in enumerate(tokens) if t.kind == "digit"]
    grouped = any(t.kind == "comma" and places and places[0] < n < places[-1] for n, t in enumerate(tokens))
    left = list("" if digits == "0" else digits)
    out: list[str] = []
    written = 0
    for n in range(len(tokens) - 1, -1, -1):
        token = tokens[n]
        if token.kind == "digit":
            more = [left.pop()] if left else [{"0": "0", "?": " "}.get(token.text, "")]
            if n == places[0]:
                more += reversed(left)
                left = []
            for char in filter(None, more):
                if grouped and written and written % 3 == 0 and char != " ":
                    out.append(GROUP)
                out.append(char)
                written += 1
        elif token.kind != "comma":
            out.append(token.text)
    return ("".join(left) if not places else "") + "".join(part[::-1] if len(part) > 1 else part for part in out)[::-1]


def _places(digits: str, tokens: Sequence[Token]) -> str:
    """The digits after the point; those that a format needn't show are left out where they are zeros at the end."""
    needed = len(digits.rstrip("0"))
    out, at = "", 0
    for token in tokens:
        if token.kind == "digit":
            char = digits[at] if at < len(digits) else "0"
            out += char if at < needed or token.text == "0" else " " if token.text == "?" else ""
            at += 1
        elif token.kind != "comma":
            out += token.text
    return out


def _power(exponent: int, tokens: Sequence[Token]) -> str:
    if not tokens:
        return ""
    width = sum(t.kind == "digit" for t in tokens)
    sign = "-" if exponent < 0 else "+" if tokens[0].text == "+" else ""
    rest = "".join(t.text for t in tokens[1:] if t.kind not in ("digit", "power", "comma"))
    return f"E{sign}{abs(exponent):0{max(width, 1)}d}{rest}"


def _fraction(number: Decimal, tokens: Sequence[Token]) -> str:
    """A number as a fraction, with its whole part before it where the format has room for one."""
    slash = next(n for n, t in enumerate(tokens) if t.kind == "slash")
    under = [t.text for t in tokens[slash + 1 :] if t.kind == "digit" or t.text.isdigit()]
    before = [t for t in tokens[:slash] if t.kind == "digit" or t.text == " "]
    mixed = any(t.text == " " for t in before) and any(t.kind == "digit" for t in before)
    fixed = "".join(under)
    whole = int(number) if mixed else 0
    rest = Fraction(number) - whole
    if fixed.strip("0#?") and fixed.isdigit():
        bottom = int(fixed)
        top = int(Decimal(rest.numerator * bottom / rest.denominator).quantize(Decimal(1), ROUND_HALF_UP))
    else:
        near = rest.limit_denominator(10 ** max(len(under), 1) - 1)
        top, bottom = near.numerator, near.denominator
    if mixed and top >= bottom:
        whole, top = whole + 1, 0
    if mixed and not top:
        return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"

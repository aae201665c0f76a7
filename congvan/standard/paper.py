"""``paper.yaml`` as frozen values: envelopes, labels, the post book, phiếu gửi. mm; sizes of type in pt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from congvan.standard.book import Book, Column, book
from congvan.yaml.data import read

FILE = Path(__file__).with_name("paper.yaml")


@dataclass(frozen=True, slots=True)
class Type:
    """A size of type, and the least to which it shrinks before a text is refused. pt."""

    use: float
    least: float


@dataclass(frozen=True, slots=True)
class Area:
    """Width and height in mm; ``text`` is what stands in a mark, ``sheets`` what goes into an envelope; ``scale`` of
    its type.
    """

    width: float
    height: float
    text: str = ""
    sheets: int = 0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class EnvelopeRule:
    """Bì văn bản (PL IV.II). ``head`` and ``address`` are shares of the envelope's width and height."""

    title: str
    sizes: Mapping[str, Area]
    margin: float
    stamp: Area
    logo: float
    gap: float
    head: float
    address: Mapping[str, float]
    rule: float
    sender: Type
    number: Type
    addressee: Type
    small: float


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A sheet of labels."""

    title: str
    columns: int
    rows: int
    width: float
    height: float
    top: float
    left: float
    padding: float
    text: Type
    small: float
    frame: float

    @property
    def count(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows


@dataclass(frozen=True, slots=True)
class SlipRule:
    """Phiếu gửi: the columns of its table; all else is a letter's."""

    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole file."""

    line: float
    above: float
    step: float
    unbroken: float
    envelope: EnvelopeRule
    marks: Mapping[str, Area]
    label: LabelRule
    post_book: Book
    post_book_width: float
    slip: SlipRule
    wording: Mapping[str, str]


def _envelope(raw: Mapping[str, Any]) -> EnvelopeRule:
    types = {name: Type(**raw[name]) for name in ("sender", "number", "addressee")}
    sizes = {name: Area(**size) for name, size in raw["sizes"].items()}
    return EnvelopeRule(**{**raw, **types, "sizes": sizes, "stamp": Area(**raw["stamp"])})


def _slip(raw: Mapping[str, Any]) -> SlipRule:
    return SlipRule(**{**raw, "columns": tuple(Column(**{"cells": 0, **column}) for column in raw["columns"])})


def titles() -> tuple[str, ...]:
    """The titles of the files that are no letters: envelopes, labels, the post book."""
    rule = paper()
    return (rule.envelope.title, rule.label.title, rule.post_book.title)


@cache
def paper() -> Paper:
    """The forms as the decree and practice have them."""
    raw = read(FILE)
    posted = raw["post_book"]
    return Paper(
        line=float(raw["line"]),
        above=float(raw["above"]),
        step=float(raw["step"]),
        unbroken=float(raw["unbroken"]),
        envelope=_envelope(raw["envelope"]),
        marks={name: Area(**area) for name, area in raw["mark"].items()},
        label=LabelRule(**{**raw["label"], "text": Type(**raw["label"]["text"])}),
        post_book=replace(
            book(),  # printed as the register is
            title=posted["title"],
            columns=tuple(Column(**column) for column in posted["columns"]),
            article=posted["article"],
        ),
        post_book_width=float(posted["width"]),
        slip=_slip(raw["slip"]),
        wording=raw["wording"],
    )

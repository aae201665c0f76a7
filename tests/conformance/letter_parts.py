"""How a conforming letter is made from its words, and the habits of its parts."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.raw_model import Letter, Line, Rule, Table

HEAD = Line(align="center", size=12)
BODY = Line(first=12.7, before=6, size=14)
LIST = Line(size=11, align="left")
POST = Line(bold=True, align="center")
TITLE = Line(bold=True, align="center")
SMALL = {"state": 12.0, "motto": 13.0, "date": 13.0, "office": 12.0}
LARGE = {"state": 13.0, "motto": 14.0, "date": 14.0, "office": 13.0}


def body(*texts: str, like: Line = BODY) -> tuple[Line, ...]:
    return tuple(replace(like, text=t) for t in texts)


def addressees(*names: str) -> tuple[Line, ...]:
    """Kính gửi: one on its line, or several under it, dashes aligned."""
    label = Line(left=35, before=12, align="left", keep_next=True)
    if len(names) == 1:
        return (replace(label, text=f"Kính gửi: {names[0]}"),)
    last = len(names) - 1
    items = [Line(f"- {n}{'.' if i == last else ';'}", left=45, align="left") for i, n in enumerate(names)]
    return (replace(label, text="Kính gửi:"), *items)


def copies(*names: str) -> tuple[Line, ...]:
    last = len(names) - 1
    return tuple(replace(LIST, text=f"- {n}{'.' if i == last else ';'}") for i, n in enumerate(names))


def letter(
    kind: str,
    parent: str | None,
    issuer: str | None,
    number: str | None,
    date: str | None,
    text: tuple[Line | Table, ...],
    posts: tuple[str, ...],
    name: str,
    sent: tuple[str, ...],
    sizes: dict[str, float] = SMALL,
    **more: object,
) -> Letter:
    """A conforming letter from its words."""
    office = replace(HEAD, size=sizes["office"])
    text = (*text[:-1], replace(text[-1], keep_next=True))  # the signature never stands alone on its page
    made = Letter(
        kind=kind,
        parent=replace(office, text=parent) if parent else None,
        issuer=replace(office, text=issuer, bold=True) if issuer else None,
        number=Line(f"Số: {number}", size=13, align="center", before=8) if number else None,
        date=Line(date, size=sizes["date"], italic=True, align="center", before=8) if date else None,
        body=text,
        sign=tuple(replace(POST, text=p, before=0) for p in posts),
        name=replace(POST, text=name),
        recipients=copies(*sent),
        state=Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=sizes["state"], bold=True, align="center"),
        motto=Line("Độc lập - Tự do - Hạnh phúc", size=sizes["motto"], bold=True, align="center"),
        recipients_label=Line("Nơi nhận:", size=12, bold=True, italic=True, align="left"),
        state_width=98 if sizes is LARGE else 90,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def subject(text: str, size: float = 12) -> Line:
    return Line(text, size=size, align="center", before=6)


def titled(name: str, about: str | None) -> dict[str, object]:
    """The parts of a named kind: tên loại, trích yếu and the rule."""
    return {
        "kind_name": replace(TITLE, text=name, before=18),
        "kind_subject": replace(TITLE, text=about) if about else None,
        "kind_rule": Rule(share=0.4),
    }

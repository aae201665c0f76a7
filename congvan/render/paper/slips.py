"""Phiếu gửi: a sheet that lies in the envelope, names what is in it, and comes back signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template

from congvan.model.length import mm
from congvan.model.paper import MailSender, Slip
from congvan.problems import Problems
from congvan.render import fonts as families
from congvan.render.fonts import Fonts
from congvan.render.paper.fitting import printable
from congvan.render.paper.sheet import write
from congvan.render.paper.words import codes_cell, said
from congvan.standard import load
from congvan.standard.paper import paper
from congvan.text.dates import long_date, short_date
from congvan.text.letters import capitals, nfc

STYLES = ("state_name", "motto", "parent", "issuer", "number", "place_date", "kind_name")
"""Looks of the letter's head that phiếu gửi has too."""


def slips(sender: MailSender, wanted: Sequence[Slip], problems: Problems) -> bytes | None:
    """A PDF with a phiếu gửi for each agency, each from a page of its own; None after a fault.

    Errors, all at once: CV881 a letter the fonts lack, CV884 nothing to print.
    """
    from markupsafe import escape

    mine = Problems()
    title = said("slip_title")
    if not wanted or not all(slip.items for slip in wanted):
        mine.error("CV884", None, what=title)
    found = families.find()
    printable((sender.name, sender.parent, sender.address), sender.name, found, mine)
    for slip in wanted:
        texts = [slip.name, slip.place, slip.number or "", slip.sender]
        texts += [text for item in slip.items for text in (item.code, item.title, item.note)]
        printable(texts, slip.name, found, mine)
    problems.extend(mine)
    if mine.failed:
        return None
    body = "".join(_slip(sender, slip, found) for slip in wanted)
    return write(f"<title>{escape(title)}</title><style>{_css(found.family)}</style>", body)


def _css(family: str) -> str:
    """Every size is the letter's own (nd30.yaml) or phiếu gửi's (paper.yaml)."""
    standard, rule = load(), paper().slip
    page, rules = standard.page, standard.rules
    styles = "".join(
        f".{name}{{font-size:{s.size.use:g}pt;font-weight:{'bold' if s.bold else 'normal'};"
        f"font-style:{'italic' if s.italic else 'normal'}}}"
        for name, s in standard.styles.items()
        if name in STYLES
    )
    return Template(Path(__file__).with_name("slips.css").read_text(encoding="utf-8")).substitute(
        width=f"{mm(page['width'].use):.3f}pt", height=f"{mm(page['height'].use):.3f}pt",
        edges=" ".join(f"{mm(page[f'margin_{side}'].use):.3f}pt" for side in ("top", "right", "bottom", "left")),
        family=f'"{family}"', body=f"{rule.body:g}pt", line=f"{paper().line:g}", left=f"{rule.left * 100:g}%",
        thickness=f"{rules['thickness'].use:g}pt", under=f"{rules['gap'].use:g}pt",
        short=f"{rules['issuer'].use * 100:g}%", gap=f"{rule.gap:g}pt", twice=f"{2 * rule.gap:g}pt",
        rule=f"{rule.rule:g}pt", cell=f"{rule.cell:g}pt", sign=f"{rule.sign:g}pt", styles=styles,
    )  # fmt: skip


def _slip(sender: MailSender, slip: Slip, fonts: Fonts) -> str:
    from markupsafe import escape

    issuer, name = nfc(sender.name), nfc(slip.name)
    back = said("slip_return_to" if sender.address else "slip_return", issuer=issuer, address=nfc(sender.address))
    return (
        f"<section>{_head(sender, slip)}"
        f'<p class="kind_name">{escape(said("slip_title"))}</p>'
        f'<p class="gap">{escape(said("slip_lead", issuer=issuer, name=name))}</p>{_table(slip, fonts)}'
        f'<p class="gap">{escape(back)}</p>'
        f'<div class="pair sign"><div><p class="strong">{escape(said("slip_receiver"))}</p>'
        f'<p class="slant">{escape(said("slip_receiver_note"))}</p><p class="blank"></p></div>'
        f'<div><p class="strong">{escape(said("slip_sender"))}</p>'
        f'<p class="slant">{escape(said("slip_sender_note"))}</p>'
        f'<p class="blank"></p><p class="strong">{escape(nfc(slip.sender))}</p></div></div></section>'
    )


def _head(sender: MailSender, slip: Slip) -> str:
    from markupsafe import escape

    wording = load().wording
    when = (
        said("slip_place", place=nfc(slip.place), date=long_date(slip.day))
        if slip.day
        else said("slip_no_date", place=nfc(slip.place))
    )
    parent = f'<p class="parent">{escape(capitals(sender.parent))}</p>' if sender.parent else ""
    return (
        f'<div class="pair head"><div class="one">{parent}<p class="issuer">{escape(capitals(sender.name))}</p>'
        f'<div class="short"></div><p class="number">{escape(said("slip_number", slip.number or said("slip_gap")))}</p>'
        f'</div><div><p class="state_name">{escape(wording.state_name)}</p>'
        f'<p class="motto"><span class="rule">{escape(wording.motto)}</span></p>'
        f'<p class="place_date gap">{escape(when)}</p></div></div>'
    )


def _table(slip: Slip, fonts: Fonts) -> str:
    from markupsafe import escape

    columns, page = paper().slip.columns, load().page
    width = page["width"].use - page["margin_left"].use - page["margin_right"].use
    cols = "".join(f'<col style="width:{column.share}%">' for column in columns)
    head = "".join(f"<th>{escape(column.heading)}</th>" for column in columns)
    cells = ['<td class="centred">' if column.centred else "<td>" for column in columns]
    rows = []
    for number, item in enumerate(slip.items, 1):
        code = codes_cell([item.code], width * columns[1].share / 100, paper().slip.body, fonts)
        day, pages = short_date(item.day) if item.day else "", str(item.pages) if item.pages else ""
        texts = (str(number), code, day, nfc(item.title), str(item.copies), pages, nfc(item.note))
        rows.append("<tr>" + "".join(f"{c}{escape(t)}</td>" for c, t in zip(cells, texts, strict=True)) + "</tr>")
    return f"<table><colgroup>{cols}</colgroup><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"

"""Phiếu gửi: a sheet that lies in the envelope, names what is in it, and comes back signed. A letter like any other:
Mẫu 1.4 with a table of what is sent, laid out as letters are.
"""

from __future__ import annotations

from collections.abc import Sequence

from congvan.model.document import Cell, Document, Paragraph, Parts, Run, Signature, Table
from congvan.model.paper import MailSender, Slip, SlipItem
from congvan.problems import Problems
from congvan.render import fonts as families
from congvan.render.paper.fitting import printable
from congvan.render.paper.words import said
from congvan.standard import Standard, load
from congvan.standard.paper import paper
from congvan.text.dates import short_date
from congvan.text.letters import capitals, nfc
from congvan.text.names import names_in


def slips(
    sender: MailSender, wanted: Sequence[Slip], problems: Problems, standard: Standard | None = None
) -> bytes | None:
    """A PDF with a phiếu gửi for each agency, each from a page of its own and with page numbers of its own; None after
    a fault. ``standard`` is the decree's with the agency's own choices.

    Errors, all at once: CV881 a letter the fonts lack, CV884 nothing to print.
    """
    mine = Problems()
    if not wanted or not all(slip.items for slip in wanted):
        mine.error("CV884", None, what=said("slip_title"))
    found = families.find()
    printable((sender.name, sender.parent, sender.address), sender.name, found, mine)
    for slip in wanted:
        texts = [slip.name, slip.place, slip.number or "", slip.sender]
        texts += [text for item in slip.items for text in (item.code, item.title, item.note)]
        printable(texts, slip.name, found, mine)
    problems.extend(mine)
    if mine.failed:
        return None
    from congvan.render import pdf
    from congvan.render.layout import lay_out

    chosen = standard or load()
    made = [document(sender, slip) for slip in wanted]
    return pdf.render_joined([(each, lay_out(each, chosen, found)) for each in made], found)


def document(sender: MailSender, slip: Slip) -> Document:
    """One slip as it reads."""
    issuer, name = nfc(sender.name), nfc(slip.name)
    back = said("slip_return_to" if sender.address else "slip_return", issuer=issuer, address=nfc(sender.address))
    codes = [" ".join(nfc(item.code).split()) for item in slip.items]
    subject = said("slip_subject", ", ".join(codes)) if len(codes) == 1 else said("slip_subjects", ", ".join(codes))
    return Document(
        id=said("slip_title"),
        parts=_parts(sender, slip, subject),
        body=(
            Paragraph((Run(said("slip_lead", issuer=issuer, name=name)),)),
            _table(slip.items),
            Paragraph((Run(back + load().wording.end_mark),)),
        ),
        annexes=(),
        draft=False,
        title=said("slip_title"),
        author=issuer,
        names=names_in((sender.name, sender.parent, slip.place, slip.name, slip.sender, slip.signer)),
    )


def _parts(sender: MailSender, slip: Slip, subject: str) -> Parts:
    number, _, symbol = (slip.number or said("slip_gap", sender.symbol or "……")).partition("/")
    return Parts(
        parent=capitals(sender.parent) if sender.parent else None,
        issuer=capitals(sender.name),
        number=number,
        symbol=symbol,
        place=nfc(slip.place),
        date=slip.day,
        kind_name=said("slip_title"),
        subject=(subject,),
        urgency=None,
        circulation=None,
        addressees=(),
        signature=slip.signature or Signature((said("slip_sender"),), (), nfc(slip.sender)),
        recipients=(nfc(slip.name), slip.archive or said("slip_archive")),
        drafter_mark=None,
        foot=(),
        confirmation=said("slip_confirmation"),
    )


def _table(items: Sequence[SlipItem]) -> Table:
    columns = paper().slip.columns
    rows = []
    for number, item in enumerate(items, 1):
        code = Run(" ".join(nfc(item.code).split()), nowrap=True)
        day = Run(short_date(item.day) if item.day else "", nowrap=True)
        pages = str(item.pages) if item.pages else ""
        texts = (Run(str(number)), code, day, *map(Run, (nfc(item.title), str(item.copies), pages, nfc(item.note))))
        rows.append(tuple(Cell((run,) if run.text else ()) for run in texts))
    return Table(
        tuple(Cell((Run(column.heading),)) for column in columns),
        tuple(rows),
        tuple("center" if column.centred else "left" for column in columns),
    )

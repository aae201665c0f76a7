"""PDFs as strangers make them: turned, cropped, moved, scanned, locked, with forms, scripts and files inside."""

from __future__ import annotations

import io
import random

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

A4 = (595.0, 842.0)


def text(
    lines: int = 12,
    pages: int = 1,
    size=A4,
    *,
    turn: int = 0,
    origin=(0.0, 0.0),
    crop: float = 0.0,
    unit: float = 1.0,
    open_q: int = 0,
    foot: str = "",
) -> bytes:
    """Pages with ``lines`` lines each, 85 pt from the left, the first 72 pt below the upper edge, as they are seen.

    ``turn``: /Rotate; ``origin``: where the boxes begin; ``crop``: pt that the media box is larger on every side;
    ``open_q``: drawing states left open; ``unit``: /UserUnit.
    """
    pdf = Pdf.new()
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(10, 10))
        wide, tall = size[0] / unit, size[1] / unit
        shown = "".join(
            f"BT /F {13 / unit} Tf 1 0 0 1 {85 / unit} {tall - (72 + 18 * n) / unit} Tm (Trang {number} dong {n} cua van ban duoc sao, "
            "viet cho het chieu ngang cua trang giay) Tj ET "
            for n in range(lines)
        )
        if foot:
            shown += f"BT /F {11 / unit} Tf 1 0 0 1 {85 / unit} {30 / unit} Tm ({foot}) Tj ET "
        # As seen: width and height; as stored: turned back.
        w, h = (tall, wide) if turn in (90, 270) else (wide, tall)
        x, y = origin
        matrix = {
            0: (1, 0, 0, 1, x, y),
            90: (0, 1, -1, 0, x + w, y),
            180: (-1, 0, 0, -1, x + w, y + h),
            270: (0, -1, 1, 0, x, y + h),
        }[turn]
        body = "q " * open_q + f"q {' '.join(map(str, matrix))} cm {shown} Q " + ("2 0 0 2 0 0 cm " if open_q else "")
        page.obj["/MediaBox"] = Array([x - crop, y - crop, x + w + crop, y + h + crop])
        if crop:
            page.obj["/CropBox"] = Array([x, y, x + w, y + h])
        if turn:
            page.obj["/Rotate"] = turn
        if unit != 1.0:
            page.obj["/UserUnit"] = unit
        page.obj["/Resources"] = Dictionary(
            Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )
        page.obj["/Contents"] = pdf.make_stream(body.encode())
    return saved(pdf)


def saved(pdf: Pdf, **more) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **more)
    return out.getvalue()


def scan(
    dpi: int = 200, mode: str = "RGB", *, fill: float = 0.5, pages: int = 1, edge: bool = False, mm=(210, 297)
) -> bytes:
    """Photographs of paper: lines of grey strokes down to ``fill`` of the sheet, dust below; ``edge``: a dark border."""
    dice = random.Random(5)
    wide, tall = (round(v / 25.4 * dpi) for v in mm)
    sheets = []
    for _ in range(pages):
        image = Image.new("RGB", (wide, tall), (250, 249, 244))
        draw = ImageDraw.Draw(image)
        step = round(0.3 * dpi)
        for y in range(dpi, round(tall * fill), step):
            for x in range(round(1.2 * dpi), wide - round(0.8 * dpi), round(0.12 * dpi)):
                if dice.random() < 0.8:
                    draw.rectangle((x, y, x + 0.07 * dpi, y + 0.12 * dpi), fill=(40, 40, 60))
        for _speck in range(30):
            x, y = dice.randrange(wide), dice.randrange(tall)
            draw.point((x, y), fill=(120, 120, 120))
        if edge:
            draw.rectangle((0, tall - 0.1 * dpi, wide, tall), fill=(20, 20, 20))
        sheets.append(image.convert(mode))
    out = io.BytesIO()
    sheets[0].save(
        out, "PDF", resolution=dpi, save_all=True, append_images=sheets[1:], **({} if mode == "1" else {"quality": 60})
    )
    return out.getvalue()


def with_extras(pdf: bytes) -> bytes:
    """A script that runs by itself, a file inside, a filled field without a look, a link, a note that is not printed."""
    opened = pikepdf.open(io.BytesIO(pdf))
    root, page = opened.Root, opened.pages[0]
    root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert('chao')"))
    opened.attachments["bi-mat.txt"] = b"khong duoc sao"
    field = opened.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=pikepdf.String("o"),
            V=pikepdf.String("DA DIEN"),
            Rect=Array([85, 300, 300, 320]),
            F=4,
            DA=pikepdf.String("/Helv 12 Tf 0 g"),
        )
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([20, 20, 40, 40]), Contents=pikepdf.String("nhap"), F=0
    )
    page.obj["/Annots"] = Array([field, opened.make_indirect(note)])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    root["/AcroForm"] = opened.make_indirect(
        Dictionary(
            Fields=Array([field]),
            NeedAppearances=True,
            DA=pikepdf.String("/Helv 12 Tf 0 g"),
            DR=Dictionary(Font=Dictionary(Helv=font)),
        )
    )
    return saved(opened)


def locked(pdf: bytes, user: str = "", owner: str = "chu") -> bytes:
    opened = pikepdf.open(io.BytesIO(pdf))
    return saved(opened, encryption=pikepdf.Encryption(user=user, owner=owner))

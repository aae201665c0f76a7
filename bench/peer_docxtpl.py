"""The peer: comparable letters from a Word template by docxtpl, printed by LibreOffice in one call. One cold process.

``python bench/peer_docxtpl.py FOLDER [COUNT]`` writes ``letter0.docx``, ``letter0.pdf`` … into FOLDER.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from docxtpl import DocxTemplate

PARAGRAPHS = [
    f"Đoạn {n}: " + "Sở Thông tin và Truyền thông đề nghị các cơ quan, đơn vị phối hợp. " * 6 for n in range(9)
]


def template(path: Path) -> None:
    """The Word template, made once by ``bench/run.py`` and not counted."""
    import docx

    made = docx.Document()
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(
        table._cells, ("{{ issuer }}", "{{ motto }}", "Số: {{ number }}", "{{ place }}"), strict=True
    ):
        cell.text = text
    made.add_paragraph("Kính gửi: {{ to }}")
    made.add_paragraph("{%p for p in body %}")
    made.add_paragraph("{{ p }}")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{{ signer }}")
    made.save(str(path))


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    made = [folder / f"letter{number}.docx" for number in range(count)]
    for number, path in enumerate(made):
        letter = DocxTemplate(folder / "template.docx")
        letter.render(
            {
                "issuer": "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
                "motto": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "number": f"{881 + number}/STTTT-TTr",
                "place": "Tây Ninh, ngày 14 tháng 5 năm 2024",
                "to": "Các Sở, ban, ngành tỉnh",
                "body": PARAGRAPHS,
                "signer": "GIÁM ĐỐC Nguyễn Tấn Đức",
            }
        )
        letter.save(path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *map(str, made)],
        check=True, capture_output=True,
    )  # fmt: skip

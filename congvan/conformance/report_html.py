"""Findings → one self-contained HTML page: each page as a picture, each finding drawn on its place
and told beside it.
"""

from __future__ import annotations

import base64
import html
import io
import math
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium

from congvan.conformance import Report as FileReport
from congvan.conformance import pdf_reader, typed_rules
from congvan.conformance.confidence import said
from congvan.conformance.findings import Finding
from congvan.conformance.pdf_frame import settled, view
from congvan.conformance.refusal import Unreadable
from congvan.machine import fence
from congvan.pdf import is_pdf

_SCALE = 1.3
_MOST = 60
"""Pages shown of one file; a report is to be opened, not to fill a disk."""
_SECONDS = 60
_PIXELS = 4_000_000
"""Of one picture: an A4 page needs a fifth of it."""
_MEMORY = 1 << 30
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:0;background:#f2f2ef;color:#222}
h1{font-size:20px;margin:20px 24px}h2{font-size:17px;margin:28px 24px 6px}
.page{display:flex;flex-wrap:wrap;gap:20px;margin:12px 24px;align-items:flex-start}
.sheet{position:relative;flex:0 0 auto;max-width:100%;box-shadow:0 1px 5px #0004;background:#fff}.sheet
img{display:block;max-width:100%;height:auto}
.mark{position:absolute;border:2px solid
#c00;background:#c001;border-radius:3px;min-height:6px}.mark.warning{border-color:#c80;background:#c801}
.mark b,.n{background:#c00;color:#fff;font-size:11px;border-radius:9px;padding:0 6px;font-weight:600}
.warning b,.warning .n{background:#b60}.mark b{position:absolute;left:-26px;top:0}.bad{margin:4px 24px;color:#a00}
ol{list-style:none;margin:0;padding:0;flex:1 1 300px;max-width:620px}li{background:#fff;border-left:4px solid
#c00;padding:8px 12px;margin:0 0 8px}
li.warning{border-color:#c80}li small{color:#555;display:block;margin-top:3px}.good{margin:4px 24px;color:#161}
"""
_WORDS = {
    "vi": (
        "Kết quả xét thể thức theo Nghị định 30/2020/NĐ-CP",
        "Không có lỗi hay cảnh báo.",
        "Cách sửa",
        "lỗi",
        "cảnh báo",
        "Trang",
    ),
    "en": ("Inspection by Decree 30/2020/NĐ-CP", "No error and no warning.", "To mend it", "error", "warning", "Page"),
}


class Report:
    """The page as it grows, one file after the other."""

    def __init__(self, lang: str) -> None:
        self._words = _WORDS[lang]
        self._lang = lang
        self._parts: list[str] = []

    def refused(self, shown: str, sentence: str) -> None:
        """A file that could not be read, with its reason."""
        self._parts.append(f'<h2>{html.escape(shown)}</h2><p class="bad">{html.escape(sentence)}</p>')

    def add(self, path: Path, shown: str, report: FileReport) -> bool:
        """One file; whether its pages could be shown. They are drawn behind a fence, as they were read."""
        self._parts.append(f"<h2>{html.escape(shown)}</h2>")
        if report.regime is not None:
            told = f"{report.regime.say('name', self._lang)}: {report.regime.say('rules', self._lang)}"
            self._parts.append(f"<p>{html.escape(told)}</p>")
        elif not report.findings:
            self._parts.append(f'<p class="good">{self._words[1]}</p>')
        with tempfile.TemporaryDirectory(prefix="congvan-") as folder:
            with path.open("rb") as handle:
                own = is_pdf(handle.read(1024))
            printed = path if own else print_docx(path, Path(folder))
            findings = report.findings
            pictures: list[tuple[str, float, float]] = []
            if printed is not None:
                try:
                    work = partial(_drawn, report.findings, printed, own)
                    findings, pictures = fence.run(work, _SECONDS, _MEMORY)
                except (fence.Fenced, pdfium.PdfiumError, Unreadable):
                    pictures = []
        self._pages(findings, pictures)
        return bool(pictures)

    def _pages(self, findings: Sequence[Finding], pictures: Sequence[tuple[str, float, float]]) -> None:
        numbered = list(enumerate(findings, 1))
        loose = [(n, f) for n, f in numbered if not f.page or f.page > len(pictures)]
        if loose:
            self._parts.append(f'<div class="page">{self._list(loose)}</div>')
        for page, (picture, width, height) in enumerate(pictures, 1):
            here = [(n, f) for n, f in numbered if f.page == page]
            marks = "".join(_mark(n, f, width, height) for n, f in here)
            image = f'<img alt="{self._words[5]} {page}" src="data:image/png;base64,{picture}">'
            self._parts.append(f'<div class="page"><div class="sheet">{image}{marks}</div>{self._list(here)}</div>')

    def _list(self, findings: Sequence[tuple[int, Finding]]) -> str:
        rows = []
        for n, finding in findings:
            kind = self._words[3] if finding.severity == "error" else self._words[4]
            mend = html.escape(finding.say("mend", self._lang))
            text = html.escape(finding.sentence(self._lang))
            sure = "" if finding.confidence == "sure" else f" <em>({said(finding.confidence, self._lang)})</em>"
            rows.append(
                f'<li class="{finding.severity}"><span class="n">{n}</span> {kind} '
                f"<strong>{finding.rule}</strong>: {text}{sure}"
                f"<small>{self._words[2]}: {mend}</small></li>"
            )
        return f"<ol>{''.join(rows)}</ol>"

    def text(self) -> str:
        """The whole page."""
        head = (
            f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{self._words[0]}</title>'
        )
        body = f"<h1>{self._words[0]}</h1>{''.join(self._parts)}"
        head += f"<style>{_STYLE}</style>"
        return f'<!doctype html><html lang="{self._lang}"><head>{head}</head><body>{body}</body></html>\n'


def _mark(n: int, finding: Finding, width: float, height: float) -> str:
    place = finding.place
    if place is None:
        return ""
    box = {
        "left": place.left / width,
        "top": place.top / height,
        "width": (place.right - place.left) / width,
        "height": (place.bottom - place.top) / height,
    }
    style = ";".join(f"{key}:{value * 100:.2f}%" for key, value in box.items())
    return f'<div class="mark {finding.severity}" style="{style}" title="{finding.rule}"><b>{n}</b></div>'


def _drawn(
    findings: tuple[Finding, ...], printed: Path, own: bool
) -> tuple[tuple[Finding, ...], list[tuple[str, float, float]]]:
    return findings if own else tuple(_placed(findings, printed)), _pictures(printed)


def _pictures(path: Path) -> list[tuple[str, float, float]]:
    """(PNG in base64, width, height in pt) of each page."""
    document = pdfium.PdfDocument(path)
    try:
        found = []
        for n in range(min(len(document), _MOST)):
            page = document[n]
            seen = view(page)
            page, buffer = settled(document, n, page, seen), io.BytesIO()
            width, height = page.get_size()
            scale = min(_SCALE, math.sqrt(_PIXELS / max(1.0, width * height)))
            page.render(scale=scale, may_draw_forms=False).to_pil().convert("P", colors=64).save(
                buffer, "PNG", optimize=True
            )
            found.append((base64.b64encode(buffer.getvalue()).decode(), *page.get_size()))
        return found
    finally:
        document.close()


def print_docx(path: Path, folder: Path) -> Path | None:
    """A DOCX as LibreOffice prints it, in a profile of its own; None where there is no LibreOffice or it fails."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    copy = folder / "in.docx"
    copy.write_bytes(path.read_bytes())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    order = [office, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(copy)]
    try:
        subprocess.run(order, timeout=_SECONDS, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return None
    made = folder / "in.pdf"
    return made if made.exists() else None


def _placed(findings: Sequence[Finding], printed: Path) -> list[Finding]:
    """Findings of a DOCX with the places where their paragraphs stand on the printed pages."""
    try:
        paras = typed_rules.taken(pdf_reader.read(printed)).paras
    except Unreadable:
        return list(findings)
    found = []
    for finding in findings:
        start = finding.quote[:24]
        para = next((p for p in paras if start and p.text.startswith(start)), None)
        found.append(replace(finding, page=para.page, place=para.place) if para and para.place else finding)
    return found

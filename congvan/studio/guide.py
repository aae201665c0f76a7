"""Trợ giúp: the pages of the guide that come with the program, each page of the studio with its own."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from congvan.studio.offices import Place
from congvan.studio.pages import page

PAGES = (
    "trinh-duyet", "trinh-duyet-so", "trinh-duyet-ky", "trinh-duyet-gui", "trinh-duyet-van-phong", "nguoi-va-buoc",
    "vai-soan-thao", "vai-truong-don-vi", "vai-kiem-tra", "vai-ky",
    "vai-van-thu", "vai-quan-tri",
    "bat-dau", "huong-dan", "bang-cac-loai", "cac-loai-van-ban", "rieng-tung-noi", "nhieu-may", "cap-so", "ky-so",
    "phat-hanh", "sao", "nhap-word", "xet-the-thuc", "moi-truong", "cai-dat", "quy-tac", "loi",
)  # fmt: skip
"""Those that are written for offices; what isn't there is left out."""
OF = (
    ("/van-ban/moi", "trinh-duyet", "các-trang"), ("/sua", "trinh-duyet", "soạn"), ("/cac-ban", "trinh-duyet", "soạn"),
    ("/phat-hanh", "trinh-duyet-gui", ""), ("/cap-so", "trinh-duyet-so", ""), ("/ky", "trinh-duyet-ky", ""),
    ("/soan-tiep", "trinh-duyet-so", ""), ("/so-buu-dien", "trinh-duyet-gui", ""),
    ("/kiem-chung", "trinh-duyet-ky", ""), ("/nguoi", "nguoi-va-buoc", ""), ("/tai-khoan", "nguoi-va-buoc", ""),
    ("/sao", "trinh-duyet-van-phong", "sao-văn-bản"),
    ("/cai-dat", "trinh-duyet-van-phong", "cài-đặt"), ("/bat-dau", "trinh-duyet-van-phong", "lần-đầu"),
    ("/so", "trinh-duyet-so", ""), ("/xet", "xet-the-thuc", ""), ("/co-quan", "bat-dau", ""),
)  # fmt: skip
"""A part of an address → page and heading of the guide; the first that fits."""
_FOLDERS = (Path(__file__).parents[1] / "_guide", Path(__file__).parents[2] / "docs")
"""Inside the wheel, or at the root of the repository."""
_SPACE = re.compile(r"[^\w\- ]")
_NAME = re.compile(r"[\w-]+\.(png|svg)\Z")


@cache
def folder() -> Path:
    """Where the guide lies."""
    return next((one for one in _FOLDERS if one.is_dir()), _FOLDERS[0])


def of(address: str) -> str:
    """What of the guide belongs to a page, as the end of an address."""
    for part, name, heading in OF:
        if f"{part}/" in f"{address}/":
            return f"{name}#{heading}" if heading else name
    return "trinh-duyet"


def anchor(title: str) -> str:
    """A heading as links name it: ``Không mất chữ nào`` → ``không-mất-chữ-nào``."""
    return _SPACE.sub("", title.lower()).strip().replace(" ", "-")


@lru_cache(maxsize=32)
def _rendered(name: str, _stamp: int, at: str) -> tuple[str, Markup, tuple[tuple[str, str], ...]]:
    """Title, HTML and headings of a page. What is HTML in it stays text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse((folder() / f"{name}.md").read_text("utf-8"))
    title, headings = name, list[tuple[str, str]]()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            text = "".join(one.content for one in tokens[index + 1].children or ())
            token.attrSet("id", anchor(text))
            if token.tag == "h1":
                title = text
            elif token.tag == "h2":
                headings.append((anchor(text), text))
        elif token.type in ("fence", "code_block"):
            token.attrSet("tabindex", "0")
        elif token.type == "inline":
            _relinked(token, at)
    html = reader.renderer.render(tokens, reader.options, {})
    html = html.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Bảng"><table class="list">'
    )
    return title, Markup(html.replace("</table>", "</table></div>")), tuple(headings)


def _relinked(token: Token, at: str) -> None:
    """Links to other pages of the guide and pictures by the addresses that they have here; what isn't here is text."""
    kept, dead = list[Token](), 0
    for one in token.children or ():
        if one.type == "image":
            one.attrSet("src", f"{at}/hinh/{Path(str(one.attrGet('src'))).name}")
        elif one.type == "link_open":
            target, _, part = unquote(str(one.attrGet("href"))).partition("#")
            name = target.removesuffix(".md")
            if target and name not in PAGES:
                dead += 1
                continue
            one.attrSet("href", f"{at}/{name}" * bool(name) + (f"#{part}" if part else ""))
        elif one.type == "link_close" and dead:
            dead -= 1
            continue
        kept.append(one)
    token.children = kept


async def first(request: Request, place: Place) -> Response:
    """The guide begins with the studio's own page."""
    return RedirectResponse(f"/{place.slug}/tro-giup/{PAGES[0]}", 303)


async def read(request: Request, place: Place) -> Response:
    """A page of the guide."""
    name = request.path_params["name"]
    file = folder() / f"{name}.md"
    if name not in PAGES or not file.is_file():
        return page(request, "missing", 404, place=place)
    at = f"/{place.slug}/tro-giup"
    title, html, headings = await run_in_threadpool(_rendered, name, file.stat().st_mtime_ns, at)
    pages = await run_in_threadpool(titles)
    return page(request, "guide", place=place, name=name, title=title, html=html, headings=headings, pages=pages)


async def picture(request: Request, place: Place) -> Response:
    """A picture of the guide."""
    name = request.path_params["name"]
    file = folder() / "images" / name
    if not _NAME.match(name) or not file.is_file():
        return page(request, "missing", 404, place=place)
    return FileResponse(file)


@cache
def titles() -> tuple[tuple[str, str], ...]:
    """The pages that are there, each with its title."""
    found = []
    for name in PAGES:
        file = folder() / f"{name}.md"
        if file.is_file():
            found.append((name, file.read_text("utf-8").partition("\n")[0].lstrip("# ").strip()))
    return tuple(found)

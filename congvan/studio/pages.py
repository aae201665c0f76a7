"""Templates and words: a request, a page's name and its values → HTML in the language of whoever asks."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp

from congvan import messages
from congvan.desk.result import Diagnostic, Result
from congvan.machine.compiled import Beside
from congvan.problems import Diagnostic as Plain
from congvan.problems import Severity
from congvan.studio.discreet import discreet
from congvan.text.letters import raise_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
LANGUAGE = "ngon_ngu"
"""The cookie that remembers ``?lang=``."""


@cache
def release() -> str:
    """A word for all static files together: they are kept by the browser for as long as none of them changes."""
    found = hashlib.sha256()
    for path in sorted(p for p in STATIC.rglob("*") if p.is_file()):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader([FOLDER / "templates", FOLDER / "form"]),
        bytecode_cache=Beside(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        url=lambda text: quote(str(text), safe="/"),
        day=day,
        moment=moment,
        safe_json=safe_json,
        raised=raise_first,
        spelt=messages.spelt,
    )
    from congvan.studio import guide  # which is a page of ours, too

    made.globals.update(nav_more=nav_more, other_language=other_language, colour=colour, help_of=guide.of)
    return made


def safe_json(text: str) -> Markup:
    """JSON inside a ``<script type="application/json">``: nothing in it can end the element."""
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def colour(state: str) -> str:
    """The look of a state's name: quiet, waiting, done; the rest wants looking after."""
    quiet = {"draft": "", "sent": "done"}
    waits = (
        "numbered",
        "unregistered",
        "signed",
        "content",
        "form",
        "approval",
        "signature",
        "number",
        "seal",
        "dispatch",
    )
    return quiet.get(state, "wait" if state in waits else "late")


def nav_more(at: str) -> list[tuple[str, str]]:
    """The pages of an office beside its documents: address and name."""
    return [
        (f"{at}/so", "book"),
        (f"{at}/bao-cao", "report"),
        (f"{at}/sao", "copies"),
        (f"{at}/xet", "inspect"),
        (f"{at}/kiem-chung", "verify"),
        (f"{at}/co-quan", "office"),
        (f"{at}/cai-dat", "settings"),
    ]


def other_language(request: Request) -> str:
    """The query of this page in the other language, the rest of it as it is."""
    rest = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return urlencode([*rest, ("lang", "en" if language(request) == "vi" else "vi")])


def language(request: Request) -> str:
    """``?lang=``, else what was chosen before, else the first of ours that the browser asks for, else Vietnamese."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE)):
        if chosen in messages.LANGUAGES:
            return chosen
    wanted = []
    for part in request.headers.get("accept-language", "").split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), name.lower().partition("-")[0]))
        except ValueError:
            continue
    known = [name for _, name in sorted(wanted, key=lambda item: item[0]) if name in messages.LANGUAGES]
    return known[0] if known else messages.LANGUAGES[0]


def say(lang: str, name: str, /, **values: object) -> str:
    """The studio's words under ``name``."""
    return messages.screen(name, lang, **values)


def day(value: date, lang: str) -> str:
    """A day as an office writes it."""
    return messages.spelt(value if not isinstance(value, datetime) else value.date(), lang)


def moment(value: datetime, lang: str, now: datetime | None = None) -> str:
    """``14:05`` of today, ``28/11 14:05`` of this year, else with the year."""
    at = value.astimezone(now.tzinfo) if now is not None else value
    if now is not None and at.date() == now.date():
        return f"{at:%H:%M}"
    if lang == "vi":
        return (
            f"{at.day}/{at.month} {at:%H:%M}"
            if now and at.year == now.year
            else f"{messages.spelt(at.date())} {at:%H:%M}"
        )
    return f"{at:%Y-%m-%d %H:%M}"


def page(request: Request, name: str, status: int = 200, /, **values: Any) -> Response:
    """A whole page from ``templates/<name>.html``."""
    lang = language(request)
    session = request.state.session
    html = (
        _environment()
        .get_template(f"{name}.html")
        .render(
            request=request, lang=lang, say=lambda key, **more: say(lang, key, **more), release=release,
            session=session, nonce=request.state.nonce, here=request.url.path, **{"place": None, **values},
        )
    )  # fmt: skip
    answer = HTMLResponse(html, status)
    if request.query_params.get("lang") in messages.LANGUAGES:
        answer.set_cookie(LANGUAGE, lang, max_age=365 * 86400, samesite="lax", httponly=True)
    return answer


def prepare(names: Iterable[str]) -> None:
    """Read these templates, and all words of pages, now: else the first who opens a page waits for it."""
    release()
    messages.screens()
    for name in names:
        _environment().get_template(f"{name}.html")


def fragment(lang: str, template: str, /, **values: Any) -> str:
    """A piece of a page."""
    return (
        _environment()
        .get_template(template)
        .render(lang=lang, say=lambda key, **more: say(lang, key, **more), **values)
    )


def fault(found: Diagnostic, lang: str, text: bytes | None = None) -> dict[str, object]:
    """A fault as the browser shows it, in the words of the command line, with the page's own cure where there is one;
    ``fix``: what its place is to read, where ``text``, the text that it was found in, can be mended at once.
    """
    fix = found.correction(text) if text is not None else None
    found = discreet(found, lang)
    return {
        "fix": fix.text if fix is not None and fix.begin.file == found.file else None,
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message(lang),
        "hint": messages.cure(found, lang),
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "field": found.field,
    }


def spoken(found: Plain, lang: str) -> dict[str, object]:
    """A fault that no deed brought, as :func:`fault`."""
    return fault(Diagnostic.of(found), lang)


def wrong(message: str, **more: object) -> dict[str, object]:
    """An error that a page itself has found, as :func:`fault`."""
    nowhere: dict[str, object] = dict.fromkeys(("fix", "file", "line", "column", "field"))
    return {**nowhere, "code": "", "severity": "error", "message": message, "hint": "", **more}


def cured(found: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """A fault as a program apart has said it (``--json``), with a cure that a page has."""
    own = messages.screens().get(f"cure.{found['code']}", {}).get(lang, "")
    return {**found, "hint": own} if own and "{" not in own else dict(found)


def faults(result: Result[Any], lang: str, text: bytes | None = None) -> list[dict[str, object]]:
    """All faults of a result, errors first, the machine's above them; without the warnings that a file lets stand."""
    every = ([result.machine] if result.machine is not None else []) + list(result.diagnostics)
    told = [fault(one, lang, text) for one in every if one.severity is not Severity.ACCEPTED]
    return sorted(told, key=lambda one: one["severity"] != "error")


def errors(result: Result[Any], lang: str) -> list[dict[str, object]]:
    """Those of :func:`faults` that keep a thing from being done."""
    return [one for one in faults(result, lang) if one["severity"] == "error"]


def why(result: Result[Any], lang: str) -> str:
    """The first of what stands against a deed, in one sentence."""
    told = faults(result, lang)
    return str(told[0]["message"]) if told else say(lang, "many.gone")


def refused(status: int, error: str, lang: str, **more: object) -> JSONResponse:
    """A request of a script that could not be met: a name for the script, a sentence for the person."""
    return JSONResponse({"error": error, "message": say(lang, f"error.{error}"), **more}, status)


def lasting(app: ASGIApp) -> ASGIApp:
    """Static files, whose address changes with them: kept for a year."""

    async def called(scope, receive, send):  # type: ignore[no-untyped-def]
        async def sending(message):  # type: ignore[no-untyped-def]
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                message["headers"].append((b"cache-control", b"public, max-age=31536000, immutable"))
            await send(message)

        await app(scope, receive, sending)

    return called

"""A fault of the machine → a page that says what happened, what to do, and whom to call; never a bare 500."""

from __future__ import annotations

import traceback

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from congvan.desk.result import Diagnostic
from congvan.machine.atomic import fault
from congvan.messages import catalogue, cure
from congvan.problems import MachineFault
from congvan.studio.discreet import discreet
from congvan.studio.pages import language, page, say


class Stopped(Exception):
    """A page can't be made, for the machine stopped the deed that it stands on."""

    def __init__(self, told: Diagnostic) -> None:
        super().__init__(told.code)
        self.told = told


def told(error: Exception) -> Diagnostic | None:
    """What the machine said; None where the program itself is at fault."""
    if isinstance(error, Stopped):
        return error.told
    if isinstance(error, MachineFault):
        return Diagnostic.of(error.diagnostic)
    if isinstance(error, MemoryError):
        return Diagnostic.of(MachineFault("CV497").diagnostic)
    if isinstance(error, OSError) and error.errno is not None:
        return Diagnostic.of(fault(error, str(error.filename or "")).diagnostic)
    return None


def words(error: MachineFault | Stopped, lang: str) -> str:
    """A fault of the machine as a sentence."""
    found = told(error)
    assert found is not None
    return discreet(found, lang).message(lang)


async def stopped(request: Request, error: Exception) -> Response:
    """503 with the fault, its cause and cure; what stands in a file or register is as it was."""
    lang, found = language(request), told(error)
    if found is None:
        raise error
    found = discreet(found, lang)
    if "x-csrf-token" in request.headers:
        return JSONResponse({"error": "stopped", "message": found.message(lang)}, 503)
    entry = catalogue().get(found.code, {})
    known = {"cause": entry.get("cause", ""), "cure": entry.get("cure", "")}
    return page(request, "stopped", 503, code=found.code, message=found.message(lang), hint=cure(found, lang), **known)


async def broken(request: Request, error: Exception) -> Response:
    """A mistake of the program: told as one, with where it lies, for whoever mends it."""
    lang, found = language(request), told(error)
    if found is not None:
        return await stopped(request, error)
    if "x-csrf-token" in request.headers:
        return JSONResponse({"error": "broken", "message": say(lang, "error.broken")}, 500)
    last = traceback.extract_tb(error.__traceback__)
    where = f"{type(error).__name__} {last[-1].filename.rpartition('/')[2]}:{last[-1].lineno}" if last else ""
    return page(request, "broken", 500, where=where)

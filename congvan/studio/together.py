"""The addresses of what people do together: opinions, scans of what was signed by hand, acts on many."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from congvan.studio import answered, at_once, many, opinions, reporting, scans
from congvan.studio.offices import Place
from congvan.studio.rights import MANY, ONE

ROUTES: tuple[tuple[str, str, Callable[[Request, Place], Awaitable[Response]]], ...] = (
    ("POST", f"{ONE}/y-kien", opinions.opinion),
    ("GET", f"{ONE}/ban-chup", scans.show),
    ("POST", f"{ONE}/ban-chup", scans.keep),
    ("GET", f"{ONE}/mot-luot", at_once.shown),
    ("POST", f"{ONE}/mot-luot", at_once.go),
    ("GET", "/{office}/bao-cao", reporting.report),
    ("GET", "/{office}/bao-cao.xlsx", reporting.excel),
    ("GET", "/{office}/van-ban.xlsx", reporting.documents),
    ("GET", "/{office}/ho-so", reporting.files),
    ("GET", "/{office}/ho-so/{slug}.xlsx", reporting.contents),
    ("POST", f"{ONE}/van-ban-den", answered.keep),
    ("GET", f"{ONE}/van-ban-den/{{key}}", answered.show),
    ("GET", f"{ONE}/van-ban-den/{{key}}/tep", answered.file),
    ("GET", MANY, many.shown),
    ("POST", MANY, many.begin),
    ("GET", f"{MANY}/{{job}}", many.result),
    ("GET", f"{MANY}/{{job}}/tinh-trang", many.standing),
)
"""Method, address, who answers; the longer addresses of a document before its own."""

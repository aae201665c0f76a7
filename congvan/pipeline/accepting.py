"""Warnings that a circular accepts with its reason: they are told as such and count no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from congvan import messages
from congvan.model.source import Accepted
from congvan.problems import Diagnostic, Severity, Span
from congvan.text.nearest import nearest


def applied(accept: Iterable[Accepted], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same faults; a warning whose code is accepted bears the reason, an error stays one. Where the reason is not
    said yet, the reader asks for it (CV091); who accepts has looked all the same.
    """
    reasons = {one.code: one.reason for one in accept}
    return [_one(d, reasons[d.code]) if d.code in reasons else d for d in found]


def _one(found: Diagnostic, reason: str) -> Diagnostic:
    if found.severity is not Severity.WARNING:
        return found
    return replace(found, severity=Severity.ACCEPTED, values={**found.values, "reason": reason})


def idle(accept: Iterable[Accepted], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What ``accept:`` says in vain, once everything is ``found``.

    Errors: CV092 no such code, CV094 it is an error; warning CV093 nothing in this circular to accept.
    """
    accept = tuple(accept)
    if not accept:
        return
    told = list(found)
    known = {*messages.rules(), *messages.catalogue()}
    for one in accept:
        severities = {d.severity for d in told if d.code == one.code}
        if one.code not in known:
            near = nearest(one.code, known)
            yield _fault("CV092", Severity.ERROR, one.span, rule=one.code, near=near)
        elif Severity.ERROR in severities:
            yield _fault("CV094", Severity.ERROR, one.span, rule=one.code)
        elif not severities:
            yield _fault("CV093", Severity.WARNING, one.span, rule=one.code)


def _fault(code: str, severity: Severity, span: Span, **values: str) -> Diagnostic:
    return Diagnostic(code, severity, span, values, "accept")

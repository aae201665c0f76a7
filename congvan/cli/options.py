"""What is typed after a command → values; what is no value is wrong usage (exit code 2)."""

from __future__ import annotations

from datetime import date

import click

from congvan.cli.words import say
from congvan.desk.of_sending import WAYS, ways_of
from congvan.model.delivery import Way
from congvan.text.dates import day_of

YEAR = click.IntRange(1945, 2200)


def day(ctx: click.Context, typed: str | None, option: str) -> date | None:
    """A date as typed: 2026-11-25 or 25/11/2026."""
    if typed is None:
        return None
    found = day_of(typed)
    if found is None:
        raise click.UsageError(say("bad_date", option=option, value=f'"{typed}"'), ctx)
    return found


def ways(typed: str | None, ctx: click.Context) -> tuple[Way, ...]:
    """``email,edxml`` → ways in the order typed."""
    names = [name.strip() for name in (typed or "").split(",") if name.strip()]
    try:
        return ways_of(names)
    except ValueError:
        why = say("one_of", choices=", ".join(WAYS))
        raise click.UsageError(say("bad_value", name="--via", why=why), ctx) from None

"""``congvan sign``: signature or seal, on one circular or on many with one opening of the key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvan.cli.bar import Bar
from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.report import answer, echo, line, shown
from congvan.cli.words import say
from congvan.machine import settings as machine
from congvan.model.signing import ROLES
from congvan.problems import Diagnostic, Problems
from congvan.signing.source import Secret, Source, from_file, is_address

if TYPE_CHECKING:
    from congvan.desk.sign import Signed


@click.command("sign", cls=Wording, help=say("sign"), options_metavar="[…]")
@click.argument("targets", nargs=-1, required=True, metavar="[ID|FILE|DIR]…")
@click.option("--as", "role", type=click.Choice(ROLES), required=True, metavar="|".join(ROLES), help=say("opt.as"))
@click.option("--p12", type=click.Path(path_type=Path), metavar="FILE", help=say("opt.p12"))
@click.option("--password-file", type=click.Path(path_type=Path), metavar="FILE", help=say("opt.password_file"))
@click.option("--pkcs11", metavar="MODULE", help=say("opt.pkcs11"))
@click.option("--token", metavar="LABEL", help=say("opt.token"))
@click.option("--key", metavar="LABEL", help=say("opt.key"))
@click.option("--cert", type=click.Path(path_type=Path), metavar="PEM", help=say("opt.cert"))
@click.option("--pin-file", type=click.Path(path_type=Path), metavar="FILE", help=say("opt.pin_file"))
@click.option("--image", type=click.Path(path_type=Path), metavar="PNG", help=say("opt.image"))
@click.option("--tsa", metavar="URL", help=say("opt.tsa"))
@click.option("--lta", is_flag=True, help=say("opt.lta"))
@click.option("--trust", type=click.Path(path_type=Path), multiple=True, metavar="PEM", help=say("opt.trust"))
@click.option("--no-leader", is_flag=True, help=say("opt.no_leader"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@shared
@click.pass_context
def command(ctx: click.Context, /, targets: tuple[str, ...], role: str, image: Path | None, tsa: str | None, lta: bool,
            trust: tuple[Path, ...], no_leader: bool, output: Path | None, lang: str, as_json: bool, debug: bool,
            **where: Any) -> int:  # fmt: skip
    """Sign what is named; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    source = Source(
        _secret(where, found.told), **{name: where[name] for name in ("p12", "pkcs11", "token", "key", "cert")}
    )
    _right(ctx, source, tsa, lta)
    said_before: list[Diagnostic] = []
    with Bar("signing", show=not found.json) as bar:
        result = found.desk().sign(
            targets, role, p12=source.p12, pkcs11=source.pkcs11, token=source.token, key=source.key,
            cert=source.cert, secret=source.secret, image=image, tsa=tsa, lta=lta, trust=trust,
            no_leader=no_leader, output=output, agree=_agreed(found, said_before), watch=bar,
        )  # fmt: skip
    return answer(result, found, _document, _told, partly=True, but=said_before)


def _right(ctx: click.Context, source: Source, tsa: str | None, lta: bool) -> None:
    """Wrong usage: no key or two, lasting without a clock, a clock at no address."""
    if not source.one:
        raise click.UsageError(say("one_key"), ctx)
    if lta and not tsa:
        raise click.UsageError(say("lta_needs_tsa"), ctx)
    if tsa is not None and not is_address(tsa):
        raise click.UsageError(say("tsa_address", url=tsa), ctx)


def _document(made: tuple[Signed, ...]) -> dict[str, object]:
    items = [
        {"id": o.id, "outputs": [shown(p) for p in o.files], "fields": list(o.fields), "time": o.moment}
        for o in made if o.done
    ]  # fmt: skip
    return {"signed": items}


def _told(made: tuple[Signed, ...]) -> None:
    done = [one for one in made if one.done]
    for one in done:
        for path in one.files:
            echo(shown(path))
    if len(made) > 1:
        echo(say("signed_sum", done=len(done), failed=len(made) - len(done)))


def _secret(where: Mapping[str, Any], told: machine.Settings) -> Secret:
    """A password or PIN from its file, else the environment, else asked. Errors: CV617 none to be had, CV618 file."""
    of_file = where["p12"] is not None
    file: Path | None = where["password_file" if of_file else "pin_file"]
    variable = machine.PASSWORD if of_file else machine.PIN

    def asked(problems: Problems) -> str | None:
        if file is not None:
            return from_file(file, problems)
        known = told.secret(variable)
        if known is not None:
            return known
        if sys.stdin.isatty():
            question = say("ask_password" if of_file else "ask_pin")
            typed: str = click.prompt(question, hide_input=True, err=True, default="", show_default=False)
            return typed
        problems.error("CV617", None, variable=variable)
        return None

    return asked


def _agreed(found: Invocation, said_before: list[Diagnostic]) -> Callable[[Sequence[Diagnostic]], bool]:
    """Tells every doubt before anything is signed for good; who sits at the keyboard may stop."""

    def ask(doubts: Sequence[Diagnostic]) -> bool:
        if found.json:
            return True
        for doubt in doubts:
            click.echo(line(doubt), err=True)
        said_before.extend(doubts)
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return True
        return bool(click.confirm(say("sign_anyway"), default=False, err=True))

    return ask

"""``congvan sign``: signature or seal, on one circular or on many with one opening of the key."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvan.cli.group import Settings, Wording, settings, shared
from congvan.cli.report import DONE, INPUT, MACHINE, as_object, echo, line, print_json, shown
from congvan.cli.words import say
from congvan.model.signing import ROLES
from congvan.problems import Diagnostic, Problems

if TYPE_CHECKING:
    from congvan.desk.sign import Signed

FEW = 5
_LARGEST_SECRET = 4096


@dataclass(frozen=True, slots=True)
class Source:
    """Where the key is."""

    p12: Path | None
    password_file: Path | None
    pkcs11: str | None
    token: str | None
    key: str | None
    cert: Path | None
    pin_file: Path | None


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
    source = Source(**where)
    if bool(source.p12) == bool(source.pkcs11) or (source.pkcs11 and not (source.token and source.key)):
        raise click.UsageError(say("one_key"), ctx)
    if lta and not tsa:
        raise click.UsageError(say("lta_needs_tsa"), ctx)
    if tsa is not None and not _is_address(tsa):
        raise click.UsageError(say("tsa_address", url=tsa), ctx)
    from congvan import pipeline
    from congvan.copies import line as copy_line
    from congvan.desk import sign

    workspace, problems = found.space(), Problems()
    copies = copy_line.found_copies(targets, workspace.circulars, workspace.output(output))
    rest = [name for name in targets if name not in copies]
    chosen = workspace.select(rest, problems) if rest else []
    ids = [id for name in copies for id in copies[name]]
    office = pipeline.open_office(workspace, problems)
    picture = _image(image, problems) if image else None
    roots = _roots(trust, problems)
    outcomes: list[Signed] = []
    said_before: list[Diagnostic] = []
    if office is not None and not problems.failed:
        from congvan.pades import apply

        # Begun before a token is opened: a device's module must never see its process doubled.
        planned = sign.plans(chosen, office, workspace.output(output), wish := sign.Wish(role, no_leader))
        with _key(source, problems) as key:
            if key is not None:
                clock = apply.timestamper(tsa) if tsa else None
                request = sign.Request(wish, key, picture, clock, lta, roots, _agreed(found, said_before))
                with _bar(len(chosen) + len(ids), not found.json) as advance:
                    for outcome in sign.sign_all(planned, office, request):
                        outcomes.append(outcome)
                        advance(1)
                    how = copy_line.Signing(role, key, clock, lta, roots)
                    for outcome in sign.sign_copies(ids, office, workspace.output(output), how):
                        outcomes.append(outcome)
                        advance(1)
    return _told(found, problems, outcomes, said_before)


def _is_address(url: str) -> bool:
    """Whether a timestamp authority may be found there: told before a key is opened."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _told(found: Settings, problems: Problems, outcomes: list[Signed], said_before: Sequence[Diagnostic]) -> int:
    for outcome in outcomes:
        problems.extend(outcome.diagnostics)
    done = [o for o in outcomes if o.done]
    if found.json:
        items = [
            {"id": o.id, "outputs": [shown(p) for p in o.files], "fields": list(o.fields), "time": o.moment}
            for o in done
        ]
        told = [as_object(d) for d in problems.sorted()]
        print_json({"ok": not problems.failed, "signed": items, "diagnostics": told})
    else:
        for diagnostic in problems.sorted():
            if diagnostic not in said_before:
                echo(line(diagnostic), err=True)
        for outcome in done:
            for path in outcome.files:
                echo(shown(path))
        if len(outcomes) > 1:
            echo(say("signed_sum", done=len(done), failed=len(outcomes) - len(done)))
    return MACHINE if any(o.machine for o in outcomes) else INPUT if problems.failed else DONE


@contextmanager
def _key(source: Source, problems: Problems) -> Iterator[Any]:
    from congvan.pades import keys

    if source.p12 is not None:
        password = None
        if keys.needs_password(source.p12) and source.p12.is_file():
            password = _secret(source.password_file, "CONGVAN_PASSWORD", "ask_password", problems)
            if password is None:
                yield None
                return
        yield keys.open_file(source.p12, password.encode() if password else None, problems)
        return
    pin = _secret(source.pin_file, "CONGVAN_PIN", "ask_pin", problems)
    if pin is None:
        yield None
        return
    token = keys.Token(str(source.pkcs11), str(source.token), str(source.key), source.cert)
    with keys.open_token(token, pin, problems) as key:
        yield key


def _secret(file: Path | None, variable: str, question: str, problems: Problems) -> str | None:
    """A password or PIN from its file, else the environment, else asked. Errors: CV617 none to be had, CV618 file."""
    if file is not None:
        try:
            with file.open("rb") as handle:
                if os.fstat(handle.fileno()).st_mode & 0o006:
                    problems.warning("CV948", None, path=file.as_posix())
                return _text(handle.read(_LARGEST_SECRET)).rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            problems.error("CV618", None, path=file.as_posix())
            return None
    if variable in os.environ:
        return os.environ[variable]
    if sys.stdin.isatty():
        asked: str = click.prompt(say(question), hide_input=True, err=True, default="", show_default=False)
        return asked
    problems.error("CV617", None, variable=variable)
    return None


def _text(data: bytes) -> str:
    """A text file as editors save one: Notepad puts a mark before UTF-8, and may write UTF-16."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig")


def _agreed(found: Settings, said_before: list[Diagnostic]) -> Callable[[Sequence[Diagnostic]], bool]:
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


def _image(path: Path, problems: Problems) -> bytes | None:
    from congvan.render import images

    return images.read(path, problems)


def _roots(paths: tuple[Path, ...], problems: Problems) -> tuple[Any, ...]:
    if not paths:
        return ()
    from congvan.pades import trust

    return tuple(c for path in paths for c in trust.load(path, problems))


@contextmanager
def _bar(length: int, show: bool) -> Iterator[Any]:
    if not show or length < FEW or not sys.stderr.isatty():
        yield lambda step: None
        return
    with click.progressbar(length=length, label=say("signing"), file=sys.stderr) as bar:
        yield bar.update

"""setup: what this workspace and machine are set to, as far as anybody may see it; no password, no key."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from congvan import pipeline
from congvan.desk.here import Here
from congvan.problems import Diagnostic, MachineFault, Problems

if TYPE_CHECKING:
    from pathlib import Path

    from congvan.model.delivery import Smtp

T = TypeVar("T")
PATIENCE = 2.0
"""Seconds that a register's server is waited for: whoever looks at a page wants to know that it is away."""
Standing = Literal["ok", "none", "broken"]


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server, and whether the variable that holds its password is set; never what it holds."""

    server: Smtp
    password: Standing


@dataclass(frozen=True, slots=True)
class Store:
    """A folder or database, where it is, and how it stands; ``why`` it is broken. ``told``: by the environment."""

    shown: str
    standing: Standing
    why: Diagnostic | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What an office may choose of the page: what it has chosen ("" nothing), what it is without that, what the decree
    allows (``values``: only these; else from ``least`` to ``most``), and where the decree says so.
    """

    key: str
    chosen: str
    usual: str
    allowed: str
    article: str
    values: tuple[str, ...] = ()
    least: float = 0.0
    most: float = 0.0


@dataclass(frozen=True, slots=True)
class Sequence:
    """Kinds (slugs) that share one sequence of numbers; ``name`` is the sequence's, "" where it has none."""

    name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """All of it. ``fonts``: family and folder of the files."""

    mail: Mail | None
    outbox: Store | None
    register: Store
    fonts: Store
    style: tuple[Choice, ...]
    numbering: tuple[Sequence, ...]
    seal: float
    zone: str


def setup(here: Here, problems: Problems) -> Setup | None:
    """None where issuer.yaml can't be read. Errors: those of issuer.yaml and recipients.yaml."""
    from congvan.text.zones import VIETNAM

    brief = replace(here.settings, patience=min(PATIENCE, here.settings.patience))
    with replace(here, workspace=replace(here.workspace, settings=brief)).office(problems) as office:
        if office is None:
            return None
        issuer, server = office.issuer, office.issuer.delivery.smtp
        seal = float(issuer.seal_diameter or office.standard.signing["seal_diameter"])
        return Setup(
            None if server is None else Mail(server, _password(server, here)), _outbox(office),
            _register(office), _fonts(), tuple(_style(office)), tuple(_numbering(office)), seal,
            issuer.timezone or VIETNAM,
        )  # fmt: skip


def _password(server: Smtp, here: Here) -> Standing:
    if not server.password_env:
        return "none"
    return "ok" if here.settings.secret(server.password_env) else "broken"


def _tried(work: Callable[[], T]) -> tuple[T | None, Diagnostic | None]:
    try:
        return work(), None
    except MachineFault as fault:
        return None, fault.diagnostic


def _outbox(office: pipeline.Office) -> Store | None:
    """The folder of the axis, and whether files can be laid there."""
    typed = office.issuer.delivery.outbox
    if typed is None:
        return None
    folder = office.workspace.root / typed
    good = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    return Store(folder.as_posix(), "ok" if good else "broken" if folder.is_dir() else "none")


def _register(office: pipeline.Office) -> Store:
    """Where the numbers are, without any password of the address."""
    from congvan import register

    typed, told = office.issuer.register, bool(office.settings.register)
    location, why = _tried(lambda: register.locate(office.workspace.root, typed, office.settings))
    if location is None:
        return Store("", "broken", why, told)
    shown = location.path.as_posix() if location.path is not None else location.shown
    found, why = _tried(lambda: pipeline.open_register(office))
    return Store(shown, "broken" if why is not None else "none" if found is None else "ok", why, told)


def _fonts() -> Store:
    from congvan.render import fonts

    found, why = _tried(fonts.find)
    if found is None:
        return Store("", "broken", why)
    folders: list[Path] = sorted({path.parent for path in found.faces.files.values()})
    return Store(f"{found.family} ({', '.join(folder.as_posix() for folder in folders)})", "ok")


def _style(office: pipeline.Office) -> list[Choice]:
    from congvan import standard

    usual, chosen, made = standard.load(), office.issuer.style, []
    for key, rule in usual.choices.items():
        typed = chosen[key].value if key in chosen else ""
        if "values" in rule:
            values = tuple(rule["values"])
            made.append(Choice(key, typed, values[0], ", ".join(values), "PL I, I.V", values))
            continue
        ((part, name),) = rule.items()
        number = usual.styles[name].size if part == "style" else getattr(usual, part)[name]
        few = tuple(f"{one:g}" for one in number.choices)
        made.append(Choice(key, typed, f"{number.use:g}", number.allowed, number.article, few, number.lo, number.hi))
    return made


def _numbering(office: pipeline.Office) -> list[Sequence]:
    return [
        Sequence(one.name.value if one.name is not None else "", tuple(k.value for k in one.kinds))
        for one in office.issuer.numbering
    ]

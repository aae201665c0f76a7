"""Where a key is and what opens it: a PKCS#12 file with its password, a token with its PIN → a key that can sign."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from congvan.model.keyring import Remote
from congvan.problems import Problems

_LARGEST = 4096
Secret = Callable[[Problems], str | None]
"""A password or PIN when it is needed; None after it is told why there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the key is: a PKCS#12 file, or a token's module with the labels of token and key."""

    secret: Secret
    p12: Path | None = None
    pkcs11: str | None = None
    token: str | None = None
    key: str | None = None
    cert: Path | None = None
    remote: Remote | None = None
    variables: Callable[[str], str | None] | None = None
    """What the environment holds for ``remote``."""

    @property
    def one(self) -> bool:
        """Whether exactly one key is named."""
        named = sum(map(bool, (self.p12, self.pkcs11, self.remote)))
        return named == 1 and (not self.pkcs11 or bool(self.token and self.key))


@contextmanager
def opened(source: Source, problems: Problems, now: datetime | None = None) -> Iterator[Any]:
    """The key as it may sign ``now``, as long as it is used; None after its faults."""
    from congvan.pades import keys

    if source.p12 is not None:
        password = None
        if keys.needs_password(source.p12) and os.path.isfile(source.p12):
            password = source.secret(problems)
            if password is None:
                yield None
                return
        yield keys.open_file(source.p12, password.encode() if password else None, problems, now)
        return
    pin = source.secret(problems)
    if pin is None:
        yield None
        return
    if source.remote is not None:
        with _remote(source.remote, source, pin, problems, now) as key:
            yield key
        return
    token = keys.Token(str(source.pkcs11), str(source.token), str(source.key), source.cert)
    with keys.open_token(token, pin, problems, now) as key:
        yield key


@contextmanager
def _remote(remote: Remote, source: Source, pin: str, problems: Problems, now: datetime | None) -> Iterator[Any]:
    """Errors: CV987 a variable that the key needs is missing; those of the service."""
    from congvan.pades.remote import Service, open_service

    told = {}
    for name in (remote.token_env, remote.client_secret_env):
        told[name] = (source.variables(name) if source.variables is not None and name else None) or ""
        if name and not told[name]:
            problems.error("CV987", None, variable=name)
            yield None
            return
    service = Service(
        remote.address, remote.credential, told[remote.token_env], remote.client_id, told[remote.client_secret_env]
    )
    with open_service(service, pin, problems, now) as key:
        yield key


def from_file(path: Path, problems: Problems) -> str | None:
    """A password or PIN from its file. Errors: CV618 unreadable; warning CV948 everybody may read or change it."""
    try:
        with path.open("rb") as handle:
            if os.fstat(handle.fileno()).st_mode & 0o006:
                problems.warning("CV948", None, path=path.as_posix())
            return _text(handle.read(_LARGEST)).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        problems.error("CV618", None, path=path.as_posix())
        return None


def _text(data: bytes) -> str:
    """A text file as editors save one: Notepad puts a mark before UTF-8, and may write UTF-16."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig")


def known(value: str | None, file: Path | None) -> Secret:
    """A secret that a program has already, or the file that holds it. Errors: those of :func:`from_file`, CV617."""

    def asked(problems: Problems) -> str | None:
        if file is not None:
            return from_file(file, problems)
        if value is None:
            problems.error("CV617", None)
        return value

    return asked


def is_address(url: str) -> bool:
    """Whether a timestamp authority may be found there: told before a key is opened."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False

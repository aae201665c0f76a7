"""Passwords → argon2id hashes as OWASP advises (t=2, 19 MiB, p=1), and back to yes or no; words of 256 bits."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 8, 200


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """A hash that is asked where there is no such person, so that the time tells nothing."""
    return _hasher().hash(secrets.token_urlsafe(16))


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether it is the password of a hash; ``kept`` "" fits none, and takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def good(password: str) -> bool:
    """Long enough for a password, and not endless."""
    return SHORTEST <= len(password) <= LONGEST and bool(password.strip())


def word() -> str:
    """A word that nobody guesses."""
    return secrets.token_urlsafe(32)


def key(secret: str) -> str:
    """What is kept of such a word."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

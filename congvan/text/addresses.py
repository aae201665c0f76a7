"""E-mail addresses as a mail server takes them: ASCII before the @, A-labels after it (RFC 5321, 5891).

What can't be seen, and what a mail server could read as another address, is no part of one: ``check`` and ``send``
judge by the same words.
"""

from __future__ import annotations

import re
import unicodedata

from congvan.text.remembered import remembered

_LOCAL = re.compile(r"[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*\Z")
"""Atoms of RFC 5322 without ``%`` and ``!``: old mail servers pass ``a%b@c`` and ``b!a@c`` on to another machine."""
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_UNSEEN = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC)))
"""Letters and marks that show nothing, beside what Unicode calls unprintable."""
_ANY = re.compile(r"[^\s@<>,;\"'()]{1,64}@[^\s@<>,;\"'()]{1,255}")


@remembered(4096, most=320)
def normal(address: str) -> str | None:
    """An address in the one form that every server takes, None where it is none.

    ``vanthu@sở.vn`` → ``vanthu@xn--s-lym.vn``; letters with marks before the @ are refused: few servers take them.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.match(local) or _hides(domain):
        return None
    labels = _ascii(domain.rstrip("."))
    if labels is None or len(labels) < 2 or not all(_LABEL.match(x) for x in labels) or labels[-1].isdigit():
        return None
    made = f"{local}@{'.'.join(labels)}"
    return made if len(made) <= 254 else None


def _hides(domain: str) -> bool:
    if domain.isascii() and domain.isprintable() and " " not in domain:
        return False
    return any(map(unseen, domain))


def unseen(character: str) -> bool:
    """Whether it shows nothing, or only a gap."""
    return character.isspace() or not character.isprintable() or character in _UNSEEN or _varies(character)


def _varies(character: str) -> bool:
    """A variation selector: it changes the look of the letter before it, or nothing."""
    return 0xFE00 <= ord(character) <= 0xFE0F or 0x180B <= ord(character) <= 0x180F


def _ascii(domain: str) -> list[str] | None:
    if domain.isascii():
        return domain.lower().split(".")
    if any(_mixed(label) for label in domain.split(".")):
        return None
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower().split(".")
    except idna.IDNAError:
        return None


def _mixed(label: str) -> bool:
    """Letters of two alphabets in one word, as in ``sо.vn`` with a Russian о: it looks like another domain."""
    scripts = {unicodedata.name(c, "?").partition(" ")[0] for c in label if c.isalpha() and not c.isascii()}
    latin = any(c.isascii() and c.isalpha() for c in label) or "LATIN" in scripts
    return latin and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def same(address: str) -> str:
    """What all spellings of one mailbox have in common: capitals, marks or A-labels in the domain, a last full stop."""
    return (normal(address) or address.strip()).casefold()


def shown(address: str) -> str:
    """An address to be quoted, with what can't be seen by its number: ``a@b<U+200B>.vn``."""
    return "".join(f"<U+{ord(c):04X}>" if c != " " and unseen(c) else c for c in address)


def suggested(address: str) -> str:
    """The address that was meant, as far as that is beyond doubt; "" where it is not.

    ``mailto:a@b.vn``, ``Văn thư <a@b.vn>`` and what has something unseen in it.
    """
    plain = "".join(c for c in address if not unseen(c) or c == " ").strip()
    plain = re.sub(r"\A(?:mailto|email|e-mail|thư)\s*:\s*", "", plain, flags=re.IGNORECASE)
    inside = re.fullmatch(r"[^<>]*<\s*(?:mailto:)?([^<>\s]+)\s*>", plain)
    plain = (inside[1] if inside else plain).strip("<>() .;,")
    return plain if plain != address and normal(plain) else ""


def several(address: str) -> tuple[str, ...]:
    """The addresses where more than one was typed into one value: ``a@b.vn; c@d.vn``; else ()."""
    found = tuple(dict.fromkeys(m[0].rstrip(".") for m in _ANY.finditer(address)))
    return found if len(found) > 1 and all(normal(a) for a in found) else ()

"""``studio.yaml`` of a folder of offices → which offices there are, where their workspaces and our tables lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from congvan.problems import Problems, Span
from congvan.read.shapes import Field, Flag, Record, Table, Text, value
from congvan.yaml.tree import parse

FILE = "studio.yaml"
DATABASE = "studio.db"
OFFICE = Record((Field("workspace", Text(), "studio.workspace", required=True, examples=("so-tttt",)),))
OIDC = Record(
    (
        Field("issuer", Text(), "oidc.issuer", required=True),
        Field("client_id", Text(), "oidc.client_id", required=True),
        Field("client_secret_env", Text(), "oidc.client_secret_env"),
        Field("claim", Text(), "oidc.claim", examples=("email",)),
    )
)
SETUP = Record(
    (
        Field("offices", Table(OFFICE, key_example="so-tttt"), "studio.offices", required=True),
        Field("database", Text(), "studio.database", examples=("postgresql://studio@may-chu/studio",)),
        Field("secure_cookies", Flag(), "studio.secure_cookies"),
        Field("oidc", OIDC, "studio.oidc"),
        Field("address", Text(), "studio.address", examples=("https://cong-van.tinh.example",)),
    )
)
TAKEN = frozenset(
    (
        "khoe", "vao", "tinh", "ra", "phien", "dang-nhap", "dat-mat-khau", "mot-lan", "tai-khoan", "do-dac", "static",
    )
)  # fmt: skip
"""Words that stand first in addresses of the studio itself."""


@dataclass(frozen=True)
class Oidc:
    """Who says who somebody is: ``issuer`` as it spells itself; ``secret_env``: the variable that has the secret, ""
    for a client without one; ``claim``: what of its word is the name by which a person signs in here.
    """

    issuer: str
    client_id: str
    secret_env: str = ""
    claim: str = "preferred_username"


@dataclass(frozen=True)
class Setup:
    """``offices``: the workspace of each by its word; ``database``: a file in ``root``, or a libpq URL;
    ``address``: where people open the studio, for what is read outside it, without a slash at its end, "" where nobody
    said it.
    """

    root: Path
    offices: Mapping[str, Path]
    database: str = DATABASE
    secure_cookies: bool = False
    oidc: Oidc | None = None
    address: str = ""


def load(root: Path, problems: Problems) -> Setup | None:
    """The folder's ``studio.yaml``. Errors: CV960 there is none, CV961 an office's workspace has no issuer.yaml, CV962
    a word that can't name an office; those of the syntax and the shapes. CV983 an
    issuer that is not asked over HTTPS, CV474 an address that no browser can open.
    """
    path = root / FILE
    try:
        data = path.read_bytes()
    except OSError:
        problems.error("CV960", None, folder=root.as_posix(), file=FILE)
        return None
    tree = parse(data, path.as_posix(), problems)
    found = None if tree is None else SETUP.read(tree, problems, "")
    if found is None:
        return None
    offices = {slug: root / value(record, "workspace") for slug, record in found["offices"].items()}
    good = [
        _judged(slug, offices[slug], record["workspace"].span, problems) for slug, record in found["offices"].items()
    ]
    oidc = _provider(found["oidc"], problems) if "oidc" in found else None
    address = value(found, "address") or ""
    if address and not _web(address):
        problems.error("CV474", found["address"].span, at="address", address=address)
    if not all(good) or problems.failed:
        return None
    kept = value(found, "database") or DATABASE
    return Setup(root, offices, kept, bool(value(found, "secure_cookies")), oidc, address.rstrip("/"))


def _parts(address: str) -> SplitResult | None:
    """An address of a host, in its parts; None where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # one that is none shows when it is asked for
    except ValueError:
        return None
    return parts if parts.hostname else None


def _web(address: str) -> bool:
    """Whether somebody's browser can go there, and nothing but there."""
    parts = _parts(address)
    if parts is None or not address.isprintable() or " " in address:
        return False
    return parts.scheme in ("http", "https") and not (parts.query or parts.fragment or "@" in parts.netloc)


def sound(address: str) -> bool:
    """Whether a provider may be asked there: over HTTPS, or on this very machine."""
    parts = _parts(address)
    if parts is None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))


def _provider(record: Any, problems: Problems) -> Oidc | None:
    issuer = str(value(record, "issuer"))
    if not sound(issuer):
        problems.error("CV983", record["issuer"].span, at="oidc.issuer", issuer=issuer)
        return None
    return Oidc(
        issuer, str(value(record, "client_id")), value(record, "client_secret_env") or "",
        value(record, "claim") or Oidc.claim,
    )  # fmt: skip


def _judged(slug: str, workspace: Path, at: Span, problems: Problems) -> bool:
    if slug in TAKEN:
        problems.error("CV962", at, at=f"offices.{slug}", slug=slug)
    elif not (workspace / "issuer.yaml").is_file():
        problems.error("CV961", at, at=f"offices.{slug}.workspace", slug=slug, folder=workspace.as_posix())
    else:
        return True
    return False

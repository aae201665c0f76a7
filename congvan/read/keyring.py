"""``keys.yaml`` → Keyring: which keys the server may sign with. No page of the studio writes this file: a PKCS#11
module is code, and who may name one may run it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from congvan.model.keyring import DeclaredKey, Keyring, Remote
from congvan.model.signing import LEADER, SEAL
from congvan.problems import Problems
from congvan.read.shapes import SLUG, Choice, Field, Flag, Many, Record, Table, Text, place, value
from congvan.yaml.tree import Node

_SAFE = r"^(https://[^\s/]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)(/\S*)?$"
"""What opens a key goes there: over HTTPS, or to this very machine."""
KEY = Record(
    (
        Field("as", Choice.of("role", LEADER, SEAL), "key.as", required=True),
        Field("title", Text(), "key.title"),
        Field("p12", Text(), "key.p12", examples=("/etc/congvan/giam-doc.p12",)),
        Field("pkcs11", Text(), "key.pkcs11", examples=("/usr/lib/softhsm/libsofthsm2.so",)),
        Field("token", Text(), "key.token"),
        Field("key", Text(), "key.key"),
        Field("cert", Text(), "key.cert"),
        Field("csc", Text(_SAFE, "https://ky-so.example"), "key.csc"),
        Field("credential", Text(), "key.credential"),
        Field("token_env", Text(), "key.token_env", examples=("KY_SO_TOKEN",)),
        Field("client_id", Text(), "key.client_id"),
        Field("client_secret_env", Text(), "key.client_secret_env", examples=("KY_SO_SECRET",)),
        Field("image", Text(), "key.image", examples=("anh/dau.png",)),
    ),
    one_of=("p12", "pkcs11", "csc"),
)
KEYRING = Record(
    (
        Field("keys", Table(KEY, SLUG, "giam-doc"), "keyring.keys", required=True),
        Field("tsa", Text(r"^https?://[^\s/]+(/\S*)?$", "http://tsa.example/tsa"), "keyring.tsa"),
        Field("lta", Flag(), "keyring.lta"),
        Field("trust", Many(Text(), single=True), "keyring.trust", examples=(["ca/goc.pem"],)),
        Field("only_trusted", Flag(), "keyring.only_trusted"),
    )
)


def keyring(root: Node, folder: Path, problems: Problems) -> Keyring | None:
    """The tree of ``keys.yaml`` → Keyring; paths begin in ``folder``.

    Errors: shapes; CV041 a token without its labels, long-lasting signatures without a clock.
    """
    found = KEYRING.read(root, problems, "")
    if found is None:
        return None
    before = len(problems)
    if value(found, "lta") and "tsa" not in found:
        _lacks(found, "tsa", "keyring.tsa", problems)
    keys = tuple(_key(name, record, folder, problems) for name, record in found["keys"].items())
    if len(problems) > before:
        return None
    trust = tuple(folder / one.value for one in found.get("trust", ()))
    return Keyring(keys, value(found, "tsa"), bool(value(found, "lta")), trust, bool(value(found, "only_trusted")))


def _key(name: str, record: dict[str, Any], folder: Path, problems: Problems) -> DeclaredKey:
    if "pkcs11" in record:
        for key in ("token", "key"):
            if key not in record:
                _lacks(record, key, f"key.{key}", problems)
    if "csc" in record and "credential" not in record:
        _lacks(record, "credential", "key.credential", problems)
    if "client_id" in record and "client_secret_env" not in record:
        _lacks(record, "client_secret_env", "key.client_secret_env", problems)
    paths = {key: folder / record[key].value for key in ("p12", "cert", "image") if key in record}
    plain = {key: value(record, key) for key in ("pkcs11", "token", "key")}
    remote = _remote(record) if "csc" in record else None
    return DeclaredKey(name, record["as"].value, value(record, "title") or name, remote=remote, **paths, **plain)


def _remote(record: dict[str, Any]) -> Remote:
    """The address as a service gives it may end with the version that is added to it."""
    told = (value(record, name) or "" for name in ("credential", "token_env", "client_id", "client_secret_env"))
    return Remote(str(value(record, "csc")).rstrip("/").removesuffix("/csc/v2"), *told)


def _lacks(record: dict[str, Any], key: str, label: str, problems: Problems) -> None:
    from congvan.problems import term

    problems.error("CV041", place(record), key=key, title=term(label))

"""``keys.yaml`` → Keyring: which keys the server may sign with. No page of the studio writes this file: a PKCS#11
module is code, and who may name one may run it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from congvan.model.keyring import DeclaredKey, Keyring
from congvan.model.signing import LEADER, SEAL
from congvan.problems import Problems
from congvan.read.shapes import SLUG, Choice, Field, Flag, Many, Record, Table, Text, place, value
from congvan.yaml.tree import Node

KEY = Record(
    (
        Field("as", Choice.of("role", LEADER, SEAL), "key.as", required=True),
        Field("title", Text(), "key.title"),
        Field("p12", Text(), "key.p12", examples=("/etc/congvan/giam-doc.p12",)),
        Field("pkcs11", Text(), "key.pkcs11", examples=("/usr/lib/softhsm/libsofthsm2.so",)),
        Field("token", Text(), "key.token"),
        Field("key", Text(), "key.key"),
        Field("cert", Text(), "key.cert"),
        Field("image", Text(), "key.image", examples=("anh/dau.png",)),
    ),
    one_of=("p12", "pkcs11"),
)
KEYRING = Record(
    (
        Field("keys", Table(KEY, SLUG, "giam-doc"), "keyring.keys", required=True),
        Field("tsa", Text(r"^https?://[^\s/]+(/\S*)?$", "http://tsa.example/tsa"), "keyring.tsa"),
        Field("lta", Flag(), "keyring.lta"),
        Field("trust", Many(Text(), single=True), "keyring.trust", examples=(["ca/goc.pem"],)),
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
    return Keyring(keys, value(found, "tsa"), bool(value(found, "lta")), trust)


def _key(name: str, record: dict[str, Any], folder: Path, problems: Problems) -> DeclaredKey:
    if "pkcs11" in record:
        for key in ("token", "key"):
            if key not in record:
                _lacks(record, key, f"key.{key}", problems)
    paths = {key: folder / record[key].value for key in ("p12", "cert", "image") if key in record}
    plain = {key: value(record, key) for key in ("pkcs11", "token", "key")}
    return DeclaredKey(name, record["as"].value, value(record, "title") or name, **paths, **plain)


def _lacks(record: dict[str, Any], key: str, label: str, problems: Problems) -> None:
    from congvan.problems import term

    problems.error("CV041", place(record), key=key, title=term(label))

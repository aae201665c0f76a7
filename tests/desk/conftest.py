"""A workspace with what ships, keys of a test authority and a mail server: the deeds without any command."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import pki  # noqa: E402
from deeds import PASSWORD  # noqa: E402
from mail_server import MailServer  # noqa: E402
from shop import Shop  # noqa: E402

from congvan import Desk  # noqa: E402


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk.open(shop.root)


@pytest.fixture
def whole(shop: Shop) -> Desk:
    """With the circulars that ship."""
    shutil.copytree(ROOT / "circulars", shop.root / "circulars", dirs_exist_ok=True)
    return Desk.open(shop.root)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``leader.p12``, ``agency.p12`` and the authority's ``ca.pem``."""
    folder, authority = tmp_path_factory.mktemp("khoa"), pki.Authority()
    authority.identity().pem(folder / "ca.pem")
    authority.issue("Nguyễn Tấn Đức").p12(folder / "leader.p12", PASSWORD)
    authority.issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3)).p12(folder / "agency.p12", PASSWORD)
    return folder


@pytest.fixture
def mail(shop: Shop, tmp_path: Path) -> Iterator[MailServer]:
    """A server that takes mail; the workspace sends through it."""
    with MailServer(tmp_path / "thu", ("--keep",)) as server:
        values = {"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": 5,
                  "from": "vanthu@sotttt.example"}  # fmt: skip
        lines = "".join(f"    {k}: {json.dumps(v)}\n" for k, v in values.items())
        with (shop.root / "issuer.yaml").open("a", encoding="utf-8") as out:
            out.write(f"delivery:\n  smtp:\n{lines}")
        yield server

"""What the commands for people say."""

from __future__ import annotations

from shop import Shop


def test_days_are_said_as_everywhere_else(shop: Shop) -> None:
    (shop.root / "studio.yaml").write_text("offices:\n  so: {workspace: .}\n", encoding="utf-8")
    where = ("--offices", ".", "--office", "so")
    for name, more in (("duc", ("--role", "ky:giam-doc")), ("an", ("--role", "van-thu", "--until", "2099-12-05"))):
        done = shop.run("people", "add", name, "--name", name.title(), *where, *more)
        assert done.returncode == 0, done.stderr
    days = ("--since", "2026-01-01", "--until", "2099-12-15")
    given = shop.run("people", "delegate", "duc", "an", "--role", "ky:giam-doc", "--document", "12/QĐ", *where, *days)
    assert given.stdout == "duc ủy quyền ky:giam-doc cho an đến 15/12/2099.\n", given.stderr
    listed = shop.run("people", "list", "--offices", ".")
    assert "5/12/2099" in listed.stdout

"""Every address that changes something stands in the table of rights, and every button leads to an act."""

from __future__ import annotations

import sqlalchemy as sa
from starlette.routing import Route

from congvan.people.tables import METADATA
from congvan.register.schema import upgrade
from congvan.studio import rights
from congvan.studio.application import routes
from congvan.studio.signing_in import safe
from congvan.studio.steps import STEPS

WITHOUT_SESSION = {"/dang-nhap", "/dat-mat-khau", "/mot-lan/{word}"}


def test_every_change_is_an_act() -> None:
    asked = {
        (method, route.path) for route in routes() if isinstance(route, Route)
        for method in (route.methods or set()) - {"GET", "HEAD"} if route.path not in WITHOUT_SESSION
    }  # fmt: skip
    assert asked
    assert asked - rights.ACTS.keys() == set()


def test_every_button_is_an_act() -> None:
    assert {step.name for step in STEPS} - rights.STEPS.keys() == set()


def test_after_signing_in_only_to_a_page_of_ours() -> None:
    for strange in (
        "//x.example/",
        "https://x.example",
        "/\\x.example",
        "javascript:x",
        "",
        "x",
        "/a\nb",
        "/\t/x.example",
    ):
        assert safe(strange) == "/"
    assert safe("/so/van-ban/a?tim=b") == "/so/van-ban/a?tim=b"


def test_the_migrations_make_the_tables() -> None:
    from pathlib import Path

    from congvan.people import store

    folder = Path(store.__file__).parent / "migrations"
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, "head", folder)
        made = sa.inspect(connection)
        assert set(made.get_table_names()) == {*METADATA.tables, "studio_version"}
        for name, table in METADATA.tables.items():
            there = {one["name"]: (str(one["type"]), one["nullable"]) for one in made.get_columns(name)}
            assert there == {c.name: (str(c.type), c.nullable) for c in table.columns}, name
        version = connection.exec_driver_sql("SELECT version_num FROM studio_version").scalar()
    engine.dispose()
    assert version == store.VERSIONS[-1] == sorted(p.stem[:4] for p in (folder / "versions").glob("s*.py"))[-1]


def test_one_main_button_at_most() -> None:
    for state in {state for step in STEPS for state in step.states}:
        assert len([step.name for step in STEPS if state in step.main]) <= 1, state

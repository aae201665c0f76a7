"""No version found: is there truly no register, or one that this account can't see? The two look alike to a query."""

from __future__ import annotations

import sqlalchemy as sa

from congvan.problems import MachineFault
from congvan.register.tables import METADATA

_OURS = ("offices", "counters", "entries", "audit")
"""Where all of these stand in a schema, it holds a register."""


def refuse_unseen(connection: sa.Connection, shown: str) -> None:
    """Nothing, where the place is empty and a register may be made. Errors: CV573 a register, or the schema for one,
    that this account does not see; CV574 tables of a register without their version.
    """
    if connection.dialect.name == "sqlite":
        there = sorted(set(sa.inspect(connection).get_table_names()) & METADATA.tables.keys())
    else:
        there = _of_server(connection, shown)
    if there:
        raise MachineFault("CV574", register=shown, tables=", ".join(there[:3]) + (" …" if len(there) > 3 else ""))


def _of_server(connection: sa.Connection, shown: str) -> list[str]:
    """The tables of ours in the schema in which a new register would be made. ``pg_class`` shows the names of all
    schemas to everybody, whatever rights and search_path say.
    """
    asked = sa.text(
        "SELECT n.nspname AS schema, c.relname AS name, has_schema_privilege(n.oid, 'USAGE') AS allowed"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname IN :names"
    ).bindparams(sa.bindparam("names", list(METADATA.tables), expanding=True))
    found: dict[str, list[str]] = {}
    allowed: dict[str, bool] = {}
    for row in connection.execute(asked):
        found.setdefault(row.schema, []).append(row.name)
        allowed[row.schema] = row.allowed
    here = connection.execute(sa.text("SELECT current_schema()")).scalar()
    account = connection.execute(sa.text("SELECT current_user")).scalar()
    if here in found:
        return sorted(found[here])
    holding = sorted(schema for schema, names in found.items() if set(_OURS) <= set(names))
    if holding:
        reason = "search_path" if allowed[holding[0]] else "USAGE"
        raise MachineFault("CV573", register=shown, schema=holding[0], account=account, reason=reason)
    if here is None or here in ("pg_catalog", "information_schema"):
        raise MachineFault("CV573", register=shown, schema=here or "?", account=account, reason="search_path, USAGE")
    return []

"""Alembic's way in; the version stands in a table of its own, so that a register may lie beside."""

from __future__ import annotations

from alembic import context

from congvan.people.store import TABLE
from congvan.people.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=TABLE)
with context.begin_transaction():
    context.run_migrations()

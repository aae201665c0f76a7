"""Alembic's way in: the connection comes from :mod:`congvan.register.schema`, already inside a transaction."""

from __future__ import annotations

from alembic import context

from congvan.register.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()

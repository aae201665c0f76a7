"""The book of many years is filtered, counted and put in order by one index: no line is read that is not shown."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ["office", "year", "sequence", "number", "type", "unit", "signer", "state", "date"]


def upgrade() -> None:
    """An index; no row changes."""
    op.create_index("ix_entries_book", "entries", COLUMNS, if_not_exists=True)

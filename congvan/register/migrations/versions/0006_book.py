"""The book of many years is filtered, counted and put in order by one index, and what it can be filtered by is found by
others: no line is read that is not shown.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_entries_book": ["office", "year", "sequence", "number", "type", "unit", "signer", "state", "date"],
    "ix_entries_unit": ["office", "unit"],
    "ix_entries_signer": ["office", "signer"],
}


def upgrade() -> None:
    """Indexes; no row changes."""
    for name, columns in INDEXES.items():
        op.create_index(name, "entries", columns, if_not_exists=True)

"""Who wants a letter each working day, and who got one on which day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s002"
down_revision = "s001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "studio_reminders", _person(), sa.Column("address", sa.String(320), nullable=False),
        sa.Column("english", sa.Integer, nullable=False),
    )  # fmt: skip
    op.create_table(
        "studio_reminded", _person(), sa.Column("day", sa.Date, primary_key=True),
        sa.Column("office", sa.String(100), nullable=False), sa.Column("state", sa.String(20), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )  # fmt: skip


def _person() -> sa.Column[int]:
    return sa.Column("person", sa.Integer, sa.ForeignKey("studio_people.id"), primary_key=True)

"""The ledger of deliveries: rows by agency and way, every attempt, recalls, answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of delivery."""
    _deliveries()
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("delivery", sa.Integer, sa.ForeignKey("deliveries.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_attempts_delivery", "delivery_attempts", ["delivery"])
    op.create_table(
        "recalls",
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), primary_key=True),
        sa.Column("circular", sa.String(700), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), primary_key=True),
        sa.Column("circular", sa.String(700), primary_key=True),
        sa.Column("agency", sa.String(200), primary_key=True),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("date", sa.Date),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), nullable=False),
        sa.Column("circular", sa.String(700), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("addresses", sa.Text, nullable=False),
        sa.Column("main", sa.Integer, nullable=False),
        sa.Column("code", sa.String(120), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_reply", sa.Text, nullable=False),
        sa.Column("failed", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("next_at", sa.String(40)),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("lease", sa.String(40), nullable=False),
        sa.UniqueConstraint(
            "office", "circular", "purpose", "agency", "way", name="uq_deliveries_office_circular_purpose_agency_way"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_message_id", "deliveries", ["office", "message_id"])

"""People, roles, sessions, marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s001"
down_revision = None
branch_labels = None
depends_on = None


def _person(name: str, **more: bool) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("studio_people.id"), nullable=False, **more)  # type: ignore[arg-type]


def _text(name: str, size: int | None = None, *, primary_key: bool = False, unique: bool = False) -> sa.Column[str]:
    kind = sa.Text() if size is None else sa.String(size)
    return sa.Column(name, kind, nullable=False, primary_key=primary_key, unique=unique or None)


def upgrade() -> None:
    """Seven tables."""
    _people()
    op.create_table(
        "studio_sessions", _text("key", 64, primary_key=True), _person("person", index=True), _text("csrf", 64),
        _text("since", 40), _text("agent", 200),
    )  # fmt: skip
    op.create_table(
        "studio_resets", _text("key", 64, primary_key=True), _person("person", index=True), _text("until", 40)
    )
    op.create_table(
        "studio_marks", sa.Column("id", sa.Integer, primary_key=True), _text("office", 100),
        sa.Column("position", sa.Integer, nullable=False), _text("circular", 700), _text("person", 60),
        _text("full_name", 200), _text("role", 140), _text("behalf", 200), _text("act", 30), _text("sha256", 64),
        _text("target", 30), _text("reason"), _text("session", 64),
        _text("at", 40), _text("previous", 64), _text("hash", 64),
        sa.UniqueConstraint("office", "position"), sa.Index("ix_studio_marks_circular", "office", "circular"),
    )  # fmt: skip
    op.create_table(
        "studio_texts", _text("office", 100, primary_key=True), _text("sha256", 64, primary_key=True), _text("words")
    )


def _people() -> None:
    op.create_table(
        "studio_people", sa.Column("id", sa.Integer, primary_key=True), _text("name", 60, unique=True),
        _text("full_name", 200), _text("password", 200), sa.Column("disabled", sa.Integer, nullable=False),
        _text("created_at", 40),
    )  # fmt: skip
    op.create_table(
        "studio_memberships", sa.Column("id", sa.Integer, primary_key=True), _person("person", index=True),
        _text("office", 100), _text("role", 30), _text("scope", 100),
        sa.Column("since", sa.Date), sa.Column("until", sa.Date),
    )  # fmt: skip
    op.create_table(
        "studio_delegations", sa.Column("id", sa.Integer, primary_key=True), _text("office", 100), _person("giver"),
        _person("taker", index=True), _text("role", 30), _text("scope", 100), _text("document"),
        sa.Column("since", sa.Date, nullable=False), sa.Column("until", sa.Date, nullable=False),
    )  # fmt: skip

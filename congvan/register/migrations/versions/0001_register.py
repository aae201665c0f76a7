"""The register: offices, counters, entries, frozen texts, relations, audit log, search."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first version."""
    _offices()
    _entries()
    _beside_entries()
    _audit()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _offices() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("code", sa.String(60)),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.UniqueConstraint("key", name="uq_offices_key"),
    )
    op.create_table(
        "counters",
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.String(300), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("date", sa.Date),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), nullable=False),
        *_place(),
        *_document(),
        *_keeping(),
        sa.UniqueConstraint("office", "year", "sequence", "number", name="uq_entries_office_year_sequence_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_code", "entries", ["office", "symbol_key", "number", "year"])
    op.create_index("ix_entries_kind", "entries", ["office", "year", "type", "sequence"])
    op.create_index("ix_entries_date", "entries", ["office", "date"])
    live, coded = sa.text("state <> 'void'"), sa.text("symbol_key <> ''")
    op.create_index(
        "uq_entries_circular", "entries", ["office", "circular"],
        unique=True, sqlite_where=live, postgresql_where=live,
    )  # fmt: skip
    op.create_index(
        "uq_entries_code", "entries", ["office", "year", "symbol_key", "number"],
        unique=True, sqlite_where=coded, postgresql_where=coded,
    )  # fmt: skip


def _place() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("sequence", sa.String(300), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("date", sa.Date),
    )


def _document() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("type_name", sa.String(100), nullable=False),
        sa.Column("symbol", sa.String(100), nullable=False),
        sa.Column("symbol_key", sa.String(100), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("edition", sa.Integer),
        sa.Column("unit", sa.String(100)),
        sa.Column("signer", sa.String(200), nullable=False),
        sa.Column("signer_title", sa.String(200), nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("copies", sa.Text, nullable=False),
        sa.Column("archive", sa.Text, nullable=False),
        sa.Column("amount", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
    )


def _keeping() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("circular", sa.String(700)),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("sent", sa.Date),
        sa.Column("recorded_at", sa.String(40), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )


def _beside_entries() -> None:
    op.create_table(
        "texts",
        sa.Column("entry", sa.Integer, sa.ForeignKey("entries.id"), primary_key=True),
        sa.Column("frozen", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), nullable=False),
        sa.Column("entry", sa.Integer, sa.ForeignKey("entries.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("symbol", sa.String(100), nullable=False),
        sa.Column("symbol_key", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
    )
    op.create_index("ix_relations_entry", "relations", ["entry"])
    op.create_index("ix_relations_target", "relations", ["office", "symbol_key", "number", "year"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("office", sa.Integer, sa.ForeignKey("offices.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("entry", sa.Integer),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("office", "position", name="uq_audit_office_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_entry", "audit", ["office", "entry"])


def _sqlite() -> None:
    """FTS5 over the folded column, kept current by triggers; the audit log takes new rows only.

    A row of the index is named by its day and then its entry: the newest hits are the first that FTS5 gives, and a
    search stops after them, however many there are.
    """
    op.execute(  # no sizes of columns: they serve ranking, which nobody asks for, and cost a third of an import
        "CREATE VIRTUAL TABLE entries_words USING fts5("
        "words, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')"
    )
    new, old = (
        f"(CAST(julianday(coalesce({row}.date, printf('%04d-01-01', {row}.year))) AS INTEGER) << 40) | {row}.id"
        for row in ("new", "old")
    )
    enter = f" INSERT INTO entries_words(rowid, words) VALUES ({new}, new.words);"
    op.execute(f"CREATE TRIGGER entries_words_new AFTER INSERT ON entries BEGIN{enter} END")
    op.execute(
        "CREATE TRIGGER entries_words_changed AFTER UPDATE OF words, date, year ON entries BEGIN"
        f" INSERT INTO entries_words(entries_words, rowid, words) VALUES ('delete', {old}, old.words);{enter} END"
    )
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{action.lower()} BEFORE {action} ON audit BEGIN"
            " SELECT RAISE(ABORT, 'the audit log takes new rows only'); END"
        )


def _postgresql() -> None:
    """GIN over exactly the words that SQLite indexes (no parser of its own); the audit log takes new rows only."""
    op.execute("CREATE INDEX ix_entries_words ON entries USING gin (array_to_tsvector(string_to_array(words, ' ')))")
    op.execute("CREATE INDEX ix_entries_newest ON entries (office, (coalesce(date, make_date(year, 1, 1))), id)")
    op.execute(
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit log takes new rows only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    )

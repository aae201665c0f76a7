"""A document is found by its subject; the agencies of before stand in their audit logs too, so that a name which is
changed by hand is seen from now on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from congvan.register.rows import canonical, linked, now

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index of subjects, and one row more in the log of each agency; no table changes."""
    connection = op.get_bind()
    op.execute("CREATE INDEX ix_entries_subject ON entries (office, substr(subject, 1, 60))")
    offices = connection.execute(sa.text("SELECT id, key, code, name, position, head FROM offices ORDER BY id"))
    for row in offices.mappings().all():
        position, at = row["position"] + 1, now()
        payload = canonical({"key": row["key"], "code": row["code"], "name": row["name"]})
        said = {"position": position, "at": at, "kind": "office", "entry": None, "payload": payload}
        head = linked({**said, "previous": row["head"]})
        connection.execute(
            sa.text(
                "INSERT INTO audit (office, position, at, kind, payload, previous, hash)"
                " VALUES (:office, :position, :at, 'office', :payload, :previous, :hash)"
            ),
            {"office": row["id"], "position": position, "at": at, "payload": payload, "previous": row["head"],
             "hash": head},
        )  # fmt: skip
        moved = sa.text("UPDATE offices SET position = :position, head = :head WHERE id = :id")
        connection.execute(moved, {"position": position, "head": head, "id": row["id"]})

"""What people do that no table of the register holds has a row in the audit log, with role and session; rows are found
by the document that they speak of.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns, empty in what is there, and an index: rows of before are sealed without them."""
    connection = op.get_bind()
    there = {column["name"] for column in sa.inspect(connection).get_columns("audit")}
    for name, size in (("role", 140), ("session", 16), ("circular", 700)):
        if name not in there:
            op.add_column("audit", sa.Column(name, sa.String(size)))
    if "ix_audit_circular" not in {index["name"] for index in sa.inspect(connection).get_indexes("audit")}:
        op.create_index("ix_audit_circular", "audit", ["office", "circular"])

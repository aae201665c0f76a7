"""Who did it stands in every row of the audit log; an agency keeps its register when its symbol changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns, empty in what is there: rows of before are sealed without them, and agencies have their symbol as
    key until that is changed.
    """
    connection = op.get_bind()
    for table, name, size in (("audit", "actor", 200), ("offices", "slug", 100), ("offices", "symbol", 100)):
        if name not in {column["name"] for column in sa.inspect(connection).get_columns(table)}:
            op.add_column(table, sa.Column(name, sa.String(size)))

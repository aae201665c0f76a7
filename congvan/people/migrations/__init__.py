"""Alembic's folder of the studio's own tables."""

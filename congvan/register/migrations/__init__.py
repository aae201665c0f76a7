"""Alembic's folder: ``versions/`` in their order."""

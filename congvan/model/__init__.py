"""Frozen types that the stages hand to one another. No I/O, no third-party imports."""

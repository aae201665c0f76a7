"""JSON Schema, draft 7, of the three files, made from the shapes that the reader follows.

``python -m congvan.read.schema`` writes ``schemas/*.json``; a test keeps them equal to the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from congvan.read.circular import CIRCULAR
from congvan.read.office import ISSUER, RECIPIENTS

SHAPES = {
    "circular": (CIRCULAR, "Một văn bản"),
    "issuer": (ISSUER, "Cơ quan ban hành"),
    "recipients": (RECIPIENTS, "Các nơi nhận"),
}


def schema(which: str) -> dict[str, Any]:
    """The schema of ``circular``, ``issuer`` or ``recipients``."""
    record, title = SHAPES[which]
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **record.schema()}


def text(which: str) -> str:
    """The schema as it stands in ``schemas/``."""
    return json.dumps(schema(which), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in SHAPES:
        Path("schemas", f"{name}.json").write_text(text(name), encoding="utf-8")

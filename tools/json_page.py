"""Writes ``docs/ket-qua-json.md`` and ``schemas/output.json``: what ``--json`` prints, a schema a command; ``--check``
exits 1 when one of them is out of date. Real answers are held against the schemas by ``tests/e2e/test_json.py``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ket-qua-json.md"
SCHEMA = ROOT / "schemas" / "output.json"

Shape = str | dict[str, "Shape"] | list["Shape"]
"""``s`` text, ``i`` whole number, ``n`` number, ``b`` truth, ``o`` object, ``l`` list, each with ``?`` where null may stand; ``@x``
a definition; a dict is an object of these keys, a list of one shape a list.
"""

FAULT: dict[str, Shape] = {
    "file": "s?",
    "line": "i?",
    "column": "i?",
    "code": "s",
    "severity": "s",
    "message": "s",
    "hint": "s?",
}
ENTRY: dict[str, Shape] = {
    "number": "i", "symbol": "s", "code": "s", "year": "i", "sequence": "s", "state": "s", "date": "s?", "type": "s", "subject": "s",
    "edition": "i?", "unit": "s?", "signer": "s", "to": ["s"], "copies": ["s"], "archive": "s", "amount": "i?", "note": "s", "id": "s?",
    "origin": "s", "sha256": "s?", "reason": "s?", "recorded_at": "s", "recalled": "o?",
}  # fmt: skip
ROW: dict[str, Shape] = {
    "agency": "s", "name": "s", "channel": "s", "address": "s", "state": "s", "attempts": "i", "last_reply": "s", "at": "s?",
    "next_at": "s?", "purpose": "s", "message_id": "s?", "sha256": "s?", "failed": ["o"],
}  # fmt: skip
BOX: dict[str, Shape] = {"page": "i", "x0": "n", "y0": "n", "x1": "n", "y1": "n"}
FINDING: dict[str, Shape] = {
    **FAULT, "rule": "s", "finding": "s", "confidence": "s", "page": "i?", "paragraph": "i?", "measured": "s?", "allowed": "s?",
    "article": "s", "box": "@box?",
}  # fmt: skip
JOB: dict[str, Shape] = {
    "number": "i", "deed": "s", "command": "s", "person": "s", "state": "s", "at": "s", "begun": "s?", "ended": "s?", "done": "i",
    "of": "i", "name": "s", "hands": "i", "worker": "s", "tries": "i", "next": "s?", "code": "i?",
}  # fmt: skip
PERSON: dict[str, Shape] = {
    "name": "s", "full_name": "s", "disabled": "b", "password": "b",
    "roles": [{"office": "s", "role": "s", "since": "s?", "until": "s?"}],
}  # fmt: skip
DEFINITIONS: dict[str, dict[str, Shape]] = {
    "diagnostic": FAULT,
    "entry": ENTRY,
    "delivery": ROW,
    "box": BOX,
    "finding": FINDING,
    "person": PERSON,
    "job": JOB,
}
WORDS = {
    "diagnostic": "một lỗi hay cảnh báo; `file`, `line`, `column` là null khi không có chỗ; `severity`: `error`, `warning`",
    "entry": "một dòng của sổ; `state`: `issued`, `reserved`, `void`; ngày dạng 2026-11-30",
    "delivery": "một nơi gửi đến: `channel` `edxml`, `email`, `post`; `state` là tình trạng",
    "box": "khung trên trang, pt, từ góc dưới bên trái",
    "person": "một người dùng của studio nhiều cơ quan; `password`: đã đặt mật khẩu; lệnh in đường dẫn đặt mật khẩu thì có thêm `link`",
    "job": "một việc chạy nền; `state`: `waiting`, `again` (chờ làm tiếp lúc `next`), `running`, `stopping`, `left` (máy đang làm đã im), `done`, `faulty`, `stopped`, `cancelled`; `code`: mã thoát của lần làm gần nhất",
    "finding": "một điều sai thể thức, có cả các trường của `diagnostic`",
}
COMMANDS: dict[str, dict[str, Shape]] = {
    "init": {"folder": "s", "created": ["s"], "kept": ["s"], "to_fill": "i"},
    "build": {"built": [{"id": "s", "outputs": ["s"], "skipped": "b"}]},
    "check": {"built": ["o"]},
    "new": {"created": "s"},
    "recipients import": {"file": "s", "written": "b", "new": ["s"], "completed": ["s"], "unchanged": ["s"], "groups": "o"},
    "issue": {"id": "s", "number": "i", "symbol": "s", "code": "s", "date": "s", "year": "i", "sequence": "s", "sha256": "s"},
    "follow-up": {"created": "s", "follows": "s", "edition": "i"},
    "register list": {"entries": ["@entry"]},
    "register search": {"entries": ["@entry"]},
    "register show": {
        "entry": "@entry", "chain": {"points_at": ["o"], "pointed_at_by": ["o"]},
        "log": [{"position": "i", "at": "s", "kind": "s", "actor": "s", "sha256": "s?"}],
    },
    "register verify": {"register": "s", "entries": "i", "head": "s", "starts": ["o"], "reserved": ["o"], "matches_head": "b"},
    "register head": {
        "office": "s", "name": "s", "position": "i", "head": "s", "check": "s", "at": "s",
        "numbers": [{"year": "i", "sequence": "s", "number": "i"}],
    },
    "register reserve": {"entries": ["@entry"]},
    "register void": {"entry": "@entry", "entries": ["@entry"]},
    "register import": {"imported": "i", "unchanged": "i", "sheets": [{"name": "s", "rows": "i"}]},
    "register export": {"written": "s", "entries": "i"},
    "register backup": {"written": "s", "head": "s"},
    "register restore": {"entries": "i"},
    "inspect": {
        "files": [{
            "file": "s", "kind": "s?", "title": "s?", "regime": "o?", "pages": "i?", "errors": "i?", "warnings": "i?",
            "confidence": "o?", "unjudged": "l?",
        }],
        "findings": ["@finding"],
    },
    "ready": {"ready": [{"id": "s", "outputs": ["s"], "fields": "o"}]},
    "verify": {"file": "s", "state": "s", "revisions": "i", "signatures": ["o"], "empty": ["o"]},
    "copy": {
        "id": "s", "outputs": ["s"], "form": "s", "number": "i", "symbol": "s", "code": "s", "date": "s", "sequence": "s",
        "electronic": "b", "placed": "s", "pages": "i", "lost_signatures": ["s"],
    },
    "send --dry-run": {
        "id": "s", "dry_run": "b", "deliveries": ["@delivery"], "summary": "o", "by_hand": ["s"], "copies": "i", "plan": "s",
    },
    "deliveries": {"id": "s", "deliveries": ["@delivery"], "summary": "o", "recalled": "o?"},
    "answers": {"id": "s", "answers": ["o"], "unanswered": ["s"], "replies": ["o"]},
    "build --background": {"job": "i", "served": "b"},
    "send --background": {"job": "i", "served": "b"},
    "inspect --background": {"job": "i", "served": "b"},
    "jobs": {"jobs": ["@job"]},
    "jobs N": {"job": "@job", "files": ["s"], "result": "o?"},
    "worker --init": {"made": "b"},
    "people list": {"people": ["@person"]},
    "people add": {"person": "@person"},
    "people role": {"person": "@person"},
    "people disable": {"person": "@person"},
    "people password": {"person": "@person"},
    "people delegate": {"person": "@person"},
    "people verify": {"offices": ["s"]},
    "people remind": {"day": "s", "letters": [
        {"person": "s", "address": "s", "office": "s", "state": "s", "count": "i", "late": "i", "again": "b"}
    ]},
    "people export": {"office": "s", "file": "s", "rows": "i", "head": "s"},
    "people import": {"office": "s", "rows": "i", "new": "i", "head": "s", "missing": ["s"], "others": ["s"]},
    "recall": {"id": "s", "deliveries": ["@delivery"], "summary": "o", "by_hand": ["s"], "files": ["s"]},
}  # fmt: skip
TYPES = {"s": "string", "i": "integer", "n": "number", "b": "boolean", "o": "object", "l": "array"}
TOLD = {"s": "chữ", "i": "số nguyên", "n": "số", "b": "true, false", "o": "đối tượng", "l": "danh sách"}
HEAD = """# Kết quả cho máy đọc

Trang này và `schemas/output.json` do `make docs` tạo. `--json`, trước hay sau lệnh, in **một** tài liệu JSON trên đầu ra chuẩn; không dòng nào khác ở đó.

## Mã thoát

| mã | nghĩa |
|---|---|
| 0 | xong; có thể có cảnh báo |
| 1 | đầu vào có lỗi: mọi lỗi tìm thấy đều được nêu |
| 2 | gõ lệnh sai |
| 3 | máy có lỗi: thiếu phông, thư viện, không nối được cơ sở dữ liệu, máy chủ, ổ đĩa đầy |
| 4 | chỉ của `inspect`: không thấy gì sai, nhưng có văn bản theo quy định khác Nghị định 30 nên không xét |
| 130 | bị ngắt (Ctrl-C) |

## Phần chung

`ok`: lệnh làm xong và không có lỗi. `diagnostics`: danh sách lỗi, cảnh báo (`diagnostic`). Lệnh không làm được thì tài liệu là `{"ok": false, "built": [], "diagnostics": […]}`, với mọi lệnh.
Trường có thể được thêm ở bản sau; trường có ở đây không đổi tên, đổi kiểu. `?` sau kiểu: có thể là null.
"""


def schema_of(shape: Shape) -> dict[str, Any]:
    """One shape as JSON Schema."""
    if isinstance(shape, list):
        return {"type": "array", "items": schema_of(shape[0])}
    if isinstance(shape, dict):
        return {"type": "object", "properties": {k: schema_of(v) for k, v in shape.items()}, "required": list(shape)}
    name, null = shape.removesuffix("?"), shape.endswith("?")
    if name.startswith("@"):
        ref = {"$ref": f"#/definitions/{name[1:]}"}
        return {"anyOf": [ref, {"type": "null"}]} if null else ref
    return {"type": [TYPES[name], "null"] if null else TYPES[name]}


def schemas() -> str:
    """``schemas/output.json``: under ``commands`` a schema for each answer, under ``definitions`` what they share."""
    common: dict[str, Shape] = {"ok": "b", "diagnostics": ["@diagnostic"]}
    commands = {
        name: {"anyOf": [schema_of({**common, **fields}), {"$ref": "#/definitions/refused"}]}
        for name, fields in COMMANDS.items()
    }
    refused = schema_of({**common, "built": ["o"]})
    refused["properties"]["ok"] = {"const": False}
    made = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "congvan --json",
        "definitions": {**{name: schema_of(fields) for name, fields in DEFINITIONS.items()}, "refused": refused},
        "commands": commands,
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def told(shape: Shape) -> str:
    """One shape in words."""
    if isinstance(shape, list):
        return f"danh sách {told(shape[0])}"
    if isinstance(shape, dict):
        return "{" + ", ".join(f"`{key}` {told(value)}" for key, value in shape.items()) + "}"
    name, null = shape.removesuffix("?"), "?" if shape.endswith("?") else ""
    return (f"`{name[1:]}`" if name.startswith("@") else TOLD[name]) + null


def text() -> str:
    """The whole page."""
    parts = [HEAD, "## Các đối tượng\n"]
    for name, fields in DEFINITIONS.items():
        parts.append(f"**`{name}`**: {WORDS[name]}.\n{told(fields)}\n")
    parts.append("## Từng lệnh\n\n| lệnh | ngoài `ok`, `diagnostics` |\n|---|---|")
    for name, fields in COMMANDS.items():
        shown = "<br>".join(f"`{key}`: {told(shape)}" for key, shape in fields.items())
        parts.append(f"| `{name}` | {shown} |")
    parts.append(
        "\n`schema` in chính lược đồ; `sign`, `send`, `import` in các trường của tệp hay nơi nhận tương ứng, cùng phần chung.\n"
    )
    return "\n".join(parts)


def main() -> int:
    """Write both, or compare them."""
    made = {PAGE: text(), SCHEMA: schemas()}
    if "--check" in sys.argv:
        return int(any(path.read_text(encoding="utf-8") != said for path, said in made.items()))
    for path, said in made.items():
        path.write_text(said, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

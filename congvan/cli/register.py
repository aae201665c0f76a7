"""``congvan register …``: the commands of the register, each imported when it is called."""

from __future__ import annotations

from congvan.cli.group import parts

PARTS = {
    "list": "congvan.cli.register_look",
    "show": "congvan.cli.register_look",
    "search": "congvan.cli.register_look",
    "import": "congvan.cli.register_files",
    "export": "congvan.cli.register_files",
    "verify": "congvan.cli.register_change",
    "head": "congvan.cli.register_change",
    "reserve": "congvan.cli.register_change",
    "void": "congvan.cli.register_change",
    "backup": "congvan.cli.register_files",
    "restore": "congvan.cli.register_files",
}

command = parts("register", PARTS)

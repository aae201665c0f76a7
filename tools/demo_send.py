"""``make demo-send``: one letter to a mail server on this machine that prints what it gets; nobody else gets it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]
ID = "2024/canh-bao-gia-danh-lan-2"


def main() -> int:
    """Everything lands in output/thu-gui; the exit code of the last command."""
    from mail_server import MailServer

    folder = ROOT / "output" / "thu-gui"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "recipients.yaml", folder)
    shutil.copytree(ROOT / "circulars", folder / "circulars")
    with MailServer(folder / "may-chu-thu", ("--keep", "--show")) as mail:
        issuer = (ROOT / "issuer.yaml").read_text(encoding="utf-8")
        server = f"{{host: 127.0.0.1, port: {mail.port}, security: none, from: vanthu@sotttt.example}}"
        text = f"{issuer}delivery:\n  smtp: {server}\n  edxml: {{outbox: truc}}\n"
        (folder / "issuer.yaml").write_text(text, encoding="utf-8")
        (folder / "truc").mkdir()
        code = 0
        for args in (
            ["send", ID, "--allow-unsigned", "--dry-run"],
            ["send", ID, "--allow-unsigned"],
            ["send", ID, "--allow-unsigned"],
            ["deliveries", ID],
        ):
            print(f"\n$ python build.py {' '.join(args)}", flush=True)
            command = [sys.executable, str(ROOT / "build.py"), "--workspace", str(folder), *args]
            code = subprocess.run(command, cwd=ROOT, check=False).returncode
    print(f"\nThư đã nhận: {folder / 'may-chu-thu'}; tệp của trục: {folder / 'truc'}")
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Delivery: our rate against a bare smtplib loop over one connection, where the rest goes, and is it flat."""

from __future__ import annotations

import os
import shutil
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]

from mail_server import MailServer  # noqa: E402

from congvan import pipeline  # noqa: E402
from congvan.dispatch import delivery, outgoing  # noqa: E402
from congvan.dispatch.plan import Choice  # noqa: E402
from congvan.machine.settings import Settings  # noqa: E402
from congvan.mail import message, smtp  # noqa: E402
from congvan.problems import Problems  # noqa: E402
from congvan.register import deliveries  # noqa: E402
from congvan.workspace import Workspace  # noqa: E402

LETTER = """unit: thanh-tra
subject: đo tốc độ phát hành
signer: giam-doc
to: [moi-noi]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""


def _workspace(folder: Path, agencies: int, port: int) -> Path:
    folder.mkdir(parents=True)
    (folder / "circulars").mkdir()
    issuer = (ROOT / "issuer.yaml").read_text(encoding="utf-8")
    server = f"{{host: 127.0.0.1, port: {port}, security: none, from: vanthu@so.example}}"
    (folder / "issuer.yaml").write_text(f"{issuer}delivery: {{smtp: {server}}}\n", encoding="utf-8")
    slugs = [f"n{n:05}" for n in range(agencies)]
    text = "agencies:\n" + "".join(f"  {s}: {{name: Nơi {s}, email: {s}@noi.example}}\n" for s in slugs)
    text += f"groups:\n  moi-noi: {{name: Mọi nơi, members: [{', '.join(slugs)}]}}\n"
    (folder / "recipients.yaml").write_text(text, encoding="utf-8")
    (folder / "circulars" / "a.yaml").write_text(LETTER, encoding="utf-8")
    subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--workspace", str(folder), "issue", "a"],
        check=True,
        capture_output=True,
    )
    return folder


def _prepared(folder: Path) -> tuple[delivery.Case, delivery.SendOrder]:
    problems, space = Problems(), Workspace(folder, Settings.read(os.environ))
    office = pipeline.open_office(space, problems)
    assert office is not None
    order = delivery.SendOrder(Choice(), outgoing.SendWish(space.output(None), allow_unsigned=True))
    case = delivery.prepare(delivery.look(space.select(["a"], problems)[0], office, order, problems), order, problems)
    assert case is not None, list(problems)
    return case, order


def _ours(folder: Path) -> tuple[float, int]:
    case, order = _prepared(folder)
    start = time.perf_counter()
    sent = delivery.send(case, order, Problems())
    spent = time.perf_counter() - start
    assert sent.good
    assert sent.rows[0].state == "accepted"
    return spent, len(sent.rows)


def _bare(port: int, messages: list[tuple[str, bytes]]) -> float:
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for address, data in messages:
            server.sendmail("vanthu@so.example", [address], data)
    return time.perf_counter() - start


def _clocked(owner: object, name: str, spent: dict[str, float]) -> Callable[[], None]:
    """Sum up the time inside a function; calling the result puts it back."""
    before = getattr(owner, name)

    def timed(*args, **more):
        start = time.perf_counter()
        try:
            return before(*args, **more)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - start

    setattr(owner, name, timed)
    return lambda: setattr(owner, name, before)


def _against_bare(place: Path, name: str, runs: int, register: Callable[[int], str]) -> None:
    import os

    ratios, ours, bare = [], [], []
    spent: dict[str, float] = {}
    with MailServer(place / name) as mail:
        for run in range(runs):
            os.environ["CONGVAN_REGISTER"] = register(run)
            folder = _workspace(place / f"{name}-{run}", 1000, mail.port)
            undo = [_clocked(deliveries.Deliveries, "step", spent), _clocked(message.Envelope, "write", spent),
                    _clocked(smtp.Mailer, "_transaction", spent)]  # fmt: skip
            seconds, count = _ours(folder)
            for back in undo:
                back()
            example = b"x" * 40 + b"\r\n"
            size = mail.got()[-1]["size"]
            messages = [(f"n{n:05}@noi.example", example * (size // 42)) for n in range(count)]
            other = _bare(mail.port, messages)
            ratios.append(other / seconds)
            ours.append(seconds / count * 1000)
            bare.append(other / count * 1000)
    del os.environ["CONGVAN_REGISTER"]
    print(
        f"{name}: 1,000 messages of {size / 1000:.0f} KB: {statistics.median(ours):.2f} ms each, bare smtplib loop "
        f"{statistics.median(bare):.2f} ms; our rate is {statistics.median(ratios):.2f} of it "
        f"({3600 / statistics.median(ours) * 1000:,.0f} agencies an hour)"
    )
    words = {"step": "ledger (two states, one commit)", "write": "message and its templates", "_transaction": "SMTP"}
    whole = sum(ours) * 1000 / 1000
    for key, seconds in spent.items():
        part = seconds * 1000 / (runs * 1000)
        print(f"  {words[key]:34} {part:6.2f} ms each, {100 * part * runs / whole:4.1f} %")


def _flat(place: Path) -> None:
    """The whole run of 100 and of 10,000 agencies, per message."""
    each = {}
    with MailServer(place / "flat") as mail:
        for count in (100, 10_000):
            folder = _workspace(place / f"flat-{count}", count, mail.port)
            if count == 100:
                times = []
                for run in range(5):
                    shutil.copytree(folder, place / f"flat-{count}-{run}")
                    times.append(_ours(place / f"flat-{count}-{run}")[0])
                seconds = statistics.median(times)
            else:
                seconds = _ours(folder)[0]
            each[count] = seconds / count * 1000
    ratio = each[10_000] / each[100]
    print(f"a message among 100 rows {each[100]:.2f} ms, among 10,000 rows {each[10_000]:.2f} ms; ratio {ratio:.2f}")


def run(place: Path) -> None:
    """Print everything."""
    from postgres import Server

    folder = place / "delivery"
    folder.mkdir()
    _against_bare(folder, "SQLite", 5, lambda n: "")
    server = Server()
    try:
        _against_bare(folder, "PostgreSQL", 3, lambda n: server.database(f"gui{n}"))
    finally:
        server.close()
    _flat(folder)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        run(Path(place))

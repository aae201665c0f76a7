"""An office of many years: letters at every step of their way, fifty people with their roles, a register that agrees.

What the desk would write one letter at a time is written in one transaction each for the register, the marks and their
rows in the audit log.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from crowd import Crowd

from congvan import pipeline
from congvan.model.register import Draft
from congvan.people import marks
from congvan.people.steps import Act, Mark
from congvan.problems import Problems
from congvan.register.ledger import Writing
from congvan.register.tables import ENTRIES

UNITS, SIGNERS = ("thanh-tra", "cntt-bcvt", "van-phong"), ("giam-doc", "pho-giam-doc")
SYMBOLS = {"thanh-tra": "TTr", "cntt-bcvt": "CNTT-BCVT", "van-phong": "VP"}
WAY: tuple[Act, ...] = ("submit", "content", "form", "approve", "sign")
WORDS = ("lừa đảo", "thuê bao", "họp giao ban", "kế hoạch", "đất đai", "giáo dục", "y tế", "bưu chính", "thống kê")
KINDS = ("cong-van", "cong-van", "cong-van", "to-trinh")
FILES = (
    "files:\n  chung: {code: 01.VP, title: Văn bản chung, keep: 10 năm}\n"
    "  vien-thong: {code: 02.VT, title: Viễn thông, keep: 20 năm}\n"
)
LETTER = """type: {kind}
unit: {unit}
subject: {subject}
signer: {signer}
to: [so-noi-vu]
file: {file}
body: |
  Nội dung thứ {n}: {subject}.
copies: [nhu-tren]
"""


def people() -> dict[str, str]:
    """Fifty of them: thirty who draft, three heads, two checkers, two who sign, two clerks, one who administers; ten
    drafters who check, too.
    """
    found = {f"soan{n}": f"soan-thao:{UNITS[n % 3]}" for n in range(30)}
    found |= {f"truong{n}": f"truong-don-vi:{unit}" for n, unit in enumerate(UNITS)}
    found |= {"kiem0": "kiem-tra", "kiem1": "kiem-tra", "vanthu": "van-thu", "vanthu1": "van-thu kiem-tra"}
    found |= {f"ky{n}": f"ky:{signer}" for n, signer in enumerate(SIGNERS)}
    found |= {f"hai{n}": f"soan-thao:{UNITS[n % 3]} kiem-tra" for n in range(10)}
    return found | {"quantri": "quan-tri"}


def id_of(n: int) -> str:
    return f"{2024 + n % 3}/thu-{n:04}"


def subject_of(n: int) -> str:
    return f"{WORDS[n % len(WORDS)]} đợt {n} năm {2024 + n % 3} trên địa bàn tỉnh"


def unit_of(n: int) -> str:
    return UNITS[n % 3]


def signer_of(n: int) -> str:
    return SIGNERS[n % 2]


def furnished(root: Path, letters: int, drawer: Any = None) -> Crowd:
    """Of ``letters`` six in ten have gone out, a quarter is on its way (as far as its number says), the rest lies as
    drafts of which nobody has submitted any.
    """
    crowd = Crowd(root, people(), offices=("so",), drawer=drawer)
    issuer = root / "so" / "issuer.yaml"
    issuer.write_text(f"{issuer.read_text('utf-8')}\n{FILES}", "utf-8")
    for n in range(letters):
        path = root / "so" / "circulars" / f"{id_of(n)}.yaml"
        path.parent.mkdir(exist_ok=True)
        file = ("chung", "vien-thong")[n % 2]
        kind = KINDS[n % 4]
        path.write_text(
            LETTER.format(kind=kind, unit=unit_of(n), subject=subject_of(n), signer=signer_of(n), file=file, n=n),
            "utf-8",
        )
    gone, moving = range(letters * 6 // 10), range(letters * 6 // 10, letters * 85 // 100)
    _registered(crowd, gone)
    _marked(crowd, gone, moving)
    return crowd


def _registered(crowd: Crowd, which: range) -> None:
    here = crowd.desks["so"].here
    with here.at(None, Problems()) as (_, office):
        assert office is not None
        ledger = pipeline.ledger_of(office)

        def work(tx: Writing) -> None:
            for n in which:
                kind = KINDS[n % 4]
                draft = Draft(
                    kind, kind, f"STTTT-{SYMBOLS[unit_of(n)]}", subject_of(n), unit=unit_of(n), signer="Nguyễn Tấn Đức",
                    to=("Sở Nội vụ",), circular=id_of(n),
                )  # fmt: skip
                day = date(2024 + n % 3, 1, 5) + timedelta(n * 300 // len(which))
                entry = tx.enter(draft, day.year, "chung", n // 3 + 1, day)
                tx.connection.execute(ENTRIES.update().where(ENTRIES.c.id == entry.id).values(sent=day))

        ledger.write(work, repeatable=False)


def _marked(crowd: Crowd, gone: range, moving: range) -> None:
    """The marks of what has gone out, and of what is on its way as many as its number says."""
    desk, made = crowd.desks["so"], []
    for n in (*gone, *moving):
        sha256, words, upto = f"{n:064x}", "", len(WAY)
        if n in moving:
            stand = desk.standing(id_of(n)).value
            assert stand is not None
            assert stand.hashes, desk.check([id_of(n)]).diagnostics
            sha256, words, upto = stand.hashes[0], stand.words, n % 6
        who = (f"soan{n % 30}", f"truong{n % 3}", "kiem0", f"ky{n % 2}", f"ky{n % 2}")
        for at, (person, act) in enumerate(zip(who[:upto], WAY[:upto], strict=True)):
            when = (crowd.now() - timedelta(days=n % 40, minutes=10 - at)).isoformat(timespec="seconds")
            made.append((Mark(id_of(n), person, person.title(), "", act, sha256, when), words))
    with desk.here.at(None, Problems()) as (_, office):
        assert office is not None
        ledger = pipeline.ledger_of(office)

        def told(tx: Writing) -> None:
            for mark, _ in made:
                tx.act(mark.act, mark.circular, {"after": mark.sha256})

        ledger.write(told, repeatable=False)

    def work(connection: Any) -> None:
        for mark, words in made:
            marks.append(connection, "so", mark, "", words)

    crowd.people.store.write(work)

"""Ký và đóng dấu: a letter's fields on its true pages, its file down to any tool and up again, keys of the server."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.desk.result import Diagnostic
from congvan.model.keyring import DeclaredKey, Keyring
from congvan.model.signing import DATE, LEADER, NUMBER, SEAL
from congvan.problems import Diagnostic as Plain
from congvan.problems import MachineFault, Severity
from congvan.studio import signed_here, traces, uploads
from congvan.studio.guard import LARGEST, session_of
from congvan.studio.offices import Place
from congvan.studio.pages import errors, fault, faults, language, page, say, spoken, wrong
from congvan.studio.verifying import verified, when

if TYPE_CHECKING:
    from congvan.desk.result import Result
    from congvan.desk.sign import Signed
    from congvan.desk.signing import Signing

TIMES = {"lau-dai": True, "co": False}
"""What a form may ask of the server's clock of an authority, and whether what is needed for long comes with it."""
NO_TIME = "khong"
ORDER = (LEADER, NUMBER, DATE, SEAL)
"""As they are signed (Điều 14)."""
_KEPT = 24


@dataclass
class Seen:
    """What was found of a file, by office, language and its bytes: a page that is opened again asks nobody anew."""

    _found: OrderedDict[str, dict[str, Any]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, name: str) -> dict[str, Any] | None:
        """What is known under ``name``."""
        with self._lock:
            return self._found.get(name)

    def keep(self, name: str, found: dict[str, Any]) -> None:
        """Remember it; the oldest makes room."""
        with self._lock:
            self._found[name] = found
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)


seen = Seen()


async def shown(request: Request, place: Place) -> Response:
    """The page."""
    return await _page(request, place, [], 200)


async def _page(
    request: Request, place: Place, told: list[dict[str, object]], status: int, **asked: object
) -> Response:
    id, lang = request.path_params["id"], language(request)
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    state = await run_in_threadpool(place.desk.signing, id)
    ring = await run_in_threadpool(place.desk.keys)
    lies = state.value is not None and state.value.file is not None
    found = await run_in_threadpool(_looked, place, state.value, lang) if lies and state.value is not None else None
    rows = when(place, found["signatures"], lang) if found is not None else []
    more = {"asked": "", "doubts": [], "agreed": "", "chosen": "", "no_leader": False, "timed": "", **asked}
    return page(
        request, "sign", status, place=place, card=card, state=state.value, found=found,
        fields=_fields(state.value, found or {}, rows, lang), ring=ring.value or Keyring(),
        times=(*TIMES, NO_TIME),
        faults=[*told, *(errors(state, lang) if not told else []), *errors(ring, lang)], **more,
    )  # fmt: skip


def _looked(place: Place, state: Signing, lang: str) -> dict[str, Any]:
    """The verdict and the pages of the letter's file as it lies there."""
    assert state.file is not None
    file = hashlib.sha256(state.file.read_bytes()).hexdigest()
    name, pictured = f"{place.slug} {lang} {file}", f"{place.slug} {file}"
    known = seen.find(name)
    if known is not None:
        return known
    found = verified(place, state.file, lang) if state.filled else {"signatures": [], "findings": [], "faults": []}
    names = [one for one in ORDER if one in state.fields]
    drawn = place.desk.pictures(state.file, boxes=[state.fields[one] for one in names]).value
    boxes = dict(zip(names, drawn.boxes, strict=False)) if drawn is not None else {}
    pages = drawn.pages if drawn is not None else ()
    blank = {"verdict": "", "sentence": "", "findings": [], "signatures": []}
    found = {**blank, **found, "boxes": boxes, "pictures": pages, "name": file}
    seen.keep(name, found)
    seen.keep(pictured, found)
    return found


def _fields(state: Signing | None, found: Mapping[str, Any], rows: list[dict[str, Any]], lang: str) -> list[Any]:
    """The letter's own places in their order, with who signed there; then signatures that stand elsewhere."""
    made, left = [], [row for row in rows if row["kind"] == "signature"]
    for name in ORDER if state is not None else ():
        box = found.get("boxes", {}).get(name)
        row = next((r for r in left if r["field"] == name), None)
        row = row or next((r for r in left if r["field"] not in ORDER and _over(r["box"], box)), None)
        left = [r for r in left if r is not row]
        if row is not None or (state is not None and name in state.fields):
            made.append({"name": name, "label": say(lang, f"sign.field.{name}"), "row": row, "box": box})
    return [*made, *({"name": r["field"], "label": r["field"], "row": r, "box": r["box"]} for r in left)]


def _over(one: tuple[float, ...] | None, place: tuple[float, ...] | None) -> bool:
    """Whether most of a signature's box lies in a place of the letter: tools that make fields of their own."""
    if one is None or place is None or one[0] != place[0]:
        return False
    wide, tall = min(one[3], place[3]) - max(one[1], place[1]), min(one[4], place[4]) - max(one[2], place[2])
    return wide > 0 and tall > 0 and wide * tall >= 0.5 * (one[3] - one[1]) * (one[4] - one[2])


async def make(request: Request, place: Place) -> Response:
    """The sign-ready file, made anew from the text of now."""
    id, form = request.path_params["id"], await request.form()
    person, vgca, apart = session_of(request).person, form.get("o-rieng") == "1", form.get("phu-luc") == "1"
    done = await run_in_threadpool(partial(place.desk.ready, [id], actor=person, vgca=vgca, apart=apart))
    if not done.ok:
        return await _page(request, place, faults(done, language(request)), 422)
    return _back(place, id)


def _back(place: Place, id: str) -> Response:
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}/ky", 303)


FILES = {"cho-ky": "file", "goc": "ready", "da-ky": "signed", "truoc": "earlier"}


async def download(request: Request, place: Place) -> Response:
    """One of its files: what is to be signed next, the sign-ready one, the signed one, the signed one of before."""
    found = await run_in_threadpool(place.desk.signing, request.path_params["id"])
    which = FILES.get(request.path_params["which"])
    path: Path | None = getattr(found.value, which) if which is not None and found.value is not None else None
    if path is None:
        return page(request, "missing", 404, place=place)
    data = await run_in_threadpool(path.read_bytes)  # as it is now: it may be replaced while it is sent
    name = quote(path.name if which != "earlier" else f"{path.stem}.signed.pdf")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type="application/pdf", headers=headers)


async def bring(request: Request, place: Place) -> Response:
    """What was signed elsewhere, in place of the signed file, if it is that file and signatures on it."""
    id, lang, form = request.path_params["id"], language(request), await request.form()
    given = uploads.chosen(form)
    if given is None:
        return await _page(request, place, [wrong(say(lang, "sign.no_file"))], 422)
    data = await given.read(LARGEST + 1)
    if len(data) > LARGEST:
        return await _page(request, place, [wrong(say(lang, "sign.too_large"))], 413)
    ring = await run_in_threadpool(place.desk.keys)
    trust = ring.value.trust if ring.value is not None else ()
    person, paper = session_of(request).person, form.get("tren-giay") == "1"
    work = partial(place.desk.take_signed, id, data, given.name, trust=trust, no_leader=paper, actor=person)
    record = await traces.begun(request, place, "sign", "seal")
    done = await run_in_threadpool(work)
    if done.value is None:
        return await _page(request, place, faults(done, lang), 422)
    await traces.kept(record)
    return _back(place, id)


async def sign(request: Request, place: Place) -> Response:
    """A signature or the seal with a key of the server; what opens it is typed here and kept nowhere."""
    id, form = request.path_params["id"], await request.form()
    role = {"ky": LEADER, "dau": SEAL}.get(str(form.get("viec", "")))
    if role is None or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    lang, ring = language(request), await run_in_threadpool(place.desk.keys)
    key = ring.value.find(str(form.get("khoa", "")), role) if ring.value is not None else None
    if ring.value is None or key is None:
        missing = Plain("CV741", Severity.ERROR, None, {"key": str(form.get("khoa", ""))[:60]})
        return await _page(request, place, [spoken(missing, lang)], 422)
    record = await traces.begun(request, place, "sign" if role == LEADER else "seal")
    try:
        done, doubts = await run_in_threadpool(_signed, request, place, id, key, ring.value, form)
    except MachineFault as broken:
        if record is not None and await run_in_threadpool(record.left, place):
            await traces.kept(record)  # it ended after the signature was in its place
            return _back(place, id)
        return await _page(request, place, [spoken(broken.diagnostic, lang)], 500)
    if done.ok and done.value and all(one.done for one in done.value):
        await traces.kept(record)
        return _back(place, id)
    if any(d.code == "CV633" for d in done.diagnostics):
        told = {"doubts": [fault(d, lang) for d in doubts], "agreed": signed_here.word(doubts), "chosen": key.name}
        told["timed"] = str(form.get("thoi-gian", ""))
        return await _page(request, place, [], 409, **told, asked=role, no_leader=form.get("tren-giay") == "1")
    return await _page(request, place, errors(done, lang) or faults(done, lang), 422)


def _signed(
    request: Request, place: Place, id: str, key: DeclaredKey, ring: Keyring, form: FormData
) -> tuple[Result[tuple[Signed, ...]], tuple[Diagnostic, ...]]:
    ring, paper = timed(ring, str(form.get("thoi-gian", ""))), form.get("tren-giay") == "1"
    return signed_here.apart(
        place, session_of(request).person, id, key, ring, str(form.get("mat-khau", "")),
        agreed=str(form.get("dong-y", "")), no_leader=paper,
    )  # fmt: skip


def timed(ring: Keyring, wish: str) -> Keyring:
    """The keys with the clock that a form asked for: the declared one or none, never an address from a browser; as
    declared where nothing is said.
    """
    if ring.tsa is None or wish not in (*TIMES, NO_TIME):
        return ring
    return replace(ring, tsa=ring.tsa if wish in TIMES else None, lta=TIMES.get(wish, False))


async def picture(request: Request, place: Place) -> Response:
    """A page of the file, by the hash of its bytes: it never changes, so that the browser keeps it."""
    found = seen.find(f"{place.slug} {request.path_params['name']}")
    number = int(request.path_params["number"])
    if found is None or not 1 <= number <= len(found["pictures"]):
        return page(request, "missing", 404, place=place)
    headers = {"cache-control": "private, max-age=86400, immutable"}
    return Response(found["pictures"][number - 1][0], media_type="image/png", headers=headers)

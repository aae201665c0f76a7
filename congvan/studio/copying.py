"""Bản sao: anybody's PDF, or a document of the office → its pages to choose from, a look at the copy, the copy."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from congvan.studio import uploads
from congvan.studio.guard import session_of
from congvan.studio.jobs import Store, earlier, mine, note
from congvan.studio.offices import Place
from congvan.studio.pages import fault, faults, language, page, say, wrong

if TYPE_CHECKING:
    from congvan.desk.copy import Copied, CopyLook
    from congvan.desk.result import Result
    from congvan.studio.studio import Studio

MAKING = "making"
"""A copy that somebody asked for: it may have its number, and no file yet."""
KIND = Store("sao", unfinished=MAKING)
FORMS = ("sao-y", "sao-luc", "trich-sao")
PART = "trich-sao"
"""The form that is of some pages only."""
SHOWN = 200
"""Pages that are shown to choose from; further ones are typed."""
SIDE = 420
_OPTIONS = {"CV687": "copy.bad_pages", "CV689": "copy.no_pages"}
"""Faults that speak of an option of the command line, and what is said of them here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for a copy, as it is kept and sent to the desk."""

    form: str = FORMS[0]
    signer: str = ""
    pages: str = ""
    copies: tuple[str, ...] = ()
    electronic: bool = False
    day: str = ""
    subject: str = ""

    @classmethod
    def of(cls, form: FormData) -> Choice:
        """As a browser sends it; pages are ticked, or typed where there are too many to show."""
        ticked = [int(one) for one in map(str, form.getlist("trang")) if one.isascii() and one.isdecimal()]
        typed = str(form.get("trang_khac", "")).strip()
        pages = ",".join(part for part in (runs(sorted(set(ticked))), typed) if part)
        copies = tuple(dict.fromkeys(map(str, form.getlist("noi_nhan"))))
        return cls(
            str(form.get("hinh_thuc", "")), str(form.get("nguoi_ky", "")), pages, copies,
            form.get("dang") == "dien-tu", str(form.get("ngay", "")).strip(), str(form.get("ten", "")).strip(),
        )  # fmt: skip

    @classmethod
    def kept(cls, told: Mapping[str, Any]) -> Choice:
        """As it stands in the job's file."""
        return cls(**{**told, "copies": tuple(told.get("copies", ()))})

    def asked(self) -> dict[str, Any]:
        """The arguments of the desk's deed. Errors: ValueError no such day."""
        return {
            "form": self.form if self.form in FORMS else FORMS[0], "signer": self.signer,
            "pages": (self.pages or None) if self.form == PART else None, "copies": self.copies,
            "electronic": self.electronic, "day": date.fromisoformat(self.day) if self.day else None,
            "subject": self.subject or None,
        }  # fmt: skip

    def ticked(self) -> frozenset[int]:
        """The pages that are chosen, of those shown."""
        found = set[int]()
        for part in self.pages.split(","):
            first, _, last = part.partition("-")
            with suppress(ValueError):
                found.update(range(int(first), min(int(last or first), SHOWN) + 1))
        return frozenset(found)


def runs(numbers: list[int]) -> str:
    """``[1, 2, 3, 5]`` → ``1-3,5``."""
    parts = list[list[int]]()
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ",".join(str(p[0]) if len(p) == 1 else f"{p[0]}-{p[-1]}" for p in parts)


async def upload(request: Request, place: Place) -> Response:
    """Which file; ``?van-ban=ID`` is a document of the office."""
    return await _form(request, place, [], 200)


async def _form(request: Request, place: Place, told: list[dict[str, object]], status: int) -> Response:
    shown = [
        (job, {**known, "begun": await run_in_threadpool(_begun, place, known)}, when)
        for job, known, when in await earlier(KIND, request, place)
    ]
    asked = request.query_params.get("van-ban", "")
    card = await run_in_threadpool(place.card, asked) if asked else None
    return page(request, "copy-file", status, place=place, jobs=shown, faults=told, card=card)


async def take(request: Request, place: Place) -> Response:
    """The file into a job of its own, if it can be copied at all."""
    studio: Studio = request.app.state.studio
    lang, form = language(request), await request.form()
    id, given = str(form.get("van_ban", "")), uploads.chosen(form)
    if id:
        name, data, told = await run_in_threadpool(_ours, place, id, session_of(request).person, lang)
        if told:
            return await _form(request, place, told, 422)
    elif given is not None:
        name, data = given.name, await given.read()
    else:
        return await _form(request, place, [wrong(say(lang, "copy.no_file"))], 422)
    folder = await run_in_threadpool(KIND.put, place, "tep.pdf", data)
    found = await run_in_threadpool(place.desk.pages, folder / "tep.pdf")
    if found.value is None:
        return await _form(request, place, faults(found, lang), 422)
    signer = next(iter(place.facts().signers), "")
    known = {
        "name": name, "at": studio.now().isoformat(), "person": session_of(request).person, "of": id,
        "pages": found.value.count, "id": f"sao/{_slug(name)}-{folder.name[:6]}", "state": "open",
        "choice": asdict(Choice(signer=signer)),
    }  # fmt: skip
    await run_in_threadpool(note, folder, known)
    return RedirectResponse(f"/{place.slug}/sao/{folder.name}", 303)


def _ours(place: Place, id: str, person: str, lang: str) -> tuple[str, bytes, list[dict[str, object]]]:
    """The signed file of a document of the office, else its printed page."""
    card = place.card(id)
    if card is None:
        return "", b"", [wrong(say(lang, "missing.text"))]
    path = place.desk.here.workspace.output(None) / f"{card.id}.signed.pdf"
    if not path.is_file():
        built = place.desk.build([card.id], formats=("pdf",), actor=person)
        made = [out for one in built.value or () for out in one.outputs if out.suffix == ".pdf"]
        if not built.ok or not made:
            return "", b"", faults(built, lang) or [wrong(say(lang, "unbuilt.title"))]
        path = made[0]
    return f"{(card.code or card.id).replace('/', '-')}.pdf", path.read_bytes(), []


def _slug(name: str) -> str:
    from congvan.text.letters import fold

    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(Path(name).stem)).split()
    return "-".join(words)[:60].strip("-") or "ban-sao"


def _job(request: Request, place: Place) -> tuple[Path, dict[str, Any]] | None:
    found = KIND.find(place, request.path_params["job"])
    return found if found is not None and mine(request, found[1]) else None


async def choose(request: Request, place: Place) -> Response:
    """The pages, what is asked of the copy, and how it would look now; or the copy, once it is made."""
    found = await run_in_threadpool(_job, request, place)
    if found is None:
        return page(request, "missing", 404, place=place)
    folder, known = found
    if known["state"] == "done":
        return page(request, "copied", place=place, job=folder.name, known=known)
    return await _choice(request, place, folder, known, [], 200)


async def _choice(
    request: Request, place: Place, folder: Path, known: dict[str, Any], told: list[dict[str, object]], status: int
) -> Response:
    lang, choice = language(request), Choice.kept(known["choice"])
    begun = await run_in_threadpool(_begun, place, known)
    look: CopyLook | None = None
    if not told:
        look, told = await run_in_threadpool(_looked, place, folder, known, choice, lang)
    return page(
        request, "copy", status, place=place, job=folder.name, known=known, choice=choice, forms=FORMS, part=PART,
        shown=min(known["pages"], SHOWN), ticked=choice.ticked(), look=look, faults=told, begun=begun,
        stamp=_stamp(look), facts=place.facts(),
    )  # fmt: skip


def _begun(place: Place, known: Mapping[str, Any]) -> str:
    """The number that this copy has already: whoever made it was stopped before its file was written."""
    if known["state"] != MAKING:
        return ""
    shown = place.desk.register_show(known["id"]).value
    return str(shown.entry.code) if shown is not None and shown.entry.circular == known["id"] else ""


def _looked(
    place: Place, folder: Path, known: Mapping[str, Any], choice: Choice, lang: str
) -> tuple[CopyLook | None, list[dict[str, object]]]:
    try:
        result = place.desk.copy_look(folder / "tep.pdf", id=known["id"], **choice.asked())
    except ValueError:
        return None, [wrong(say(lang, "copy.no_day"))]
    if result.value is not None:
        (folder / f"{_stamp(result.value)}.png").write_bytes(result.value.picture)
    return result.value, _told(result, lang)


def _told(result: Result[Any], lang: str) -> list[dict[str, object]]:
    found = faults(result, lang)
    return [
        {**one, "message": say(lang, _OPTIONS[str(one["code"])])} if one["code"] in _OPTIONS else one for one in found
    ]


def _stamp(look: CopyLook | None) -> str:
    from hashlib import sha256

    return "" if look is None else f"xem-{sha256(look.picture).hexdigest()[:16]}"


async def make(request: Request, place: Place) -> Response:
    """``viec=xem``: keep what was chosen, and show it; ``viec=sao``: take the number and write the copy."""
    found = await run_in_threadpool(_job, request, place)
    if found is None:
        return page(request, "missing", 404, place=place)
    folder, known = found
    here = RedirectResponse(f"/{place.slug}/sao/{folder.name}", 303)
    if known["state"] == "done":
        return here
    form = await request.form()
    if not await run_in_threadpool(_begun, place, known):  # what has its number is made as it was asked for then
        known["choice"] = asdict(Choice.of(form))
    known["state"] = MAKING if form.get("viec") == "sao" else known["state"]
    known["expected"] = str(form.get("du_kien", ""))[:60]
    await run_in_threadpool(note, folder, known)
    if form.get("viec") != "sao":
        return here
    lang, choice = language(request), Choice.kept(known["choice"])
    try:
        work = partial(
            place.desk.copy, folder / "tep.pdf", known["id"], actor=session_of(request).person, **choice.asked()
        )
        result: Result[Copied] = await run_in_threadpool(work)
    except ValueError:
        return await _unmade(request, place, folder, known, [wrong(say(lang, "copy.no_day"))])
    if result.value is None:
        return await _unmade(request, place, folder, known, _told(result, lang))
    made = result.value
    known["state"] = "done"
    known["made"] = {
        "code": str(made.entry.code), "placed": made.placed, "pages": made.pages, "electronic": choice.electronic,
        "said": [fault(one, lang)["message"] for one in result.diagnostics],
    }  # fmt: skip
    await run_in_threadpool(note, folder, known)
    return here


async def _unmade(
    request: Request, place: Place, folder: Path, known: dict[str, Any], told: list[dict[str, object]]
) -> Response:
    """Nothing came of it, unless it has its number already."""
    if not await run_in_threadpool(_begun, place, known):
        known["state"] = "open"
        await run_in_threadpool(note, folder, known)
    return await _choice(request, place, folder, known, told, 422)


async def sheet(request: Request, place: Place) -> Response:
    """One page of the file as a picture; drawn once."""
    found = await run_in_threadpool(_job, request, place)
    number = int(request.path_params["page"])
    if found is None or not 1 <= number <= min(found[1]["pages"], SHOWN):
        return page(request, "missing", 404, place=place)
    path = found[0] / f"trang-{number}.png"
    if not path.is_file():
        drawn = await run_in_threadpool(partial(place.desk.pages, found[0] / "tep.pdf", [number], side=SIDE))
        if drawn.value is None:
            return page(request, "missing", 404, place=place)
        await run_in_threadpool(path.write_bytes, drawn.value.pictures[0])
    return FileResponse(path, media_type="image/png", headers={"cache-control": "private, max-age=86400"})


async def picture(request: Request, place: Place) -> Response:
    """The page that bears block or line, as it was last looked at."""
    found = await run_in_threadpool(_job, request, place)
    name = request.path_params["name"]
    path = found[0] / f"{name}.png" if found is not None and name.startswith("xem-") and name[4:].isalnum() else None
    if path is None or not path.is_file():
        return page(request, "missing", 404, place=place)
    return FileResponse(path, media_type="image/png")


async def download(request: Request, place: Place) -> Response:
    """The finished copy; the signed one where the agency has signed it."""
    found = await run_in_threadpool(_job, request, place)
    if found is None or found[1]["state"] != "done":
        return page(request, "missing", 404, place=place)
    output = place.desk.here.workspace.output(None)
    paths = [output / f"{found[1]['id']}.{ending}" for ending in ("signed.pdf", "pdf")]
    path = next((one for one in paths if one.is_file()), None)
    if path is None:
        return page(request, "missing", 404, place=place)
    name = f"{found[1]['made']['code'].replace('/', '-')}.pdf"
    disposition = f"attachment; filename*=utf-8''{quote(name)}"
    return FileResponse(path, media_type="application/pdf", headers={"content-disposition": disposition})

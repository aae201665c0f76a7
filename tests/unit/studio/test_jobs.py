"""What lies below ``.congvan`` for a time, and the files that forms bring."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asking import asked
from starlette.datastructures import FormData, UploadFile

from congvan.people.roles import Holding
from congvan.studio import bookwork, copying, inspecting, returned, uploads, verifying
from congvan.studio.jobs import Store, note
from congvan.studio.offices import Place

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
WEEKLY = (inspecting.KIND, verifying.KIND, copying.KIND)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return asked(tmp_path, Holding("soan-thao")).studio.offices.places["so"]


def aged(folder: Path, age: timedelta) -> None:
    stamp = (NOW - age).timestamp()
    os.utime(folder, (stamp, stamp))


def left(store: Store, place: Place) -> set[str]:
    return {one.name for one in store.root(place).iterdir()}


@pytest.mark.parametrize("store", WEEKLY, ids=lambda one: one.name)
def test_a_job_is_kept_for_a_week_since_it_was_begun(place: Place, store: Store) -> None:
    known = {}
    for days in (1, 6, 8):
        folder = store.put(place, "tep.pdf", b"%PDF")
        known[days] = folder.name
        note(folder, {"state": "done", "at": (NOW - timedelta(days=days)).isoformat()})
    assert [job for job, _ in store.swept(place, NOW)] == [known[1], known[6]]
    assert left(store, place) == {known[1], known[6]}
    assert (store.root(place).parent / ".gitignore").read_text() == "*\n"


def test_a_copy_that_was_cut_short_is_kept_until_it_is_made(place: Place) -> None:
    """Its number may stand in the register: without its file and its choices nobody could make it any more."""
    names = {}
    for state in ("open", "making", "done"):
        folder = copying.KIND.put(place, "tep.pdf", b"%PDF")
        names[state] = folder.name
        note(folder, {"state": state, "at": (NOW - timedelta(days=400)).isoformat()})
    assert [job for job, _ in copying.KIND.swept(place, NOW)] == [names["making"]]
    assert left(copying.KIND, place) == {names["making"]}


def test_what_is_under_way_in_another_process_is_not_cut_off(place: Place) -> None:
    folder = inspecting.KIND.put(place, "tep.pdf", b"%PDF")
    note(folder, {"state": "waiting", "at": NOW.isoformat()})
    code = (
        "import fcntl, sys; held = open(sys.argv[1], 'ab'); fcntl.flock(held, fcntl.LOCK_EX);"
        " print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(folder / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    states = [known["state"] for _, known in inspecting.KIND.swept(place, NOW)]
    other.kill()
    other.communicate()
    assert states == ["waiting"]
    assert [known["state"] for _, known in inspecting.KIND.swept(place, NOW)] == ["broken"]


@pytest.mark.parametrize("store", WEEKLY, ids=lambda one: one.name)
def test_an_upload_that_nothing_is_known_of_goes_after_an_hour(place: Place, store: Store) -> None:
    young, old = store.put(place, "tep.pdf", b""), store.put(place, "tep.pdf", b"")
    aged(young, timedelta(minutes=50))
    aged(old, timedelta(minutes=70))
    assert store.swept(place, NOW) == []
    assert left(store, place) == {young.name}


@pytest.mark.parametrize("noted", [True, False])
def test_work_on_a_book_is_kept_for_a_day_since_it_was_written_to(place: Place, noted: bool) -> None:
    young, old = bookwork.JOBS.made(place), bookwork.JOBS.made(place)
    for folder, hours in ((young, 23), (old, 25)):
        if noted:
            note(folder, {"state": "done"})
        aged(folder, timedelta(hours=hours))
    assert [job for job, _ in bookwork.JOBS.swept(place, NOW)] == [young.name] * noted
    assert left(bookwork.JOBS, place) == {young.name}


def test_mail_that_was_brought_is_kept_for_a_day(place: Place) -> None:
    young, old = returned.BROUGHT.made(place), returned.BROUGHT.made(place)
    aged(young, timedelta(hours=23))
    aged(old, timedelta(hours=25))
    returned._put(place, [("thu.eml", b"x")], NOW)
    assert young.exists()
    assert not old.exists()


@pytest.mark.parametrize("store", [*WEEKLY, bookwork.JOBS], ids=lambda one: one.name)
def test_only_its_own_names_are_names_of_jobs(place: Place, store: Store) -> None:
    folder = store.made(place)
    assert len(folder.name) == (32 if store is bookwork.JOBS else 16)
    note(folder, {"state": "done"})
    assert store.find(place, folder.name) == (folder, {"state": "done"})
    for name in ("..", "", f"../{store.name}/{folder.name}", f"{folder.name}\n", folder.name.upper() + "G", "0" * 15):
        assert store.find(place, name) is None, name
    for length in (8, 16, 24, 32):
        other = store.root(place) / ("a" * length)
        other.mkdir()
        note(other, {"state": "done"})
        assert (store.find(place, other.name) is not None) == (length == store.letters)


def test_work_on_a_book_whose_studio_was_killed_is_not_waited_for(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("van-thu"))
    folder = bookwork.JOBS.made(at.studio.offices.places["so"])
    note(folder, {"state": "waiting", "kind": "check"})
    address = f"/so/so/viec/{folder.name}/tinh-trang"
    assert json.loads(at.ask("GET", address, x_csrf_token="x").body) == {"state": "broken"}
    assert at.ask("GET", f"/xa{address[3:]}", x_csrf_token="x").status == 404


def file(name: str) -> UploadFile:
    return UploadFile(BytesIO(b"x"), filename=name)


@pytest.mark.parametrize(
    ("given", "name", "suffix"),
    [
        (file("Công văn.PDF"), "Công văn.PDF", ".pdf"), (file("C:\\thu\\a.docx"), "a.docx", ".docx"),
        (file("../../a"), "a", ""), (file(""), None, None), ("a.pdf", None, None),
    ],
)  # fmt: skip
def test_a_file_of_a_form(given: UploadFile | str, name: str | None, suffix: str | None) -> None:
    form = FormData([("tep", given)])
    one = uploads.chosen(form)
    assert (one and one.name, one and one.suffix) == (name, suffix)
    assert [each.name for each in uploads.every(form)] == ([name] if name else [])
    assert uploads.chosen(form, "anh") is None

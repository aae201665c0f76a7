"""What a deed gives back: faults with their place and words, the machine's fault as a value, an end that is asked for."""

from __future__ import annotations

import dataclasses
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from deeds import LETTER
from shop import Shop

import congvan
from congvan import Desk, Diagnostic, Result, Watch
from congvan.machine.settings import Settings

WRONG = LETTER.replace("so-noi-vu", "so-noi-vuu")


def test_a_fault_has_its_place_and_its_words_in_either_language(desk: Desk, shop: Shop) -> None:
    shop.write("a", WRONG.format(n=1))
    found = desk.check(["a"])
    assert not found.ok
    assert found.machine is None
    (fault,) = found.diagnostics
    assert isinstance(fault, Diagnostic)
    assert fault.file == (shop.root / "circulars" / "a.yaml").as_posix()
    assert (fault.line, fault.column, fault.code, fault.severity, fault.field) == (4, 6, "CV104", "error", "to[0]")
    assert "so-noi-vuu" in fault.message()
    assert fault.message("vi") != fault.message("en")
    assert "so-noi-vu" in fault.hint("vi")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.value = None  # type: ignore[misc]


def test_a_folder_that_is_no_workspace_is_told_not_raised(tmp_path: Path) -> None:
    for name, done in _every(Desk.open(tmp_path / "không có")).items():
        assert isinstance(done, Result), name
        assert not done.ok, name
        assert done.diagnostics, name
        assert all(d.message("vi") and d.message("en") for d in done.diagnostics), name


def _every(desk: Desk) -> dict[str, Result]:
    folder = desk.here.workspace.typed
    return {
        "circulars": desk.circulars(), "facts": desk.facts(), "form": desk.form("a"), "source": desk.source("a"),
        "edit": desk.edit("a", [{"path": "subject", "set": "x"}], expected="x"),
        "write": desk.write("a", b"x", expected="x"),
        "picture": desk.picture("a", "x.png", b"x"), "enclosure": desk.enclosure("a", "x.csv", b"x"), "like": desk.like("a", "b"), "cite": desk.cite(["a"]), "mend": desk.mend("a", b"x", code="CV104", line=1, column=1), "versions": desk.versions("a"), "version": desk.version("a", 1),
        "changes": desk.changes("a", 1), "restore": desk.restore("a", 1, expected="x"), "reply": desk.reply("1/A", "b"),
        "import_word": desk.import_word(folder / "x.docx", "a"), "recipients_import": desk.recipients_import(folder / "x.csv"),
        "put": desk.put("build"), "queue_prepare": desk.queue_prepare(), "jobs": desk.jobs(), "job": desk.job(1), "job_cancel": desk.job_cancel(1),
        "check": desk.check(), "build": desk.build(), "preview": desk.preview("a"), "new": desk.new("khong-co", "a"),
        "follow_up": desk.follow_up("1/A", "a"), "issue": desk.issue("a"), "ready": desk.ready("a"),
        "sign": desk.sign("a", "KyLanhDao", p12="khoa.p12", secret="x"), "verify": desk.verify(folder / "a.pdf"),
        "signing": desk.signing("a"), "take_signed": desk.take_signed("a", b"x"), "keep_scan": desk.keep_scan("a", b"%PDF-1.7"), "letters": desk.letters("a"), "keep_letter": desk.keep_letter("a", "cv1", b"%PDF-1.7"), "pictures": desk.pictures(folder / "a.pdf"),
        "copy": desk.copy(folder / "a.pdf", "b", form="sao-y", signer="x"),
        "setup": desk.setup(), "mail_test": desk.mail_test(), "mail_note": desk.mail_note("a@so.example", "x", "y", ("z",)), "seal_picture": desk.seal_picture(folder / "x.png", "DauCoQuan"),
        "copy_look": desk.copy_look(folder / "a.pdf", form="sao-y", signer="x"), "pages": desk.pages(folder / "a.pdf"), "inspect": desk.inspect(folder / "a.pdf"),
        "register_list": desk.register_list(), "register_search": desk.register_search("x"),
        "issue_plan": desk.issue_plan("a"), "register_page": desk.register_page(),
        "record": desk.record("edit", "a"), "recorded": desk.recorded("a"), "standing": desk.standing("a"), "standings": desk.standings(["a"]), "register_chain": desk.register_chain("1/A"), "register_show": desk.register_show("1/A"), "register_head": desk.register_head(),
        "register_verify": desk.register_verify(), "register_reserve": desk.register_reserve("1", "x"),
        "register_void": desk.register_void("1", "x"), "register_import": desk.register_import(folder / "x.csv"),
        "register_export": desk.register_export(folder / "x.csv"),
        "register_backup": desk.register_backup(folder / "x"), "register_restore": desk.register_restore(folder / "x"),
        "send": desk.send("a"), "send_plan": desk.send_plan("a"), "recall": desk.recall("a"),
        "deliveries": desk.deliveries("a"), "mark": desk.mark("a", "x=delivered"), "resend": desk.resend("a", "x"),
        "read_bounces": desk.read_bounces(folder), "read_edxml": desk.read_edxml(folder),
        "post_book": desk.post_book(folder / "x.pdf"), "answers": desk.answers("a"),
        "answered": desk.answered("a", "x"), "deliveries_export": desk.deliveries_export("a", folder / "x.xlsx"),
    }  # fmt: skip


LONG, HALF, ZERO = "x" * 3000, "a\ud800", "a\0b"
"""A name longer than any file's, half a letter (as a command line in another encoding brings it), a zero byte."""


@pytest.mark.parametrize("name", [LONG, HALF, ZERO], ids=["long", "half", "zero"])
def test_a_name_that_no_system_can_be_asked_of_is_told_not_raised(desk: Desk, shop: Shop, name: str) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.issue("a").ok
    done: dict[str, Result] = {
        "reply": desk.reply(name, "b"), "inspect": desk.inspect(name), "register_backup": desk.register_backup(name),
        "import_word": desk.import_word(name, "b"), "register_import": desk.register_import(name),
        "recipients_import": desk.recipients_import(name), "read_bounces": desk.read_bounces(name),
        "read_edxml": desk.read_edxml(name), "pages": desk.pages(name), "verify": desk.verify(name),
        "register_verify": desk.register_verify(head=name), "register_restore": desk.register_restore(name),
        "copy": desk.copy(name, "b", form="sao-y", signer="giam-doc"), "register_show": desk.register_show(name),
        "sign": desk.sign("a", "KyLanhDao", p12=name, secret="x"), "register_void": desk.register_void(name, "x"),
        "register_chain": desk.register_chain(name), "follow_up": desk.follow_up(name, "b"),
    }  # fmt: skip
    for deed, one in done.items():
        assert not one.ok, deed
        assert one.diagnostics or one.machine is not None, deed
        assert all(fault.message("vi") and fault.message("en") for fault in one.diagnostics), deed


def test_half_a_letter_in_what_is_said_is_told_not_written(desk: Desk, shop: Shop, tmp_path: Path) -> None:
    shop.write("a", LETTER.format(n=1))
    day = date(2026, 11, 1)
    for one in (
        desk.reply("12/SNV-VP", "b", issuer=HALF, day=day, subject="x"), desk.record("edit", HALF), desk.recorded(HALF),
        desk.reply("12/SNV-VP", "b", issuer="Sở", day=day, subject=HALF),
        Desk.open(tmp_path / "moi").init(name=HALF, parent="x", symbol="X", place="x"),
    ):  # fmt: skip
        assert not one.ok
        assert one.diagnostics
    assert not (shop.root / "circulars" / "b.yaml").exists()
    assert not (tmp_path / "moi" / "issuer.yaml").exists()


def test_no_year_is_too_far(desk: Desk, shop: Shop) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.issue("a").ok
    for year in (10**20, -(10**20), 10_000):
        assert desk.register_list(year=year).value.entries == ()  # type: ignore[union-attr]
        assert desk.register_page(year=year).value.count == 0  # type: ignore[union-attr]
        for one in (desk.register_show("1", year=year), desk.register_void("1/STTTT-TTr", "x", year=year)):
            assert [fault.code for fault in one.diagnostics] == ["CV530"]
        assert not desk.register_chain("1", year=year).ok


def test_a_folder_of_circulars_is_no_page(desk: Desk, shop: Shop) -> None:
    shop.write("2026/a", LETTER.format(n=1))
    shop.write("2026/b", LETTER.format(n=2))
    assert [fault.code for fault in desk.preview("2026").diagnostics] == ["CV402"]


def test_every_deed_is_among_them(desk: Desk) -> None:
    deeds = {name for name in dir(Desk) if not name.startswith("_")} - {
        "open",
        "shown",
        "schema",
        "health",
        "init",
        "paste",
        "complete",
        "keys",
        "here",
        "settings",
    }
    assert deeds == set(_every(desk))


def test_the_machine_s_fault_is_a_value(shop: Shop) -> None:
    shop.write("a", LETTER.format(n=1))
    (shop.root / "output").write_text("no folder")
    done = Desk.open(shop.root).build(["a"])
    assert not done.ok
    assert done.machine is not None
    assert done.machine.code == "CV490"
    assert "output" in done.machine.message("vi")

    text = (shop.root / "issuer.yaml").read_text(encoding="utf-8")
    (shop.root / "issuer.yaml").write_text(text + "register: postgresql://ai@127.0.0.1:1/khong-co\n", encoding="utf-8")
    listed = Desk.open(shop.root, settings=Settings(patience=0.3)).register_list()
    assert listed.value is None
    assert listed.machine is not None
    assert listed.machine.message("en")


def test_wrong_usage_is_an_error_of_the_program(desk: Desk) -> None:
    with pytest.raises(ValueError, match="formats"):
        desk.build(["a"], formats=["odt"])
    with pytest.raises(ValueError, match="via"):
        desk.send("a", via="fax")
    with pytest.raises(ValueError, match="role"):
        desk.sign("a", "AiCungDuoc", p12="x")
    with pytest.raises(ValueError, match="form"):
        desk.copy("x.pdf", "a", form="sao", signer="x")


def test_what_is_done_when_an_end_is_asked_for_stays_done(desk: Desk, shop: Shop) -> None:
    for n in range(4):
        shop.write(f"a{n}", LETTER.format(n=n))
    names: list[str] = []
    watch = Watch(lambda done, of, name: (names.append(f"{done}/{of} {name}"), watch.stop() if done == 2 else None))
    built = desk.build(formats=["pdf"], jobs=1, watch=watch)
    assert names == ["1/4 a0", "2/4 a1"]
    assert built.ok
    assert [one.id for one in built.value] == ["a0", "a1"]
    assert all(path.is_file() for one in built.value for path in one.outputs)
    assert not [p.name for p in (shop.root / "output").iterdir() if p.name.endswith(".tmp")]
    again = desk.build(formats=["pdf"], jobs=1)
    assert [one.skipped for one in again.value] == [True, True, False, False]
    stopped = threading.Event()
    stopped.set()
    assert desk.check(watch=Watch(stopped=stopped.is_set)).value == ()


def test_what_is_public_is_written_down() -> None:
    assert congvan.__all__ == ["Desk", "Diagnostic", "Result", "Settings", "Watch", "__version__"]
    assert all(getattr(congvan, name) for name in congvan.__all__)
    with pytest.raises(AttributeError):
        congvan.pipelines  # noqa: B018


def test_asking_for_the_desk_imports_no_heavy_library() -> None:
    import subprocess

    heavy = "weasyprint docx sqlalchemy pyhanko jinja2 click yaml openpyxl lxml pypdfium2 PIL"
    code = f"import sys; from congvan import Desk; Desk.open('.'); print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(congvan.__file__).parents[1]
    )
    assert done.stdout.strip() == "[]"

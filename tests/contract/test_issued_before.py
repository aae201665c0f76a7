"""Letters issued by the program of 2026-11-29 are unchanged for every later one: registers and texts frozen that day."""

from __future__ import annotations

import ast
import dataclasses
import json
import subprocess
import sys
import types
from pathlib import Path

import issued
import pytest
from shop import Shop, said_codes, today

from congvan import pipeline
from congvan.compose import frozen
from congvan.desk.desk import Desk
from congvan.machine.settings import Settings
from congvan.model import document as model
from congvan.problems import Problems
from congvan.workspace import Workspace

LETTER = """unit: thanh-tra
subject: việc mới {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Nội dung {n}.
"""
NO_TEXT = {
    "Document": {"id", "draft", "title", "author", "style", "names"}, "Run": {"nowrap"},
    "Annex": {"title", "landscape"}, "Table": {"weights"}, "Picture": {"data", "width", "height"},
}  # fmt: skip
"""What is not printed, or was in no hash from the first letter on."""


@pytest.fixture
def before(tmp_path: Path, register_url: str) -> Shop:
    shop = issued.workspace(tmp_path)
    issued.put(tmp_path, register_url)
    return shop


def documents(folder: Path) -> dict[str, model.Document]:
    office = pipeline.open_office(Workspace(folder), Problems())
    assert office is not None
    found = {}
    for target in office.workspace.all(Problems()):
        document = pipeline.to_document(target, office, Problems())
        assert document is not None, target.id
        found[target.id] = document
    office.forget()
    return found


def test_every_letter_is_unchanged_and_the_chain_goes_on(before: Shop) -> None:
    head = json.loads(before.run("register", "head", "--json").stdout)
    assert (head["position"], head["head"]) == issued.HEAD or head["position"] > issued.HEAD[0]
    done = before.run("register", "verify", "--json")
    assert said_codes(done, 0) == [], done.stdout
    checked = before.run("check", "--json")
    assert not {"CV500", "CV501", "CV502", "CV506", "CV565", "CV566"} & set(said_codes(checked, 0)), checked.stdout
    before.write("moi", LETTER.format(n=1))
    assert before.run("issue", "moi").stdout.strip() == "40/STTTT-TTr"
    assert said_codes(before.run("register", "verify", "--json"), 0) == []
    kept = before.root / "dau.txt"
    kept.write_text(json.dumps({"position": issued.HEAD[0], "head": issued.HEAD[1], "office": "STTTT"}))
    assert said_codes(before.run("register", "verify", "--json", "--head", str(kept)), 0) == []


def test_a_backup_of_that_day_comes_back(tmp_path: Path, register_url: str) -> None:
    shop = issued.workspace(tmp_path)
    assert shop.run("register", "restore", str(issued.ISSUED / "so.bak")).returncode == 0
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []
    shop.write("moi", LETTER.format(n=1))
    assert shop.run("issue", "moi").stdout.strip() == "40/STTTT-TTr"
    # every table goes on where it was: entries, texts, relations, deliveries, attempts, answers, log
    more = "edition: 2\nfollows: cv\nreferences:\n  cv: {number: 720/STTTT-TTr, year: 2024}\n"
    shop.write("tiep", LETTER.format(n=2).replace("Nội dung 2", "Thực hiện {{ cv }}") + more)
    assert shop.run("issue", "tiep").stdout.strip() == "41/STTTT-TTr"
    sent = shop.run("send", "moi", "--via", "post", "--allow-unsigned")
    assert sent.returncode == 0, sent.stderr
    day = today().isoformat()
    assert shop.run("answers", "moi", "--mark", "so-noi-vu", "--number", "6/SNV", "--date", day).returncode == 0
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []
    assert shop.run("register", "backup", str(tmp_path / "lai.bak")).returncode == 0


def test_a_register_of_that_day_on_a_disk_that_is_read_only(tmp_path: Path, small_disk) -> None:
    """It can't be brought up to date, and is read with the columns that it has; nothing is written."""
    shop = issued.workspace(tmp_path)
    disk = small_disk(8)
    issued.put(disk.place, "")
    there = {"CONGVAN_REGISTER": str(disk.place / "register.db")}
    subprocess.run(["mount", "-o", "remount,ro", str(disk.place)], check=True)
    try:
        listed = json.loads(shop.run("register", "list", "--json", **there).stdout)
        assert len(listed["entries"]) == 50
        words = next(one["subject"] for one in listed["entries"] if one["subject"]).upper()
        found = json.loads(shop.run("register", "search", words, "--json", **there).stdout)["entries"]
        assert words in {one["subject"].upper() for one in found}
        page = Desk.open(shop.root, settings=Settings(register=there["CONGVAN_REGISTER"])).register_page(year=0).value
        assert page.year == page.facets.years[0] == max(one["year"] for one in listed["entries"])
        assert said_codes(shop.run("register", "verify", "--json", **there), 0) == []
        shown = json.loads(shop.run("register", "show", "39/TTr-STTTT", "--json", **there).stdout)
        assert [row["actor"] for row in shown["log"]] == [None]
        assert shop.run("register", "backup", "lai.bak", **there).returncode == 0
        shop.write("moi", LETTER.format(n=1))
        done = shop.run("issue", "moi", "--json", **there)
        assert said_codes(done, 3) == ["CV938"], done.stdout
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk.place)], check=True)
    assert shop.run("register", "restore", "lai.bak").returncode == 0
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, model.Document]:
    folder = tmp_path_factory.mktemp("thu")
    issued.workspace(folder)
    issued.put(folder, "")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CONGVAN_REGISTER", raising=False)
        return documents(folder)


def classes() -> dict[str, type]:
    mine = {n: c for n, c in vars(model).items() if isinstance(c, type) and c.__module__ == model.__name__}
    return {n: c for n, c in mine.items() if dataclasses.is_dataclass(c)}


def test_the_letters_hold_every_part(letters: dict[str, model.Document]) -> None:
    """What no letter of that day has, no hash of it guards."""
    seen: set[str] = set()

    def walk(value: object) -> None:
        if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                found = getattr(value, field.name)
                if found not in (None, "", (), False):
                    seen.add(f"{type(value).__name__}.{field.name}")
                walk(found)
        elif isinstance(value, tuple):
            for item in value:
                walk(item)

    for document in letters.values():
        walk(document)
    wanted = {f"{n}.{f.name}" for n, c in classes().items() for f in dataclasses.fields(c) if f.name != "draft"}
    assert wanted - seen <= NEVER, wanted - seen


NEVER = {
    "Document.order", "Parts.unnumbered", "Document.files", "Cell.align", "Cell.covered",
    "Table.heads", "Table.weights", "Table.span", "Picture.data", "Picture.sha256", "Picture.width", "Picture.height",
    "Picture.alt", "Picture.caption", "Picture.source", "Document.copies", "Document.recipient", "Printed.key",
    "Printed.name", "Printed.said",
}  # fmt: skip
"""Only a kind of the agency's own has another order; a thư công has no number and so is never issued. Pictures, joined
cells and tables of files came later: tests/sheets holds what is frozen of them."""


def test_what_no_letter_of_that_day_has_is_frozen_as_then(letters) -> None:
    document = letters["quyet-dinh"]
    parts = dataclasses.replace(document.parts, unnumbered=True)
    now = frozen.frozen_text(dataclasses.replace(document, order=("title", "body"), parts=parts))
    assert frozen.sha256(now) == "6864460d8c2ef65e0473439ad9f76e27defc4d630e2a11b9b560b74080ab7dd2"
    text = json.loads(now)
    assert (text.pop("order"), text["parts"].pop("unnumbered")) == (["title", "body"], True)
    assert text == json.loads(frozen.frozen_text(document))


def renamed(value: object, into: types.ModuleType) -> object:
    """A document of the model as one of the renamed model."""
    if type(value).__name__ in classes():
        made = getattr(into, f"{type(value).__name__}Renamed")
        fields = {f"{f.name}_renamed": renamed(getattr(value, f.name), into) for f in dataclasses.fields(value)}
        return made(**fields)
    return tuple(renamed(item, into) for item in value) if isinstance(value, tuple) else value


class Renaming(ast.NodeTransformer):
    """Classes and fields of the model called otherwise, as a tool for refactoring does it: names, never strings."""

    def __init__(self) -> None:
        self.known = classes()
        self.fields = {f.name for c in self.known.values() for f in dataclasses.fields(c)}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(f"{node.id}Renamed", node.ctx) if node.id in self.known else node

    def visit_alias(self, node: ast.alias) -> ast.alias:
        return ast.alias(f"{node.name}Renamed") if node.name in self.known else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        return ast.Attribute(node.value, f"{node.attr}_renamed", node.ctx) if node.attr in self.fields else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        node.name = f"{node.name}Renamed"
        for line in node.body:
            if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                line.target.id += "_renamed"
        return node


def loaded(name: str, source: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    tree = ast.fix_missing_locations(Renaming().visit(ast.parse(source.read_text(encoding="utf-8"))))
    module = types.ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(compile(tree, name, "exec"), module.__dict__)
    return module


def test_a_model_with_other_names_reads_the_same(letters, monkeypatch: pytest.MonkeyPatch) -> None:
    assert model.__file__
    assert frozen.__file__
    other = loaded("congvan.model.document", Path(model.__file__), monkeypatch)
    text = loaded("congvan.compose.frozen", Path(frozen.__file__), monkeypatch)
    for id, document in letters.items():
        made = renamed(document, other)
        assert type(made).__name__ == "DocumentRenamed"
        assert text.frozen_text(made) == frozen.frozen_text(document), id


def test_a_subclass_reads_as_its_class(letters) -> None:
    made = {n: type(f"{n}Anders", (c,), {}) for n, c in classes().items()}

    def other(value: object) -> object:
        if type(value).__name__ in made:
            fields = {f.name: other(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return made[type(value).__name__](**fields)
        return tuple(other(item) for item in value) if isinstance(value, tuple) else value

    for id, document in letters.items():
        assert frozen.frozen_text(other(document)) == frozen.frozen_text(document), id


def test_whatever_the_model_holds_is_frozen_or_named_as_no_text() -> None:
    """A field that is added to the model and forgotten here would change in silence."""
    assert frozen.__file__
    tree = ast.parse(Path(frozen.__file__).read_text(encoding="utf-8"))
    asked: dict[str, set[str]] = {}
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                asked.setdefault(function.name, set()).add(node.attr)
    by = {"Document": "_document", "Parts": "_parts", "Signature": "_signature", "Annex": "_annex", "Run": "_runs",
          "Attached": "_attached", "Ground": "_ground", "Cell": "_cell", "Printed": "_copy"}  # fmt: skip
    for name, cls in classes().items():
        fields = {f.name for f in dataclasses.fields(cls) if f.compare}  # the others make no other document
        if name != "Source":  # where something was typed is no part of the text
            assert fields - asked[by.get(name, "_block")] == NO_TEXT.get(name, set()), name

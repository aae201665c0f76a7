"""Every code of the catalogue: something that brings it, where it is told, in both languages, by the real program."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from shop import ROOT, office

sys.path.insert(0, str(Path(__file__).parent))

import table

ROWS = table.rows()
POOLED = [row for row in ROWS if row.letter is not None]
ALONE = [row for row in ROWS if row.letter is None]
LANGS = ("vi", "en")


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What one ``check`` of all letters says, by language."""
    shop = office(tmp_path_factory.mktemp("faults"))
    for row in POOLED:
        shop.write(row.name, row.letter or "")
    answers = {}
    for lang in LANGS:
        done = shop.run("check", "--json", "--lang", lang)
        assert done.returncode == 1, done.stderr
        answers[lang] = table.told(done.stdout)
    return answers


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize("row", POOLED, ids=lambda row: row.name)
def test_a_letter_s_faults(row: table.Row, pooled: dict[str, list[dict[str, Any]]], golden: Any) -> None:
    file = f"circulars/{row.name}.yaml"
    said = {lang: [item for item in pooled[lang] if item["file"] == file] for lang in LANGS}
    _judge(row, said, golden)


@pytest.mark.parametrize("row", ALONE, ids=lambda row: row.name)
def test_a_command_s_faults(row: table.Row, tmp_path: Path, golden: Any) -> None:
    said = {}
    for lang in LANGS:
        folder = tmp_path / lang
        folder.mkdir()
        said[lang] = table.run(table.prepare(row, folder), row, lang)
    _judge(row, said, golden)


def _judge(row: table.Row, said: dict[str, list[dict[str, Any]]], golden: Any) -> None:
    assert sorted(map(table.placed, said["vi"])) == sorted(row.expect)
    assert sorted(map(table.placed, said["en"])) == sorted(row.expect)
    if not row.given.get("volatile"):
        words = {lang: sorted(map(table.worded, said[lang])) for lang in LANGS}
        golden("faults", row.name, words)


def test_every_code_of_the_catalogue_is_proved() -> None:
    from congvan.messages import catalogue, rules

    proved = {code for row in ROWS for code in row.codes} | set(table.elsewhere())
    assert sorted(set(catalogue()) - proved) == []
    assert sorted(proved - set(catalogue()) - set(rules())) == []


def test_the_named_tests_are_there_and_name_their_code() -> None:
    texts: dict[str, tuple[str, set[str]]] = {}
    wrong = []
    for code, entry in table.elsewhere().items():
        name, _, data = entry.partition(" in ")
        file, _, function = name.partition("::")
        if file not in texts:
            path = ROOT / "tests" / file
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            known = {n.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)}
            texts[file] = (text, known)
        text, known = texts[file]
        text = (ROOT / "tests" / data).read_text(encoding="utf-8") if data else text
        if not re.search(rf"\b{code}\b", text) or function not in known:
            wrong.append((code, name))
    assert wrong == []


def test_no_sentence_of_the_table_mixes_languages(golden: Any) -> None:
    """English of the whole table, as it was last agreed: no word of ours in it is Vietnamese."""
    vietnamese = re.compile(r"\b(mục|danh sách|nhóm các|không phải|ngày \d|hoặc|chữ ký|thiếu|trang này|cơ quan sao)\b")
    found = [
        (name, line)
        for name, words in golden.whole("faults").items()
        for line in words["en"]
        if vietnamese.search(line)
    ]
    assert found == []

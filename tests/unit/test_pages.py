"""Pages say what the program does: error codes, commands, both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from congvan.cli.entry import COMMANDS
from congvan.messages import catalogue

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\bCV\d{3}\b")


def test_the_page_of_error_codes_is_current() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "errors_page.py", "--check"], check=False)
    assert done.returncode == 0, "run make docs"


def test_the_page_of_inspection_rules_is_current() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "rules_page.py", "--check"], check=False)
    assert done.returncode == 0, "run make docs"


def test_the_page_of_kinds_is_current() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "kinds_page.py", "--check"], check=False)
    assert done.returncode == 0, "run make docs"


def test_the_table_of_characters_in_the_guide_is_the_one_that_is_asked() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "characters_page.py", "--check"], check=False)
    assert done.returncode == 0, "run make docs"


def test_what_ctrl_c_says_is_what_the_catalogue_says() -> None:
    from congvan.messages import phrases

    entry = catalogue()["CV493"]
    assert phrases()["interrupted"] == {"vi": entry["vi"], "en": entry["en"]}


def test_every_finding_has_both_languages_and_a_cure() -> None:
    from congvan.conformance.findings import reasons, rules

    for rule, entry in rules().items():
        for name, finding in entry["findings"].items():
            keys = ("what_vi", "what_en", "mend_vi", "mend_en")
            assert all(finding.get(key) for key in keys), (rule, name)
            assert finding.get("allowed") or (finding.get("allowed_vi") and finding.get("allowed_en")), (rule, name)
    assert all(reason.get("vi") and reason.get("en") for reason in reasons().values())


def test_every_code_has_both_languages_cause_and_cure() -> None:
    for code, entry in catalogue().items():
        assert all(entry.get(key) for key in ("vi", "en", "cause", "cure")), code
        assert ("hint_vi" in entry) == ("hint_en" in entry), code


def test_both_languages_fill_the_same_places() -> None:
    place = re.compile(r"\{(\w+)\}")
    for code, entry in catalogue().items():
        for one, other in (("vi", "en"), ("hint_vi", "hint_en")):
            strange = set(place.findall(entry.get(other, ""))) - set(place.findall(entry["vi"] + entry.get(one, "")))
            assert not strange, (code, strange)


def test_code_and_catalogue_know_the_same_codes() -> None:
    sources = (p.read_text(encoding="utf-8") for p in (ROOT / "congvan").rglob("*.py"))
    quoted = {code for text in sources for code in re.findall(r'"(CV\d{3})"', text)}
    assert quoted == set(catalogue())


def test_every_command_stands_in_the_guide() -> None:
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    assert {name for name in COMMANDS if name not in guide} == set()


def test_the_schemas_in_the_repository_equal_the_code() -> None:
    from congvan.read.schema import SHAPES, text

    for name in SHAPES:
        assert (ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8") == text(name), "run make docs"

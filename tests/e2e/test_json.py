"""What ``--json`` prints is what docs/ket-qua-json.md and schemas/output.json say, command by command."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from jsonschema import Draft7Validator
from shop import LETTER, ROOT, Shop

SCHEMAS = json.loads((ROOT / "schemas" / "output.json").read_text(encoding="utf-8"))
STEPS = [
    "init x --name A", "check", "new cong-van b", "build a", "issue a", "register list", "register show 1", "register search thu", "register head",
    "register reserve 2 --reason x", "register void 2 --reason y", "register export so.csv", "register backup so.bak", "register verify",
    "recipients import ds.csv", "build a", "inspect output/a.pdf", "inspect issuer.docx", "ready a", "follow-up 1/STTTT-TTr c",
    "send a --dry-run --allow-unsigned", "deliveries a", "answers a", "copy output/a.pdf sao/a --form sao-y --signer giam-doc", "verify output/a.pdf",
    "recall a --reason x", "jobs",
    "people add lan --offices . --name Lan --office so --role ky:giam-doc --password-file mk", "people list --offices .",
    "people add an --offices . --name An --office so --role kiem-tra --password-file mk",
    "people role an --offices . --office so --role van-thu", "people password an --offices . --password-file mk",
    "people delegate lan an --offices . --office so --role ky:giam-doc --document QĐ --since 2026-11-01 --until 2026-12-31",
    "people disable an --offices .", "people verify --offices .",
    "people remind --offices .", "people export cac-buoc.jsonl --offices . --office so", "people import cac-buoc.jsonl --offices . --office so",
]  # fmt: skip


def answer(shop: Shop, step: str) -> dict:
    done = shop.run(*step.split(), "--json")
    assert done.returncode in (0, 1), (step, done.stderr)
    return json.loads(done.stdout)


def held(name: str, said: dict) -> None:
    schema = {"definitions": SCHEMAS["definitions"], **SCHEMAS["commands"][name]}
    Draft7Validator.check_schema(schema)
    assert [e.message[:300] for e in Draft7Validator(schema).iter_errors(said)] == [], name


def test_every_answer_is_as_its_schema_says(shop: Shop) -> None:
    shop.write("a", LETTER)
    (shop.root / "ds.csv").write_text("Tên cơ quan,Nhóm\nSở Y tế,B\n", encoding="utf-8")
    (shop.root / "studio.yaml").write_text(
        "offices:\n  so: {workspace: .}\naddress: https://cv.example\n", encoding="utf-8"
    )
    (shop.root / "mk").write_text("mot cau ngan\n", encoding="utf-8")
    seen = set()
    for step in STEPS:
        name = next(
            n
            for n in sorted(SCHEMAS["commands"], key=len, reverse=True)
            if all(w in step.split() for w in n.split()) and step.startswith(n.split()[0])
        )
        said = answer(shop, step)
        held(name, said)
        fields = {key for key in SCHEMAS["commands"][name]["anyOf"][0]["properties"]}
        if fields == set(said):  # a refusal proves nothing of the rest
            seen.add(name)
    queued = {f"{deed} --background" for deed in ("build", "send", "inspect")} | {
        "jobs N",
        "worker --init",
    }  # tests/jobs
    assert set(SCHEMAS["commands"]) - seen - queued == {"register import", "register restore"}


def test_register_import_and_restore(shop: Shop) -> None:
    (shop.root / "so.csv").write_text("number,date,subject\n1/STTTT-VP,2025-01-02,việc cũ\n", encoding="utf-8")
    said = answer(shop, "register import so.csv")
    assert "imported" in said, said
    held("register import", said)
    assert answer(shop, "register backup b.bak")["ok"]
    (shop.root / "register.db").unlink()
    for rest in shop.root.glob("register.db*"):
        rest.unlink()
    said = answer(shop, "register restore b.bak")
    assert "entries" in said, said
    held("register restore", said)


@pytest.mark.parametrize("name", sorted(SCHEMAS["commands"]))
def test_a_refusal_has_one_form(name: str, tmp_path) -> None:
    held(
        name,
        {
            "ok": False,
            "built": [],
            "diagnostics": [
                {
                    "file": None,
                    "line": None,
                    "column": None,
                    "code": "CV406",
                    "severity": "error",
                    "message": "x",
                    "hint": None,
                }
            ],
        },
    )
    done = Shop(tmp_path).run(*name.split(), "--json", *(["x"] * 3))
    held(name, json.loads(done.stdout))


@pytest.mark.parametrize("tool", ["json_page", "environment_page"])
def test_the_pages_are_current(tool: str) -> None:
    assert subprocess.run([sys.executable, ROOT / "tools" / f"{tool}.py", "--check"], check=False).returncode == 0, (
        "run make docs"
    )


def test_every_variable_of_the_program_is_in_the_table() -> None:
    import re

    from congvan.machine.settings import VARIABLES

    named = set()
    for path in (ROOT / "congvan").rglob("*.py"):
        named |= set(re.findall(r"[\"'](CONGVAN_[A-Z_]+)[\"']", path.read_text(encoding="utf-8")))
    assert named - {"CONGVAN_SMTP_PASSWORD"} == set(VARIABLES)

"""Where each line of each piece stands, agreed: the shipped circulars and every kind's example as LayoutSpec."""

from __future__ import annotations

import shutil
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pytest
from shop import ROOT, office

SHIPPED = {
    p.relative_to(ROOT / "circulars").with_suffix("").as_posix(): p
    for p in sorted((ROOT / "circulars").rglob("*.yaml"))
}
EXAMPLES = {f"mau-{p.parent.name}": p for p in sorted((ROOT / "templates").glob("*/example.yaml"))}


LATER = ("across", "down", "heads", "kept", "weights", "align", "covered")
"""Fields that came later: where they say what always was, the layouts agreed before stay as they are."""


def plain(value: Any) -> Any:
    """Values as JSON has them: what is None or empty is left out, a length has four decimals;
    where a piece comes from (a folder of the test) is no part of the layout."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {
            f.name: plain(getattr(value, f.name))
            for f in fields(value)
            if f.name not in ("span", "source", "sources")
            and not (f.name in LATER and getattr(value, f.name) == f.default)
        }
        return {"is": type(value).__name__} | {k: v for k, v in kept.items() if v not in (None, [], {}, "", False)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str | int | bool) or value is None else str(value)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory):
    made = office(tmp_path_factory.mktemp("golden"))
    for name, path in {**SHIPPED, **EXAMPLES}.items():
        to = made.root / "circulars" / f"{name}.yaml"
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return made


def test_there_is_an_example_of_every_kind() -> None:
    assert len(EXAMPLES) >= 29


@pytest.mark.parametrize("name", [*SHIPPED, *EXAMPLES])
def test_the_layout_is_as_agreed(name: str, shop, golden) -> None:
    from congvan import pipeline
    from congvan.problems import Problems
    from congvan.render import fonts, layout
    from congvan.workspace import Workspace

    problems = Problems()
    workspace = Workspace(shop.root)
    opened = pipeline.open_office(workspace, problems)
    targets = {t.id: t for t in workspace.select([name], problems)}
    document = pipeline.to_document(targets[name], opened, problems)
    assert document is not None, list(problems)
    golden("layout", name.replace("/", "-"), plain(layout.lay_out(document, opened.standard, fonts.find())))

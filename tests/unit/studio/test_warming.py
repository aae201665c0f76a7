"""What is done before anybody comes: nobody's register is touched by it, and a folder that is no office is no fault."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from asking import asked

from congvan.people.roles import Holding
from congvan.studio import warming

CODE = """
import sys
from pathlib import Path
from congvan.desk.desk import Desk
from congvan.studio import warming
from congvan.studio.offices import Offices
warming.prepared(Offices.alone(Desk.open(Path(sys.argv[1]))).first())
before = set(sys.modules)
Offices.alone(Desk.open(Path(sys.argv[1]))).first().desk.register_page(year=0, size=50)
print(len([name for name in set(sys.modules) - before if name.startswith(("sqlalchemy", "congvan"))]))
"""


def test_the_first_look_imports_nothing_any_more(tmp_path: Path) -> None:
    asked(tmp_path, Holding("soan-thao"))
    office = next(path.parent for path in tmp_path.rglob("issuer.yaml"))
    done = subprocess.run([sys.executable, "-c", CODE, str(office)], check=True, capture_output=True, text=True)
    assert done.stdout == "0\n", done.stdout
    assert not list(tmp_path.rglob("register.db*"))


@pytest.mark.parametrize("text", [None, "name: [", ""], ids=["nothing", "broken", "empty"])
def test_a_folder_that_is_no_office_is_no_fault(tmp_path: Path, text: str | None) -> None:
    place = asked(tmp_path, Holding("soan-thao")).studio.offices.places["so"]
    file = place.desk.here.workspace.root / "issuer.yaml"
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    warming.prepared(place)

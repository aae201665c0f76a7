"""A workspace for tests of kinds, and the stages between file and Document in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from office import run, workspace

ROOT = Path(__file__).parents[2]
COLLECTIVE = "  tap-the: {authority: TM, for: Tập thể lãnh đạo, title: Giám đốc, name: Nguyễn Văn A}\n"


@dataclass(frozen=True)
class Office:
    root: Path

    def run(self, *args: str) -> tuple[int, str]:
        """The program in this process: its exit code, and all it said."""
        return run(self.root, *args)

    def _composed(self, text: str):
        from congvan import pipeline, read
        from congvan.problems import Problems
        from congvan.workspace import Workspace

        path = self.root / "circulars" / "x.yaml"
        path.write_text(text, encoding="utf-8")
        problems = Problems()
        office = pipeline.open_office(Workspace(self.root), problems)
        assert office is not None, list(problems)
        asked = office.kinds.asked(problems)
        source = read.read_circular(path, "x.yaml", "x", problems, kind_of=asked, in_spite=True)
        if source is None:
            return None, None, problems
        return *pipeline.compose_source(source, office, None, problems), problems

    def circular(self, text: str):
        return self._composed(text)[0]

    def document(self, text: str):
        _, document, problems = self._composed(text)
        assert document is not None, list(problems)
        return document

    def faults(self, text: str) -> list[tuple[str, int]]:
        return [(d.code, d.span.line) for d in self._composed(text)[2] if d.span]

    def sha256(self, text: str) -> str:
        from congvan import pipeline

        return pipeline.frozen_sha256(self.document(text))


def office(folder: Path) -> Office:
    """What ships, and one more signer: a collective."""
    workspace(folder)
    with (folder / "issuer.yaml").open("a", encoding="utf-8") as out:
        out.write(COLLECTIVE)
    return Office(folder)

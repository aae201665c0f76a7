"""What a text asks of one recipient, without making the text: its expressions alone, parsed once for all recipients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from congvan.compose.names import Unsaid, Value
from congvan.compose.sandbox import _Filling, _Stop
from congvan.model.source import Spanned
from congvan.problems import Problems, Span


@dataclass(frozen=True, slots=True)
class _Expressions:
    """A text that was parsed, without what is no expression."""

    body: list[nodes.Node]


def trees(texts: Iterable[Spanned[str]]) -> list[tuple[Spanned[str], _Expressions]]:
    """The texts that can be parsed; the others have been told of."""
    made = []
    for text in texts:
        try:
            tree = _Filling(text, {}, "", Problems(), None, False).parse()
        except _Stop:
            continue
        made.append((text, _Expressions(tree.body)))
    return made


class Asking(_Filling):
    """One text for one recipient: what it asks of ``recipient`` goes into ``said``; an empty cell that would be printed
    is told at the row.
    """

    def __init__(
        self, text: Spanned[str], names: Mapping[str, Value], row: Span, problems: Problems, said: dict[str, str]
    ) -> None:
        super().__init__(text, names, "", Problems(), None, False)
        self.row, self.rows, self.said = row, problems, said

    def data(self, node: nodes.TemplateData) -> None:
        """What is no expression asks nothing."""

    def put(self, value: str, lineno: int) -> str:
        """Nothing is made."""
        return ""

    def attribute(self, node: nodes.Getattr) -> str:
        """What is asked is noted, printed or not: a condition decides what is printed."""
        form = super().attribute(node)
        root = node
        path = [node.attr]
        while isinstance(root.node, nodes.Getattr):
            root = root.node
            path.append(root.attr)
        if isinstance(root.node, nodes.Name) and root.node.name == "recipient":
            self.said[".".join(reversed(path))] = str(form)
        return form

    def unsaid(self, value: Unsaid, node: nodes.Node) -> _Stop:
        """Errors: CV778, once for a row's cell."""
        self.failed = True
        told = {"row": self.row.line, "column": value.name, "line": self.span(node.lineno).line}
        if not any(
            d.code == "CV778" and d.span == self.row and d.values.get("column") == value.name for d in self.rows
        ):
            self.rows.error("CV778", self.row, at="merge", **told)
        return _Stop()

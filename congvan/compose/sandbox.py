"""Jinja expressions in a text: parsed by Jinja, evaluated here over a closed list of syntax.

Why not run Jinja's own compiled templates: a list of what is allowed (names, their attributes, conditions) has no
way to a file, to Python or to a loop, so a hostile text can neither reach anything nor run long. There is no
call, no loop, no assignment, no subscript and no multiplication; output is therefore bounded by the text itself.
Every value put in becomes one private-use character until Markdown has been read, so that markup in a value never
becomes structure.
"""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError, nodes

from congvan.compose import calls, literals
from congvan.compose.cites import Citation, Cites
from congvan.compose.enclosed import NOTHING, Enclosed
from congvan.compose.ends import MAX_DEPTH as _MAX_DEPTH
from congvan.compose.ends import path_of, unsigned, with_line_ends
from congvan.compose.names import Inserted, Listed, Named, Unsaid, Value, asked, on_one_line, typed
from congvan.compose.placed import Placed
from congvan.compose.refusals import REFUSED, reason
from congvan.model.source import Spanned
from congvan.problems import Problems, Span, term
from congvan.text.letters import capitals, nfc, raise_first
from congvan.text.nearest import nearest

_FIRST, _LAST = 0xF0000, 0xFFFFD
_OWN = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
"""A character of ours, which stands for a value; in a text that somebody typed it is put in as one."""
_MAX_OUTPUT = 1_000_000
_MAX_TURNS = 10_000
_FILTERS: Mapping[str, Callable[[str], str]] = {
    "upper": capitals,
    "lower": str.lower,
    "capitalize": raise_first,
    "trim": str.strip,
}
_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "in": lambda a, b: a in b,
    "notin": lambda a, b: a not in b,
}


class _Stop(Exception):
    """A text that can't be evaluated further; its fault is recorded already."""


@dataclass(slots=True)
class Filled:
    """A text with its values put in as private-use characters; ``lines[i]`` is the source line (from 0) of line i."""

    text: str = ""
    lines: tuple[int, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    inserted: dict[str, Inserted] = field(default_factory=dict)

    def restore(self, text: str) -> str:
        """Put the values back in the place of their characters."""
        return _OWN.sub(lambda found: self.values.get(found[0], found[0]), text)


def fill(
    text: Spanned[str],
    names: Mapping[str, Value],
    at: str,
    problems: Problems,
    cites: Cites | None = None,
    *,
    form: bool = False,
    in_spite: bool = False,
    enclosed: Enclosed = NOTHING,
) -> Filled | None:
    """Evaluate the expressions of ``text``; ``None`` after a fault, which is named at its line.

    ``cites`` takes note of what the text cites of itself. ``form``: a kind's body.md.j2, whose ``{% … %}`` lines
    leave no empty line behind. ``in_spite``: an expression at fault leaves "…" in its place, so that the faults of
    the text around it are named in the same run; what can't be parsed is None all the same.
    """
    filling = _Filling(text, names, at, problems, cites, form)
    filling.in_spite = in_spite
    filling.enclosed = enclosed
    try:
        return filling.run()
    except _Stop:
        return None


class _Filling:
    """One evaluation of one text."""

    def __init__(
        self, text: Spanned[str], names: Mapping[str, Value], at: str, problems: Problems, cites: Cites | None,
        form: bool,
    ) -> None:  # fmt: skip
        self.cites = cites
        self.form = form
        self.turns = 0
        self.source = text
        self.names = names
        self.at = at
        self.problems = problems
        self.failed = False
        self.in_spite = False
        self.enclosed = NOTHING
        self.out: list[str] = []
        self.starts: list[int] = [0]
        self.size = 0
        self.filled = Filled()

    def run(self) -> Filled:
        tree = self.parse()
        self.failed |= not literals.check(tree, self.source, self.at, self.problems)
        self.render(tree.body)
        if self.failed and not self.in_spite:
            raise _Stop
        self.filled.text = "".join(self.out)
        if self.form:
            self.once_signed()
        self.filled.lines = tuple(self.starts)
        return self.filled

    def once_signed(self) -> None:
        """Where the form puts its own sign after a value that was typed with one, the form's stands alone."""
        values = self.filled.values
        for here, after in itertools.pairwise(self.filled.text):
            if here in values:
                values[here] = unsigned(values[here], values.get(after, after)[:1])

    def span(self, lineno: int) -> Span:
        return self.source.at_line(lineno - 1)

    def fault(self, code: str, lineno: int, **values: object) -> _Stop:
        self.failed = True
        self.problems.error(code, self.span(lineno), at=self.at, **values)
        return _Stop()

    def parse(self) -> nodes.Template:
        environment = Environment(
            keep_trailing_newline=True, autoescape=False, trim_blocks=self.form, lstrip_blocks=self.form
        )
        try:
            text = nfc(self.source.value)
            return environment.parse(with_line_ends(text) if self.form else text)
        except TemplateSyntaxError as error:
            raise self.fault("CV201", error.lineno, why=reason(error.message or "")) from None
        except (RecursionError, ValueError, OverflowError, MemoryError):
            raise self.fault("CV202", 1) from None

    def render(self, body: list[nodes.Node], depth: int = 0) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for piece in node.nodes:
                    self.piece(piece)
            elif isinstance(node, nodes.If) and depth < _MAX_DEPTH:
                self.branch(node, depth)
            elif isinstance(node, nodes.For) and depth < _MAX_DEPTH:
                self.loop(node, depth)
            else:
                self.refuse(node)

    def piece(self, node: nodes.Expr) -> None:
        if isinstance(node, nodes.TemplateData):
            self.data(node)
            return
        try:  # a fault is recorded; the rest is still looked at, so that one run names every fault
            value = self.value(node, 0)
            if isinstance(value, Inserted):
                self.insert(value, node.lineno)
            else:
                self.put(self.marked(self.text(value, node), node), node.lineno)
        except _Stop:
            self.put("…", node.lineno)

    def marked(self, text: str, node: nodes.Expr) -> str:
        """A mark for what depends on a name that has marks, where it says something; else the text."""
        for name in asked(node) if text else ():
            told = self.names.get(name)
            if isinstance(told, Named) and told.marks is not None:
                return told.marks.mark()
        return text

    def insert(self, value: Inserted, lineno: int) -> None:
        """Put blocks in as one private-use character, which must stand alone on its line."""
        if value.blocks:
            char = self.put(value.key, lineno)
            self.filled.inserted[char] = value
            self.filled.values[char] = ""

    def data(self, node: nodes.TemplateData) -> None:
        for piece in _OWN.split(node.data):
            if _OWN.match(piece):
                self.put(piece, node.lineno)
            else:
                self.emit(piece, node.lineno)
        lines = node.data.count("\n")
        self.starts.extend(range(node.lineno, node.lineno + lines))

    def put(self, value: str, lineno: int) -> str:
        """Put a value in as one private-use character, which is given back."""
        value = on_one_line(value)
        if not value:
            return ""
        code = _FIRST + len(self.filled.values)
        self.size += len(value)
        if code > _LAST:
            raise self.fault("CV202", lineno)
        self.filled.values[chr(code)] = value
        self.emit(chr(code), lineno)
        return chr(code)

    def emit(self, text: str, lineno: int) -> None:
        self.size += len(text)
        if self.size > _MAX_OUTPUT:
            raise self.fault("CV202", lineno)
        self.out.append(text)

    def branch(self, node: nodes.If, depth: int) -> None:
        for test, body in [(node.test, node.body), *((e.test, e.body) for e in node.elif_)]:
            try:
                chosen = self.truth(self.value(test, 0))
            except _Stop:
                return
            if chosen:
                self.render(body, depth + 1)
                return
        self.render(node.else_, depth + 1)

    def loop(self, node: nodes.For, depth: int) -> None:
        """``{% for one in list %}``; ``loop`` says where in the list it is."""
        if node.else_ or node.test is not None or node.recursive or not isinstance(node.target, nodes.Name):
            self.refuse(node)
            return
        with suppress(_Stop):
            many = self.value(node.iter, 0)
            if not isinstance(many, Listed):
                raise self.refuse(node)
            outer, last = self.names, len(many.items) - 1
            for index, item in enumerate(many.items):
                self.turns += 1
                if self.turns > _MAX_TURNS:
                    raise self.fault("CV202", node.lineno)
                place = {"index": str(index + 1), "first": "1" * (index == 0), "last": "1" * (index == last)}
                self.names = {**outer, node.target.name: item, "loop": Named("loop", "", "", place)}
                self.render(node.body, depth + 1)
            self.names = outer

    def refuse(self, node: nodes.Node) -> _Stop:
        what = REFUSED.get(type(node), term("jinja.this"))
        return self.fault("CV203", node.lineno, what=what)

    @staticmethod
    def truth(value: object) -> bool:
        if isinstance(value, Listed | Inserted):
            return bool(value.items if isinstance(value, Listed) else value.blocks)
        return bool(value.again) if isinstance(value, Named) else bool(value)

    def text(self, value: object, node: nodes.Node) -> str:
        if isinstance(value, Named | Listed):
            return value.print()
        if isinstance(value, Citation):
            return value.print()
        if isinstance(value, Inserted):
            raise self.fault("CV216", node.lineno, name=value.key)
        if isinstance(value, bool | float) or value is None:
            raise self.refuse(node)
        if isinstance(value, Unsaid):
            raise self.unsaid(value, node)
        return nfc(str(value))

    def unsaid(self, value: Unsaid, node: nodes.Node) -> _Stop:
        return self.fault("CV778", node.lineno, row=0, column=value.name, line=self.span(node.lineno).line)

    def value(self, node: nodes.Node, depth: int) -> object:
        if depth > _MAX_DEPTH:
            raise self.fault("CV202", node.lineno)
        if isinstance(node, nodes.Const):
            return node.value
        if isinstance(node, nodes.Name):
            return self.name(node)
        if isinstance(node, nodes.Getattr):
            return self.attribute(node)
        if isinstance(node, nodes.Filter):
            return self.filter(node, depth)
        if isinstance(node, nodes.Call):
            return self.call(node)
        return self.logic(node, depth + 1)

    def logic(self, node: nodes.Node, depth: int) -> object:
        if isinstance(node, nodes.Concat):
            return "".join(self.text(self.value(n, depth), n) for n in node.nodes)
        if isinstance(node, nodes.Not):
            return not self.truth(self.value(node.node, depth))
        if isinstance(node, nodes.And | nodes.Or):
            left = self.value(node.left, depth)
            if self.truth(left) is isinstance(node, nodes.Or):
                return left
            return self.value(node.right, depth)
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            chosen = node.expr1 if self.truth(self.value(node.test, depth)) else node.expr2
            return self.value(chosen, depth)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in _COMPARE:
            left_text = self.plain(self.value(node.expr, depth))
            return _COMPARE[node.ops[0].op](left_text, self.plain(self.value(node.ops[0].expr, depth)))
        raise self.refuse(node)

    @staticmethod
    def plain(value: object) -> str:
        return value.again if isinstance(value, Named) else str(value)

    def table(self, node: nodes.Call) -> Inserted:
        """A table of a file of Excel or CSV, for a line of its own. Errors: CV252, those of :class:`Enclosed`."""
        span = self.span(node.lineno)
        if self.enclosed is NOTHING:
            raise self.refuse(node)
        wanted = calls.table_of(node, span)
        if wanted is None:
            raise self.fault("CV252", node.lineno, form=calls.FORM)
        made = self.enclosed.table(wanted, self.at, self.problems)
        if made is None:
            self.failed = True
            raise _Stop
        return Inserted(calls.TABLE, (Placed(made, span),))

    def call(self, node: nodes.Call) -> Citation | Inserted:
        """``dieu(2)``, ``khoan(1, 2)``, ``dieu(2).khoan(1)``: what the text cites of itself; ``table(…)``. Errors:
        CV230.
        """
        if isinstance(node.node, nodes.Name) and node.node.name == calls.TABLE:
            return self.table(node)
        if self.cites is None or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise self.refuse(node)
        values = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        if len(values) < len(node.args):
            raise self.refuse(node)
        within = None
        if isinstance(node.node, nodes.Getattr) and isinstance(node.node.node, nodes.Call):
            outer = self.call(node.node.node)
            if isinstance(outer, Inserted):
                raise self.refuse(node)
            within, name = outer, node.node.attr
        elif isinstance(node.node, nodes.Name):
            name = node.node.name
        else:
            raise self.refuse(node)
        if name not in Cites.NAMES:
            near = nearest(name, Cites.NAMES)
            if not near:
                raise self.refuse(node)
            raise self.fault("CV204", node.lineno, name=name[:40], near=near, known=", ".join(sorted(Cites.NAMES)))
        found = self.cites.make(name, values, within, self.span(node.lineno))
        if isinstance(found, str):
            raise self.fault("CV230", node.lineno, call=name[:40], near=nearest(name, Cites.NAMES), forms=found)
        return found

    def name(self, node: nodes.Name) -> Value:
        found = self.names.get(node.name)
        if found is None:
            if node.name == "recipient":
                raise self.fault("CV206", node.lineno)
            raise self.fault(
                "CV204",
                node.lineno,
                name=node.name,
                near=nearest(node.name, self.names),
                known=", ".join(sorted(self.names)),
            )
        if isinstance(found, Named):
            found.used = True
        return found

    def attribute(self, node: nodes.Getattr) -> str:
        root, path = path_of(node)
        known = self.names.get(root.name) if root is not None else None
        flat = known is None or isinstance(known, Inserted) or (path not in known.forms and known.key != "recipient")
        owner = self.name(root) if root is not None and not (flat and "." in path) else None
        if owner is None or isinstance(owner, Inserted):
            raise self.fault("CV203", node.lineno, what=term("jinja.here", name=node.attr[:40]))
        if path not in owner.forms:
            near, shown = nearest(path, typed(owner.forms)), ", ".join(typed(owner.forms))
            raise self.fault("CV205", node.lineno, name=owner.key, attribute=path[:80], near=near, known=shown)
        form = owner.form(path) if isinstance(owner, Named) else owner.forms[path]
        if form is None:
            raise self.fault("CV207", node.lineno, name=owner.key, attribute=path)
        return form

    def filter(self, node: nodes.Filter, depth: int) -> str:
        change = _FILTERS.get(node.name)
        if change is None or node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            near, known = nearest(node.name, _FILTERS), ", ".join(_FILTERS)
            raise self.fault("CV208", node.lineno, filter=node.name[:80], near=near, known=known)
        return change(self.text(self.value(node.node, depth + 1), node.node))

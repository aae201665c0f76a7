"""What a text may not use of Jinja, as the clerk sees it written, and why a text can't be read, as terms."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import nodes

from congvan.problems import Term, Value, term

REFUSED: Mapping[type[nodes.Node], Value] = {
    nodes.For: "{% for %}",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from %}",
    nodes.Extends: "{% extends %}",
    nodes.Macro: "{% macro %}",
    nodes.CallBlock: "{% call %}",
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.Block: "{% block %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.With: "{% with %}",
    nodes.Call: term("jinja.call"),
    nodes.Getitem: term("jinja.item"),
    nodes.Mul: term("jinja.times"),
    nodes.Pow: term("jinja.power"),
    nodes.List: term("jinja.list"),
    nodes.Dict: term("jinja.dict"),
    nodes.Tuple: term("jinja.comma"),
}

_REASONS = (
    ("unexpected end of template", "jinja.open"),
    ("Missing end of comment", "jinja.comment"),
    ("Missing end of raw", "jinja.raw"),
    ("end of print statement", "jinja.print"),
    ("unknown tag", "jinja.tag"),
    ("unexpected char", "jinja.char"),
    ("Unexpected end", "jinja.block"),
    ("Expected an expression", "jinja.nothing"),
)


def reason(message: str) -> Term:
    """The reason as a term; only a kinder wording hangs on Jinja's English, never whether there is a fault."""
    return term(next((name for en, name in _REASONS if en.casefold() in message.casefold()), "jinja.syntax"))

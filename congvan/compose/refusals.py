"""What a text may not use of Jinja, as the clerk sees it written, and why a text can't be read, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import nodes

REFUSED: Mapping[type[nodes.Node], str] = {
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
    nodes.Call: "lời gọi hàm (…)",
    nodes.Getitem: "dấu ngoặc vuông […]",
    nodes.Mul: "phép nhân *",
    nodes.Pow: "phép lũy thừa **",
    nodes.List: "danh sách […]",
    nodes.Dict: "từ điển {…}",
    nodes.Tuple: "dấu phẩy",
}

_REASONS = (
    ("unexpected end of template", "biểu thức chưa được đóng lại"),
    ("Missing end of comment", "chú thích {# chưa có #} đóng lại"),
    ("Missing end of raw", "{% raw %} chưa có {% endraw %}"),
    ("end of print statement", "biểu thức giữa {{ và }} không đúng cú pháp"),
    ("unknown tag", "có một lệnh {% … %} lạ"),
    ("unexpected char", "có ký tự không dùng được trong biểu thức"),
    ("Unexpected end", "một lệnh {% … %} chưa được đóng lại"),
    ("Expected an expression", "giữa {{ và }} chưa có gì"),
)


def reason(message: str) -> str:
    """The reason in Vietnamese; only a kinder wording hangs on Jinja's English, never whether there is a fault."""
    return next(
        (vi for en, vi in _REASONS if en.casefold() in message.casefold()),
        "biểu thức {{ … }} hoặc lệnh {% … %} không đúng cú pháp",
    )

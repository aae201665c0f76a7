import time
from datetime import date

import pytest

from congvan.compose import citation
from congvan.compose.names import Named
from congvan.compose.sandbox import Filled, fill
from congvan.model.circular import Reference
from congvan.model.source import Spanned
from congvan.problems import Problems, Span

CV720 = Reference(
    "cv720",
    "Công văn",
    "720/STTTT-TTr",
    date(2024, 4, 17),
    "Sở Thông tin và Truyền thông",
    "cảnh báo các cuộc gọi giả danh",
    None,
)
CD33 = Reference("cd33", "Công điện", "33/CĐ-TTg", date(2025, 8, 7), "Thủ tướng Chính phủ", "về phòng, chống bão", None)
LUAT = Reference("luat", "Luật", "20/2023/QH15", date(2023, 6, 22), "Quốc hội", None, "Luật Giao dịch điện tử")


def names() -> dict[str, Named]:
    found = {r.key: Named(r.key, citation.full(r), citation.short(r), citation.forms(r)) for r in (CV720, CD33, LUAT)}
    found["issuer"] = Named("issuer", "Sở A", "Sở A", {"name": "Sở A", "phone": None})
    return found


def run(text: str) -> tuple[Filled | None, Problems]:
    problems = Problems()
    lines = tuple(range(10, 10 + len(text.split("\n"))))
    return fill(Spanned(text, Span("x.yaml", 9, 7), lines), names(), "body", problems), problems


def printed(text: str) -> str:
    filled, problems = run(text)
    assert filled is not None, list(problems)
    return filled.restore(filled.text)


def test_forms() -> None:
    assert printed("{{ cv720 }}|{{ cv720 }}") == (
        "Công văn số 720/STTTT-TTr ngày 17 tháng 4 năm 2024 của Sở Thông tin và Truyền thông "
        "về việc cảnh báo các cuộc gọi giả danh|Công văn số 720/STTTT-TTr"
    )
    assert printed("{{ cv720.date }} {{ cv720.long_date }}") == "17/4/2024 ngày 17 tháng 4 năm 2024"
    assert printed("{{ cv720.number }}") == "720/STTTT-TTr"
    assert printed("{{ cv720.with_date }}") == "Công văn số 720/STTTT-TTr ngày 17/4/2024"
    assert printed("{{ cv720.with_subject }}") == "Công văn số 720/STTTT-TTr về việc cảnh báo các cuộc gọi giả danh"
    assert printed("{{ cd33.full }}") == (
        "Công điện số 33/CĐ-TTg ngày 07 tháng 8 năm 2025 của Thủ tướng Chính phủ về phòng, chống bão"
    )
    assert printed("{{ cd33.short }}") == "Công điện số 33/CĐ-TTg"
    assert printed("{{ luat }}, {{ luat.short }}") == "Luật Giao dịch điện tử, Luật Giao dịch điện tử"


def test_conditions_and_filters() -> None:
    assert printed("{% if issuer.name == 'Sở A' %}có{% else %}không{% endif %}") == "có"
    assert printed("{{ issuer | upper }} {{ 'x' if cv720 else 'y' }}") == "SỞ A x"
    assert printed("{{ cv720.number ~ ' và ' ~ cd33.number }}") == "720/STTTT-TTr và 33/CĐ-TTg"
    assert printed("{# ghi chú #}a {% raw %}{{ b }}{% endraw %}") == "a {{ b }}"


HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{% for i in range(10**9) %}a{% endfor %}",
    "{{ 'a'*10**9 }}",
    "{{ 10**10**10 }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{{ cv720|attr('__class__') }}",
    "{{ lipsum() }}",
    "{{ namespace() }}",
    "{{ self }}",
    "{{ cv720.__class__ }}",
    "{{ cv720['__class__'] }}",
    "{% set a = 1 %}",
    "{{ cv720.forms }}",
    "{{ cv720.print }}",
    "{{ 'x'.format(1) }}",
    "{{ range(3) }}",
    "{{ [1,2] }}",
    "{{ {} }}",
    "{{ 'a'|center(1000000000) }}",
    "{% extends 'x' %}",
    "{% call f() %}{% endcall %}",
    "{{ true }}",
    "{% for c in 'abc' recursive %}{{ loop('abc') }}{% endfor %}",
    "{{ config }}",
    "{{ request }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "not " * 5000 + "1 }}",
    "{{ " + "9" * 6000 + " }}",
    "{% if 1 %}" * 300 + "x" + "{% endif %}" * 300,
    "{{ " + "~".join(["'a'"] * 3) + ".x }}",
    "{{",
    "{% if %}",
    "{{ }}",
    "{% block a %}{% endblock %}",
    "{{ super() }}",
    "{% filter upper %}a{% endfilter %}",
    "{{ 1 if 0 }}",
    "{{ cv720.date.year }}",
    "{{ recipient }}",
    "{{ issuer.phone }}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile(text: str) -> None:
    begin = time.process_time()
    filled, problems = run("dòng đầu\n" + text)
    assert time.process_time() - begin < 1
    assert filled is None
    assert problems.failed
    assert all(p.span is not None and p.span.line in (10, 11) for p in problems)


def test_unknown_name_is_named_at_its_line() -> None:
    _, problems = run("a\nb {{ cv270 }}\nc {{ cv720.dat }}")
    first, second = list(problems)
    assert (first.code, first.span, first.values["near"]) == ("CV204", Span("x.yaml", 11, 1), "cv720")
    assert (second.code, second.span, second.values["near"]) == ("CV205", Span("x.yaml", 12, 1), "date")


def test_private_use_characters_of_the_clerk_survive() -> None:
    assert printed("\U000f0000 {{ issuer }} \U000f0001") == "\U000f0000 Sở A \U000f0001"


def test_source_lines_are_kept() -> None:
    filled, _ = run("{# một\nhai #}ba\nbốn {{ issuer }}\nnăm")
    assert filled is not None
    assert filled.text.split("\n")[0] == "ba"
    assert filled.lines[1:] == (2, 3)


def test_output_is_bounded() -> None:
    begin = time.process_time()
    filled, problems = run("{{ cv720.full }}" * 20_000)
    assert filled is None
    assert [p.code for p in problems] == ["CV202"]
    assert time.process_time() - begin < 5

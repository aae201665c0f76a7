"""Blocks of a form: alone on a line they leave none; at the end of a line they leave its end."""

from congvan.compose.cites import Cites
from congvan.compose.names import Named
from congvan.compose.sandbox import fill
from congvan.model.source import Spanned
from congvan.problems import Problems, Span


def filled(text: str, **values: str) -> str:
    problems = Problems()
    names = {key: Named(key, value, value, {}) for key, value in values.items()}
    source = Spanned(text, Span("body.md.j2", 1, 1), tuple(range(1, text.count("\n") + 2)))
    made = fill(source, names, "body", problems, Cites(0), form=True)
    assert made is not None, list(problems)
    return made.restore(made.text)


def test_a_block_that_ends_a_line_keeps_the_paragraphs_apart() -> None:
    form = "Ông (bà): {{ name }}{% if office %}, {{ office }}{% endif %}\n\nChức vụ: {{ post }}\n"
    assert (
        filled(form, name="A", office="Văn phòng", post="Chuyên viên")
        == "Ông (bà): A, Văn phòng\n\nChức vụ: Chuyên viên\n"
    )
    assert filled(form, name="A", office="", post="Chuyên viên") == "Ông (bà): A\n\nChức vụ: Chuyên viên\n"


def test_a_block_alone_on_a_line_leaves_none() -> None:
    form = "Một\n\n{% if a %}\n{{ a }}\n\n{% endif %}\nHai\n"
    assert filled(form, a="x") == "Một\n\nx\n\nHai\n"
    assert filled(form, a="") == "Một\n\nHai\n"

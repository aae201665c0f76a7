"""Forms: blocks of Jinja, loops over lists, what stands alone on a line."""

from congvan.compose import text as texts
from congvan.compose.cites import Cites
from congvan.compose.form import check
from congvan.compose.names import Inserted, Listed, Named
from congvan.compose.placed import Placed
from congvan.compose.sandbox import fill
from congvan.model.document import Paragraph, Run
from congvan.model.source import DocumentType, KindField, Spanned
from congvan.model.wording import Wording
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


def test_a_value_typed_with_a_sign_and_the_sign_of_the_form_are_one() -> None:
    form = 'Địa điểm: {{ place }}.\n\n{{ first }}{{ "; " }}{{ last }}{{ "." }}{% if no %}, {{ no }}{% endif %}\n'
    assert filled(form, place="Phòng A;", first="Ông A.", last="Bà B;", no="") == "Địa điểm: Phòng A.\n\nÔng A; Bà B.\n"
    assert filled(form, place="TP. A...", first="bút, vở, v.v.", last="C.", no="D.") == (
        "Địa điểm: TP. A...\n\nbút, vở, v.v.; C., D.\n"
    )


AT = Span("body.md.j2", 1, 1)
SETTING = Wording("", "", "", "", "", "", "", "", "", "./.", "", "", "", {}, {}, {})


def read(text: str, **names: Named | Listed | Inserted) -> tuple[list[str], list[tuple[str, int]]]:
    problems = Problems()
    source = Spanned(text, AT, tuple(range(1, text.count("\n") + 2)))
    setting = texts.Setting(SETTING, problems)
    placed = texts.read(source, names, "", setting, form=True) or ()
    shown = [f"{getattr(p.block, 'label', '')} {texts.words(p.block)}".strip() for p in placed]
    return shown, [(d.code, d.span.line) for d in problems if d.span]


def named(*texts: str) -> tuple[Named, ...]:
    return tuple(Named("x", text, text, {"name": text}) for text in texts)


def test_a_loop_goes_through_a_list() -> None:
    form = '{% for one in all %}\n{{ loop.index }}. {{ one.name }}{{ "." if loop.last else ";" }}\n\n{% endfor %}\n'
    assert read(form, all=Listed("all", named("A", "*B*"))) == (["1. A;", "2. *B*."], [])
    assert read("{% if all %}x{% endif %}{{ all.count }}: {{ all }}", all=Listed("all", named("A", "B"))) == (
        ["x2: A, B"],
        [],
    )
    assert read("{% for c in one %}{{ c }}{% endfor %}", one=named("A")[0])[1] == [("CV203", 1)]
    assert read("{% for a in all recursive %}{% endfor %}", all=Listed("all", named("A")))[1] == [("CV203", 1)]


def test_loops_are_counted() -> None:
    many = Listed("all", named(*["A"] * 200))
    form = "{% for a in all %}{% for b in all %}{% for c in all %}{% endfor %}{% endfor %}{% endfor %}"
    assert read(form, all=many)[1] == [("CV202", 1)]


def test_blocks_stand_alone_on_their_line() -> None:
    body = Inserted(
        "body", (Placed(Paragraph((Run("Một."),)), Span("x.yaml", 9, 3)), Placed(Paragraph((Run("Hai."),)), AT))
    )
    assert read("A:\n\n{{ body }}\n\nB.", body=body) == (["A:", "Một.", "Hai.", "B."], [])
    assert read("A:\n\nXem {{ body }}", body=body)[1] == [("CV216", 3)]
    assert read("A: {{ body ~ 'x' }}", body=body)[1] == [("CV216", 1)]
    assert read("A.\n\n{{ body }}\n", body=Inserted("body", ())) == (["A."], [])


def test_a_part_of_a_part_is_checked_with_the_kind() -> None:
    born = KindField("born", "date", "Ngày sinh", "", False, None, (), AT)
    person = KindField("person", "record", "Người", "", False, None, (born,), AT)

    def faults(form: str) -> list[str]:
        problems = Problems()
        kind = DocumentType("a", "A", None, (), "", Spanned(form, AT), "", {"person": person})
        check(kind, problems)
        return [d.code for d in problems]

    assert faults("{{ person.born }} {{ person.born.date }} {{ person.born.long }} {{ issuer.name }}") == []
    assert faults("{{ person.born.day }}") == ["CV205"]
    assert faults("{{ person.dead }}") == ["CV205"]

"""From a Circular to a Document: expressions evaluated, Markdown read, every part a printed string."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from congvan.compose import each, form, text, twice
from congvan.compose.enclosed import NOTHING, Enclosed
from congvan.compose.names import MARKS, Marks, Named, Value, names_of
from congvan.compose.outline import Outline
from congvan.compose.parts import annex_origin, parts_of
from congvan.compose.placed import Placed, words
from congvan.compose.ruling import grounds_of
from congvan.compose.text import Finished, Setting
from congvan.model.circular import Circular
from congvan.model.document import ORDER, Annex, Attached, Block, Document, Parts, Source
from congvan.model.source import DocumentType, Spanned, TableSource
from congvan.model.wording import Wording
from congvan.problems import Diagnostic, Problems
from congvan.text.letters import capitals, nfc, roman
from congvan.text.names import Name, names_in

__all__ = ["check_kind", "compose"]

check_kind = form.check


def compose(
    circular: Circular, wording: Wording, problems: Problems, *, in_spite: bool = False, enclosed: Enclosed = NOTHING,
    marks: Marks | None = None,
) -> Document | None:  # fmt: skip
    """The document as it reads, or ``None`` after a fault of the text or of the circular itself. ``in_spite``: with
    faults, as far as it can be read, for whoever looks at what is being written. ``enclosed``: tables and pictures.
    ``marks``: a mark stands for each of a copy's own words (:mod:`congvan.compose.holes`).
    """
    mine = Problems()
    names = {**names_of(circular), **each.named(circular, marks)}
    setting = Setting(wording, mine, len(circular.source.annexes), in_spite=in_spite, enclosed=enclosed, marks=marks)
    copies = each.printed(circular, names, mine) if circular.recipient is None and not in_spite else ()
    worded = each.own_words(circular, setting)
    circular = circular if worded is None else worded
    grounds = grounds_of(circular, names, setting)
    own = form.field_values(circular, names, setting)
    body = _body(circular, names, own, setting)
    parts = parts_of(circular, own, wording, mine)
    twice.check(circular, mine)
    attached = _attached(circular, names, setting)
    annexes = _annexes(circular, names, setting)
    if body is not None:
        _check_articles(circular, body.outline, mine)
        if not mine.failed:  # what nothing cites may be what a faulty expression meant
            _check_annexes_named(circular, body.blocks, wording, mine)
        if not mine.failed and None not in annexes and None not in attached and grounds is not None:
            _check_used(circular, names, mine)
    problems.extend(d for d in mine if not circular.source.faulty or _of_its_own(d, circular))
    if not in_spite and (mine.failed or circular.faulty or body is None or grounds is None or worded is None):
        return None
    return Document(
        id=circular.id,
        parts=parts,
        body=body.blocks if body is not None else (),
        annexes=tuple(a for a in annexes if a is not None),
        draft=(circular.number is None and circular.kind.numbered) or circular.date is None,
        title=_title(circular, parts),
        author=nfc(circular.issuer.name.value),
        style={key: value.value for key, value in circular.issuer.style.items()},
        grounds=grounds or (),
        attached=tuple(a for a in attached if a is not None),
        order=_order(circular.kind),
        names=_names(circular, parts),
        files=enclosed.used(),
        copies=copies,
        recipient=circular.recipient.key if circular.recipient is not None else "",
    )


def _names(circular: Circular, parts: Parts) -> frozenset[Name]:
    """The people and places that titles, agencies and signers name, as they are typed: the page may have capitals."""
    issuer, source, signer = circular.issuer, circular.source, circular.signer
    signatures = [s for s in (parts.signature, parts.beside) if s is not None]
    typed = [
        issuer.name.value, issuer.parent or "", issuer.place, source.subject.value, signer.title, signer.name,
        *(of for _, of in signer.chain), *parts.subject, *parts.addressees, *parts.recipients, parts.authority or "",
        parts.confirmation or "", *(text for s in signatures for text in (*s.posts, s.name)),
        *(text.subject.value for text in source.attached), *(a.title.value for a in source.annexes if a.title),
    ]  # fmt: skip
    place = tuple(issuer.place.casefold().split())
    return names_in(nfc(text) for text in typed if not MARKS.search(text)) | ({place} if len(place) > 1 else set())


def _of_its_own(found: Diagnostic, circular: Circular) -> bool:
    """Whether a fault met in spite of others is no mere consequence of theirs: a key that is missing was told of."""
    return found.code != "CV212" and found.span is not None and found.span.file == circular.source.file


def _title(circular: Circular, parts: Parts) -> str:
    """For the file's properties: kind, number and subject, the last even where the form doesn't print it."""
    said = circular.kind.name if parts.number is None else f"{circular.kind.name} số {parts.number}/{parts.symbol}"
    subject = " ".join(parts.subject) or " ".join(nfc(circular.source.subject.value).split())
    return f"{said} {subject}".rstrip()


def _order(kind: DocumentType) -> tuple[str, ...]:
    """The order of a kind that keeps its own; empty where it is that of the decree's forms."""
    flow = tuple(part for part in kind.parts if part in ORDER)
    return () if list(flow) == sorted(flow, key=ORDER.index) else flow


def _body(
    circular: Circular, names: Mapping[str, Value], own: Mapping[str, Value], setting: Setting
) -> Finished | None:
    """The main text: what the clerk typed, inside the kind's form where it has one."""
    source, kind = circular.source, circular.kind
    typed = text.read(source.body, names, "body", setting, articles=kind.articles) if source.body.value else ()
    blocks = None if typed is None else form.filled(circular, names, own, typed, setting)
    return None if blocks is None else text.finish(blocks, source.body, "body", setting, articles=kind.articles)


def _attached(circular: Circular, names: Mapping[str, Value], setting: Setting) -> list[Attached | None]:
    """The texts that the document issues, each with articles of its own (Mẫu 1.3)."""
    out: list[Attached | None] = []
    for index, (item, kind) in enumerate(zip(circular.source.attached, circular.attached, strict=False)):
        at = f"attached[{index}].body"
        found = _own_text(item.body, names, at, setting, articles=kind.articles)
        subject = tuple(" ".join(line.split()) for line in nfc(item.subject.value).splitlines() if line.strip())
        subject = (subject[0][:1].upper() + subject[0][1:], *subject[1:]) if subject else ()
        origin = annex_origin(circular, setting.wording)
        source = Source.at(f"attached[{index}].subject", item.subject.span)
        out.append(None if found is None else Attached(capitals(kind.name), subject, origin, found, source))
    return out


def _own_text(
    typed: Spanned[str], names: Mapping[str, Value], at: str, setting: Setting, *, articles: bool = False,
    more: tuple[Placed, ...] = (),
) -> tuple[Block, ...] | None:  # fmt: skip
    """A text whose articles and citations are its own, with ``more`` blocks at its end."""
    setting.begin()
    blocks = text.read(typed, names, at, setting, articles=articles) if typed.value or not more else ()
    blocks = None if blocks is None else (*blocks, *more)
    return None if blocks is None else text.finish(blocks, typed, at, setting, articles=articles).blocks


def _annexes(circular: Circular, names: Mapping[str, Value], setting: Setting) -> list[Annex | None]:
    """Each annex with its label: "Phụ lục", or with a Roman number where there are several (PL I.I.III.1)."""
    sources, wording = circular.source.annexes, setting.wording
    out: list[Annex | None] = []
    for index, item in enumerate(sources):
        label = wording.annex_label if len(sources) == 1 else f"{wording.annex_label} {roman(index + 1)}"
        more = _table(item.table, f"annexes[{index}].table", setting) if item.table else ()
        body = None if more is None else _own_text(item.body, names, f"annexes[{index}].body", setting, more=more)
        title = " ".join(nfc(item.title.value).split()) if item.title else None
        origin = annex_origin(circular, wording)
        source = Source.at(f"annexes[{index}].title", item.title.span if item.title else item.span)
        out.append(None if body is None else Annex(label, title, origin, body, item.landscape, source))
    return out


def _table(wanted: TableSource, at: str, setting: Setting) -> tuple[Placed, ...] | None:
    """A table that an annex names; None after its fault."""
    made = setting.enclosed.table(wanted, at, setting.problems)
    return None if made is None else (Placed(replace(made, source=Source.at(at, wanted.span)), wanted.span),)


def _check_articles(circular: Circular, found: Outline, problems: Problems) -> None:
    """ "Như Điều 3" must find its Điều (NN-2). Errors: CV238."""
    for index, line in enumerate(circular.copies):
        if line.article is not None and (("dieu", str(line.article)),) not in found.units:
            problems.error("CV238", line.span, at=f"copies[{index}]", article=line.article)


def _check_annexes_named(circular: Circular, body: tuple[Block, ...], wording: Wording, problems: Problems) -> None:
    """A text with annexes must send its reader to them (PL I.I.III.1a)."""
    if not circular.source.annexes or not body:
        return
    if wording.annex_label.casefold() not in " ".join(words(block) for block in body).casefold():
        problems.warning("CV214", circular.source.annexes[0].span, at="annexes[0]", label=wording.annex_label)


def _check_used(circular: Circular, names: Mapping[str, Value], problems: Problems) -> None:
    """A reference that nothing cites is likely a slip; ``follows`` and ``replies`` cite it."""
    source = circular.source
    named = {k.value for k in (*source.replies, *source.corrects, *source.replaces, *source.recalls)}
    followed = {circular.follows.key} if circular.follows else set()
    for key, item in circular.source.references.items():
        told = names[key]
        if key not in followed | named and not (isinstance(told, Named) and told.used):
            problems.warning("CV215", item.span, at=f"references.{key}", key=key)

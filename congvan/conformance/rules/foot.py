"""CK-1, CK-2, CK-3, NN-1, NN-2: who signs, who gets it."""

from __future__ import annotations

import re
from itertools import pairwise

from congvan.conformance.measured import Column, Para
from congvan.conformance.rules.case import Case, Rule, begins, bounds, capital, check_look, free, outside
from congvan.text.letters import fold

_PREFIX = re.compile(r"^(T\s*/?\s*M|K\s*/?\s*T|T\s*/?\s*L|T\s*/?\s*U\s*/?\s*Q|Q)(?!\w)\s*([./:]*)(\s*)(\S.*)$")
_WORDED = {
    "THAY MẶT": "TM.",
    "KÝ THAY": "KT.",
    "THỪA LỆNH": "TL.",
    "THỪA ỦY QUYỀN": "TUQ.",
    "THỪA UỶ QUYỀN": "TUQ.",
    "QUYỀN": "Q.",
}
"""Authority written out where Phụ lục I has it abbreviated."""
RANK = re.compile(
    r"(?i)^((?:PGS|GS|TS|ThS|Th\.S|CN|KS|BS|BSCK[I12]*|DS|LS|Tiến sĩ|Thạc sĩ|Giáo sư|Phó Giáo sư|Kỹ sư|Bác sĩ|"
    r"Cử nhân|Luật sư|NGND|NGƯT|NSND|NSƯT|TTND|TTƯT|Đại tướng|Thượng tướng|Trung tướng|Thiếu tướng|Đại tá|Thượng tá|"
    r"Trung tá|Thiếu tá|Đại úy|Thượng úy|Trung úy|Thiếu úy|Ông|Bà)[.\s,]+)"
)


def authority(case: Case) -> None:
    """CK-1: the prefix, in bold capitals of 13 to 14 pt; two signatures where the kind has two."""
    kind, signatures = case.parts.kind, case.parts.signatures
    if kind is not None and len(signatures) < kind.signatures and (signatures or case.parts.foot_label):
        if kind.free:
            case.findings.skip("CK-1", "free")
        else:
            where = case.parts.authority[0] if case.parts.authority else case.parts.foot_label
            case.findings.add("CK-1", "two", where, kind=kind.name.lower(), form=kind.form)
    for para in case.parts.authority:
        quote = para.text[:50]
        match = _PREFIX.match(para.text)
        if match and (match[2] != "." or match[3] != " " or "/" in match[1] or " " in match[1]):
            letters = re.sub(r"[\s/]", "", match[1])
            case.findings.add("CK-1", "prefix", para, measured=para.text[:30], allowed=f"{letters}. {match[4]}"[:40])
        worded = next((w for w in _WORDED if para.text.upper().startswith(w + " ")), None)
        if worded is not None:
            right = f"{_WORDED[worded]} {para.text[len(worded) :].strip()}"
            case.findings.add("CK-1", "prefix", para, measured=para.text[:30], allowed=right[:40])
        if not capital(para.text):
            case.findings.add("CK-1", "caps", para, quote=quote)
        check_look(case, "CK-1", para, bold=True, size=case.style("authority").size, quote=quote)


def deputies(case: Case) -> None:
    """CK-2: under KT. stands a deputy; TUQ. is not passed on."""
    for signature in case.parts.signatures:
        _deputy(case, signature.posts)
    _collective(case)


def _collective(case: Case) -> None:
    """TM. where the authority line names a collective, or the kind is a collective's; not where it names a post."""
    parts, lines = case.parts, case.parts.authority
    if not lines or parts.kind is None or not parts.kind.resolves:
        return
    signed = re.match(r"T\s*/?\s*M\s*[./ ]", lines[0].text)
    authority = " ".join(p.text for p in parts.enacting)
    plain = fold(authority)
    if not signed and (plain.startswith(_COLLECTIVE) or parts.kind.slug == "nghi-quyet"):
        case.findings.add(
            "CK-2", "collective", lines[0], measured=lines[0].text, authority=authority or parts.kind.name
        )
    elif signed and plain.startswith(_HEADS):
        case.findings.add("CK-2", "personal", lines[0], measured=lines[0].text, authority=authority)


_COLLECTIVE = ("uy ban nhan dan", "hoi dong", "ban chap hanh", "ban thuong vu", "thuong truc")
_HEADS = (
    "giam doc",
    "tong giam doc",
    "chu tich",
    "bo truong",
    "cuc truong",
    "chi cuc truong",
    "hieu truong",
    "truong ",
)


def _deputy(case: Case, lines: list[Para]) -> None:
    if sum(1 for p in lines if p.text.startswith("TUQ")) > 1:
        case.findings.add("CK-2", "twice", next(p for p in lines if p.text.startswith("TUQ")))
    for above, below in pairwise(lines):
        if re.match(r"K\s*/?\s*T\s*[./]", above.text) and not re.match(r"(?i)(phó|thứ trưởng)", below.text):
            case.findings.add("CK-2", "deputy", below, before=above.text, measured=below.text)
    if lines and re.match(r"K\s*/?\s*T\s*[./]", lines[-1].text):
        post = re.sub(r"^K\s*/?\s*T\s*[./]\s*", "", lines[-1].text)
        case.findings.add("CK-2", "deputy", lines[-1], before="KT.", measured=post)


def name(case: Case) -> None:
    """CK-3: the name alone, upright, bold, in lower case."""
    for para in (p for s in case.parts.signatures for p in (s.names[-1:] if len(s.posts) < 2 else s.names)):
        quote = para.text[:40]
        if match := RANK.match(para.text):
            case.findings.add("CK-3", "rank", para, measured=match[1].strip(" ,"))
        if capital(para.text):
            case.findings.add("CK-3", "caps", para, quote=quote)
        check_look(case, "CK-3", para, bold=True, size=case.style("signer_name").size, quote=quote)


def recipients(case: Case) -> None:
    """NN-1: the label and the list."""
    label = case.parts.foot_label
    if label is None:
        if free(case):
            case.findings.skip("NN-1", "free")
        elif case.parts.state is not None and case.parts.authority:
            case.findings.add("NN-1", "none", case.parts.authority[0])
        return
    if not re.match(r"Nơi nhận:(\s|$)", label.text + " "):
        case.findings.add("NN-1", "label", label, measured=label.text[:30])
    if label.share("italic") < 0.5 or label.share("bold") < 0.5:
        case.findings.add("NN-1", "look", label)
    if label.share("underline") > 0.5:
        case.findings.add("NN-1", "underline", label)
    _where(case, label)
    size = case.style("recipients_label").size
    if outside(label.size, size):
        case.findings.add("NN-1", "label_size", label, measured=label.size, **bounds(size))
    _entries(case)


def _where(case: Case, label: Para) -> None:
    """Under the signatures on a biên bản, beside them elsewhere."""
    kind, names = case.parts.kind, case.parts.names
    if kind is None or kind.free or not names:
        return
    if label.cell > 1_000_000 or any(p.cell > 1_000_000 for p in names):
        return  # in frames, and what a file has in frames does not say where it stands
    below = label.row > max(p.row for p in names)
    if kind.recipients_below and not below:
        case.findings.add("NN-1", "beside", label, kind=kind.name.lower(), form=kind.form)
    elif below and not kind.recipients_below and label.lines:
        case.findings.add("NN-1", "under", label)


def _entries(case: Case) -> None:
    listed = [p for p in case.parts.recipients if p.column is not Column.RIGHT]
    size = case.style("recipient").size
    for para in listed:
        if outside(para.size, size):
            case.findings.add("NN-1", "size", para, quote=para.text[:40], measured=para.size, **bounds(size))
            break
    for para in listed:
        if para.share("bold") > 0.5 or para.share("italic") > 0.5:
            look = "đậm" if para.share("bold") > 0.5 else "nghiêng"
            case.findings.add("NN-1", "list_look", para, quote=para.text[:40], measured=look)
            break
    _indent(case, listed)
    _marks(case, listed)


def _indent(case: Case, listed: list[Para]) -> None:
    label = case.parts.foot_label
    edge = begins(label) if label else 0.0
    for para in listed:
        archive = re.match(r"(?i)[-–+]?\s*lưu\b", para.text)
        run_on = re.search(r";\s+\S", para.text) and not archive and not re.search(r"\([^)]*;[^)]*\)", para.text)
        if not re.match(r"[-–]\s*\S", para.text) or begins(para) - edge > 9.0 or run_on:
            case.findings.add("NN-1", "dash", para, quote=para.text[:40])
            return


def _marks(case: Case, listed: list[Para]) -> None:
    archive = next((p for p in listed if re.match(r"(?i)[-–+]?\s*lưu\b", p.text)), None)
    for para in listed:
        text = para.text.rstrip()
        if para is archive or (archive is not None and para.index > archive.index):
            continue
        if not text.endswith(";"):
            case.findings.add("NN-1", "mark", para, quote=text[-40:], measured=text[-1:], allowed=";")
            break
    if archive is None:
        if listed:
            case.findings.add("NN-1", "no_archive", listed[-1])
        return
    text = archive.text.strip()
    if drafter := DRAFTER.match(text):
        text = drafter["list"]  # ô 12 comes after the full stop
    if not re.match(r"[-–]\s*Lưu: VT(?:[,.\s(]|$)", text) or re.match(r"[-–]\s*Lưu: VT\s*[.;:]\s*\w", text):
        case.findings.add("NN-1", "archive", archive, measured=text)
    elif not re.search(rf"\.(?:\s*(?:\S{{1,12}}\.?)?\s*{_COPIES})?\.?$|\)\.$", text):
        case.findings.add("NN-1", "mark", archive, quote=text[-40:], measured=text[-1:], allowed=".")


_COPIES = r"\(\s*\d+\s*\w{0,4}\s*\)"
"""How many copies: "(300)", "(05b)", "(2 bản)"."""
DRAFTER = re.compile(
    r"^(?P<list>[-–+]?\s*[Ll]ưu\b.*[\w)]\.)\s*\(?(?P<sign>[^\W\d_]{1,12})\)?\s*(?:\.?\s*" + _COPIES + r")?$"
)
"""The line "Lưu" with ô 12 after its full stop: no full stop ends that."""


def drafted(case: Case) -> None:
    """NN-3: the drafter's sign, where one stands, in upright capitals of 11 pt."""
    size = case.style("recipient").size
    for para in case.parts.recipients:
        match = DRAFTER.match(para.text.strip())
        if match is None:
            continue
        sign, seen, strange = match["sign"], para.text[match.end("sign") :], False
        for piece in reversed(para.letters):
            within = len(seen.replace(" ", "")) < len(para.text[match.start("sign") :].replace(" ", ""))
            seen = piece.text + seen
            strange = strange or (within and (outside(piece.size, size) or piece.italic or piece.bold))
        if strange or not capital(sign):
            case.findings.add(
                "NN-3", "look", para, measured=sign, allowed=sign.upper(), allowed_size=size.lo, quote=para.text[-40:]
            )


def as_above(case: Case) -> None:
    """NN-2: "Như trên" with Kính gửi only; "Như Điều n" for an article that is there."""
    parts = case.parts
    listed = [fold(p.text) for p in parts.recipients]
    above = next((p for p in parts.recipients if "nhu tren" in fold(p.text)), None)
    kind = parts.kind.slug if parts.kind else ""
    if parts.to_label is not None and above is None and listed:
        case.findings.add("NN-2", "missing", parts.recipients[0])
    if parts.to_label is None and above is not None and kind in _NAMED:
        case.findings.add("NN-2", "extra", above)
    articles = {m[1] for p in parts.body if (m := re.match(r"Điều (\d+)", p.text))}
    for para in parts.recipients:
        match = re.search(r"(?i)như điều (\d+)", para.text)
        if match and match[1] not in articles:
            case.findings.add("NN-2", "article", para, measured=match[0], number=match[1])


_NAMED = (
    "nghi-quyet", "quyet-dinh", "chi-thi", "quy-che", "quy-dinh", "thong-cao", "thong-bao", "huong-dan", "chuong-trinh",
    "ke-hoach", "phuong-an", "de-an", "du-an", "bao-cao", "bien-ban",
)  # fmt: skip
"""Kinds in which nothing above the text names who gets it (a giấy mời, a phiếu gửi name them in it)."""

SIGNED: tuple[Rule, ...] = (authority, deputies, name, recipients)
RULES: tuple[Rule, ...] = (*SIGNED, as_above, drafted)

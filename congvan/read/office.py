"""``issuer.yaml`` and ``recipients.yaml`` → Issuer, Recipients."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from congvan.model import delivery
from congvan.model.source import Agency, Dossier, Group, Issuer, Numbering, Recipients, Signer, Spanned, Unit
from congvan.problems import Problems, Span, term
from congvan.read import chains
from congvan.read.figures import Integer
from congvan.read.former import pasts, with_former
from congvan.read.groups import check_groups
from congvan.read.mailboxes import Mailbox
from congvan.read.ordering import STEPS, steps
from congvan.read.places import spoken
from congvan.read.shapes import KEY, SLUG, Choice, Field, Many, Record, Table, Text, place, value, words
from congvan.text import zones
from congvan.yaml.tree import Mapping, Node, Sequence

EMAIL = Mailbox()
CODE = Text(r"^[A-Z0-9]{1,6}(\.[A-Z0-9]{1,6}){0,6}$", "H53.12")
ID = Text(r"^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$", "ubnd-xa-tan-phu")
SYMBOL = Text(r"^[^\s/\-:;,]+(-[^\s/\-:;,]+)*$", "STTTT")
AUTHORITY = Choice.of("authority", "TM", "KT", "TL", "TUQ", "Q")
CHANNELS = Many(Choice.of("channel", "edxml", "email", "post"))

UNIT = Record(
    (
        Field("name", Text(), "unit.name", required=True),
        Field("symbol", SYMBOL, "unit.symbol", required=True, examples=("TTr",)),
        Field("archive", Text(), "unit.archive", examples=("Thanh tra",)),
    )
)

DOSSIER = Record(
    (
        Field("code", Text(), "dossier.code", required=True, examples=("01.TTr",)),
        Field("title", Text(), "dossier.title", required=True, examples=("Xử lý vi phạm về viễn thông năm 2026",)),
        Field("keep", Text(), "dossier.keep", required=True, examples=("10 năm",)),
        Field("by", Text(), "dossier.by", examples=("Trần Thị Lan",)),
    )
)

SIGNER = Record(
    (
        Field(
            "authority",
            Many(AUTHORITY, single=True),
            "signer.authority",
        ),
        Field("for", Many(Text(), single=True), "signer.for"),
        Field("title", Text(), "signer.title", required=True, examples=("Giám đốc",)),
        Field("name", Text(), "signer.name", required=True),
        Field("posts", Many(Text(), single=True), "signer.posts"),
    )
)

SEAL = Record(
    (
        Field(
            "diameter",
            Text(r"^(2[0-9]|[345][0-9]|60)([.,][0-9]+)?$", "36"),
            "seal.diameter",
            examples=(36,),
        ),
    )
)

ZONE = r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$"

SHARING = Many(Text(SLUG, "quyet-dinh"))
NAMED = Record(
    (
        Field("name", Text(), "named.name", required=True, examples=("Quyết định, chỉ thị",)),
        Field("kinds", SHARING, "named.kinds", required=True, examples=(["quyet-dinh", "chi-thi"],)),
    )
)


class Sharing:
    """A group of kinds: a list of them, or the list with the sequence's name."""

    def read(self, node: Node, problems: Problems, at: str) -> Numbering | None:
        """Errors: those of the list and of the record."""
        if isinstance(node, Sequence):
            kinds = SHARING.read(node, problems, at)
            return None if kinds is None else Numbering(tuple(kinds))
        found = NAMED.read(node, problems, at)
        return None if found is None else Numbering(tuple(found["kinds"]), found["name"])

    def schema(self) -> dict[str, Any]:
        """One or the other."""
        return {"anyOf": [SHARING.schema(), NAMED.schema()]}


HOST = Text(r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9a-fA-F:]+$", "mail.so.example")
VARIABLE = Text(r"^[A-Za-z_][A-Za-z0-9_]*$", "CONGVAN_SMTP_PASSWORD")
SECURITY = Choice.of("security", "starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}

SMTP = Record(
    (
        Field("host", HOST, "smtp.host", required=True, examples=("mail.so.example",)),
        Field("port", Integer(65535), "smtp.port"),
        Field("security", SECURITY, "smtp.security"),
        Field("username", Text(), "smtp.username"),
        Field(
            "password_env", VARIABLE, "smtp.password_env",
            examples=("CONGVAN_SMTP_PASSWORD",),
        ),
        Field("from", EMAIL, "smtp.from"),
        Field("bounces", EMAIL, "smtp.bounces"),
        Field("ca", Text(), "smtp.ca"),
        Field("timeout", Integer(600), "smtp.timeout"),
        Field("rate", Integer(100_000), "smtp.rate", examples=(60,)),
        Field("size_limit", Integer(1000), "smtp.size_limit"),
    )
)  # fmt: skip
EDXML = Record((Field("outbox", Text(), "edxml.outbox", required=True, examples=("truc/gui",)),))
DELIVERY = Record(
    (
        Field("smtp", SMTP, "delivery.smtp"),
        Field("edxml", EDXML, "delivery.edxml"),
        Field("retry_after", Integer(86_400), "delivery.retry_after"),
        Field("retry_times", Integer(100), "delivery.retry_times"),
    )
)

REGISTER = (
    Field(
        "numbering",
        Many(Sharing()),
        "issuer.numbering",
        examples=(
            [["quyet-dinh", "chi-thi"], ["cong-van"]],
            [{"name": "Quyết định, chỉ thị", "kinds": ["quyet-dinh", "chi-thi"]}],
        ),
    ),
    Field(
        "register",
        Text(),
        "issuer.register",
        examples=("postgresql://vanthu@may-chu/so",),
    ),
    Field("timezone", Text(ZONE, zones.VIETNAM), "issuer.timezone"),
    Field(
        "acts_for",
        Many(Text(), single=True),
        "issuer.acts_for",
        examples=(["Trung tâm Công nghệ thông tin"],),
    ),
)

STYLE = Table(Text(), r"^[a-z_]+$", "body_size")
ISSUER = Record(
    (
        Field(
            "parent",
            Text(),
            "issuer.parent",
            examples=("UBND tỉnh Tây Ninh",),
        ),
        Field("name", Text(), "issuer.name", required=True),
        Field("symbol", SYMBOL, "issuer.symbol", required=True, examples=("STTTT",)),
        Field("place", Text(), "issuer.place", required=True, examples=("Tây Ninh",)),
        Field("code", CODE, "issuer.code", examples=("H53.12",)),
        Field("id", ID, "issuer.id", examples=("ubnd-xa-tan-phu",)),
        Field("address", Text(), "issuer.address"),
        Field("phone", Text(), "issuer.phone"),
        Field("fax", Text(), "issuer.fax"),
        Field("email", EMAIL, "issuer.email"),
        Field("website", Text(), "issuer.website"),
        Field("units", Table(with_former(UNIT, "name", "symbol", "archive")), "issuer.units"),
        Field(
            "signers",
            Table(with_former(SIGNER, "authority", "for", "title", "name", "posts")),
            "issuer.signers",
            required=True,
        ),
        Field("style", STYLE, "issuer.style"),
        Field("seal", SEAL, "issuer.seal"),
        *REGISTER,
        Field("delivery", DELIVERY, "issuer.delivery"),
        Field("steps", STEPS, "issuer.steps"),
        Field("files", Table(DOSSIER, key_example="vi-pham-2026"), "issuer.files"),
    )
)
ISSUER = with_former(ISSUER, "parent", "name", "symbol", "place", "code", "address", "phone", "fax", "email", "website")

AGENCY = Record(
    (
        Field("name", Text(), "agency.name", required=True),
        Field("code", CODE, "agency.code"),
        Field("email", Many(Mailbox(many=True), single=True), "agency.email"),
        Field("address", Text(), "agency.address"),
        Field("channels", CHANNELS, "agency.channels"),
        Field("fields", Table(Text(), KEY, "giam_doc"), "agency.fields"),
    )
)

GROUP = Record(
    (
        Field("name", Text(), "group.name", required=True),
        Field("members", Many(Text(SLUG, "so-noi-vu", named=True)), "group.members", required=True),
        Field("channels", CHANNELS, "group.channels"),
    )
)

RECIPIENTS = Record(
    (
        Field("agencies", Table(with_former(AGENCY, "name", "code")), "recipients.agencies", required=True),
        Field("groups", Table(with_former(GROUP, "name")), "recipients.groups"),
    )
)


def issuer(root: Node, problems: Problems) -> Issuer | None:
    """The tree of ``issuer.yaml`` → Issuer. Errors: shapes; CV033 no such time zone; CV043 signing chain."""
    found = ISSUER.read(root, problems, "")
    if found is None or not _zone(found.get("timezone"), problems):
        return None
    signers = {slug: _signer(slug, record, problems) for slug, record in found["signers"].items()}
    good = {slug: signer for slug, signer in signers.items() if signer is not None}
    if len(good) < len(signers):
        return None
    texts = _texts(found)
    made = Issuer(
        name=found["name"],
        units={slug: _unit(slug, record) for slug, record in found.get("units", {}).items()},
        signers=good,
        style=found.get("style", {}),
        numbering=tuple(found.get("numbering", ())),
        register=value(found, "register"),
        timezone=value(found, "timezone"),
        span=place(found),
        acts_for=tuple(a.value for a in found.get("acts_for", ())),
        seal_diameter=_diameter(found.get("seal")),
        delivery=_delivery(found.get("delivery"), texts["email"], problems),
        typed=words(found),
        keys=_places(found),
        id=value(found, "id"),
        steps=steps(found.get("steps")),
        files={slug: _dossier(slug, record) for slug, record in found.get("files", {}).items()},
        **texts,
    )

    def before(record: dict[str, Any]) -> Issuer:
        past = {"name": record["name"], "span": place(record), "typed": words(record), "keys": _places(record)}
        return replace(made, **past, **_texts(record))

    return replace(made, former=pasts(found, before))


def _dossier(slug: str, record: dict[str, Any]) -> Dossier:
    return Dossier(slug, *(value(record, key) or "" for key in ("code", "title", "keep", "by")))


def _texts(record: dict[str, Any]) -> dict[str, Any]:
    keys = ("parent", "symbol", "place", "code", "address", "phone", "fax", "email", "website")
    return {key: value(record, key) for key in keys}


def _places(record: dict[str, Any]) -> dict[str, Span]:
    """Where the text of each key stands."""
    return {key: text.span for key, text in record.items() if isinstance(text, Spanned)}


def style(root: Node) -> dict[str, Spanned[str]]:
    """``style:`` alone, empty where it can't be read."""
    node = root.entries.get("style") if isinstance(root, Mapping) else None
    found = STYLE.read(node, Problems(), "style") if node is not None else None
    return found or {}


def _delivery(record: dict[str, Any] | None, email: str | None, problems: Problems) -> delivery.Settings:
    """``delivery:`` with everything that was left out. Errors: CV041 no address to send from."""
    if record is None:
        return delivery.Settings()
    server, smtp = record.get("smtp"), None
    if server is not None:
        sender = value(server, "from") or email
        if sender is None:
            problems.error("CV041", place(server), at="delivery.smtp", key="from", title=term("smtp.from"))
        security: Any = value(server, "security") or "starttls"
        smtp = delivery.Smtp(
            host=value(server, "host"),
            port=value(server, "port") or PORTS[security],
            security=security,
            sender=sender or "",
            span=place(server),
            username=value(server, "username"),
            password_env=value(server, "password_env"),
            ca=value(server, "ca"),
            bounces=value(server, "bounces"),
            timeout=float(value(server, "timeout") or 60),
            rate=value(server, "rate") or 0,
            size_limit=(value(server, "size_limit") or 20) * 1_000_000,
        )
        if smtp.security == "none" and smtp.username and not smtp.here:
            problems.warning("CV813", place(server), at="delivery.smtp.security", host=smtp.host)
    edxml = record.get("edxml")
    return delivery.Settings(
        smtp,
        value(edxml, "outbox") if edxml else None,
        float(value(record, "retry_after") or 60),
        value(record, "retry_times") or 12,
    )


def _diameter(record: dict[str, Any] | None) -> float | None:
    """The seal's diameter in mm, as the clerk wrote it: 36 or 36,5."""
    typed = value(record, "diameter") if record else None
    return None if typed is None else float(typed.replace(",", "."))


def _zone(zone: Spanned[str] | None, problems: Problems) -> bool:
    """Errors: CV033 no such time zone."""
    if zone is None or zones.exists(zone.value):
        return True
    problems.error("CV033", zone.span, at="timezone", field=spoken("timezone"), value=zone.value, example=zones.VIETNAM)
    return False


def _unit(slug: str, record: dict[str, Any]) -> Unit:
    symbol = value(record, "symbol")
    former = pasts(record, lambda before: _unit(slug, before))
    archive = value(record, "archive") or symbol
    return Unit(slug, value(record, "name"), symbol, archive, place(record), words(record), former)


def _signer(slug: str, record: dict[str, Any], problems: Problems) -> Signer | None:
    authority = [a.value for a in record.get("authority", ())]
    behalf = [b.value for b in record.get("for", ())]
    if authority[-1:] == ["Q"] and len(behalf) == len(authority) - 1:
        behalf.append(value(record, "title"))  # "Q." stands before the signer's own title, for nobody else's
    if len(authority) != len(behalf):
        chains.unequal(slug, record, authority, behalf, problems)
        return None
    posts = tuple(p.value for p in record.get("posts", ()))
    chain = tuple(zip(authority, behalf, strict=True))
    former = pasts(record, lambda before: _signer(slug, before, problems))
    return Signer(
        slug, chain, value(record, "title"), value(record, "name"), posts, place(record), words(record), former
    )


def recipients(root: Node, file: str, problems: Problems) -> Recipients | None:
    """The tree of ``recipients.yaml`` → Recipients. Errors: shapes; CV044–CV046 groups that don't hold together."""
    found = RECIPIENTS.read(root, problems, "")
    if found is None:
        return None
    agencies = {slug: _agency(slug, record) for slug, record in found["agencies"].items()}
    groups = {slug: _group(slug, record) for slug, record in found.get("groups", {}).items()}
    before = len(problems)
    check_groups(agencies, groups, problems)
    return Recipients(agencies, groups, file) if len(problems) == before or not problems.failed else None


def _agency(slug: str, record: dict[str, Any]) -> Agency:
    email = record.get("email", ())
    return Agency(
        slug,
        value(record, "name"),
        value(record, "code"),
        tuple(e.value for e in email),
        value(record, "address"),
        _channels(record),
        place(record),
        tuple(e.span for e in email),
        words(record),
        pasts(record, lambda before: _agency(slug, before)),
        {key: one.value for key, one in record.get("fields", {}).items()},
    )


def _group(slug: str, record: dict[str, Any]) -> Group:
    former = pasts(record, lambda before: _group(slug, before))
    members = tuple(record["members"])
    return Group(slug, value(record, "name"), members, _channels(record), place(record), words(record), former)


def _channels(record: dict[str, Any]) -> tuple[str, ...]:
    return tuple(c.value for c in record.get("channels", ()))

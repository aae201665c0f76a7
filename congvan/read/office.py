"""``issuer.yaml`` and ``recipients.yaml`` → Issuer, Recipients."""

from __future__ import annotations

from collections.abc import Mapping as Map
from typing import Any

from congvan.model import delivery
from congvan.model.source import Agency, Group, Issuer, Numbering, Recipients, Signer, Spanned, Unit
from congvan.problems import Problems
from congvan.read.mailboxes import Mailbox
from congvan.read.shapes import SLUG, Choice, Field, Integer, Many, Record, Table, Text, place, value, words
from congvan.text import zones
from congvan.text.nearest import nearest
from congvan.yaml.tree import Node, Sequence
from congvan.yaml.typed import MAX_NAMED

EMAIL = Mailbox()
CODE = Text(r"^[A-Z0-9]{1,6}(\.[A-Z0-9]{1,6}){0,6}$", "H53.12")
ID = Text(r"^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$", "ubnd-xa-tan-phu")
SYMBOL = Text(r"^[^\s/\-:;,]+(-[^\s/\-:;,]+)*$", "STTTT")
AUTHORITY = Choice(
    {"TM": "thay mặt", "KT": "ký thay", "TL": "thừa lệnh", "TUQ": "thừa ủy quyền", "Q": "quyền cấp trưởng"}
)
CHANNELS = Many(Choice({"edxml": "trục liên thông văn bản", "email": "thư điện tử", "post": "bưu điện"}))

UNIT = Record(
    (
        Field("name", Text(), "Tên đơn vị", required=True),
        Field("symbol", SYMBOL, "Ký hiệu", "Nửa sau của ký hiệu công văn.", required=True, examples=("TTr",)),
        Field("archive", Text(), "Tên ở dòng Lưu", "Không ghi là ký hiệu.", examples=("Thanh tra",)),
    )
)

SIGNER = Record(
    (
        Field(
            "authority",
            Many(AUTHORITY, single=True),
            "Quyền hạn ký",
            "TM, KT, TL, TUQ, Q; nhiều bậc thì viết danh sách.",
        ),
        Field("for", Many(Text(), single=True), "Ký thay cho", "Chức vụ hay tập thể sau TM., KT. …, mỗi bậc một tên."),
        Field("title", Text(), "Chức vụ", required=True, examples=("Giám đốc",)),
        Field("name", Text(), "Họ tên", required=True),
        Field("posts", Many(Text(), single=True), "Chức vụ khác", "In phía trên họ tên, khi cần."),
    )
)

SEAL = Record(
    (
        Field(
            "diameter",
            Text(r"^(2[0-9]|[345][0-9]|60)([.,][0-9]+)?$", "36"),
            "Đường kính con dấu (mm)",
            "Đúng kích thước thực tế của con dấu, từ 20 đến 60 mm; không ghi là 36.",
            examples=(36,),
        ),
    )
)

ZONE = r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$"

SHARING = Many(Text(SLUG, "quyet-dinh"))
NAMED = Record(
    (
        Field("name", Text(), "Tên dãy số", required=True, examples=("Quyết định, chỉ thị",)),
        Field("kinds", SHARING, "Các loại văn bản chung dãy", required=True, examples=(["quyet-dinh", "chi-thi"],)),
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
SECURITY = Choice({"starttls": "bắt đầu thường rồi chuyển sang TLS", "tls": "TLS ngay từ đầu", "none": "không mã hóa"})
PORTS = {"starttls": 587, "tls": 465, "none": 25}

SMTP = Record(
    (
        Field("host", HOST, "Máy chủ thư", required=True, examples=("mail.so.example",)),
        Field("port", Integer(65535), "Cổng", "Không ghi là 587 (starttls), 465 (tls), 25 (none)."),
        Field("security", SECURITY, "Bảo mật", "Không ghi là starttls; chứng thư số của máy chủ luôn được kiểm tra."),
        Field("username", Text(), "Tên đăng nhập"),
        Field(
            "password_env", VARIABLE, "Biến môi trường chứa mật khẩu", "Mật khẩu không bao giờ ghi trong tệp.",
            examples=("CONGVAN_SMTP_PASSWORD",),
        ),
        Field("from", EMAIL, "Địa chỉ gửi", "Không ghi là địa chỉ email của cơ quan."),
        Field("bounces", EMAIL, "Địa chỉ nhận thư bị trả lại", "Không ghi là địa chỉ gửi."),
        Field("ca", Text(), "Chứng thư số tin thêm (tệp PEM)", "Khi máy chủ dùng nơi cấp riêng của ngành."),
        Field("timeout", Integer(600), "Chờ máy chủ trả lời (giây)", "Không ghi là 60."),
        Field("rate", Integer(100_000), "Số thư mỗi phút", "Không ghi là không hạn chế.", examples=(60,)),
        Field("size_limit", Integer(1000), "Cỡ thư lớn nhất (MB)", "Không ghi là 20."),
    )
)  # fmt: skip
EDXML = Record((Field("outbox", Text(), "Thư mục chứa tệp gửi lên trục", required=True, examples=("truc/gui",)),))
DELIVERY = Record(
    (
        Field("smtp", SMTP, "Thư điện tử"),
        Field("edxml", EDXML, "Trục liên thông văn bản"),
        Field("retry_after", Integer(86_400), "Gửi lại sau (giây)", "Lần đầu; mỗi lần sau gấp đôi. Không ghi là 60."),
        Field("retry_times", Integer(100), "Số lần gửi nhiều nhất", "Khi máy chủ bảo gửi lại sau. Không ghi là 12."),
    )
)

REGISTER = (
    Field(
        "numbering",
        Many(Sharing()),
        "Cách đánh số",
        "Mỗi nhóm loại văn bản dùng chung một dãy số, có thể đặt tên; loại không ghi thì vào dãy chung.",
        examples=(
            [["quyet-dinh", "chi-thi"], ["cong-van"]],
            [{"name": "Quyết định, chỉ thị", "kinds": ["quyet-dinh", "chi-thi"]}],
        ),
    ),
    Field(
        "register",
        Text(),
        "Nơi để sổ đăng ký",
        "Tệp, hoặc địa chỉ PostgreSQL; không ghi là register.db.",
        examples=("postgresql://vanthu@may-chu/so",),
    ),
    Field("timezone", Text(ZONE, zones.VIETNAM), "Múi giờ"),
    Field(
        "acts_for",
        Many(Text(), single=True),
        "Thu hồi, thay thế, đính chính cả văn bản của",
        "Tên các cơ quan cấp dưới, cơ quan đã nhập vào cơ quan mình, tên cũ của mình (Điều 18).",
        examples=(["Trung tâm Công nghệ thông tin"],),
    ),
)

ISSUER = Record(
    (
        Field(
            "parent",
            Text(),
            "Cơ quan chủ quản",
            "Cấp trên trực tiếp; không có thì bỏ.",
            examples=("UBND tỉnh Tây Ninh",),
        ),
        Field("name", Text(), "Tên cơ quan", "Tên đầy đủ, không viết tắt.", required=True),
        Field("symbol", SYMBOL, "Chữ viết tắt", "Phần sau dấu gạch chéo của số.", required=True, examples=("STTTT",)),
        Field("place", Text(), "Địa danh", 'Trước ", ngày … tháng … năm …".', required=True, examples=("Tây Ninh",)),
        Field("code", CODE, "Mã định danh điện tử", examples=("H53.12",)),
        Field(
            "id",
            ID,
            "Mã của cơ quan trong sổ",
            "Khi chưa có mã định danh điện tử và dùng chung sổ với cơ quan cùng chữ viết tắt; đã ghi thì không đổi.",
            examples=("ubnd-xa-tan-phu",),
        ),
        Field("address", Text(), "Địa chỉ"),
        Field("phone", Text(), "Điện thoại"),
        Field("fax", Text(), "Fax"),
        Field("email", EMAIL, "Thư điện tử"),
        Field("website", Text(), "Trang thông tin điện tử"),
        Field("units", Table(UNIT), "Các đơn vị soạn thảo", "Mỗi đơn vị một mã."),
        Field("signers", Table(SIGNER), "Những người ký", "Mỗi người một mã.", required=True),
        Field(
            "style", Table(Text(), r"^[a-z_]+$", "body_size"), "Cách trình bày", "Lựa chọn trong phạm vi Nghị định 30."
        ),
        Field("seal", SEAL, "Con dấu", "Kích thước dấu khi ký số."),
        *REGISTER,
        Field("delivery", DELIVERY, "Gửi văn bản", "Máy chủ thư, thư mục của trục liên thông."),
    )
)

AGENCY = Record(
    (
        Field("name", Text(), "Tên cơ quan", "Tên in ra.", required=True),
        Field("code", CODE, "Mã định danh điện tử"),
        Field("email", Many(Mailbox(many=True), single=True), "Thư điện tử", "Một địa chỉ hoặc danh sách."),
        Field("address", Text(), "Địa chỉ"),
        Field("channels", CHANNELS, "Cách gửi", "Theo thứ tự ưu tiên."),
    )
)

GROUP = Record(
    (
        Field("name", Text(), "Tên nhóm", "Tên in ra.", required=True),
        Field("members", Many(Text(SLUG, "so-noi-vu")), "Thành viên", "Mã cơ quan hay nhóm khác.", required=True),
        Field("channels", CHANNELS, "Cách gửi", "Theo thứ tự ưu tiên."),
    )
)

RECIPIENTS = Record(
    (
        Field("agencies", Table(AGENCY), "Các cơ quan", "Mỗi cơ quan một mã.", required=True),
        Field("groups", Table(GROUP), "Các nhóm", "Mỗi nhóm một mã, gửi đến mọi thành viên."),
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
    texts = {
        k: value(found, k)
        for k in ("parent", "symbol", "place", "code", "id", "address", "phone", "fax", "email", "website")
    }
    return Issuer(
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
        **texts,
    )


def _delivery(record: dict[str, Any] | None, email: str | None, problems: Problems) -> delivery.Settings:
    """``delivery:`` with everything that was left out. Errors: CV041 no address to send from."""
    if record is None:
        return delivery.Settings()
    server, smtp = record.get("smtp"), None
    if server is not None:
        sender = value(server, "from") or email
        if sender is None:
            problems.error("CV041", place(server), at="delivery.smtp", key="from", title="Địa chỉ gửi")
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
    problems.error("CV033", zone.span, at="timezone", field="timezone", value=zone.value, example=zones.VIETNAM)
    return False


def _unit(slug: str, record: dict[str, Any]) -> Unit:
    symbol = value(record, "symbol")
    return Unit(slug, value(record, "name"), symbol, value(record, "archive") or symbol, place(record), words(record))


def _signer(slug: str, record: dict[str, Any], problems: Problems) -> Signer | None:
    authority = [a.value for a in record.get("authority", ())]
    behalf = [b.value for b in record.get("for", ())]
    if authority[-1:] == ["Q"] and len(behalf) == len(authority) - 1:
        behalf.append(value(record, "title"))  # "Q." stands before the signer's own title, for nobody else's
    if len(authority) != len(behalf):
        at = f"signers.{slug}"
        problems.error("CV043", place(record), at=at, slug=slug, authority=len(authority), behalf=len(behalf))
        return None
    posts = tuple(p.value for p in record.get("posts", ()))
    chain = tuple(zip(authority, behalf, strict=True))
    return Signer(slug, chain, value(record, "title"), value(record, "name"), posts, place(record), words(record))


def recipients(root: Node, file: str, problems: Problems) -> Recipients | None:
    """The tree of ``recipients.yaml`` → Recipients. Errors: shapes; CV044–CV046 groups that don't hold together."""
    found = RECIPIENTS.read(root, problems, "")
    if found is None:
        return None
    agencies = {
        slug: Agency(
            slug,
            value(r, "name"),
            value(r, "code"),
            tuple(e.value for e in r.get("email", ())),
            value(r, "address"),
            _channels(r),
            place(r),
            tuple(e.span for e in r.get("email", ())),
            words(r),
        )
        for slug, r in found["agencies"].items()
    }
    groups = {
        slug: Group(slug, value(r, "name"), tuple(r["members"]), _channels(r), place(r), words(r))
        for slug, r in found.get("groups", {}).items()
    }
    before = len(problems)
    _check_groups(agencies, groups, problems)
    return Recipients(agencies, groups, file) if len(problems) == before or not problems.failed else None


def _channels(record: dict[str, Any]) -> tuple[str, ...]:
    return tuple(c.value for c in record.get("channels", ()))


def _check_groups(agencies: Map[str, Agency], groups: Map[str, Group], problems: Problems) -> None:
    known = {*agencies, *groups}
    for slug, group in groups.items():
        if slug in agencies:
            problems.error("CV046", group.span, at=f"groups.{slug}", slug=slug)
        seen: set[str] = set()
        for member in group.members:
            at = f"groups.{slug}.members"
            if member.value not in known:
                problems.error("CV044", member.span, at=at, slug=member.value, near=nearest(member.value, known))
            elif member.value in seen:
                problems.warning("CV047", member.span, at=at, slug=member.value, group=slug)
            seen.add(member.value)
    for slug in _in_circles(groups)[:MAX_NAMED]:
        problems.error("CV045", groups[slug].span, at=f"groups.{slug}", slug=slug)


def _in_circles(groups: Map[str, Group]) -> list[str]:
    """The groups whose members lead back to themselves, in the order of the file.

    Tarjan's strong components, without recursion: a chain of thousands is a chain.
    """
    inner = {slug: [m.value for m in group.members if m.value in groups] for slug, group in groups.items()}
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: set[str] = set()
    for start in groups:
        work = [] if start in order else [(start, iter(inner[start]))]
        while work:
            slug, members = work[-1]
            if slug not in order:
                order[slug] = low[slug] = len(order)
                stack.append(slug)
            below = next(members, None)
            if below is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[slug])
                if low[slug] == order[slug]:
                    part = stack[stack.index(slug) :] if slug != stack[-1] else [slug]
                    del stack[-len(part) :]
                    low |= dict.fromkeys(part, len(groups))
                    found |= set(part) if len(part) > 1 or slug in inner[slug] else set()
            elif below not in order:
                work.append((below, iter(inner[below])))
            else:
                low[slug] = min(low[slug], low[below])
    return [slug for slug in groups if slug in found]

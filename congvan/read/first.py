"""What an agency says of itself → the first ``issuer.yaml`` and ``recipients.yaml``, every key explained.

What was not said and must be there is a place to fill in (:mod:`congvan.read.untouched`); what may be left out stands
in comments, with places to fill in no less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvan.read.blank import yaml_of
from congvan.read.untouched import mark
from congvan.text.letters import fold


def slug(name: str) -> str:
    """A name as a key: ``Sở Nội vụ`` → ``so-noi-vu``, ``UBND xã Tân Phú`` → ``ubnd-xa-tan-phu``."""
    short = re.sub(r"\buy ban nhan dan\b", "ubnd", re.sub(r"\bhoi dong nhan dan\b", "hdnd", fold(name)))
    return "-".join(re.findall(r"[a-z0-9]+", short))


@dataclass(frozen=True, slots=True)
class Facts:
    """An agency in its own words; "" is not said."""

    name: str = ""
    parent: str = ""
    symbol: str = ""
    place: str = ""
    code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    unit: str = ""
    unit_symbol: str = ""
    signer: str = ""
    title: str = ""

    @property
    def unit_slug(self) -> str:
        """The key of the first drafting unit."""
        return slug(self.unit) or "van-phong"

    @property
    def signer_slug(self) -> str:
        """The key of who signs: the post."""
        return slug(self.title) or "giam-doc"


def issuer(facts: Facts) -> str:
    """``issuer.yaml``, which says all that was said, and where the rest belongs."""
    unit = facts.unit or "Văn phòng"
    symbol = facts.unit_symbol or ("VP" if not facts.unit else "")
    title = facts.title or "Giám đốc"
    # fmt: off
    parts = [
        "# yaml-language-server: $schema=schemas/issuer.json\n"
        '# Cơ quan ban hành văn bản. Dòng bắt đầu bằng "#" là chú thích: mục nào cần thì bỏ dấu "# " ở đầu.\n'
        f"# Chỗ nào còn {mark('…')} là việc cần điền. Từng mục được giải thích ở trang \"Bắt đầu\" của hướng dẫn.\n",
        "# Cơ quan chủ quản, in bên trên tên cơ quan; không có thì để trong chú thích.\n"
        + _line("parent", facts.parent, "tên cơ quan chủ quản, như UBND tỉnh Tây Ninh", needed=False),
        "# Tên cơ quan, viết thường như trong câu; ở đầu văn bản chương trình tự in hoa.\n"
        + _line("name", facts.name, "tên cơ quan"),
        "# Phần chữ sau dấu gạch chéo của số, ký hiệu: 12/STTTT-VP có ký hiệu cơ quan là STTTT.\n"
        + _line("symbol", facts.symbol, "chữ viết tắt tên cơ quan"),
        '# Địa danh ghi trước ngày: "Tây Ninh, ngày …".\n' + _line("place", facts.place, "địa danh"),
        "# Mã định danh điện tử (để gửi qua trục liên thông), như H53.12.\n"
        + _line("code", facts.code, "mã định danh", needed=False),
        "# Chỉ in ở chân trang khi văn bản ghi footer: có. email cũng là địa chỉ gửi thư.\n"
        + _line("address", facts.address, "địa chỉ", needed=False)
        + _line("phone", facts.phone, "điện thoại", needed=False)
        + _line("email", facts.email, "thư điện tử", needed=False)
        + _line("website", facts.website, "trang thông tin", needed=False),
        "# Các đơn vị soạn thảo: mã do mình đặt (chữ thường không dấu, gạch nối), tên, ký hiệu sau gạch nối của\n"
        '# công văn (12/STTTT-VP), tên ghi ở dòng "Lưu: VT, …". Thêm bao nhiêu dòng cũng được.\n'
        f"units:\n  {facts.unit_slug}:\n"
        + yaml_of("name", unit, "    ") + yaml_of("symbol", symbol or mark("chữ viết tắt tên đơn vị"), "    ")
        + yaml_of("archive", symbol or mark("tên ở dòng Lưu"), "    "),
        "# Người ký. title là chức vụ, name là họ tên (không ghi học hàm, học vị).\n"
        f"signers:\n  {facts.signer_slug}:\n"
        + yaml_of("title", title, "    ") + yaml_of("name", facts.signer or mark("họ tên người ký"), "    ")
        + OTHERS,
        STYLE,
    ]
    # fmt: on
    return "\n".join(parts)


_NAME = mark("họ tên")
OTHERS = f"""  # Cấp phó ký thay (KT.):
  # pho-giam-doc: {{authority: KT, for: Giám đốc, title: Phó Giám đốc, name: "{_NAME}"}}
  # Tập thể, thay mặt (TM.), và cấp phó ký thay người đứng đầu của tập thể đó:
  # chu-tich: {{authority: TM, for: Ủy ban nhân dân, title: Chủ tịch, name: "{_NAME}"}}
  # pho-chu-tich: {{authority: [TM, KT], for: [Ủy ban nhân dân, Chủ tịch], title: Phó Chủ tịch, name: "{_NAME}"}}
  # Thừa lệnh (TL.), thừa ủy quyền (TUQ.), quyền (Q.):
  # chanh-van-phong: {{authority: TL, for: Giám đốc, title: Chánh Văn phòng, name: "{_NAME}"}}
  # truong-phong: {{authority: TUQ, for: Giám đốc, title: Trưởng phòng, name: "{_NAME}"}}
  # quyen-giam-doc: {{authority: Q, title: Giám đốc, name: "{_NAME}"}}
"""
STYLE = f"""# Cách trình bày trong phạm vi Nghị định 30 cho phép; không ghi thì theo mức thường dùng.
# style: {{body_size: 13, line_spacing: "1,5"}}

# Máy chủ thư để gửi văn bản; mật khẩu nằm trong biến môi trường, không ghi vào tệp.
# delivery:
#   smtp: {{host: "{mark("tên máy chủ thư")}", username: "{mark("tài khoản")}", password_env: CONGVAN_SMTP_PASSWORD}}
"""
_MAIL = mark("thư điện tử")


def recipients(facts: Facts) -> str:
    """``recipients.yaml``: the agency above, where there is one, and how to write the others."""
    known = f"  {slug(facts.parent)}:\n" + yaml_of("name", facts.parent, "    ") if slug(facts.parent) else ""
    return (
        "# yaml-language-server: $schema=schemas/recipients.json\n"
        '# Nơi nhận. Có danh sách trong Excel thì chạy "congvan recipients import DANH-SACH.xlsx".\n'
        "# Mỗi cơ quan một mã do mình đặt (chữ thường không dấu, gạch nối); trong văn bản viết mã đó ở to và copies.\n"
        "#   name     tên như in trên văn bản\n"
        "#   code     mã định danh, để gửi qua trục liên thông\n"
        "#   email    một hoặc nhiều địa chỉ: [a@co-quan.example, b@co-quan.example]\n"
        "#   address  địa chỉ, để gửi bưu điện; có dấu phẩy thì đặt trong ngoặc kép\n"
        "#   channels thứ tự các cách gửi: [edxml, email, post]; không ghi thì theo những gì có ở trên\n"
        + (f"agencies:\n{known}" if known else "agencies: {}\n")
        + f'  # ma-co-quan: {{name: "{mark("tên cơ quan")}", code: "{mark("mã định danh")}", email: "{_MAIL}"}}\n'
        "# Nhóm: in dưới một tên, gửi cho từng thành viên. Thành viên là mã của cơ quan hoặc của nhóm khác.\n"
        "# groups:\n"
        f'#   cac-phong: {{name: "{mark("tên nhóm")}", members: ["{mark("mã cơ quan")}"]}}\n'
    )


def _line(key: str, said: str, what: str, *, needed: bool = True) -> str:
    """A key with what was said, or with a place to fill in; in a comment where it may be left out."""
    return yaml_of(key, said or mark(what), "" if said or needed else "# ")

"""Settings: mail tried out, pictures judged, what a machine is set to without its secrets."""

from __future__ import annotations

import io

from PIL import Image
from shop import Shop

from congvan import Desk


def png(width: int, height: int, *, blank: bool = False) -> bytes:
    made, kept = Image.new("RGBA", (width, height)), io.BytesIO()
    if not blank:
        made.paste((255, 0, 0, 255), (1, 1, width // 2, height // 2))
    made.save(kept, "PNG")
    return kept.getvalue()


def test_pictures_tried_out(desk: Desk, shop: Shop) -> None:
    file = shop.root / "a.png"
    for data, codes in (
        (png(900, 900), []), (png(900, 600), ["CV763"]), (png(200, 200), ["CV762"]), (png(90, 90, blank=True), ["CV764"]),
    ):  # fmt: skip
        file.write_bytes(data)
        assert [d.code for d in desk.seal_picture(file, "DauCoQuan").diagnostics] == codes
    file.write_bytes(png(900, 900))
    kept = desk.seal_picture(file, "DauCoQuan", keep="../Dấu cơ quan").value
    assert kept.path == shop.root / "anh" / "dau-co-quan.png"
    assert kept.path.read_bytes() == png(900, 900)
    assert (kept.printed, kept.resolution, kept.clear) == ((36.0, 36.0), 635, True)


def test_mail_tried_out(desk: Desk, shop: Shop) -> None:
    assert [d.code for d in desk.mail_test().diagnostics] == ["CV760"]
    with (shop.root / "issuer.yaml").open("a", encoding="utf-8") as handle:
        handle.write("delivery: {smtp: {host: 127.0.0.1, port: 1, from: a@so.example, password_env: MAT_KHAU}}\n")
    assert [d.code for d in desk.mail_test("khong phai").diagnostics] == ["CV761"]
    assert desk.mail_test("a@so.example").machine.code == "CV820"
    found = desk.setup().value
    assert (found.mail.server.host, found.mail.password, found.register.standing) == ("127.0.0.1", "broken", "none")
    assert {one.key: one.usual for one in found.style}["body_size"] == "14"

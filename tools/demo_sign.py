"""``make demo-sign``: worthless keys, one shipped letter made ready, signed, sealed and checked with them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]
ID = "2024/canh-bao-gia-danh-lan-2"


def main() -> int:
    """Everything lands in output/thu-ky; the exit code of the check."""
    import pki
    from cryptography.hazmat.primitives import serialization

    folder = ROOT / "output" / "thu-ky"
    keys = folder / "khoa-thu-KHONG-CO-GIA-TRI"
    shutil.rmtree(folder, ignore_errors=True)
    keys.mkdir(parents=True)
    (keys / "DOC-TRUOC.txt").write_text(
        "Khóa trong thư mục này chỉ để thử, không có giá trị pháp lý. Mật khẩu: thu\n", encoding="utf-8"
    )
    (keys / "mat-khau").write_text("thu\n", encoding="utf-8")
    authority = pki.Authority("CA THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ")
    authority.issue("Nguyễn Tấn Đức").p12(keys / "lanh-dao.p12", "thu")
    authority.issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3)).p12(keys / "co-quan.p12", "thu")
    pem = authority.certificate.public_bytes(serialization.Encoding.PEM)
    (keys / "ca.pem").write_bytes(pem)
    out = ["--output", str(folder)]
    office = keys / "van-phong"  # of its own: a worthless seal must not be known to the real one
    letter = office / "circulars" / f"{ID}.yaml"
    letter.parent.mkdir(parents=True)
    shutil.copy(ROOT / "circulars" / f"{ID}.yaml", letter)
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, office / name)
    secret = ["--password-file", str(keys / "mat-khau")]
    for args in (
        ["ready", ID, *out],
        ["sign", ID, "--as", "KyLanhDao", "--p12", str(keys / "lanh-dao.p12"), *secret, *out],
        ["sign", ID, "--as", "DauCoQuan", "--p12", str(keys / "co-quan.p12"), *secret, *out],
        ["verify", str(folder / f"{ID}.signed.pdf"), "--trust", str(keys / "ca.pem")],
    ):
        command = [sys.executable, "build.py", "--workspace", str(office), *args]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Keys at a remote signing service (CSC API v2), which a small one of the tests plays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pki
import pytest
from asking import ROOT
from csc import CREDENTIAL, PIN, RSA, TOKEN, Remote
from five import AGENCY, LEADER, Crew, crew
from test_electronic import TEXT

from congvan import Desk
from congvan.machine.settings import Settings
from congvan.model.keyring import Remote as Declared

ID = "2026/tu-xa"


def declared(at: Remote, **more: str) -> Declared:
    return Declared(at.address, CREDENTIAL, **more)


def codes(done: object) -> list[str]:
    every = [*done.diagnostics, *([done.machine] if done.machine is not None else [])]  # type: ignore[attr-defined]
    return list(dict.fromkeys(d.code for d in every if d.severity.value == "error"))


@pytest.fixture(scope="module")
def authority() -> pki.Authority:
    return pki.Authority()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "circulars" / "2026").mkdir(parents=True)
    (tmp_path / "circulars" / f"{ID}.yaml").write_text(TEXT, "utf-8")
    made = Desk.open(tmp_path, settings=Settings(variables={"MA": TOKEN, "KIN": "kín", "CU": "cũ"}))
    assert made.ready(ID).ok
    return made


def test_signed_and_sealed_far_away(desk: Desk, authority: pki.Authority, tmp_path: Path) -> None:
    authority.identity().pem(tmp_path / "ca.pem")
    with (
        Remote(authority.issue(LEADER), TOKEN) as leader,
        Remote(authority.issue(AGENCY, key=pki.rsa_key(3)), TOKEN) as agency,
    ):
        wrong = desk.sign(ID, "KyLanhDao", remote=declared(leader, token_env="MA"), secret="1")
        assert codes(wrong) == ["CV986"]
        assert "4 tries are left" in wrong.diagnostics[-1].message("vi")
        assert not (tmp_path / f"output/{ID}.signed.pdf").exists()
        assert desk.sign(ID, "KyLanhDao", remote=declared(leader, token_env="MA"), secret=PIN).ok
        assert desk.issue(ID).ok
        client = declared(agency, client_id="congvan", client_secret_env="KIN")
        done = desk.sign(ID, "DauCoQuan", remote=client, secret=PIN)
        assert done.ok, done.diagnostics
        assert agency.asked.count("signatures/signHash") == 3  # number, date, seal, each with leave of its own
        assert agency.asked.count("credentials/authorize") == 3
        assert agency.leave == {}
    assert desk.verify(tmp_path / f"output/{ID}.signed.pdf", trust=[tmp_path / "ca.pem"]).ok


def test_what_the_service_refuses_or_does_wrongly_changes_nothing(
    desk: Desk, authority: pki.Authority, tmp_path: Path
) -> None:
    def tried(at: Remote, secret: str = PIN, **more: str) -> list[str]:
        return codes(desk.sign(ID, "KyLanhDao", remote=declared(at, **more), secret=secret))

    leader, other = authority.issue(LEADER), authority.issue("Trần Văn Khác", key=pki.rsa_key(5))
    with Remote(leader, TOKEN) as at:
        assert tried(at) == ["CV986"]  # without its token
        assert tried(at, token_env="CU") == ["CV986"]
        assert tried(at, token_env="KHONG_CO") == ["CV987"]
        assert tried(at, client_id="ai", client_secret_env="KIN") == ["CV986"]
        at.status = "disabled"
        assert tried(at, token_env="MA") == ["CV986"]
        at.status, at.signs = "enabled", other
        assert tried(at, token_env="MA") == ["CV985"]  # a signature of another key
        at.signs, at.objects = None, ("PIN", "OTP")
        assert tried(at, PIN, token_env="MA") == ["CV986"]
        assert tried(at, f"{PIN} 222", token_env="MA") == ["CV986"]
        assert not (tmp_path / f"output/{ID}.signed.pdf").exists()
        at.algorithms = (RSA, "1.2.3.4")
        assert tried(at, f"{PIN} 111", token_env="MA") == []
    (tmp_path / f"output/{ID}.signed.pdf").unlink()
    assert tried(at, token_env="MA") == ["CV985"]  # away


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key": "enabled"}, "CV985"), ({"key": None}, "CV985"), ({"key": {"algo": [1]}}, "CV985"),
        ({"cert": ["MII"]}, "CV985"), ({"cert": {"certificates": ["MANhYmM="]}}, "CV985"), ({"auth": "PIN"}, "CV985"),
        ({"auth": {"objects": 1}}, "CV985"), ({"key": {"algo": ["1.2.840.113549.1.1.13"]}}, "CV986"),
    ],
    ids=["key", "no-key", "algo", "cert", "no-cert", "auth", "objects", "another-algorithm"],
)  # fmt: skip
def test_a_credential_that_is_none(
    desk: Desk, authority: pki.Authority, tmp_path: Path, more: dict[str, object], code: str
) -> None:
    with Remote(authority.issue(LEADER), more=more) as at:
        assert codes(desk.sign(ID, "KyLanhDao", remote=declared(at), secret=PIN)) == [code]
    assert not (tmp_path / f"output/{ID}.signed.pdf").exists()


def test_a_leader_signs_far_away_in_the_studio(tmp_path: Path) -> None:
    with Remote(pki.Authority().issue(LEADER)) as far:
        keys = f"keys:\n  xa: {{as: KyLanhDao, title: Ký từ xa, csc: {far.address}/csc/v2, credential: {CREDENTIAL}}}\n"
        at: Crew = crew(tmp_path / "studio", keys=keys)[0]
        at.approved(ID, TEXT)
        one = f"/so/van-ban/{ID}/ky"
        assert at.send("duc", f"{one}/cho-ky", {}).status == 303
        assert "Ký từ xa" in at.get("duc", one).text
        assert at.send("duc", one, {"viec": "ky", "khoa": "xa", "mat-khau": PIN}).status == 303
        assert at.one("duc", ID).state == "Chờ cấp số"
        assert PIN.encode() not in (tmp_path / "studio" / "studio.db").read_bytes()


@pytest.mark.parametrize(
    "text",
    ["csc: http://ky-so.example, credential: a", "csc: https://ky-so.example", "csc: https://a.example, credential: b, p12: c",
     "csc: https://a.example, credential: b, client_id: c"],
    ids=["open", "no-credential", "two-keys", "no-secret"],
)  # fmt: skip
def test_a_key_that_is_declared_wrongly_is_told(tmp_path: Path, text: str) -> None:
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "keys.yaml").write_text(f"keys:\n  xa: {{as: KyLanhDao, {text}}}\n", "utf-8")
    found = Desk.open(tmp_path).keys()
    assert found.value is None
    assert [d.line for d in found.diagnostics] == [2]

"""Five people of an office in five sessions, over HTTP to a studio of offices in this process, without a browser."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

import pki
from asking import Answer, Asked, asked

from congvan.people.book import Membership
from congvan.people.roles import Holding, parse

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PASSWORD, PIN = "bí mật 7431", "7431902"
AGENCY, LEADER = "Sở Thông tin và Truyền thông", "Nguyễn Tấn Đức"
PEOPLE = {
    "lan": ("Trần Thị Lan", "soan-thao:thanh-tra"), "dung": ("Lê Văn Dũng", "truong-don-vi:thanh-tra"),
    "hoa": ("Phạm Thị Hoa", "kiem-tra"), "duc": (LEADER, "ky:giam-doc"), "minh": ("Võ Minh", "van-thu"),
}  # fmt: skip
KEYS = f"""trust: [khoa/ca.pem]
keys:
  giam-doc: {{as: KyLanhDao, title: Khóa của Giám đốc, p12: khoa/leader.p12}}
  the: {{as: DauCoQuan, title: Dấu trong token, pkcs11: {SOFTHSM}, token: CoQuan, key: coquan, cert: khoa/co-quan.pem}}
"""
_BOX = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_FORM = re.compile(r"<form\b.*?</form>", re.S)
_BUTTON = re.compile(r"<button[^>]*>(.*?)</button>", re.S)


@dataclass
class Page:
    """What a person sees: its forms by what their buttons are called."""

    status: int
    text: str
    location: str = ""

    def form(self, button: str) -> dict[str, str]:
        """The hidden fields of the form with that button, and the button's own value."""
        for found in _FORM.findall(self.text):
            for tag in re.findall(r"<button[^>]*>.*?</button>", found, re.S):
                words = unescape(re.sub(r"<[^>]+>", "", _BUTTON.findall(tag)[0])).strip()
                if words == button or words.startswith(f"{button} ("):
                    own = re.search(r'name="([^"]+)" value="([^"]*)"', tag.partition(">")[0])
                    return dict(_BOX.findall(found)) | ({own[1]: own[2]} if own else {})
        raise AssertionError((button, self.buttons()))

    def buttons(self) -> list[str]:
        """What the page's buttons are called."""
        return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in _BUTTON.findall(self.text)]

    @property
    def alert(self) -> str:
        """What is wrong, as words."""
        found = re.search(r'role="alert".*?</div>', self.text, re.S)
        return unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""

    @property
    def state(self) -> str:
        """Where the document stands."""
        found = re.search(r'<span class="pill[^"]*">([^<]*)</span>', self.text)
        return unescape(found[1]) if found else ""


@dataclass
class Crew:
    """Who signs in at the office "so", each in a session of their own."""

    at: Asked
    authority: pki.Authority
    seats: dict[str, Asked] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Asked:
        return self.seats[name]

    def get(self, who: str, address: str) -> Page:
        """A page as somebody sees it."""
        return _page(self.seats[who].ask("GET", address))

    def one(self, who: str, id: str) -> Page:
        """A document's page."""
        return self.get(who, f"/so/van-ban/{id}")

    def send(self, who: str, address: str, form: dict[str, str]) -> Page:
        """A form of a page."""
        return _page(self.seats[who].post(address, **{k: v for k, v in form.items() if k != "_csrf"}))

    def press(self, who: str, id: str, button: str) -> Page:
        """A step of a document."""
        return self.send(who, f"/so/van-ban/{id}/buoc", self.one(who, id).form(button))

    def bring(self, who: str, address: str, data: bytes, **fields: str) -> Page:
        """A file up."""
        seat, edge = self.seats[who], "----congvan"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode()
                 for n, v in {"_csrf": seat.csrf, **fields}.items()]  # fmt: skip
        head = f'--{edge}\r\nContent-Disposition: form-data; name="tep"; filename="da-ky.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + data + f"\r\n--{edge}--\r\n".encode())
        return _page(seat.ask("POST", address, b"".join(parts), content_type=f"multipart/form-data; boundary={edge}"))

    def number(self, id: str, who: str = "minh") -> Page:
        """Cấp số: the number that is shown."""
        address = f"/so/van-ban/{id}/cap-so"
        return self.send(who, address, self.get(who, address).form("Cấp số"))

    def seal(self, id: str, pin: str = PIN, who: str = "minh", **more: str) -> Page:
        """Đóng dấu: with the agency's token."""
        form = {"viec": "dau", "khoa": "the", "mat-khau": pin, **more}
        return self.send(who, f"/so/van-ban/{id}/ky", form)

    def approved(self, id: str, text: str) -> None:
        """A letter that stands for its signature, by marks as its buttons make them."""
        from congvan.people.steps import Mark
        from congvan.studio.progress import progress

        self.at.write(id, text)
        place = self.at.studio.offices.places["so"]
        for known, (who, act) in enumerate(
            (("lan", "submit"), ("dung", "content"), ("hoa", "form"), ("duc", "approve"))
        ):
            stand = progress(place, self.at.people, id)
            assert stand is not None
            mark = Mark(id, who, PEOPLE[who][0], PEOPLE[who][1], act, stand.sha256, self.at.people.now())  # type: ignore[arg-type]
            assert self.at.people.mark("so", mark, "", stand.words, known)

    def trail(self) -> list[tuple[str, str, str]]:
        """Person, role and act of every mark in the office's chain, in their order."""
        return [(one.person, one.role, one.act) for one in self.at.people.marks("so")]


def _page(answer: Answer) -> Page:
    return Page(answer.status, answer.body.decode("utf-8", "replace"), answer.headers.get("location", ""))


def crew(root: Path, order: str = "", keys: str = KEYS) -> tuple[Crew, dict[str, str]]:
    """The office with its keys, and what SoftHSM has to be told by the environment. ``order``: ``steps:``."""
    at = asked(root, Holding("quan-tri"))
    issuer = at.file("issuer.yaml")
    issuer.write_text(issuer.read_text("utf-8") + (f"\nsteps: {order}\n" if order else ""), "utf-8")
    made = Crew(at, pki.Authority())
    for name, (full, role) in PEOPLE.items():
        held = parse(role)
        assert held is not None
        if name != "lan":
            assert at.people.add(name, full, [Membership("so", held)], "mot cau ngan", "root")
        else:  # is there already: the office's first
            person = at.people.person("lan")
            assert person is not None
            at.people.revoke(person, Membership("so", Holding("quan-tri")), "root")
            at.people.grant(person, Membership("so", held), "root")
        person = at.people.person(name)
        assert person is not None
        secret = at.people.begin(person, f"browser of {name}")
        kept = at.people.session(secret)
        assert kept is not None
        made.seats[name] = replace(at, person=person, secret=secret, csrf=kept.csrf)
    return made, _keys(at.file("."), made.authority, keys)


def _keys(office: Path, authority: pki.Authority, text: str) -> dict[str, str]:
    folder = office / "khoa"
    (folder / "tokens").mkdir(parents=True)
    authority.identity().pem(folder / "ca.pem")
    authority.issue(LEADER).p12(folder / "leader.p12", PASSWORD)
    agency = authority.issue(AGENCY, key=pki.rsa_key(3))
    agency.pem(folder / "co-quan.pem")
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n", "utf-8")
    env, key = {"SOFTHSM2_CONF": str(conf)}, agency.key_pem(folder / "co-quan.key")
    for args in (
        ["--init-token", "--free", "--label", "CoQuan", "--so-pin", "0000", "--pin", PIN],
        ["--import", str(key), "--token", "CoQuan", "--label", "coquan", "--id", "A1", "--pin", PIN],
    ):
        subprocess.run(["softhsm2-util", *args], check=True, env={**os.environ, **env}, capture_output=True)
    (office / "keys.yaml").write_text(text, "utf-8")
    return env

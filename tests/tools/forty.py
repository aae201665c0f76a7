"""A leader with many letters that wait: the house, what the page of many shows, what it says at last."""

from __future__ import annotations

import os
import re
import subprocess
import time
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pki
import pytest
from five import KEYS, LEADER, PEOPLE, PIN, SOFTHSM, Crew, crew

from congvan import Result
from congvan.people.steps import Act, Mark
from congvan.studio.drawing import Sheets
from congvan.studio.progress import progress

KEY = KEYS[: KEYS.index("  the:")]
LETTER = "unit: thanh-tra\nsubject: việc {n}\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Nội dung {n}.\n"
WAY: tuple[tuple[str, Act], ...] = (("lan", "submit"), ("dung", "content"), ("hoa", "form"), ("duc", "approve"))
DEVICE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* SoftHSM, told in a file when it is logged in to and when it signs; it may be pulled out or take its process with it
   before the signature of a number. Places 18 and 42 of PKCS#11's list of functions are C_Login and C_SignInit. */
typedef unsigned long (*login_t)(unsigned long, unsigned long, unsigned char *, unsigned long);
typedef unsigned long (*sign_t)(unsigned long, void *, unsigned long);
static struct { void *version; void *does[68]; } list;
static login_t login;
static sign_t sign;
static unsigned long signatures;
static unsigned long at(const char *name) { const char *said = getenv(name); return said ? strtoul(said, 0, 10) : 0; }
static void tell(const char *what, unsigned long code) {
  FILE *out = fopen(getenv("DEVICE_LOG"), "a");
  fprintf(out, "%s %lu\\n", what, code);
  fclose(out);
}
static unsigned long logged(unsigned long s, unsigned long who, unsigned char *pin, unsigned long size) {
  unsigned long code = login(s, who, pin, size);
  tell("login", code);
  return code;
}
static unsigned long signs(unsigned long s, void *how, unsigned long key) {
  signatures++;
  if (signatures == at("DEVICE_PULLED_AT")) rename(getenv("DEVICE_TOKENS"), getenv("DEVICE_AWAY"));
  if (signatures == at("DEVICE_DIES_AT")) kill(getpid(), SIGKILL);
  unsigned long code = sign(s, how, key);
  tell("sign", code);
  return code;
}
unsigned long C_GetFunctionList(void **out) {
  void *lib = dlopen("@LIB@", RTLD_NOW);
  unsigned long (*get)(void **) = (unsigned long (*)(void **))dlsym(lib, "C_GetFunctionList");
  struct { void *version; void *does[68]; } *own;
  unsigned long code = get((void **)&own);
  list.version = own->version;
  for (int i = 0; i < 68; i++) list.does[i] = own->does[i];
  login = (login_t)own->does[18]; sign = (sign_t)own->does[42];
  list.does[18] = logged; list.does[42] = signs;
  *out = &list;
  return code;
}
""".replace("@LIB@", SOFTHSM)


class Drawn:
    """One page a letter, without drawing it: what is signed is drawn in earnest by ``ready``."""

    def sheets(self, place: Any, id: str, _source: object) -> tuple[Any, Sheets]:
        text = (place.desk.here.workspace.circulars / f"{id}.yaml").read_text("utf-8")
        return Result(None, ()), Sheets((f"{hash(text):x}",), ((595.0, 842.0),), ())


def id_of(n: int) -> str:
    return f"2026/thu-{n:02}"


def housed(root: Path, patch: pytest.MonkeyPatch, count: int, upto: int, keys: str = KEY) -> Crew:
    """So many letters, each as far on its way as ``upto`` steps of ``WAY``."""
    made, env = crew(root, keys=keys)
    for name, value in env.items():
        patch.setenv(name, value)
    object.__setattr__(made.at.studio, "drawer", Drawn())
    place = made.at.studio.offices.places["so"]
    for n in range(count):
        made.at.write(id_of(n), LETTER.format(n=n))
        stand = progress(place, made.at.people, id_of(n))
        assert stand is not None
        for known, (who, act) in enumerate(WAY[:upto]):
            at = f"2026-11-29T03:{n:02}:0{known}+00:00"
            mark = Mark(id_of(n), who, PEOPLE[who][0], PEOPLE[who][1], act, stand.sha256, at)
            assert made.at.people.mark("so", mark, "", stand.words, known)
    return made


def with_device(house: Crew, patch: pytest.MonkeyPatch) -> Path:
    """The leader's key moves to a token of SoftHSM, behind a module that tells what is asked of it: the file in which
    it does.
    """
    folder = house.at.file("khoa")
    source, module, log = folder / "device.c", folder / "device.so", folder / "device.log"
    source.write_text(DEVICE, "ascii")
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", str(module), str(source), "-ldl"], check=True)
    leader = house.authority.issue(LEADER, key=pki.rsa_key(4))
    leader.pem(folder / "lanh-dao.pem")
    for args in (
        ["--init-token", "--free", "--label", "LanhDao", "--so-pin", "0000", "--pin", PIN],
        ["--import", str(leader.key_pem(folder / "lanh-dao.key")), "--token", "LanhDao", "--label", "lanhdao", "--id",
         "A2", "--pin", PIN],
    ):  # fmt: skip
        subprocess.run(["softhsm2-util", *args], check=True, env=os.environ, capture_output=True)
    for name, value in (("LOG", log), ("TOKENS", folder / "tokens"), ("AWAY", folder / "away")):
        patch.setenv(f"DEVICE_{name}", str(value))
    line = f"as: KyLanhDao, title: Token của Giám đốc, pkcs11: {module}, token: LanhDao, key: lanhdao"
    text = f"trust: [khoa/ca.pem]\nkeys:\n  giam-doc: {{{line}, cert: khoa/lanh-dao.pem}}\n"
    house.at.file("keys.yaml").write_text(text, "utf-8")
    log.touch()
    return log


def shown(house: Crew, who: str, many: str) -> tuple[dict[str, str], list[str]]:
    """The page: what it hides in its form, and which letters can be chosen there."""
    text = house.get(who, f"/so/nhieu/{many}").text
    given = dict(re.findall(r'name="((?:hash|trang|so):[^"]+)" value="([^"]*)"', text))
    return given, re.findall(r'name="chon" value="([^"]*)"', text)


def begun(house: Crew, who: str, many: str, chosen: list[str], given: dict[str, str]) -> str:
    """The address of the page that waits."""
    seat = house[who]
    body = urlencode([("_csrf", seat.csrf), *(("chon", id) for id in chosen), *given.items()]).encode()
    answer = seat.ask("POST", f"/so/nhieu/{many}", body, content_type="application/x-www-form-urlencoded")
    assert answer.status == 303
    return answer.headers["location"]


def done(house: Crew, who: str, many: str, chosen: list[str], given: dict[str, str]) -> str:
    """What the page says at last, in words."""
    address = begun(house, who, many, chosen, given)
    for _ in range(1200):
        text = house.get(who, address).text
        if 'id="waiting"' not in text:
            return words(text)
        time.sleep(0.5)
    raise AssertionError("it goes on and on")


def words(text: str) -> str:
    """A page without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def acts(house: Crew, act: str) -> list[str]:
    """Of which letters the chain has a mark."""
    return sorted(one.circular for one in house.at.people.marks("so") if one.act == act)


def signed_files(house: Crew) -> list[str]:
    """Of which letters there is a signed file."""
    root = house.at.file("output")
    found = sorted(p.relative_to(root).as_posix() for p in root.rglob("*.signed.pdf") if p.is_file())
    return [name.removesuffix(".signed.pdf") for name in found]

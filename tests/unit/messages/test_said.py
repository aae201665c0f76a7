"""Words of the operating system, the network, TLS and the database reach nobody untranslated: one door, one table."""

from __future__ import annotations

import ast
import errno
import imaplib
import os
import pickle
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from congvan import messages
from congvan.machine.said import Said, because, named, said
from congvan.messages import told
from congvan.problems import MachineFault, Problems

ROOT = Path(__file__).resolve().parents[3]
DOOR = "congvan/machine/said.py"
TABLE = yaml.safe_load((ROOT / "congvan/messages/system/words.yaml").read_text(encoding="utf-8"))

PRINTERS = ("error", "warning", "fail", "add", "MachineFault", "Halt", "Outcome", "Fault", "Diagnostic", "Unusable",
            "Unreadable", "Damaged", "echo", "UsageError", "say")  # fmt: skip
"""What puts a value into a sentence that somebody reads."""
OURS = {
    "MachineFault", "Halt", "EdxmlRefused", "Unusable", "Unreadable", "Damaged", "Torn", "Fenced", "UsageError", "Unfit",
    "Impossible", "CanNot", "Refused",
}  # fmt: skip
"""Exceptions that we raise: their words are codes, or the door's already."""
EVIDENCE = {
    ("congvan/mail/smtp.py", "SMTPResponseException"),
    ("congvan/mail/smtp.py", "SMTPAuthenticationError"),
    ("congvan/mail/mailbox.py", "error"),
    ("congvan/pades/remote.py", "_Refused"),
}
"""Words of a mail server or a signing service, kept as they came."""


TELLERS = ("said", "named", "type", "getattr", "isinstance", "reason")
"""The door, the name of a class, and the table of Jinja's words (``compose/refusals.py``)."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "congvan").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def kinds(handler: ast.ExceptHandler) -> list[str]:
    found = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in found if node]


def spoken(body: list[ast.stmt], name: str) -> Iterator[int]:
    """Lines on which the exception ``name`` gets into a sentence by any way but the door, also by another name."""
    names = {name}
    for assign in (n for statement in body for n in ast.walk(statement) if isinstance(n, ast.Assign)):
        if _shows(assign.value, names):
            names |= {target.id for target in assign.targets if isinstance(target, ast.Name)}
    for call in (n for statement in body for n in ast.walk(statement) if isinstance(n, ast.Call)):
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if called in PRINTERS:
            for value in [*call.args, *(k.value for k in call.keywords)]:
                if _shows(value, names):
                    yield call.lineno


def _shows(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Compare):
        return False  # a question, no words
    if isinstance(node, ast.IfExp):
        return _shows(node.body, names) or _shows(node.orelse, names)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLERS:
        return False
    if isinstance(node, ast.Attribute) and node.attr in ("lineno", "start", "problem_mark", "context_mark", "why"):
        return False  # a place, or a word of ours
    if isinstance(node, ast.Name):
        return node.id in names
    return any(_shows(child, names) for child in ast.iter_child_nodes(node))


def test_every_exception_of_the_machine_goes_through_the_door() -> None:
    """Also one that nobody has written yet: whatever is caught and told is told by ``said``."""
    loose = []
    for file, tree in sources():
        if file == DOOR:
            continue
        for handler in (n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler) and n.name):
            assert handler.name is not None
            caught_here = kinds(handler)
            if not all(kind in OURS or (file, kind) in EVIDENCE for kind in caught_here):
                loose += [f"{file}:{line}" for line in spoken(handler.body, handler.name)]
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            for argument in function.args.args:
                kind = ast.unparse(argument.annotation).rpartition(".")[2] if argument.annotation else ""
                if kind.endswith(("Error", "Exception")) and kind not in OURS:
                    loose += [f"{file}:{line}" for line in spoken(function.body, argument.arg)]
    assert loose == []


@pytest.mark.parametrize("word", ["strerror", "verify_message", "gai_strerror", "errorcode"])
def test_nothing_else_reads_the_systems_words(word: str) -> None:
    users = {
        file for file, tree in sources() for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == word
    }
    assert users - {DOOR} == set()


def test_the_walk_sees_what_it_should() -> None:
    """The test of the test: each of these is a clerk who reads English."""
    for text in (
        "problems.error('CV1', None, reason=str(error))",
        "problems.error('CV1', None, reason=error)",
        "raise MachineFault('CV1', reason=f'{error}')",
        "problems.warning('CV1', None, reason=error.args[0])",
        "click.echo(' '.join(str(error).split()))",
        "x = Outcome('deferred', f'{step}: {error.reason}')",
        "why = str(error)\nproblems.error('CV1', None, reason=why[:80])",
    ):
        assert list(spoken(ast.parse(text).body, "error")), text
    assert not list(spoken(ast.parse("problems.error('CV1', None, reason=said(error))").body, "error"))


def test_the_table_is_whole() -> None:
    for name, entry in TABLE.items():
        assert set(entry) - {"said"} == {"vi", "en"}, name
        assert [entry[lang].strip(" .") for lang in ("vi", "en")] == [entry["vi"], entry["en"]], name
        if name.startswith("E") and not name.startswith("EAI_"):
            assert hasattr(errno, name), name
        if name.startswith("EAI_"):
            assert hasattr(socket, name), name
    phrases = [p.lower() for entry in TABLE.values() for p in entry.get("said", ())]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize("name", [n for n in TABLE if n.startswith("E") and not n.startswith("EAI_")])
def test_an_errno_is_known_by_its_number_and_by_its_words(name: str) -> None:
    number = getattr(errno, name)
    assert told(said(OSError(number, os.strerror(number), "x"))) == TABLE[errno.errorcode[number]]["vi"]
    assert told(because(number), "en") == TABLE[errno.errorcode[number]]["en"]


def caught(work: Callable[[], object]) -> BaseException:
    try:
        work()
    except BaseException as error:
        return error
    raise AssertionError("nothing happened")


def dead_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


REAL: dict[str, tuple[Callable[[], object], str]] = {
    "file": (lambda: Path("/nowhere/x").read_bytes(), "ENOENT"),
    "folder": (lambda: Path("/").read_bytes(), "EISDIR"),
    "long": (lambda: Path("x" * 300).read_bytes(), "ENAMETOOLONG"),
    "full": (lambda: Path("/dev/full").write_text("x"), "ENOSPC"),
    "nul": (lambda: Path("a\0b").read_bytes(), "NUL_IN_NAME"),
    "port": (lambda: smtplib.SMTP("127.0.0.1", dead_port()), "ECONNREFUSED"),
    "name": (lambda: socket.create_connection(("khong-co.invalid", 25)), "EAI_NONAME"),
    "ill name": (lambda: socket.getaddrinfo("x" * 80 + ".vn", 25), "BAD_HOST_NAME"),
    "pem": (lambda: ssl.create_default_context(cafile=__file__), "SSL_NO_CERTIFICATE"),
    "utf8": (lambda: b"\xff".decode(), "NOT_TEXT"),
}


@pytest.mark.parametrize("case", REAL)
def test_what_the_machine_really_says_is_told_in_both_languages(case: str) -> None:
    work, name = REAL[case]
    words = said(caught(work))
    if name == "EAI_NONAME" and "EAI_AGAIN" in words.names:
        name = "EAI_AGAIN"  # a machine without a name server
    assert (told(words), told(words, "en")) == (TABLE[name]["vi"], TABLE[name]["en"])


def test_what_is_wrapped_is_found() -> None:
    def work() -> None:
        try:
            raise TimeoutError("timed out")
        except OSError as error:
            raise smtplib.SMTPServerDisconnected(f"Connection unexpectedly closed: {error}") from None

    assert told(said(caught(work))) == TABLE["ECONNRESET"]["vi"]  # nothing but the words is left

    def wrapped() -> None:
        try:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        except OSError as error:
            raise RuntimeError("Error in communication with timestamp server") from error

    assert told(said(caught(wrapped))) == TABLE["ECONNREFUSED"]["vi"]
    assert str(said(caught(wrapped))) == "Error in communication with timestamp server: Connection refused"
    assert told(said(imaplib.IMAP4.abort("socket error: EOF"))) == TABLE["ECONNRESET"]["vi"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused Is the server '
         "running on that host and accepting TCP/IP connections?", "ECONNREFUSED"),
        ('connection failed: connection to server at "::1", port 5432 failed: FATAL: password authentication failed '
         'for user "vt"', "SQLSTATE_28P01"),
        ('FATAL:  database "sovanban" does not exist', "SQLSTATE_3D000"),
        ('connection failed: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or '
         "directory Is the server running locally and accepting connections on that socket?", "NO_SERVER_HERE"),
        ('connection to server on socket "/tmp/.s.PGSQL.1" failed: FATAL:  role "vt" does not exist', "NO_ROLE"),
        ('FATAL:  role "vt" does not exist', "NO_ROLE"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "vt", database "so", no encryption', "SQLSTATE_28000"),
        ("failed to resolve host 'x': [Errno -2] Name or service not known", "EAI_NONAME"),
        ("connection timeout expired", "ETIMEDOUT"),
        ("fe_sendauth: no password supplied", "NO_PASSWORD"),
    ],
)  # fmt: skip
def test_libpq_is_understood(text: str, name: str) -> None:
    assert told(Said(text)) == TABLE[name]["vi"]


def test_certificates_by_their_number() -> None:
    error = ssl.SSLCertVerificationError(
        1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: … (_ssl.c:1006)"
    )
    error.verify_code, error.verify_message = 10, "certificate has expired"
    assert told(said(error)) == "chứng thư số đã hết hạn"


def test_what_nobody_knows_stays_in_quotes_and_on_one_line() -> None:
    odd = said(OSError(9999, "something\nodd\x1b[31m"))
    assert told(odd) == 'máy báo "something odd [31m"'
    assert told(odd, "en") == 'the machine said "something odd [31m"'
    assert told(said(OSError())) == "lỗi không rõ"
    assert told(named("PKCS11_Strange", "Strange")) == 'máy báo "Strange"'


def test_names_survive_the_ways_of_a_diagnostic() -> None:
    error = caught(lambda: Path("/nowhere/x").read_bytes())
    problems = Problems()
    problems.error("CV690", None, path="x", reason=said(error))
    problems.add(MachineFault("CV820", server="x:25", reason=said(error)).diagnostic)
    for one in pickle.loads(pickle.dumps(list(problems))):
        assert "không có tệp hay thư mục này" in messages.sentence(one)
        assert "there is no such file or folder" in messages.sentence(one, "en")
        assert "No such file" not in messages.sentence(one) + messages.sentence(one, "en")


def test_the_table_lies_in_the_installed_program() -> None:
    assert (Path(messages.FOLDER) / "system" / "words.yaml").is_file()
    assert not any(name in messages.catalogue() for name in TABLE)  # no code of ours

"""Number and date written by text edit: everything else stays byte for byte."""

from __future__ import annotations

from datetime import date

import pytest

from congvan.yaml.edit import with_number

DAY = date(2026, 11, 25)
CASES = {
    "absent": ("subject: a\nsigner: b\n", "subject: a\nnumber: 98\ndate: 2026-11-25\nsigner: b\n"),
    "crlf": ("subject: a\r\nsigner: b\r\n", "subject: a\r\nnumber: 98\r\ndate: 2026-11-25\r\nsigner: b\r\n"),
    "no last newline": ("signer: b\nsubject: a", "signer: b\nsubject: a\nnumber: 98\ndate: 2026-11-25"),
    "empty": ("number:\ndate: \nsubject: a\n", "number: 98\ndate: 2026-11-25\nsubject: a\n"),
    "empty with comments": (
        "number:  # s\nsubject: a\ndate: ~ # n\n",
        "number: 98  # s\nsubject: a\ndate: 2026-11-25 # n\n",
    ),
    "empty with comments and Windows line ends": (
        "number:  # s \r\ndate: # n\r\nsubject: a\r\n",
        "number: 98  # s \r\ndate: 2026-11-25 # n\r\nsubject: a\r\n",
    ),
    "quoted keys": (
        "\"number\": ''\n'date':\n'subject': a\n",
        "\"number\": 98\n'date': 2026-11-25\n'subject': a\n",
    ),
    "only one empty": ("subject: a\nnumber: \nsigner: b\n", "subject: a\nnumber: 98\ndate: 2026-11-25\nsigner: b\n"),
    "commented": (
        "subject: a\n# number: 881\n# date: 2024-05-14\n\nsigner: b\n",
        "subject: a\n# number: 881\n# date: 2024-05-14\nnumber: 98\ndate: 2026-11-25\n\nsigner: b\n",
    ),
    "block": (
        "subject: |-\n  a\n  # b\n\n# của signer\nsigner: b\n",
        "subject: |-\n  a\n  # b\nnumber: 98\ndate: 2026-11-25\n\n# của signer\nsigner: b\n",
    ),
    "kept blank lines": (
        "subject: |+\n  a\n\nsigner: b\n",
        "subject: |+\n  a\n\nnumber: 98\ndate: 2026-11-25\nsigner: b\n",
    ),
    "a number in the body": (
        "subject: a\nbody: |\n  x\n  # number: 3\n",
        "subject: a\nnumber: 98\ndate: 2026-11-25\nbody: |\n  x\n  # number: 3\n",
    ),
    "byte order mark": ("\ufeffsubject: a\n", "\ufeffsubject: a\nnumber: 98\ndate: 2026-11-25\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_only_the_two_lines(name: str) -> None:
    before, after = CASES[name]
    assert with_number(before.encode(), 98, DAY) == after.encode()


def test_a_file_that_cannot_be_edited_safely_is_refused() -> None:
    assert with_number(b"{subject: a, signer: b}\n", 98, DAY) is None

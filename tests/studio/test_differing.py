"""What differs between two texts of a letter, as an editor shows it."""

from __future__ import annotations

import random
import re
import time

from congvan.studio import differing


def test_a_long_letter_is_compared_at_once() -> None:
    choose = random.Random(1)
    said = "văn bản số công điện về việc thực hiện nhiệm vụ của các cơ quan đơn vị"
    words = re.findall(r"\w+", said)
    lines = [" ".join(choose.choice(words) for _ in range(12)) for _ in range(400)]
    changed = [*lines]
    changed[3], changed[390] = "khác hẳn", "cũng mới"
    began = time.process_time()
    found = differing.words("\n".join(lines), "\n".join(changed))
    assert time.process_time() - began < 2
    assert [text for fate, text in found if fate == "+"] == ["khác hẳn", "cũng mới"]
    assert [text for fate, text in found if fate == "-"] == [lines[3], lines[390]]
    assert all(len(text) < 120 for fate, text in found if fate == "=")


def test_texts_that_are_the_same_show_nothing() -> None:
    assert differing.words("a\nb\n", "a\nb\n") == [("=", "")]

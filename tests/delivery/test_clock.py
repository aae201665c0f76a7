"""Sending while a clock is wrong, and after it was: nothing waits for a year, and a letter before its day is told."""

from __future__ import annotations

import json


def codes(document: dict) -> set[str]:
    return {d["code"] for d in document["diagnostics"]}


def test_a_retry_set_by_a_wrong_clock_is_due(with_server, register_url: str) -> None:
    post = with_server("--generous")
    post.mail.anew("--keep")
    post.recipients("hoan", "tot")
    post.issued()
    done = post.shop.run_at("+365 days", "send", "a", "--allow-unsigned", "--json")
    assert done.returncode == 1, done.stderr
    wrong = json.loads(done.stdout)
    assert "CV592" in codes(wrong)
    row = {r["agency"]: r for r in wrong["deliveries"]}["hoan"]
    year = row["next_at"][:4]
    assert row["state"] == "deferred"
    assert f"/{year} " in post.shop.run("deliveries", "a").stdout, "an hour of another year is told with its year"
    post.mail.anew("--keep", "--generous")
    right = post.send(code=0)
    assert (right["summary"], "CV591" in codes(right)) == ({"accepted": 2}, True)
    assert post.mail.by_address() == {"hoan@noi.example": 1, "tot@noi.example": 1}


def test_a_retry_of_today_waits_and_needs_no_year(post) -> None:
    post.recipients("hoan")
    post.issued()
    row = post.send(code=1)["deliveries"][0]
    assert row["attempts"] == 1
    assert post.send(code=1)["deliveries"][0]["attempts"] == 1
    assert f"/{row['next_at'][:4]}" not in post.shop.run("deliveries", "a").stdout


def test_a_letter_before_its_own_day_is_told(post) -> None:
    post.recipients("tot")
    post.issued()
    done = post.shop.run_at("-40 days", "send", "a", "--allow-unsigned", "--json")
    assert {"CV591", "CV596"} <= set(codes(json.loads(done.stdout)))
    assert done.returncode == 0, done.stdout

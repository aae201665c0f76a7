"""Minutes of real waiting (make stress-jobs): a worker that was frozen, a database that restarts in the middle."""

from __future__ import annotations

import signal

from mail_server import MailServer


def test_a_frozen_worker_s_job_is_another_s_and_it_says_nothing_more_of_it(crew, mail: MailServer) -> None:
    mail.anew("--delay", "0.2")
    crew.sends_to(mail, *(f"n{n:03}" for n in range(150)))
    number = crew.put("send", "a", "--allow-unsigned")
    first = crew.worker()
    crew.until(number, lambda job: job["done"] >= 1)
    first.send_signal(signal.SIGSTOP)  # its child goes on, and hears when the job is another's
    second = crew.worker()
    job = crew.until(number, lambda job: job["worker"].endswith(f":{second.pid}"), seconds=60)
    assert job["tries"] == 2
    first.send_signal(signal.SIGCONT)
    assert crew.ended(number, 120)["state"] == "done"
    assert set(crew.states().values()) == {"accepted"}
    assert set(mail.by_address().values()) == {1}
    assert crew.job(number)["state"] == "done"


def test_the_database_restarts_in_the_middle(crew, mail: MailServer, server) -> None:
    mail.anew("--delay", "0.1")
    crew.sends_to(mail, *(f"n{n:02}" for n in range(40)))
    number = crew.put("send", "a", "--allow-unsigned")
    worker = crew.worker()
    crew.until(number, lambda job: job["done"] >= 2)
    server.restart()
    assert crew.ended(number, 120)["state"] == "done"
    assert worker.poll() is None
    assert set(crew.states().values()) == {"accepted"}
    assert set(mail.by_address().values()) == {1}

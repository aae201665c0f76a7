"""``congvan people remind``: a letter to each person who wants one about what waits; for cron or a systemd timer."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.group import Wording, needed, settings, shared
from congvan.cli.people import Case, Refused, offices, run
from congvan.cli.report import DONE, INPUT, as_object, echo, print_json, warn
from congvan.cli.words import language, say


@click.command("remind", cls=Wording, help=say("people.remind"), options_metavar="[…]")
@offices
@shared
@click.pass_context
def remind(ctx: click.Context, folder: Path, lang: str, as_json: bool, debug: bool) -> int:
    """The letters of today; exit code 1 where one did not go out. Errors: CV474 nobody knows the address of the studio,
    CV953; of each letter CV760, CV820–CV827, CV889.
    """
    del lang
    needed("starlette", "argon2", "authlib")
    return run(settings(ctx, as_json, debug), folder, _letters)


def _letters(case: Case) -> int:
    from congvan.desk.desk import Desk
    from congvan.studio.offices import Offices
    from congvan.studio.reminding import remind as send

    people, found = case.book(), case.found
    if not people.setup.address:
        raise Refused("CV474", address="")
    opened = {s: Desk.open(root, language=language(), settings=found.told) for s, root in people.setup.offices.items()}
    letters, told = [], list(case.told)
    for one in send(Offices.several(opened), people, found.told.actor):
        letters.append(one)
        told += one.faults
        if not found.json:
            word = "again" if one.again else "now"
            state = say(f"people.remind.{one.state}")
            echo(say(f"people.reminded.{word}", name=one.person, address=one.address, count=one.count, state=state))
    good = all(one.ok for one in letters)
    if found.json:
        print_json(
            {
                "ok": good, "day": people.today().isoformat(), "diagnostics": [as_object(d) for d in told],
                "letters": [
                    {"person": o.person, "address": o.address, "office": o.office, "state": o.state, "count": o.count,
                     "late": o.late, "again": o.again} for o in letters
                ],
            }
        )  # fmt: skip
    else:
        warn(told)
        if not letters:
            echo(say("people.remind.none"))
    return DONE if good else INPUT


COMMANDS = {"remind": remind}

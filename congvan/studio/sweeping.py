"""What was brought and is kept for a time goes when its time is over, whether anybody looks at its page or not."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from congvan.studio import beginning, bookwork, copying, inspecting, many, returned, settings, verifying

if TYPE_CHECKING:
    from datetime import datetime

    from congvan.studio.offices import Offices
    from congvan.studio.studio import Studio

STORES = (
    inspecting.KIND, verifying.KIND, copying.KIND, bookwork.JOBS, many.JOBS, returned.BROUGHT, beginning.KIND,
    settings.KIND,
)  # fmt: skip
"""Every place below an office's ``.congvan`` that files are brought to."""
EVERY = 3600.0
"""Seconds between two looks."""


def swept(offices: Offices, now: datetime) -> None:
    """Everything that is older than its store keeps it is gone, in all offices."""
    for place in offices:
        for store in STORES:
            store.swept(place, now)


def begin(studio: Studio) -> threading.Thread:
    """Sweep now and every hour, beside whatever else is going on, for as long as the studio runs."""

    def work() -> None:
        rest = threading.Event()
        while True:
            swept(studio.offices, studio.now())
            rest.wait(EVERY)

    thread = threading.Thread(target=work, name="sweeping", daemon=True)
    thread.start()
    return thread

"""The lines of many circulars as they were read last: believed for as long as the office's chain has not moved.

No line of the register is changed by the program without a row in its office's audit log, whose hash covers all rows
before it and what each sealed: the same head, the same lines. It is asked anew each time. (A line that somebody
changed by hand is not seen here before the next row; what is done with a circular reads its own line, and ``verify``
reads all.)
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

import sqlalchemy as sa

from congvan.model.register import Entry
from congvan.register import Location, reading
from congvan.register.tables import OFFICES

LEAST = 20
"""Fewer lines are read each time."""
KEPT, MOST = 16, 20_000
"""Lists, and lines in all of them together; what was asked for the longest ago makes room."""
_known: OrderedDict[Hashable, tuple[Hashable, tuple[Entry, ...]]] = OrderedDict()
_lock = threading.Lock()


def of_circulars(
    connection: sa.Connection, office: int, ids: Sequence[str], location: Location, version: str
) -> Sequence[Entry]:  # fmt: skip
    """As :func:`congvan.register.reading.of_circulars`; ``version``: of the tables, whose columns are read."""
    if len(ids) < LEAST:
        return reading.of_circulars(connection, office, ids)
    o = OFFICES.c
    state = connection.execute(sa.select(o.position, o.head).where(o.id == office)).one()
    whose, asked = (location.url, location.path, office, tuple(ids)), (tuple(state), version)
    with _lock:
        found = _known.get(whose)
        if found is not None and found[0] == asked:
            _known.move_to_end(whose)
            return found[1]
    made = tuple(reading.of_circulars(connection, office, ids))
    with _lock:
        _known[whose] = asked, made
        _known.move_to_end(whose)
        while len(_known) > 1 and (len(_known) > KEPT or sum(len(one) for _, one in _known.values()) > MOST):
            _known.popitem(last=False)
    return made

"""A file that can't be judged at all, as a code of the catalogue and its values."""

from __future__ import annotations


class Unreadable(Exception):
    """``code`` and ``values`` are those of a Diagnostic; the door prints them as a sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = {key: str(value) for key, value in values.items()}

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (self.code, self.values))


def _again(code: str, values: dict[str, str]) -> Unreadable:
    return Unreadable(code, **values)

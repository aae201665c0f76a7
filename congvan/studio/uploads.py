"""Files that a form brings, as whoever sent them named them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import FormData, UploadFile

_LONGEST = 180


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was chosen: its bare name, without the folders that some browsers tell."""

    name: str
    _file: UploadFile

    @property
    def suffix(self) -> str:
        """``.pdf``, in small letters."""
        return Path(self.name).suffix.lower()

    async def read(self, most: int = -1) -> bytes:
        """Its bytes, ``most`` of them; together with its form it is no longer than the guard lets in."""
        return await self._file.read(most)


def chosen(form: FormData, field: str = "tep") -> Upload | None:
    """The file of a field; None where none was chosen."""
    return _upload(form.get(field))


def every(form: FormData, field: str = "tep") -> list[Upload]:
    """The files of a field that takes many."""
    return [one for given in form.getlist(field) if (one := _upload(given)) is not None]


def _upload(given: object) -> Upload | None:
    name = Path((given.filename or "").replace("\\", "/")).name if isinstance(given, UploadFile) else ""
    return Upload(name, given) if isinstance(given, UploadFile) and name else None


def short(name: str) -> str:
    """An uploaded file's name as any file system takes it: 255 bytes are some ninety Vietnamese letters, and browsers
    send up to 255 letters. Its ending stays.
    """
    stem, dot, ending = name.replace("\0", "").rpartition(".")
    kept = (stem or ending).encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip()
    return f"{kept}{dot}{ending.encode('utf-8', 'replace')[:20].decode('utf-8', 'ignore')}" if stem else kept

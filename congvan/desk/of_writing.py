"""The deeds of writing, as methods of the desk: text, fields, earlier versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from congvan.desk.door import Deeds
from congvan.desk.result import Result

if TYPE_CHECKING:
    from congvan.desk.cite import Cited
    from congvan.desk.complete import Completion
    from congvan.desk.drafting import Drafted
    from congvan.desk.enclosure import EnclosedFile
    from congvan.desk.paste import Pasted
    from congvan.desk.picture import Pictured
    from congvan.desk.source import Source
    from congvan.desk.texts import Saved
    from congvan.desk.versions import Version, VersionText
    from congvan.model.form import Form
    from congvan.text.redline import Piece


class WritingDesk(Deeds):
    """Reading and changing the files that people write: circulars by id, ``issuer.yaml``, ``recipients.yaml``."""

    def source(self, id: str) -> Result[Source]:
        """The text of a file, and the ``etag`` that every save has to name."""
        from congvan.desk import source

        return self._done(lambda here, problems: source.source(here, id, problems))

    def edit(
        self, id: str, operations: Iterable[Mapping[str, object]], *, expected: str | None = None,
        source: bytes | None = None, judge: bool = True, actor: str | None = None,
    ) -> Result[Saved]:  # fmt: skip
        """Operations on fields, ``{"path": "to[2]", "set": …}``; of the text only that changes. Over another text than
        the one with the etag ``expected`` nothing is saved. ``source``: a text that nobody has saved; nothing is
        written then. ``judge``: whether the faults of the new text are told.
        """
        from congvan.desk import edit
        from congvan.yaml.operations import Operation

        if (expected is None) == (source is None):
            raise ValueError("edit: expected, the etag of the text that was seen, or source, a text of one's own")
        wish = edit.EditWish(id, tuple(map(Operation.of, operations)), expected, source, judge)
        return self._done(lambda here, problems: edit.edit(here, wish, problems), actor=actor)

    def write(self, id: str, text: bytes | str, *, expected: str, actor: str | None = None) -> Result[Saved]:
        """The whole text of a file, in place of the one with the etag ``expected``."""
        from congvan.desk import edit

        data = text.encode("utf-8", "replace") if isinstance(text, str) else text
        return self._done(lambda here, problems: edit.write(here, id, data, expected, problems), actor=actor)

    def like(self, ref: str, id: str, *, actor: str | None = None) -> Result[Drafted]:
        """The draft of a new circular that begins as ``ref``, an earlier one, without its number, day and relations."""
        from congvan.desk import like

        return self._done(lambda here, problems: like.like(here, ref, id, problems), actor=actor)

    def cite(self, ids: Iterable[str]) -> Result[tuple[Cited, ...]]:
        """What references to these circulars say: of those that bear a number and a day."""
        from congvan.desk import cite

        return self._done(lambda here, problems: cite.cite(here, ids, problems))

    def picture(self, id: str, name: str, data: bytes, *, actor: str | None = None) -> Result[Pictured]:
        """The bytes of a PNG or JPEG put beside a circular, and the path by which its text names them."""
        from congvan.desk import picture

        return self._done(lambda here, problems: picture.picture(here, id, name, data, problems), actor=actor)

    def enclosure(self, id: str, name: str, data: bytes, *, actor: str | None = None) -> Result[EnclosedFile]:
        """The bytes of an XLSX or CSV put beside a circular, and the path by which its annex or list names them."""
        from congvan.desk import enclosure

        return self._done(lambda here, problems: enclosure.enclosure(here, id, name, data, problems), actor=actor)

    def mend(self, id: str, source: bytes, *, code: str, line: int, column: int) -> Result[Saved]:
        """A text that nobody has saved, with the correction made that its fault of that code and place offers."""
        from congvan.desk import mend

        fault = mend.Fault(code, line, column)
        return self._done(lambda here, problems: mend.mend(here, id, source, fault, problems))

    def complete(
        self, id: str, source: bytes, *, line: int, column: int, language: str | None = None
    ) -> Result[Completion]:
        """What may be typed at a place of a text that nobody has saved and that need be no YAML at the moment."""
        from congvan.desk import complete

        place = complete.Place(id, source, line, column)
        return self._done(lambda here, problems: complete.complete(here, place, language or here.language, problems))

    def form(self, id: str, source: bytes | None = None, *, language: str | None = None) -> Result[Form]:
        """A file as fields, in the words of ``language``, else the desk's. ``source``: a text that nobody has saved."""
        from congvan.desk import form

        return self._done(lambda here, problems: form.form(here, id, source, language or here.language, problems))

    def paste(self, html: str, text: str = "") -> Result[Pasted]:
        """What another program put on the clipboard, as HTML or as plain text, as Markdown for a body."""
        from congvan.desk import paste

        return self._done(lambda here, problems: paste.paste(here, html, text, problems))

    def versions(self, id: str) -> Result[tuple[Version, ...]]:
        """The text that is there now (number 0) and the earlier ones that are kept, the newest first."""
        from congvan.desk import versions

        return self._done(lambda here, problems: versions.versions(here, id, problems))

    def version(self, id: str, number: int) -> Result[VersionText]:
        """One of them, with its text."""
        from congvan.desk import versions

        return self._done(lambda here, problems: versions.version(here, id, number, problems))

    def changes(self, id: str, old: int, new: int = 0) -> Result[tuple[Piece, ...]]:
        """What has changed from one version to another, word by word."""
        from congvan.desk import versions

        return self._done(lambda here, problems: versions.changes(here, id, old, new, problems))

    def restore(self, id: str, number: int, *, expected: str, actor: str | None = None) -> Result[Saved]:
        """An earlier text in place of the one with the etag ``expected``, which is kept."""
        from congvan.desk import versions

        return self._done(lambda here, problems: versions.restore(here, id, number, expected, problems), actor=actor)

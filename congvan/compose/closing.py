"""The end mark "./." that closes a text (NĐ 30/2020, PL I.I.II.6), once, however it was typed."""

from __future__ import annotations

from dataclasses import replace

from congvan.model.document import Block, Heading, Paragraph, Picture, Run, Table

_ENDS = ("…", "!", "?")
"""Signs that the full stop of the mark doesn't follow."""


def close(blocks: tuple[Block, ...], mark: str) -> tuple[tuple[Block, ...], str]:
    """The blocks with the end mark at their end, and the sign (``;``, ``:``, ``,``) that had to give way, or ``""``.

    After a table, a picture or a heading the mark stands in a paragraph of its own.
    """
    if not blocks:
        return blocks, ""
    last = blocks[-1]
    if isinstance(last, Table | Heading | Picture):
        return (*blocks, Paragraph((Run(mark),), last.source)), ""
    runs, replaced = _close_runs(last.runs, mark)
    return (*blocks[:-1], replace(last, runs=runs)), replaced


def _close_runs(runs: tuple[Run, ...], mark: str) -> tuple[tuple[Run, ...], str]:
    kept = list(runs)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if not kept:
        return (Run(mark),), ""
    text = "".join(r.text for r in kept).rstrip()
    if text.endswith(mark):
        return tuple(kept), ""
    half = mark[1:]  # "/.": what closes after a sign that ends a sentence itself, "…/."
    if text.endswith(half):
        if text[: -len(half)].rstrip().endswith(_ENDS):
            return tuple(kept), ""
        return _close_runs(_shortened(kept, half), mark)
    last = kept[-1].text.rstrip()
    replaced = ""
    if last[-1] == ".":
        last = last[:-1]  # an ellipsis shares its last dot with the mark: ".../."
    elif last[-1] in ";:,":
        replaced, last = last[-1], last[:-1]
    kept[-1] = replace(kept[-1], text=last + mark)
    return tuple(kept), replaced


def _shortened(runs: list[Run], end: str) -> tuple[Run, ...]:
    """``runs`` without ``end``, which may stand in several of them, and the spaces around it."""
    text = "".join(r.text for r in runs).rstrip()
    left = len(text[: -len(end)].rstrip())
    out: list[Run] = []
    for run in runs:
        out.append(run.like(run.text[:left]))
        left -= len(out[-1].text)
    return tuple(run for run in out if run.text)

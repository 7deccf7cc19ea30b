"""How well an entry in plain words is read, beside regular expressions for numbers with units.

    python -m benchmarks.entry

Five tables: what the reader was written on, with each batch left out in turn and with none; what
was kept aside; entries written at the end; and the 53 beside the checkout where they are there.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.entry.gold import FIELDS, JOURNAL, Entry, journal, ours
from benchmarks.entry.readers import by_weights, plain, startline
from benchmarks.entry.score import Score, distances, overall, scores
from benchmarks.entry.train import left_out

RESULTS = Path(__file__).resolve().parents[1] / "results" / "entry.md"
FIRST_READING = RESULTS.with_name("entry-first-reading.md")
"""What the reader made of `fresh` when it first saw it: written once, and never again."""

BATCHES = 10

BESIDE = (
    "Beside: numbers with a unit by regular expressions, words of a list. The weights that are "
    "shipped were learnt on the development set alone (`python -m benchmarks.entry.train`); the "
    "rules were written with it and `journal_entries` in view."
)
LEFT_OUT = (
    "Ten batches, each read with the weights learnt of the other nine. Penalties and thresholds "
    "were chosen by these figures. The words of the rules were written with all of them in view, "
    "so other people's entries are read less well than this."
)
IN_SAMPLE = (
    "The weights were learnt on these very entries: this says that they were learnt, not how well "
    "anything is read."
)
HELD_OUT = (
    "Made up with the development set and kept aside from learning. Its errors were looked at when "
    "the fresh entries had been read, and one rule (an old limit and a new one) was written with "
    "them in view."
)
FRESH_AFTER = (
    "The same thirty again, after what the first reading showed was mended in the rules. The check "
    "is used up: this is no measure of entries nobody has seen, the table before it is."
)
IN_VIEW = "Made up by somebody else; in view while the rules were written, never learnt from."


def main() -> None:
    """Read every set with both readers, and print and keep the tables."""
    development = ours("development")
    lines = [
        "# Reading an entry",
        "",
        f"`python -m benchmarks.entry`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores "
        f"(load {os.getloadavg()[0]:.0f}), CPython {platform.python_version()}. {BESIDE}",
        *_section("development, each batch left out", len(development), LEFT_OUT),
        *_rows(_left_out(development), scores(development, plain)),
        *_section("development, in sample", len(development), IN_SAMPLE),
        *_table(development),
    ]
    lines += ["", FIRST_READING.read_text("utf-8").strip()]
    for name, entries, what in _others():
        lines += [*_section(name, len(entries), what), *_table(entries)]
    report = "\n".join(lines) + "\n"
    print(report)
    RESULTS.write_text(report)


def _others() -> Iterator[tuple[str, list[Entry], str]]:
    """The sets that nothing was learnt from, where they are there."""
    yield "held_out", ours("held_out"), HELD_OUT
    yield "fresh, after mending", ours("fresh"), FRESH_AFTER
    if JOURNAL.is_file():
        yield "journal_entries", journal(), IN_VIEW


def _section(name: str, count: int, what: str) -> list[str]:
    return ["", f"## {name}, {count} entries", "", what, ""]


def _left_out(entries: Sequence[Entry]) -> dict[str, Score]:
    """Every batch read with what was learnt of the other batches."""
    found = dict.fromkeys(FIELDS, Score())
    for learnt, batch in left_out(entries, BATCHES):
        for field, one in scores(batch, by_weights(learnt)).items():
            found[field] += one
    return found


def _table(entries: Sequence[Entry]) -> list[str]:
    rows = _rows(scores(entries, startline), scores(entries, plain))
    return [*rows, "", f"Time an entry: {_time_ms(entries):.1f} ms in the middle."]


def _rows(mine: Mapping[str, Score], theirs: Mapping[str, Score]) -> list[str]:
    return [
        "| field | said | precision | recall | F1 | plain: precision | recall | F1 |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(field, mine[field], theirs[field]) for field in FIELDS),
        _row("run, planned, onset, cap", distances(mine), distances(theirs)),
        _row("all", overall(mine), overall(theirs)),
    ]


def _row(name: str, mine: Score, theirs: Score) -> str:
    said = mine.right + mine.missed
    figures = (mine.precision, mine.recall, mine.f1, theirs.precision, theirs.recall, theirs.f1)
    return f"| {name} | {said} | " + " | ".join(map(_share, figures)) + " |"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _time_ms(entries: Sequence[Entry]) -> float:
    times = []
    for entry in entries:
        start = time.perf_counter()
        startline(entry.text)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()

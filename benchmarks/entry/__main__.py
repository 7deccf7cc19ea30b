"""How well an entry in plain words is read, beside regular expressions for numbers with units.

    python -m benchmarks.entry

Four sets: what the reader was written on, what was kept aside, entries written at the end, and the
53 entries beside the checkout where they are there.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.entry.gold import FIELDS, JOURNAL, OURS, Entry, journal, ours
from benchmarks.entry.readers import plain, startline
from benchmarks.entry.score import Score, distances, overall, scores

RESULTS = Path(__file__).resolve().parents[1] / "results" / "entry.md"
SETS = ("development", "held_out", "fresh")


def main() -> None:
    """Read every set with both readers, and print and keep the tables."""
    sets = {name: ours(name) for name in SETS if (OURS / f"{name}.toml").is_file()}
    if JOURNAL.is_file():
        sets["journal_entries"] = journal()
    lines = [
        "# Reading an entry",
        "",
        f"`python -m benchmarks.entry`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores "
        f"(load {os.getloadavg()[0]:.0f}), CPython {platform.python_version()}. Beside: numbers "
        "with a unit by regular expressions, words of a list. Weights were learnt on the "
        "development set alone (`python -m benchmarks.entry.train`); the rules were written with "
        "it and `journal_entries` in view, and without `held_out`.",
    ]
    for name, entries in sets.items():
        lines += ["", f"## {name}, {len(entries)} entries", "", *_table(entries)]
    report = "\n".join(lines) + "\n"
    print(report)
    RESULTS.write_text(report)


def _table(entries: Sequence[Entry]) -> list[str]:
    mine, theirs = scores(entries, startline), scores(entries, plain)
    rows = [
        "| field | said | precision | recall | F1 | plain: precision | recall | F1 |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(field, mine[field], theirs[field]) for field in FIELDS),
        _row("run, planned, onset, cap", distances(mine), distances(theirs)),
        _row("all", overall(mine), overall(theirs)),
    ]
    return [*rows, "", f"Time an entry: {_time_ms(entries):.1f} ms in the middle."]


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

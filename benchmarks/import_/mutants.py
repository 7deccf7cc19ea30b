"""Damaged files by the thousand: each ends as a run or a typed line, quickly and in little memory.

They are read in this process, so that whatever escapes is seen; each under its own clock.
"""

from __future__ import annotations

import gzip
import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.import_.beside import peak_mib
from benchmarks.import_.generate import fit_run, gpx_run, tcx_run
from benchmarks.import_.generate import table as strava_table
from startline.formats.imported import Imported, Reading, Skipped
from startline.formats.read_file import read_file
from startline.formats.sources import Source, sources_in

SECONDS = 60  # of the recordings that are damaged
MOST_S, MOST_MIB = 5.0, 128.0
TODAY = date(2026, 5, 1)


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("activities.csv", "".join(strava_table(3, SECONDS, 1)))
        for i in range(3):
            archive.writestr(f"activities/{i}.fit.gz", gzip.compress(fit_run(i, seconds=SECONDS)))
    return held.getvalue()


WHOLE: dict[str, Callable[[], bytes]] = {
    "x.fit": lambda: fit_run(0, seconds=SECONDS),
    "x.fit.gz": lambda: gzip.compress(fit_run(0, seconds=SECONDS)),
    "x.gpx": lambda: gpx_run(0, seconds=SECONDS).encode(),
    "x.tcx": lambda: tcx_run(0, seconds=SECONDS).encode(),
    "x.csv": lambda: "".join(strava_table(20, SECONDS, 2)).encode(),
    "x.zip": _zip,
}


@dataclass
class Outcome:
    """What became of the damaged files of one format."""

    name: str
    n: int
    codes: Counter[str] = field(default_factory=Counter)
    uncaught: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    mib: float = 0.0

    @property
    def holds(self) -> bool:
        """Nothing escaped, nothing was slow, nothing swelled."""
        return not self.uncaught and self.slowest_s <= MOST_S and self.mib <= MOST_MIB


def mutations(data: bytes, n: int, seed: int) -> Iterator[bytes]:
    """Flipped, cut, doubled and overwritten, as a bad card or a bad person would."""
    dice = random.Random(seed)  # noqa: S311 - dice for a benchmark
    for _ in range(n):
        mutant = bytearray(data)
        for _ in range(dice.choice([1, 1, 2, 5, 20])):
            at = dice.randrange(len(mutant))
            mutant[at] = dice.choice([0, 0xFF, 0x7F, dice.randrange(256), mutant[at] ^ 0x40])
        if dice.random() < 0.2:
            del mutant[dice.randrange(len(mutant)) :]
        if dice.random() < 0.1:
            mutant += mutant[dice.randrange(len(mutant) or 1) :]
        yield bytes(mutant)


def damage(folder: Path, name: str, n: int, seed: int) -> Outcome:
    """Read `n` damaged files of one format."""
    outcome, path = Outcome(name, n), folder / name
    for mutant in mutations(WHOLE[name](), n, seed):
        path.write_bytes(mutant)
        begun = time.perf_counter()
        try:
            outcome.codes[_read(path)] += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            outcome.uncaught[type(error).__name__] += 1
        outcome.slowest_s = max(outcome.slowest_s, time.perf_counter() - begun)
    outcome.mib = peak_mib()
    return outcome


def _read(path: Path) -> str:
    """One word for how the first item ended; a list of anything else is an error here."""
    items: list[Imported | Skipped] = []
    for source in sources_in([path]):
        if isinstance(source, Source):
            items += read_file(source, Reading(source.name, None, TODAY)).items
        else:
            items.append(source)
    for item in items:
        if isinstance(item, Skipped) and item.cause.startswith("Reading it ended in"):
            return f"unreadable ({item.cause.rpartition(' ')[2]}"
    first = items[0]
    return "run" if isinstance(first, Imported) else first.code


def table(outcomes: list[Outcome], seed: int) -> list[str]:
    """Markdown."""
    rows = [
        f"| {o.name} | {o.n:,} | {sum(o.uncaught.values())} | {o.slowest_s:.2f} s "
        f"| {o.mib:.0f} MiB | {_codes(o.codes)} |"
        for o in outcomes
    ]
    return [
        f"Seed {seed}. Limits: 0 uncaught, {MOST_S:.0f} s, {MOST_MIB:.0f} MiB "
        "(peak of the reading process so far).",
        "",
        "| file | damaged | uncaught | slowest | memory | end as |",
        "|---|---|---|---|---|---|",
        *rows,
    ]


def _codes(codes: Counter[str]) -> str:
    return ", ".join(f"{code} {n:,}" for code, n in codes.most_common(12))

"""Real training histories as CSV files, and the marathons in them.

A file has one row a run: `runner`, `date`, a distance (`distance_km`, `distance_mi` or
`distance_m`) and a time (`moving_s`, `elapsed_s` or `moving_min`); also read are `type` (rows that
are no Run are left out), a time of day (`time`, `local_time`, `start`) and a climb (`gain_m`,
`gain_ft`). Files of other tables (splits, laps, wellness) are left out. A repeated start time
counts once.

How a marathon is recognised: 41.9 to 43.5 km (GPS reads long), a climb of at most 600 m where the
climb is known (the rest are mountain races), on a Saturday, Sunday or Monday, 16 runs or more in
the 16 weeks before, none of 40 km or more in the three weeks before, a pace between 2:51 and 9:00
per km. Runs are kept from 1 km up, at paces between 2:45 and 11:00 per km. The weekdays were added
after one Thursday outing of that length stood out; marathons run as a long walk or for company on
a weekend are in, and are the largest errors.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from startline.engine import assumptions as a
from startline.engine.races import MARATHON_KM
from startline.engine.readiness import training
from startline.engine.readiness.vickers import riegel_min
from startline.engine.runs import Run
from startline.study.errors import StudyRefused

KM_PER_MILE = 1.609344
DISTANCES = {"distance_km": 1.0, "distance_mi": KM_PER_MILE, "distance_m": 0.001}
RACE_KM = (41.9, 43.5)
RACE_PACE = (2.85, 9.0)
RACE_DAYS = (5, 6, 0)  # Saturday, Sunday, Monday
FLAT_M = 600.0
LEAST_RUNS, REST_DAYS, FAR_KM = 16, 21, 40.0


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of a history. Distance in km, time in minutes, climb in metres if known."""

    on: date
    start: str
    km: float
    minutes: float
    climb_m: float | None


@dataclass(frozen=True, slots=True)
class Marathon:
    """One marathon and the 16 weeks before it."""

    runner: str
    on: date
    minutes: float
    km: float
    runs: tuple[Run, ...]
    read: training.Training
    gap_days: int


def number(text: str | None) -> float | None:
    """A cell as a number; None where it is empty or none."""
    try:
        return float(text) if text else None
    except ValueError:
        return None


def histories(folder: Path) -> dict[str, list[Logged]]:
    """Every runner's runs, by name, oldest first, each start once.

    Raises:
        StudyRefused: if the folder has none, or a row has no day.
    """
    found: dict[str, list[Logged]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        for runner, row in rows_of(path):
            found[runner].append(row)
    if not found:
        hint = "Give --histories a folder of CSV files with runner, date, distance_km, moving_s."
        raise StudyRefused(f"There are no training histories in {folder}.", hint=hint)
    return {runner: list(once(rows)) for runner, rows in sorted(found.items())}


@lru_cache(maxsize=1)
def histories_of(folder: str) -> dict[str, list[Logged]]:
    """The same, read once a process."""
    return histories(Path(folder))


def rows_of(path: Path) -> Iterator[tuple[str, Logged]]:
    """The runs of one file with their runners; nothing where it is another kind of table."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        columns = set(reader.fieldnames or ())
        if not {"runner", "date"} <= columns or not columns & DISTANCES.keys():
            return
        for row in reader:
            if row.get("type", "Run") == "Run":
                try:
                    yield row["runner"], logged(row)
                except (TypeError, ValueError):
                    said = f"{path.name}, line {reader.line_num}: {row.get('date')} is not a day."
                    raise StudyRefused(said, hint="Days are written 2026-03-22.") from None


def logged(row: dict[str, str]) -> Logged:
    """One row of a file."""
    distances = ((number(row.get(name)), km) for name, km in DISTANCES.items())
    km = next((value * km for value, km in distances if value is not None), 0.0)
    seconds = number(row.get("moving_s")) or number(row.get("elapsed_s"))
    minutes = seconds / 60 if seconds else number(row.get("moving_min")) or 0.0
    feet = number(row.get("gain_ft"))
    climb = feet * 0.3048 if feet is not None else number(row.get("gain_m"))
    start = row.get("time") or row.get("local_time") or row.get("start", "")[:16]
    return Logged(date.fromisoformat(row["date"]), start, km, minutes, climb)


def once(rows: Iterable[Logged]) -> Iterator[Logged]:
    """The rows in order, each start once."""
    seen: set[tuple[date, str, float]] = set()
    for row in sorted(set(rows), key=lambda r: (r.on, r.start, -r.km, r.minutes)):
        key = (row.on, row.start, 0.0 if row.start else row.km)
        if key not in seen:
            seen.add(key)
            yield row


def is_run(row: Logged) -> bool:
    """Whether a row can have been a run."""
    low, high = training.PACES_MIN_PER_KM
    return row.km >= 1 and row.minutes > 0 and low <= row.minutes / row.km <= high


def marathons(
    everyone: dict[str, list[Logged]],
    *,
    flat_m: float = FLAT_M,
    days: Sequence[int] = RACE_DAYS,
) -> list[Marathon]:
    """Every marathon that is recognised, by runner and day."""
    found = []
    for runner, rows in everyone.items():
        for row in rows:
            if is_race(row, flat_m, days):
                one = marathon(runner, row, rows)
                if one is not None:
                    found.append(one)
    return found


def is_race(row: Logged, flat_m: float, days: Sequence[int]) -> bool:
    """Whether a row looks like a marathon."""
    flat = row.climb_m is None or row.climb_m <= flat_m
    far = RACE_KM[0] <= row.km <= RACE_KM[1]
    return (
        far
        and flat
        and row.on.weekday() in days
        and (RACE_PACE[0] <= row.minutes / row.km <= RACE_PACE[1])
    )


def marathon(runner: str, race: Logged, rows: Sequence[Logged]) -> Marathon | None:
    """A marathon with the 16 weeks before it; None where those say too little."""
    before = timedelta(0), timedelta(a.TRAINING_DAYS)
    past = [r for r in rows if before[0] < race.on - r.on <= before[1] and is_run(r)]
    near = [r for r in past if r.km >= FAR_KM and race.on - r.on <= timedelta(REST_DAYS)]
    runs = tuple(Run(on=r.on, distance_km=r.km, duration_min=r.minutes) for r in past)
    read = training.read_training(runs, race.on)
    if len(past) < LEAST_RUNS or near or read is None:
        return None
    return Marathon(runner, race.on, race.minutes, race.km, runs, read, longest_gap(runs, race.on))


def longest_gap(runs: Sequence[Run], on: date) -> int:
    """Whole days without a run, from the first run of the window to the race."""
    days = sorted({run.on for run in runs} | {on})
    return max(((b - a).days - 1 for a, b in pairwise(days)), default=0)


def riegel(one: Marathon) -> float:
    """Riegel's 1.06 from the run that promises most."""
    timed = [r for r in one.runs if r.distance_km >= training.LEAST_KM and r.duration_min]
    return min(riegel_min(r.duration_min or 0, r.distance_km, MARATHON_KM, 1.06) for r in timed)

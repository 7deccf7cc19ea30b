"""Coded accounts of injured runners, read into the same shape as simulated ones.

Rules of reading, each an assumption:

* only rows of kind "run" count, in the order they were coded;
* two dates, or two relative days, give a gap; else "days since last run"; else 4 days;
* an onset on a whole mile (or kilometre, in the unit of the source) stands for half a unit either
  side, on a half for a quarter, on a quarter for an eighth, else for a twentieth;
* a range is 20 % either side of its middle; an upper bound is left-censored; a lower bound reaches
  to the end of the run, or to twice itself if the run's end is unknown;
* pain "somewhere in the run" is pain before its end;
* no onset reaches beyond the end of the run;
* a missing distance stands at the upper end of the onset and is never used as an event;
* a row that says neither is kept as a run nobody was asked about, if it has a distance.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from benchmarks.onset.predictor import PastRun, RunnerLog
from startline.engine.runs import OnsetObservation

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
KM_PER = {"mi": 1.609344, "km": 1.0, "": 1.609344}  # most of the sources are in miles
UNKNOWN_GAP_DAYS = 4  # assumption: about two runs a week
SHORTEST_KM = 0.1  # a run given up at once is kept as 100 m
HEAPS = ((1.0, 0.5), (0.5, 0.25), (0.25, 0.125))  # (grid, half-width), in the unit of the source
HEAP_SLACK = 0.02  # source units; distances were rounded to 10 m

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class RealLogs:
    """Every runner that could be read, and how many rows went which way."""

    logs: tuple[RunnerLog, ...]
    counts: Counter[str]


def read_real(folder: Path = DATA) -> RealLogs | None:
    """All coded runs, or None where the folder is absent."""
    if not (folder / "onset_runs.csv").exists():
        return None
    sites = {row["runner_id"]: row["injury_site"] for row in rows_of(folder / "onset_runners.csv")}
    rows = [r for r in rows_of(folder / "onset_runs.csv") if r["record_kind"] == "run"]
    rows.sort(key=lambda row: (row["runner_id"], int(row["run_seq"])))
    counts: Counter[str] = Counter()
    logs = [
        read_runner(runner, sites.get(runner, "unknown"), list(group), counts)
        for runner, group in groupby(rows, key=lambda row: row["runner_id"])
    ]
    return RealLogs(tuple(log for log in logs if log.runs), counts)


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_runner(runner: str, site: str, rows: list[Row], counts: Counter[str]) -> RunnerLog:
    """One runner's rows in order; rows that say nothing are counted and left out."""
    runs, known, planned = [], [], []
    for row, day in zip(rows, days_of(rows), strict=True):
        onset = observation_of(row)
        distance = number(row["run_km"])
        counts[kind_of(onset, distance)] += 1
        if onset is None and distance is None:
            continue
        stand_in = onset.upper_km if onset else 0.0
        runs.append(
            PastRun(day, max(stand_in if distance is None else distance, SHORTEST_KM), onset)
        )
        known.append(distance is not None and distance > 0)
        planned.append(number(row["planned_km"]))
    blank = (None,) * len(runs)
    return RunnerLog(runner, site, tuple(runs), tuple(known), tuple(planned), blank, blank)


def kind_of(onset: OnsetObservation | None, distance_km: float | None) -> str:
    """Which line of the count a row belongs to."""
    if onset is None:
        return "unusable, no distance" if distance_km is None else "nobody asked"
    if onset.is_first_step:
        kind = "first step"
    elif onset.is_right_censored:
        kind = "pain-free"
    else:
        kind = "pain before" if onset.lower_km == 0 else "pain between"
    return kind if distance_km is not None else f"{kind}, distance unknown"


def days_of(rows: list[Row]) -> list[int]:
    """Days since the first run; a known date anchors the runs after it."""
    days: list[int] = []
    anchors: dict[str, int] = {}  # kind of day -> offset to our count
    for row in rows:
        kind, value = day_value(row["date_or_relative_day"])
        since = number(row["days_since_last_run_if_known"])
        gap = UNKNOWN_GAP_DAYS if since is None else int(since)
        guess = days[-1] + gap if days else 0
        day = max(value + anchors[kind], days[-1]) if days and kind in anchors else guess
        if kind:
            anchors[kind] = day - value
        days.append(day)
    return days


def day_value(text: str) -> tuple[str, int]:
    """A date or a relative day as (kind, day number); ("", 0) when blank."""
    if not text:
        return "", 0
    if "-" in text:
        return "date", date.fromisoformat(text).toordinal()
    return "relative", int(text)


def observation_of(row: Row) -> OnsetObservation | None:
    """The stretch in which pain began, or None when the row does not say."""
    onset, end = number(row["onset_km"]), number(row["run_km"])
    if row["pain_free"] == "1":
        return None if end is None else OnsetObservation.pain_free_for(end)
    if row["pain_free"] == "":
        return None
    if onset is None:
        return None if not end else OnsetObservation.before(end)
    if onset == 0:
        return OnsetObservation.from_the_first_step()
    lower, upper = stretch_of(onset, row["onset_precision"], KM_PER[row["unit_in_source"]], end)
    return OnsetObservation.between(
        lower, upper if end is None or end <= lower else min(upper, end)
    )


def stretch_of(
    onset_km: float, precision: str, unit_km: float, end_km: float | None
) -> tuple[float, float]:
    """The two ends (km) that a reported onset stands for."""
    if precision == "upper_bound":
        return 0.0, onset_km
    if precision == "lower_bound":
        return onset_km, max(end_km or 2 * onset_km, onset_km + 0.5 * unit_km)
    if precision == "range_mid":
        return 0.8 * onset_km, 1.2 * onset_km
    units = onset_km / unit_km
    fits = (
        half for grid, half in HEAPS if abs(units / grid - round(units / grid)) * grid < HEAP_SLACK
    )
    half = next(fits, 0.05) * unit_km
    return max(onset_km - half, 0.0), onset_km + half


def number(text: str) -> float | None:
    """A number, or None when the cell is blank."""
    return float(text) if text and not math.isnan(float(text)) else None

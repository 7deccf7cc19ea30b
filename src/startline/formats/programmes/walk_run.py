"""From walking to running, in the minutes a week that a beginner has."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from startline.engine.errors import Problem, Refused
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.formats.programmes.data import OtherProgramme, load
from startline.formats.programmes.week_days import (
    DAYS_A_WEEK,
    checked_days,
    days_apart,
    in_week,
    spread,
)


def build_walk_run(
    *, starts_on: date, run_days: Sequence[str], minutes_a_week: float | None = None
) -> Programme:
    """The walk-run programme from `starts_on`, on at most three of `run_days`.

    `minutes_a_week` is what the beginner has, walking to warm up and at the end included.

    Raises:
        Refused: if the days are no weekdays, or the minutes are outside the bounds of the file.
    """
    of = load("walk_run")
    assert isinstance(of, OtherProgramme)  # noqa: S101 - one of our own files
    days, _ = checked_days(run_days, None)
    _check_minutes(of.table, minutes_a_week)
    n_weeks = len(of.table["weeks"])
    ends = [starts_on + timedelta(DAYS_A_WEEK * (i + 1) - 1) for i in range(n_weeks)]
    chosen = _days(of.table, days)
    sessions = tuple(_all(of.table, chosen, ends, minutes_a_week))
    return _programme(of, sessions, _left_out(of.table, chosen))


def walk_run_to_race(
    of: OtherProgramme, *, race: Race, run_days: Sequence[str], on: date | None,
    minutes_a_week: float | None = None,
) -> Programme:  # fmt: skip
    """The walk-run programme counted back from a short race, which ends it.

    Raises:
        Refused: if the race is longer than the programme leads to, or too near for all of it.
    """
    most_km, n_weeks = of.table["most_race_km"], len(of.table["weeks"])
    if race.distance_km > most_km:
        said = f"walk_run leads to half an hour of running; the race is {race.distance_km:g} km."
        hint = f"Use it for a race of up to {most_km} km, or give --starts-on and no race."
        raise Refused([Problem("race_distance", said, hint, "race.distance_km")])
    begins = race.on - timedelta(DAYS_A_WEEK * n_weeks - 1)
    if on is not None and on > begins:
        said = f"The race is on {race.on}; walk_run would have begun on {begins}."
        hint = "Choose a later race, or give --starts-on and walk where it is too soon to run."
        raise Refused([Problem("too_near", said, hint, "race.on")])
    ends = [race.on - timedelta(DAYS_A_WEEK * (n_weeks - 1 - i)) for i in range(n_weeks)]
    _check_minutes(of.table, minutes_a_week)
    chosen = _days(of.table, run_days)
    free_from = race.on - timedelta(1)  # the day before the race stays free
    sessions = [one for one in _all(of.table, chosen, ends, minutes_a_week) if one.on < free_from]
    sessions.append(Session(id="race", on=race.on, kind="race", distance_km=race.distance_km))
    return _programme(of, tuple(sessions), _left_out(of.table, chosen))


def _check_minutes(table: Mapping[str, Any], minutes_a_week: float | None) -> None:
    least, most = table["least_minutes_a_week"], table["most_minutes_a_week"]
    if minutes_a_week is None or least <= minutes_a_week <= most:
        return
    said = f"{minutes_a_week:g} minutes a week are outside what this programme is for."
    raise Refused([Problem("minutes_a_week", said, f"Use {least} to {most}.", "minutes_a_week")])


def _days(table: Mapping[str, Any], run_days: Sequence[str]) -> list[str]:
    """As many days as sessions, spread over the week, starting from each in turn."""
    wanted = min(table["sessions_a_week"], len(run_days))
    weeks = [[first, *spread(run_days, first, wanted - 1)] for first in run_days]
    return min(weeks, key=lambda days: _n_in_a_row(days, run_days))


def _n_in_a_row(days: Sequence[str], run_days: Sequence[str]) -> tuple[int, int]:
    pairs = [(a, b) for i, a in enumerate(days) for b in days[:i]]
    return sum(days_apart(a, b) == 1 for a, b in pairs), run_days.index(days[0])


def _left_out(table: Mapping[str, Any], chosen: Sequence[str]) -> list[dict[str, Any]]:
    n_lost = table["sessions_a_week"] - len(chosen)
    values = {"n_a_week": n_lost}
    return [{"code": "walk_run_left_out", "values": values}] if n_lost else []


def _all(
    table: Mapping[str, Any],
    days: Sequence[str],
    ends: Sequence[date],
    minutes_a_week: float | None,
) -> Iterator[Session]:
    session_min = None if minutes_a_week is None else minutes_a_week / len(days)
    for i, (week, last) in enumerate(zip(table["weeks"], ends, strict=True)):
        for n, on in enumerate(sorted(in_week(day, last) for day in days), 1):
            yield _session(table, i, week, n, on, session_min)


def _session(
    table: Mapping[str, Any], i: int, week: Mapping[str, Any], n: int, on: date,
    session_min: float | None,
) -> Session:  # fmt: skip
    around = table["warm_up_min"] + table["cool_down_min"]
    split = turns(week, None if session_min is None else session_min - around)
    moving = (split["run_min"] + split["walk_min"]) * split["repeats"]
    extra = {
        "week": i + 1, "run_walk": split,
        "warm_up_min": table["warm_up_min"], "cool_down_min": table["cool_down_min"],
    }  # fmt: skip
    return Session(
        id=f"w{i + 1:02d}-{n}", on=on, kind="run_walk", duration_min=around + moving, extra=extra
    )


def turns(week: Mapping[str, Any], room_min: float | None) -> dict[str, Any]:
    """A week's turns of running and walking, in `room_min` minutes; as written without.

    Fewer or more repeats of the same turn, at most half as many again; where not even one fits,
    the run becomes shorter.

    >>> turns({"run_min": 2, "walk_min": 2, "repeats": 6}, 18)
    {'run_min': 2.0, 'walk_min': 2.0, 'repeats': 4}
    """
    run, walk, n = float(week["run_min"]), float(week["walk_min"]), week["repeats"]
    if room_min is not None:
        n = min(math.floor(room_min / (run + walk)), n + n // 2)
        if n < 1:
            n, run = 1, max(1.0, float(math.floor(room_min - walk)))
    return {"run_min": run, "walk_min": walk, "repeats": n}


def _programme(
    of: OtherProgramme, sessions: tuple[Session, ...], notes: list[dict[str, Any]]
) -> Programme:
    sources = [asdict(source) for source in of.sources]
    extra = {"built_from": of.name, "sources": sources, "notes": notes}
    return Programme(sessions=sessions, name=of.title, extra=extra)

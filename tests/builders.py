"""Good defaults for tests: a test states what matters to it and takes the rest from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.engine.case import Case, Runner
from startline.engine.episodes import Episode
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from startline.engine.runs import OnsetObservation, PainReport, Run
from startline.formats.case_json import read_case

SUNDAY = date(2026, 3, 22)
MONDAY = date(2026, 3, 23)
NEXT_SUNDAY = date(2026, 3, 29)


@cache
def rough_week() -> Case:
    """The story the project began with."""
    text = files("startline.cli").joinpath("rough_week.case.json").read_bytes()
    return read_case(text, today=MONDAY)


def a_run(days_ago: int = 1, km: float = 8.0, *, on: date = MONDAY, **more: Any) -> Run:
    """A run nobody was asked about."""
    return Run(on=on - timedelta(days_ago), distance_km=km, **more)


def a_green_run(days_ago: int = 1, km: float = 8.0, *, on: date = MONDAY) -> Run:
    """Free of pain, and as usual the next morning."""
    return a_run(days_ago, km, on=on, pain=PainReport(free=True, next_morning_nrs=0))


def a_painful_run(
    days_ago: int = 1, km: float = 12.0, onset_km: float = 9.0, *, on: date = MONDAY, **pain: Any
) -> Run:
    """Pain from `onset_km`, mild and steady, gone within the hour and by next morning."""
    said = {
        "worst_nrs": 1, "course": "steady", "settled_within_hour": True, "next_morning_nrs": 0,
        "onset": OnsetObservation.exactly(onset_km), **pain,
    }  # fmt: skip
    report = PainReport(free=False, **said)
    return a_run(days_ago, km, on=on, pain=report, stopped_because="done")


def a_week(on: date = MONDAY, long_km: float = 28.968) -> Programme:
    """Four runs and a long one on Sunday, from `on` for two weeks."""
    sessions = []
    for ahead in range(14):
        day = on + timedelta(ahead)
        if day.weekday() in (1, 2, 3):
            sessions.append(Session(on=day, kind="easy", distance_km=8.0))
        if day.weekday() == 6:
            sessions.append(Session(on=day, kind="long", distance_km=long_km))
    return Programme(sessions=tuple(sessions))


def a_case(**parts: Any) -> Case:
    """A runner with an open knee problem, three good weeks behind and a race in six weeks."""
    whole: dict[str, Any] = {
        "runner": Runner(tolerance=0.2),
        "race": Race(on=date(2026, 5, 3), distance_km=42.195),
        "programme": a_week(),
        "runs": tuple(a_green_run(days, 10.0) for days in (1, 4, 8, 12, 16)),
        "episodes": (Episode(id="e", site="knee_outer", tissue="knee", began_on=date(2026, 3, 1)),),
    }
    return Case(**{**whole, **parts})


def a_limit(**parts: Any) -> Restriction:
    """The physiotherapist's limit of 9 miles."""
    whole = {"id": "nine", "set_by": "clinician", "by": "physiotherapist", "from_day": SUNDAY}
    return Restriction(**{"max_run_km": 14.484, **whole, **parts})


def advice_on(case: Case, on: date = MONDAY, seed: int = 7) -> Advice:
    """The engine's answer."""
    return advise(case, on=on, rng=np.random.default_rng(seed))


def distances(advice: Advice) -> list[float]:
    """Every distance the advice gives: today's most, the long run's most, and the plan's."""
    long_km = advice.next_long_run.max_run_km if advice.next_long_run else 0.0
    planned = [day.distance_km or 0.0 for day in advice.plan]
    return [advice.today.max_run_km, long_km, *planned]


def bound(advice_day: Any, code: str) -> float:
    """The lowest bound of one code on a day; fails when there is none."""
    return min(float(one.max_run_km) for one in advice_day.bounds if one.code == code)


def shifted(value: Any, days: int) -> Any:
    """The same Case (or part of one) some days later."""
    if isinstance(value, date):
        return value + timedelta(days)
    if isinstance(value, tuple):
        return tuple(shifted(item, days) for item in value)
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, OnsetObservation):
        changed = {name: shifted(getattr(value, name), days) for name in value.__dataclass_fields__}
        return replace(value, **changed)
    return value

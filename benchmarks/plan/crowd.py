"""A rough crowd: odd Cases through planner and limits, every hard limit read once more here."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.plan.cases import drawn
from benchmarks.plan.question import SEED
from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.load import metres_done, read_log, slow_pace_s_per_km
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.formats.case_json import case_from

FIRST = 100_000
CHUNK = 100


@dataclass(frozen=True)
class Heard:
    """What came of one Case."""

    number: int
    status: str
    runs_ahead: int
    broken: tuple[str, ...]
    silent: bool
    error: str | None = None


def hear(number: int) -> Heard:
    """One wild Case: its advice, and everything in it that breaks a limit."""
    one = drawn(number, wild=True)
    case = case_from(one.case, today=one.on)
    try:
        advice = advise(case, on=one.on, rng=np.random.default_rng(SEED))
        broken = (*breaches(case, advice, one.on), *second_reader(case, advice, one.on))
    except Exception as error:  # any at all is what is being counted
        return Heard(number, "error", 0, (), False, f"{type(error).__name__}: {error}")
    return Heard(
        number, advice.status, sum((day.distance_km or 0) > 0 for day in advice.plan), broken,
        is_silent(advice),
    )  # fmt: skip


def is_silent(advice: Advice) -> bool:
    """No run planned, and nothing said about why."""
    planned = any((day.distance_km or 0) > 0 for day in advice.plan)
    said = advice.conflicts or advice.reasons or advice.today.reasons
    return not planned and not said and not any(day.reasons for day in advice.plan)


# --- the second reading ----------------------------------------------------------------------


def breaches(case: Case, advice: Advice, on: date) -> Iterator[str]:
    """Every limit that some planned run breaks, read from the Case and the Advice alone."""
    log = read_log(case, on)
    planned = {day.on: round((day.distance_km or 0) * 1000) for day in advice.plan}
    ran: dict[date, list[int]] = {}
    for day, m in [*metres_done(log.runs), *((day, m) for day, m in planned.items() if m)]:
        ran.setdefault(day, []).append(m)
    pace = slow_pace_s_per_km(log.runs, on)
    for day, m in planned.items():
        if m and any(flag.is_open(day) for flag in case.red_flags):
            yield "red flag"
        for one in case.restrictions:
            if m and one.is_active(day):
                yield from _run_breaks(one, m, pace)
                yield from _week_breaks(one, day, ran)
    for one in case.restrictions:
        most_m = round(advice.today.max_run_km * 1000)
        if one.is_active(on) and (one.no_running or one.max_run_km is not None):
            yield from _run_breaks(one, most_m, pace) if most_m else ()


def _run_breaks(one: Restriction, m: int, pace_s_per_km: int) -> Iterator[str]:
    if one.no_running:
        yield "no running"
    if one.max_run_km is not None and m > round(one.max_run_km * 1000, 3):
        yield "km of a run"
    if one.max_run_min is not None and m * pace_s_per_km > one.max_run_min * 60_000 + 1e-6:
        yield "minutes of a run"


def _week_breaks(one: Restriction, day: date, ran: dict[date, list[int]]) -> Iterator[str]:
    week = [m for n in range(7) for m in ran.get(day - timedelta(n), ())]
    if one.max_week_km is not None and sum(week) > round(one.max_week_km * 1000, 3):
        yield "km of a week"
    if one.max_runs_per_week is not None and len(week) > one.max_runs_per_week:
        yield "runs of a week"
    rest = one.min_rest_days_between_runs or 0
    if any(day - timedelta(n) in ran for n in range(1, rest + 1)):
        yield "days of rest"


def second_reader(case: Case, advice: Advice, on: date) -> Iterator[str]:
    """The project's own independent checker, where it is there."""
    check = _checker()
    if check is not None:
        for breach in check(case, advice.plan, on=on):
            yield f"checker: {breach}"


def _checker() -> Callable[..., Any] | None:
    try:
        found: Callable[..., Any] = importlib.import_module("startline.engine.plan_check").breaches
    except ModuleNotFoundError:
        return None
    return found


def self_check() -> None:
    """Limits set after the plan was made are found broken, each kind of them."""
    one = drawn(2)
    case = replace(case_from(one.case, today=one.on), restrictions=(), runs=())
    long_ago = one.on - timedelta(30)
    ran = Run(on=one.on - timedelta(1), distance_km=20.0)
    case = replace(case, runs=(ran,), episodes=())
    advice = advise(case, on=one.on, rng=np.random.default_rng(SEED))
    late: dict[str, dict[str, Any]] = {
        "no running": {"no_running": True}, "km of a run": {"max_run_km": 1.0},
        "minutes of a run": {"max_run_min": 1.0}, "km of a week": {"max_week_km": 1.0},
        "runs of a week": {"max_runs_per_week": 1},
        "days of rest": {"min_rest_days_between_runs": 6},
    }  # fmt: skip
    for what, said in late.items():
        set_late = Restriction(id="late", set_by="runner", from_day=long_ago, **said)
        found = breaches(replace(case, restrictions=(set_late,)), advice, one.on)
        assert what in set(found), what
    flagged = replace(case, red_flags=(RedFlag(code="chest_pain", opened_on=long_ago),))
    assert "red flag" in set(breaches(flagged, advice, one.on))


# --- asking them all -------------------------------------------------------------------------


def crowd(n: int, jobs: int = 2) -> list[Heard]:
    """n wild Cases in so many processes."""
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(hear, range(FIRST, FIRST + n), chunksize=CHUNK))


def report(n: int) -> list[str]:
    """The section on the rough crowd."""
    self_check()
    found = crowd(n)
    broken = Counter(what.split("(")[0] for one in found for what in set(one.broken))
    errors = [one for one in found if one.error]
    states = Counter(one.status for one in found)
    lines = [
        "## A rough crowd", "",
        f"{n} odd Cases (several limits at once, flags, odd logs, moves anywhere, a plan seen "
        "that fits nothing) through planner and limits. Every limit on kilometres, minutes, weeks, "
        "runs, rest and flags is read once more from Case and Advice alone; "
        + ("the project's independent checker agrees." if _checker() and not broken else
           "the project's independent checker reads too." if _checker() else
           "the project's independent checker was not there."), "",
        f"- Cases that broke a limit: {sum(bool(one.broken) for one in found)}"
        + (f" ({', '.join(f'{what}: {k}' for what, k in broken.most_common())})" if broken else ""),
        f"- with neither a run planned nor a reason: {sum(one.silent for one in found)}",
        f"- ended in an error: {len(errors)}" + (f", first {errors[0].error}" if errors else ""),
        f"- answers: {', '.join(f'{k} {name}' for name, k in states.most_common())}; "
        f"{sum(one.runs_ahead > 0 for one in found)} with runs ahead.", "",
    ]  # fmt: skip
    firsts = [f"{one.number}: {one.broken[0]}" for one in found if one.broken][:5]
    return [*lines, *(["First: " + "; ".join(firsts), ""] if firsts else [])]

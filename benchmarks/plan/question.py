"""One Case on one day as the planner meets it, and its answers in the order of `advise`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from benchmarks.plan.cases import Drawn
from startline.engine.advise import horizon, state_of, wanted, what_is_missing
from startline.engine.case import Case, tolerance_of
from startline.engine.hurting import Hurting, where_it_hurts
from startline.engine.limit_values import Day, Limits, State
from startline.engine.limits import limit
from startline.engine.load import Log, read_log, slow_pace_s_per_km
from startline.engine.onset.forecast import Forecast
from startline.engine.plans import PlanSeen
from startline.engine.replan.calendar import calendar_of, programmed_days
from startline.engine.replan.replan import replan
from startline.engine.screening.red_flags import red_flags
from startline.formats.case_json import case_from

SEED = 7
Plan = dict[date, int]  # metres of each day that is run or could be


@dataclass(frozen=True)
class Before:
    """What is known before anything is planned: the log, and where it hurts."""

    case: Case
    on: date
    log: Log
    limits: Limits
    hurting: Hurting | None


@dataclass(frozen=True)
class Question:
    """What the planner is asked: days, limits, what the log says, and the foreseen onset."""

    on: date
    days: tuple[Day, ...]
    limits: Limits
    state: State
    hurting: Hurting | None
    forecast: Forecast | None
    wanted: dict[date, int]
    seen: PlanSeen | None
    tolerance: float

    def p_pain_free(self, on: date, km: float) -> float:
        """Chance that a run of this day stays free of pain; 1 where no problem is open."""
        if self.hurting is None or self.forecast is None or km <= 0:
            return 1.0
        ahead = (on - self.on).days
        if ahead > 0:
            return self.forecast.p_at(ahead, km)
        return float(self.hurting.ceiling.p_pain_free(np.array([km]))[0])


def before(case: Case, on: date) -> Before:
    """All that comes before planning."""
    log = read_log(case, on)
    limits = Limits(
        tuple(sorted(case.restrictions, key=lambda one: (one.set_by, one.id))),
        red_flags(case, log.runs, on),
    )
    return Before(
        case, on, log, limits, where_it_hurts(case, log.runs, on, np.random.default_rng(SEED))
    )


def question(known: Before) -> Question:
    """Calendar, forecast and state: timed as a part of planning."""
    case, log, on = known.case, known.log, known.on
    calendar = calendar_of(case)
    days = programmed_days(case, calendar, log.runs, on, slow_pace_s_per_km(log.runs, on))
    forecast = Forecast(known.hurting.ceiling, horizon(days)) if known.hurting else None
    missing = what_is_missing(case, log, on)
    state = state_of(case, log, known.hurting, forecast, on=on, cannot_say=bool(missing))
    return Question(
        on, tuple(days), known.limits, state, known.hurting, forecast,
        wanted(calendar, state), case.plan_seen, tolerance_of(case),
    )  # fmt: skip


def asked_of(one: Drawn) -> Question:
    """The question of a drawn Case."""
    return question(before(case_from(one.case, today=one.on), one.on))


def shipped(ask: Question) -> tuple[Day, ...]:
    """The plan that ships: wishes, then the last layer."""
    planned = replan(ask.days, ask.wanted, ask.limits, ask.state, ask.seen)
    return limit(planned, ask.limits, ask.state)


def longest(ask: Question) -> tuple[Day, ...]:
    """The longest plan inside every limit, without any wish."""
    return limit(ask.days, ask.limits, ask.state)


def without_steadiness(ask: Question) -> Question:
    """The same question from somebody who saw no plan before."""
    return replace(ask, seen=None)


def metres(days: tuple[Day, ...]) -> Plan:
    return {day.on: day.asked_m for day in days}

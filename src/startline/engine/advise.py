"""Case in, Advice out: the main path. Start reading at `advise`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from startline.engine.advice import Advice
from startline.engine.assumptions import SLOWEST_EASY_S_PER_KM, STALE_ASK_DAYS
from startline.engine.case import Case, confirmed_values, tolerance_of
from startline.engine.compose import Found, compose
from startline.engine.conflicts import nearest_allowed, smallest_conflict
from startline.engine.errors import LimitBroken
from startline.engine.hurting import Hurting, where_it_hurts
from startline.engine.limit_values import Day, Limits, State
from startline.engine.limits import limit
from startline.engine.load import (
    Log,
    metres_believed,
    metres_done,
    newest_input,
    read_log,
    slow_pace_s_per_km,
)
from startline.engine.onset.forecast import Forecast
from startline.engine.onset.observations import is_hurting
from startline.engine.plan_check import breaches
from startline.engine.plans import Reason
from startline.engine.readiness.missed import missed_cost
from startline.engine.readiness.outlook import outlook
from startline.engine.replan.calendar import Calendar, calendar_of, programmed_days, session_metres
from startline.engine.replan.replan import replan
from startline.engine.restrictions import Restriction
from startline.engine.screening.red_flags import red_flags

MOST_DAYS_FORESEEN = 200  # by then every recovery the model knows is over


def advise(case: Case, *, on: date, rng: np.random.Generator) -> Advice:
    """What may be run today and on every day to the race, and why.

    Pure: the day and the dice are arguments. No distance depends on the dice; they draw the
    doubt of the trend and of what missed runs cost. `rng` should come from a whole-number seed,
    which the Advice repeats.

    Raises:
        LimitBroken: if a day came out above a limit somebody set. Nothing may be shown then.
    """
    return _advise(case, on, rng)


def advise_distances(case: Case, *, on: date) -> Advice:
    """The same plan, through the same limits, without what takes dice: a third of the work.

    Every distance, bound, reason and chance of `today`, `next_long_run` and `plan` is that of
    `advise`. Trend, treatment, ways on and what missed runs cost are None: not asked for.

    Raises:
        LimitBroken: as `advise`.
    """
    return _advise(case, on, None)


def _advise(case: Case, on: date, rng: np.random.Generator | None) -> Advice:
    log = read_log(case, on)
    limits = limits_known_on(case, log, on)
    hurting = where_it_hurts(case, log.runs, on, rng)
    missing = what_is_missing(case, log, on)
    calendar = calendar_of(case)
    programmed = programmed_days(case, calendar, log.runs, on, slow_pace_s_per_km(log.runs, on))
    forecast = Forecast(hurting.ceiling, horizon(programmed)) if hurting else None
    state = state_of(case, log, hurting, forecast, on=on, cannot_say=bool(missing))
    asked = replan(programmed, wanted(calendar, state), limits, state, case.plan_seen)
    days = limit(asked, limits, state)
    check_kept(days, limits)
    found = Found(
        case=case,
        log=log,
        limits=limits,
        hurting=hurting,
        forecast=forecast,
        calendar=calendar,
        missing=missing,
        conflicts=conflicts_of(case, programmed, days, limits, state),
        outlook=None
        if rng is None or may_not_run(limits, state)
        else outlook(case, log.runs, hurting, programmed, limits, state, rng),
        missed=None if rng is None else missed_cost(case, log.runs, on=on, rng=rng),
        on=on,
        seed=0 if rng is None else seed_of(rng),
    )
    advice = compose(found, days)
    read_again(case, advice)
    return advice


def limits_known_on(case: Case, log: Log, on: date) -> Limits:
    """What people set and ticked, as known on this day: nothing is lifted or closed in advance."""
    restrictions = tuple(
        replace(one, lifted_on=None, lifted_by=None)
        if one.lifted_on is not None and one.lifted_on > on
        else one
        for one in in_order(case.restrictions)
    )
    flags = tuple(
        replace(flag, closed_on=None, closed_by=None)
        if flag.closed_on is not None and flag.closed_on > on
        else flag
        for flag in red_flags(case, log.runs, on)
    )
    return Limits(restrictions, flags)


def conflicts_of(
    case: Case, programmed: Sequence[Day], days: Sequence[Day], limits: Limits, state: State
) -> tuple[Reason, ...]:
    """When limits leave no run of all that were programmed: which they are, and what they allow."""
    if not limits.restrictions or any(day.asked_m for day in days):
        return ()
    if not any(day.asked_m for day in programmed) or may_not_run(limits, state):
        return ()

    def fits(some: tuple[Restriction, ...]) -> bool:
        tried = limit(programmed, replace(limits, restrictions=some), state)
        return any(day.asked_m for day in tried)

    found = smallest_conflict(
        limits.restrictions, fits, on=state.on, first=state.on, last=days[-1].on
    )
    if found is None or not found.limits:
        return ()
    week = nearest_allowed(case, on=state.on)
    left = {"runs": week.most_runs, "longest_km": week.longest_run_km, "total_km": week.most_km}
    known = {key: value for key, value in left.items() if value is not None}
    return (*found.reasons(on=state.on), Reason("limits_allow", known))


def may_not_run(limits: Limits, state: State) -> bool:
    """Whether a red flag or a log that says nothing stops all running, and every chance with it."""
    return state.cannot_say or any(flag.is_open(state.on) for flag in limits.red_flags)


def read_again(case: Case, advice: Advice) -> None:
    """The independent reading of every hard limit over the plan as it leaves.

    Raises:
        LimitBroken: if it finds one that is not kept.
    """
    until = case.race.on if case.race is not None and case.race.on >= advice.on else None
    found = breaches(case, advice.plan, on=advice.on, until=until)
    if found:
        raise LimitBroken(f"{found[0].on}: a second reading found {found[0].code}.")


def horizon(programmed: Sequence[Day]) -> int:
    """Days to foresee, one at least."""
    return min(MOST_DAYS_FORESEEN, max(1, len(programmed) - 1))


def wanted(calendar: Calendar, state: State) -> dict[date, int]:
    """Metres the programme asks for on each day of its whole length, races left out."""
    pace = state.pace_s_per_km or SLOWEST_EASY_S_PER_KM
    asked = {
        day: session_metres(slot.session, pace)
        for day, slot in calendar.slots.items()
        if slot.session.kind != "race"
    }
    return {day: m for day, m in asked.items() if m}


def what_is_missing(case: Case, log: Log, on: date) -> tuple[Reason, ...]:
    """Why no distance can be given at all; empty when one can."""
    reasons = []
    if case.race is not None and case.race.on < on:
        reasons.append(Reason("race_in_the_past", {"on": case.race.on.isoformat()}))
    newest = newest_input(case, log.runs, on)
    if newest is None:
        reasons.append(Reason("nothing_logged"))
    elif (on - newest).days >= STALE_ASK_DAYS:
        reasons.append(Reason("check_in_first", {"days": (on - newest).days}))
    return tuple(reasons)


def state_of(
    case: Case,
    log: Log,
    hurting: Hurting | None,
    forecast: Forecast | None,
    *,
    on: date,
    cannot_say: bool,
) -> State:
    """What the log and the model say, in the whole metres that the limits layer takes."""
    return State(
        on=on,
        done=metres_done(log.runs),
        believed=metres_believed(log.runs, on, confirmed_values(case, on)),
        hurting=hurting is not None,
        onset_m=hurting.ceiling.safe_m(tolerance_of(case)) if hurting else None,
        rung_m=hurting.standing.rung_m if hurting else None,
        onset_ahead_m=forecast.safe_m(tolerance_of(case)) if forecast else (),
        n_green=hurting.standing.n_green if hurting else 0,
        held_until=hurting.standing.held_until if hurting else None,
        rest_until=hurting.standing.rest_until if hurting else None,
        newest_input_on=newest_input(case, log.runs, on),
        pace_s_per_km=slow_pace_s_per_km(log.runs, on),
        race_on=case.race.on if case.race else None,
        returning=was_hurting(case, log, on),
        cannot_say=cannot_say,
    )


def was_hurting(case: Case, log: Log, on: date) -> bool:
    """Whether a problem is open, or was in the four weeks before."""
    days = [on - timedelta(7 * weeks) for weeks in range(5)]
    return any(is_hurting(case.episodes, [r for r in log.runs if r.on <= day], day) for day in days)


def check_kept(days: tuple[Day, ...], limits: Limits) -> None:
    """Read the hard limits once more, without the layer that applied them.

    Raises:
        LimitBroken: if any day is above one of them.
    """
    for day in days:
        stopped = any(flag.is_open(day.on) for flag in limits.red_flags)
        for one in limits.restrictions:
            if one.is_active(day.on):
                stopped = stopped or bool(one.no_running)
                most_m = None if one.max_run_km is None else round(one.max_run_km * 1000, 3)
                if most_m is not None and day.max_m > 0 and not day.max_m <= most_m:
                    raise LimitBroken(f"{day.on} came out above the limit {one.id!r}.")
        if day.asked_m > day.max_m or (stopped and day.max_m > 0):
            raise LimitBroken(f"{day.on} came out above what may be run.")


def in_order(restrictions: tuple[Restriction, ...]) -> tuple[Restriction, ...]:
    """By author and id, so that the order of a file changes nothing."""
    return tuple(sorted(restrictions, key=lambda one: (one.set_by, one.id)))


def seed_of(rng: np.random.Generator) -> int:
    """The whole number the generator was made from, 0 if it was made from something else."""
    sequence = rng.bit_generator.seed_seq
    entropy = getattr(sequence, "entropy", None)
    return entropy if isinstance(entropy, int) else 0

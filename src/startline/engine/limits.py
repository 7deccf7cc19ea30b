"""The last layer: no distance reaches a screen, a file or an API but through `limit`.

Whole metres and seconds inside. Every operand is checked before it is compared; what is missing,
not a number or out of range becomes a bound of 0 named `data_missing`. Nothing is clamped in
silence: each day carries every bound that was looked at and which of them bound it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from startline.engine import assumptions as a
from startline.engine.limit_values import Bound, Day, Limits, State
from startline.engine.plan_so_far import PlanSoFar
from startline.engine.plans import HARD_KINDS, Reason
from startline.engine.quotas import MOST_IN_A_LIMIT, WEEK_BACK_DAYS, quota_caps
from startline.engine.restrictions import Restriction
from startline.engine.whole import LONGEST_KM, LONGEST_M, count, metres, number, whole_metres

LONGEST_MIN = 5760  # the most minutes a limit may say; more is a slip
MISSING = Bound("data_missing", 0)


Quotas = Sequence[tuple[Restriction, dict[date, int]]]
"""Each restriction with the metres that a day may use of its weeks."""


def limit(
    plan: Sequence[Day], limits: Limits, state: State, quotas: Quotas | None = None
) -> tuple[Day, ...]:
    """Bring every day of `plan` inside every bound of that day, in order of days.

    A later day may build on the earlier ones as far as those were allowed. Every bound of a day
    rises with what the days before it may run and with nothing else of the plan, so of all plans
    within these bounds the one that comes out has the longest run on every single day. Applying
    it again changes no distance, and no day comes out longer than it went in. `quotas` are those
    of this programme and these limits, for callers who ask more than once.
    """
    if quotas is None:
        quotas = week_quotas(plan, limits, state)
    limited: list[Day] = []
    so_far, stale = PlanSoFar(state), _stale(state)
    for day in sorted(plan, key=lambda one: one.on):
        bounds = [*_bounds(day.on, limits, quotas, state, so_far), *stale]
        limited.append(_limit_day(day, bounds, _kind(day, limits, state)))
        so_far.add(day.on, limited[-1].asked_m)
    return tuple(limited)


def week_quotas(plan: Sequence[Day], limits: Limits, state: State) -> Quotas:
    """What each day may use of its weeks, by restriction: of the programme, never of the plan."""
    days = sorted(day.on for day in plan)
    planned = {day.on: m for day in plan if (m := metres(day.programmed_m)) is not None}
    long = {day.on for day in plan if day.kind == "long"}
    sound = all(metres(m) is not None for _, m in state.done)
    first = min(days, default=state.on) - timedelta(WEEK_BACK_DAYS)
    done = [one for one in state.done if one[0] >= first] if sound else []
    return [
        (one, quota_caps(one, days, planned, long, done) if _is_sound(one) else {})
        for one in limits.restrictions
    ]


def _kind(day: Day, limits: Limits, state: State) -> str:
    """Speed goes before distance does: while something hurts, and where somebody said so."""
    said = any(one.easy_only and one.is_active(day.on) for one in limits.restrictions)
    easy = said or state.hurting is not False
    return "easy" if easy and day.kind in HARD_KINDS else day.kind


def _limit_day(day: Day, bounds: list[Bound], kind: str) -> Day:
    asked_m = metres(day.asked_m)
    if asked_m is None:
        bounds.append(MISSING)
    lowest = min(bound.max_m for bound in bounds)
    programmed_m = metres(day.programmed_m)
    binds = programmed_m is None or programmed_m >= lowest
    marked = tuple(
        replace(one, binding=True) if binds and one.max_m == lowest else one for one in bounds
    )
    reasons = tuple(Reason(one.code) for one in marked if one.binding)
    advised_m = lowest if asked_m is None else min(asked_m, lowest)
    shortened_race = kind == "race" and advised_m != asked_m  # over the limit: not planned at all
    if advised_m < a.SHORTEST_RUN_M or shortened_race:
        advised_m = 0
    return replace(day, kind=kind, asked_m=advised_m, max_m=lowest, bounds=marked, reasons=reasons)


def _bounds(
    on: date,
    limits: Limits,
    quotas: Quotas,
    state: State,
    so_far: PlanSoFar,
) -> list[Bound]:
    stopped = [flag for flag in limits.red_flags if flag.is_open(on) or flag.is_open(state.on)]
    bounds = [_bound("red_flag", 0) for _ in stopped]
    if state.cannot_say is not False:
        bounds.append(MISSING)
    for one, caps in quotas:
        if one.is_active(on):
            bounds.append(_restricted(one, state, caps.get(on, LONGEST_M)))
    spike_m = so_far.share_of_longest(on, a.SPIKE_DAYS, a.SPIKE_PERCENT)
    bounds.append(_bound("single_session_spike", spike_m))
    bounds.extend(_hurting(on, state, so_far) if state.hurting is not False else ())
    if state.race_on is not None and timedelta(0) < state.race_on - on <= timedelta(a.TAPER_DAYS):
        bounds.append(_bound("taper", so_far.share_of_longest(on, a.BUILD_DAYS, 100)))
    return bounds


def _bound(code: str, max_m: object) -> Bound:
    sound = metres(max_m)
    return MISSING if sound is None else Bound(code, sound)


def _is_sound(one: Restriction) -> bool:
    """Whether every number of a limit is one that can be; a limit that is not allows nothing."""
    fences = (
        (one.max_run_km, LONGEST_KM),
        (one.max_week_km, LONGEST_KM),
        (one.max_run_min, LONGEST_MIN),
    )
    counts = (one.max_runs_per_week, one.min_rest_days_between_runs)
    return all(value is None or number(value, most) is not None for value, most in fences) and all(
        value is None or count(value, MOST_IN_A_LIMIT) is not None for value in counts
    )


def _restricted(one: Restriction, state: State, quota_m: int) -> Bound:
    """One limit of the clinician or the runner; one that sets no distance stands at the longest."""
    code = "runner_limit" if one.set_by == "runner" else "clinician_limit"
    barred = one.no_running or one.says_nothing or not _is_sound(one)
    lowest = 0 if barred else _lowest([quota_m, *_run_caps(one, state)])
    return Bound(code, lowest, by=one.by, until=one.until_day, restriction=one.id)


def _lowest(caps: list[int | None]) -> int:
    """The lowest of some caps; 0 if any of them is missing."""
    sound = [cap for cap in caps if cap is not None]
    return min(sound) if len(sound) == len(caps) else 0


def _run_caps(one: Restriction, state: State) -> list[int | None]:
    """Metres one run may have under a sound limit; minutes at the runner's slow pace."""
    caps: list[int | None] = []
    if one.max_run_km is not None:
        caps.append(whole_metres(one.max_run_km))
    if one.max_run_min is not None:
        pace = metres(state.pace_s_per_km)
        km = min(LONGEST_KM, one.max_run_min * 60 / pace) if pace else None
        caps.append(whole_metres(km))
    return caps


def _hurting(on: date, state: State, so_far: PlanSoFar) -> list[Bound]:
    rung_m = metres(state.rung_m)
    resting = state.rest_until is not None and on <= state.rest_until
    light_m = None if rung_m is None else so_far.next_rung(rung_m)
    return [_bound("onset", _onset(on, state)), _bound("traffic_light", 0 if resting else light_m)]


def _onset(on: date, state: State) -> object:
    """Today's onset bound, or the one predicted for a later day."""
    ahead = (on - state.on).days
    if ahead <= 0 or not state.onset_ahead_m or metres(state.onset_m) is None:
        return state.onset_m
    return state.onset_ahead_m[min(ahead, len(state.onset_ahead_m)) - 1]


def _stale(state: State) -> list[Bound]:
    """A silent log holds progress after 7 days, halves the step after 14 and asks after 28."""
    newest = state.newest_input_on
    if newest is None or state.on - newest >= timedelta(a.STALE_ASK_DAYS):
        return [_bound("stale_data", 0)]
    held = _last_step(state, a.SPIKE_DAYS, 100)
    last_run = max((day for day, _ in state.done), default=date.min)
    if state.on - last_run >= timedelta(a.STALE_RESTART_DAYS):
        return [*held, *_last_step(state, a.BUILD_DAYS, a.STALE_RESTART_PERCENT)]
    return held if state.on - newest >= timedelta(a.STALE_HOLD_DAYS) else []


def _last_step(state: State, days: int, percent: int) -> list[Bound]:
    """A share of the longest run of these days, and of the rung while something hurts."""
    longest_m = PlanSoFar(state).share_of_longest(state.on, days, percent)
    bounds = [_bound("stale_data", longest_m)]
    if state.hurting is not False:
        rung_m = metres(state.rung_m)
        bounds.append(_bound("stale_data", None if rung_m is None else rung_m * percent // 100))
    return bounds

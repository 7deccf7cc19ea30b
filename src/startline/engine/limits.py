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
from startline.engine.plans import HARD_KINDS, Reason
from startline.engine.quotas import MOST_IN_A_LIMIT, quota_caps
from startline.engine.restrictions import Restriction
from startline.engine.whole import LONGEST_M, count, metres, number, whole_metres

LONGEST_KM, LONGEST_MIN = LONGEST_M // 1000, 5760  # what a limit may say; more is a slip


def limit(plan: Sequence[Day], limits: Limits, state: State) -> tuple[Day, ...]:
    """Bring every day of `plan` inside every bound of that day, in order of days.

    Applying it again changes no distance, and no day comes out longer than it went in.
    """
    planned = {day.on: m for day in plan if (m := metres(day.programmed_m)) is not None}
    sound = all(metres(m) is not None for _, m in state.done)
    out = []
    quotas = [
        quota_caps(one, [day.on for day in plan], planned, state.done if sound else ())
        if _is_sound(one)
        else {}
        for one in limits.restrictions
    ]
    for day in sorted(plan, key=lambda one: one.on):
        caps = [quota.get(day.on, LONGEST_M) for quota in quotas]
        limited = _limit_day(day, _bounds(day.on, limits, state, caps))
        hard = day.kind in HARD_KINDS and _is_easy_only(day.on, limits, state)
        out.append(replace(limited, kind="easy") if hard else limited)
    return tuple(out)


def _is_easy_only(on: date, limits: Limits, state: State) -> bool:
    """Speed goes before distance does: while something hurts, and where somebody said so."""
    said = any(one.easy_only and one.is_active(on) for one in limits.restrictions)
    return said or state.hurting is not False


def _limit_day(day: Day, bounds: list[Bound]) -> Day:
    asked_m = metres(day.asked_m)
    if asked_m is None:
        asked_m = 0
        bounds.append(_bound("data_missing", 0))
    lowest = min(bound.max_m for bound in bounds)
    programmed_m = metres(day.programmed_m)
    binds = programmed_m is None or programmed_m >= lowest
    marked = tuple(replace(one, binding=binds and one.max_m == lowest) for one in bounds)
    reasons = tuple(Reason(one.code) for one in marked if one.binding)
    advised_m = min(asked_m, lowest)
    if advised_m < a.SHORTEST_RUN_M:
        advised_m = 0
    return replace(day, asked_m=advised_m, max_m=lowest, bounds=marked, reasons=reasons)


def _bounds(on: date, limits: Limits, state: State, caps: list[int]) -> list[Bound]:
    bounds = [_bound("red_flag", 0) for flag in limits.red_flags if flag.is_open(on)]
    if state.cannot_say is not False:
        bounds.append(_bound("data_missing", 0))
    for one, cap in zip(limits.restrictions, caps, strict=True):
        if one.is_active(on):
            bounds.append(_restricted(one, state, cap))
    bounds.append(_spike(on, state))
    bounds.extend(_hurting(on, state) if state.hurting is not False else ())
    bounds.extend(_stale(state))
    if state.race_on is not None and timedelta(0) < state.race_on - on <= timedelta(a.TAPER_DAYS):
        longest_m = _longest(on, state, a.BUILD_DAYS)
        bounds.append(
            _bound("taper", None if longest_m is None else max(longest_m, a.SPIKE_FLOOR_M))
        )
    return bounds


def _bound(code: str, max_m: object) -> Bound:
    sound = metres(max_m)
    return Bound("data_missing", 0) if sound is None else Bound(code, sound)


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
    lowest = 0 if one.no_running or not _is_sound(one) else min(quota_m, _run_cap(one, state))
    return Bound(code, lowest, by=one.by, until=one.until_day, restriction=one.id)


def _run_cap(one: Restriction, state: State) -> int:
    """Metres one run may have under a sound limit; minutes at the runner's slow pace."""
    km_m = LONGEST_M if one.max_run_km is None else whole_metres(one.max_run_km)
    if one.max_run_min is None:
        return km_m or 0
    pace = metres(state.pace_s_per_km)
    min_m = whole_metres(min(LONGEST_KM, one.max_run_min * 60 / pace)) if pace else 0
    return min(km_m or 0, min_m or 0)


def _longest(on: date, state: State, days: int) -> int | None:
    """The longest run done in the `days` before `on`; None if any of them is not a distance."""
    runs = [metres(m) for day, m in state.done if timedelta(0) <= on - day <= timedelta(days)]
    return None if None in runs else max((m or 0 for m in runs), default=0)


def _spike(on: date, state: State) -> Bound:
    longest_m = _longest(on, state, a.SPIKE_DAYS)
    if longest_m is None:
        return _bound("single_session_spike", None)
    step_m = longest_m * a.SPIKE_PERCENT // 100
    return _bound("single_session_spike", min(LONGEST_M, max(step_m, a.SPIKE_FLOOR_M)))


def _hurting(on: date, state: State) -> list[Bound]:
    rung_m = metres(state.rung_m)
    if rung_m is not None and state.may_progress is True:
        rung_m = min(LONGEST_M, rung_m * a.STEP_PERCENT // 100)
    resting = state.rest_until is not None and on <= state.rest_until
    light = _bound("traffic_light", 0 if resting else rung_m)
    return [_bound("onset", state.onset_m), light]


def _stale(state: State) -> list[Bound]:
    """A silent log holds progress after 7 days, halves the step after 14 and asks after 28."""
    newest = state.newest_input_on
    if newest is None or state.on - newest >= timedelta(a.STALE_ASK_DAYS):
        return [_bound("stale_data", 0)]
    last_run = max((day for day, _ in state.done), default=date.min)
    if state.on - last_run >= timedelta(a.STALE_RESTART_DAYS):
        return [_bound("stale_data", _last_step(state, a.BUILD_DAYS, a.STALE_RESTART_PERCENT))]
    if state.on - newest >= timedelta(a.STALE_HOLD_DAYS):
        return [_bound("stale_data", _last_step(state, a.SPIKE_DAYS, 100))]
    return []


def _last_step(state: State, days: int, percent: int) -> int | None:
    """A share of the longest run of these days, and of the rung while something hurts."""
    longest_m, rung_m = _longest(state.on, state, days), metres(state.rung_m)
    if longest_m is None or (rung_m is None and state.hurting is not False):
        return None
    step_m = max(longest_m * percent // 100, a.SPIKE_FLOOR_M)
    return step_m if state.hurting is False else min(step_m, (rung_m or 0) * percent // 100)

"""The hard rules once more, as data, written from the model card and apart from the planner.

With weeks shared, the race keeps its place among the runs of its week and its days of rest, even
where it is over a limit for now: a place given up would be handed on when a limit falls (C-8).

Every rule is one of four shapes: a number that stands (`most_km`), a share of the longest of some
earlier runs (`Reach`), a ladder that rises with the number of runs before (`Ladder`), and limits
that bind days of a week together (`Together`). The search in `exact` knows nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.plan.question import Question
from startline.engine.replan.calendar import monday_of
from startline.engine.replan.replan import lighter_shares, weeks_with_more_runs
from startline.engine.restrictions import Restriction

FLOOR_KM, SHORTEST_KM = 3.0, 0.8
STEP, GREENS_A_STEP = 1.15, 2
FREE_KM = 500.0


@dataclass(frozen=True)
class Reach:
    """x_day <= max(at_least_km, share * the longest of x_sources)."""

    day: int
    at_least_km: float
    share: float
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Ladder:
    """x <= the rung: up one for every two runs, counted from `first`, with some in hand."""

    rungs_km: tuple[float, ...]
    first: date
    in_hand: int


@dataclass(frozen=True)
class Together:
    """If day `last` is run, the window's days sum to at most `most` (runs or km)."""

    last: int
    window: tuple[int, ...]
    most: float
    counts_runs: bool
    always: bool  # every day of the window is under the limit, so the sum holds in any case


@dataclass(frozen=True)
class Rules:
    """Everything that binds one question. Days are those with a run programmed, in order."""

    ons: tuple[date, ...]
    kinds: tuple[str, ...]
    asked_km: tuple[float, ...]
    most_km: tuple[float, ...]
    reaches: tuple[Reach, ...]
    ladder: Ladder | None
    together: tuple[Together, ...]


def rules_of(ask: Question, *, shares: bool, wishes: bool = False) -> Rules:
    """The rules of one question: weeks shared out or free, with or without the planner's wishes."""
    run = [day for day in ask.days if day.asked_m]
    ons = tuple(day.on for day in run)
    return Rules(
        ons=ons,
        kinds=tuple(day.kind for day in run),
        asked_km=tuple(day.asked_m / 1000 for day in run),
        most_km=tuple(min(standing_km(ask, on, shares=shares)) for on in ons),
        reaches=tuple([*reaches(ask, ons), *(wish_reaches(ask, ons) if wishes else ())]),
        ladder=ladder(ask) if ask.state.hurting else None,
        together=tuple(bound_together(ask, ons, shares=shares)),
    )


# --- numbers that stand ----------------------------------------------------------------------


def standing_km(ask: Question, on: date, *, shares: bool) -> Iterator[float]:
    """Every distance that a day may not pass, whatever else is planned."""
    state = ask.state
    yield FREE_KM
    if state.cannot_say or any(flag.is_open(on) for flag in ask.limits.red_flags):
        yield 0.0
    for one in ask.limits.restrictions:
        if one.is_active(on):
            yield from peoples_km(one, ask)
            if shares and one.max_week_km is not None:
                yield share_km(one, ask, on)
    if state.hurting:
        ahead = (on - ask.on).days
        foreseen = state.onset_ahead_m
        onset_m = foreseen[min(ahead, len(foreseen)) - 1] if ahead and foreseen else state.onset_m
        yield (onset_m or 0) / 1000
        if state.rest_until is not None and on <= state.rest_until:
            yield 0.0
    yield from stale_km(ask)


def peoples_km(one: Restriction, ask: Question) -> Iterator[float]:
    """What one person's limit allows one run."""
    if one.no_running or one.says_nothing:
        yield 0.0
    if one.max_run_km is not None:
        yield one.max_run_km
    if one.max_run_min is not None:
        yield one.max_run_min * 60 / (ask.state.pace_s_per_km or 540)


def share_km(one: Restriction, ask: Question, on: date) -> float:
    """The day's share of each of its seven weeks, in proportion to the programme; the smallest."""
    counted, ahead = before_and_under(one, ask)
    found = []
    for n in range(7):
        week = [on + timedelta(k - n) for k in range(7)]
        room = max(0, int(round((one.max_week_km or 0) * 1000, 3)) - sum_in(counted, week))
        found.append(room * ahead[on] // sum(ahead.get(day, 0) for day in week))
    return min(found) / 1000


def before_and_under(
    one: Restriction, ask: Question
) -> tuple[list[tuple[date, int]], dict[date, int]]:
    """Runs that count in full under a limit (done, or planned before it starts), and the rest."""
    ran = {on for on, _ in ask.state.done}
    planned = {d.on: d.programmed_m for d in ask.days if d.programmed_m and d.on not in ran}
    early = [(on, m) for on, m in planned.items() if on < one.from_day]
    return [*ask.state.done, *early], {on: m for on, m in planned.items() if on >= one.from_day}


def sum_in(runs: list[tuple[date, int]], week: list[date]) -> int:
    return sum(m for on, m in runs if on in week)


def stale_km(ask: Question) -> Iterator[float]:
    """A log that fell silent: no progress after 7 days, half after 14, nothing after 28."""
    state = ask.state
    if state.newest_input_on is None or (ask.on - state.newest_input_on).days >= 28:
        yield 0.0
        return
    last_run = max((on for on, _ in state.done), default=date.min)
    silent, idle = (ask.on - state.newest_input_on).days, (ask.on - last_run).days
    if silent >= 7 or idle >= 14:
        yield longest_done_km(ask, ask.on, 30)
        if state.hurting:
            yield (state.rung_m or 0) / 1000
    if idle >= 14:
        yield max(FLOOR_KM, longest_done_km(ask, ask.on, 112) / 2)
        if state.hurting:
            yield (state.rung_m or 0) / 2000


# --- shares of earlier runs ------------------------------------------------------------------


def longest_done_km(ask: Question, on: date, days: int) -> float:
    """The longest run done in these days, as far as it is believed; 3 km for those without."""
    first = on - timedelta(days)
    return max([FLOOR_KM, *(m / 1000 for day, m in ask.state.believed if first <= day <= on)])


def reach(
    ask: Question, ons: tuple[date, ...], day: int, to: date, days: int, share: float
) -> Reach:
    """A share of the longest run of the days up to `to`, done or planned."""
    first = to - timedelta(days)
    done_km = [m / 1000 for at, m in ask.state.believed if first <= at <= to]
    sources = tuple(i for i, on in enumerate(ons) if first <= on <= to and i < day)
    return Reach(day, max([FLOOR_KM, *(share * km for km in done_km)]), share, sources)


def reaches(ask: Question, ons: tuple[date, ...]) -> Iterator[Reach]:
    """The spike rule, the step above the rung reached, and no new longest run in the taper."""
    race_on = ask.state.race_on
    for i, on in enumerate(ons):
        yield reach(ask, ons, i, on, 30, 1.10)
        if ask.state.hurting:
            yield Reach(i, STEP * (ask.state.rung_m or 0) / 1000, STEP, tuple(range(i)))
        if race_on is not None and 0 < (race_on - on).days <= 21:
            yield reach(ask, ons, i, on, 112, 1.0)


def wish_reaches(ask: Question, ons: tuple[date, ...]) -> Iterator[Reach]:
    """The planner's wishes as rules: lighter weeks, and no longer run in a week of more runs."""
    lighter = lighter_shares(ask.wanted, ask.state)
    more = weeks_with_more_runs(ask.wanted, ask.state)
    for i, on in enumerate(ons):
        monday = monday_of(on)
        if on == ask.state.race_on:
            continue
        if monday in lighter:
            yield reach(ask, ons, i, monday - timedelta(1), 21, lighter[monday] / 100)
        if monday in more:
            yield reach(ask, ons, i, on - timedelta(1), 30, 1.0)


def ladder(ask: Question) -> Ladder:
    """The rungs from where the light left the runner, to the longest distance there is."""
    rungs_m = [ask.state.rung_m or 0]
    while rungs_m[-1] < 45_000:
        rungs_m.append(max(rungs_m[-1] + 1, rungs_m[-1] * 115 // 100))
    held = ask.state.held_until
    return Ladder(
        rungs_km=tuple(m / 1000 for m in rungs_m),
        first=date.min if held is None else held + timedelta(1),
        in_hand=0 if held is not None else min(GREENS_A_STEP, ask.state.n_green),
    )


# --- days bound together ---------------------------------------------------------------------


def bound_together(ask: Question, ons: tuple[date, ...], *, shares: bool) -> Iterator[Together]:
    """Runs a week, rest between runs and, where weeks are free, kilometres a week."""
    for one in ask.limits.restrictions:
        for i, on in enumerate(ons):
            if not one.is_active(on):
                continue
            if one.max_runs_per_week is not None:
                yield _week(one, ask, ons, i, float(one.max_runs_per_week), counts_runs=True)
            if one.max_week_km is not None and not shares:
                yield _week(one, ask, ons, i, one.max_week_km, counts_runs=False)
            for rest in range(1, (one.min_rest_days_between_runs or 0) + 1):
                near = on - timedelta(rest)
                if any(done == near or (rest == 1 and done == on) for done, _ in ask.state.done):
                    yield Together(i, (i,), 0, counts_runs=True, always=True)
                if near in ons:
                    yield Together(i, (ons.index(near), i), 1, counts_runs=True, always=True)
            if shares:
                yield from _beside_race(one, ask, ons, i)


def _beside_race(
    one: Restriction, ask: Question, ons: tuple[date, ...], i: int
) -> Iterator[Together]:
    """Days that the race's place leaves free: rest before it, and one run fewer in its week."""
    race = next((j for j, day in enumerate(ons) if day == ask.state.race_on), None)
    if race is None or i != race or one.from_day > ons[race]:
        return
    for j in range(race):
        apart = (ons[race] - ons[j]).days
        if ons[j] >= one.from_day and apart <= (one.min_rest_days_between_runs or 0):
            yield Together(j, (j,), 0, counts_runs=True, always=True)
    if one.max_runs_per_week is not None:
        week = _week(one, ask, ons, i, float(one.max_runs_per_week), counts_runs=True)
        others = tuple(j for j in week.window if j != race and ons[j] >= one.from_day)
        early = len(week.window) - 1 - len(others)
        yield Together(i, others, week.most - 1 - early, counts_runs=True, always=True)


def _week(
    one: Restriction,
    ask: Question,
    ons: tuple[date, ...],
    i: int,
    most: float,
    *,
    counts_runs: bool,
) -> Together:
    first = ons[i] - timedelta(6)
    window = tuple(j for j, on in enumerate(ons) if first <= on <= ons[i])
    done = [m for on, m in ask.state.done if first <= on <= ons[i]]
    used = len(done) if counts_runs else sum(done) / 1000
    always = all(one.is_active(ons[j]) for j in window)
    return Together(i, window, most - used, counts_runs, always)

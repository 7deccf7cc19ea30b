r"""Every day to the race: as much of the programme as every limit allows, and as little change.

**What is wanted.** The preparation the programme wanted, on every single day; lighter weeks where
it had them; no two things raised in one week; and the plan the runner saw yesterday, where keeping
it costs little.

**Why one pass is enough.** Every rule of a day has the form

.. math:: x_t \le g_t(x_1, \dots, x_{t-1}), \qquad g_t \text{ rising in each argument}

(a step above the longest run so far, a rung of the ladder, a share of an earlier long run, a
person's limit). The largest choice of two plans that keep such rules, day by day, keeps them too;
so among all plans there is one that is longest on *every* day, and going through the days once,
in order, finds it (a join-semilattice: Davey & Priestley 2002, Introduction to Lattices and
Order, chapter 2). It is the best one under any measure that rises with each day's run, and it
falls when any limit falls or any pain grows: the safety invariants hold for the whole plan by
construction. Limits on a whole week have no such form; they are shared by the programme, and of
too many runs some are chosen (`quotas`). `benchmarks/plan` compares with a long exact search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from startline.engine import assumptions as a
from startline.engine.limit_values import Day, Limits, State
from startline.engine.limits import limit, week_quotas
from startline.engine.plan_so_far import PlanSoFar
from startline.engine.plans import HARD_KINDS, PlanSeen, Reason
from startline.engine.replan.calendar import monday_of

WEEK = timedelta(7)
Metres = Mapping[date, int]


def replan(
    programmed: Sequence[Day], wanted: Metres, limits: Limits, state: State, seen: PlanSeen | None
) -> tuple[Day, ...]:
    """The days as they should be asked for; `limit` has the last word on them.

    programmed: every day from today to the race, asking for what the programme asks for.
    wanted: metres the programme asked for on each day of its whole length, the race left out.
    """
    quotas = week_quotas(programmed, limits, state)
    longest = limit(programmed, limits, state, quotas)
    lighter = limit(lighter_weeks(longest, wanted, state), limits, state, quotas)
    one_thing = limit(one_thing_at_a_time(lighter, wanted, state), limits, state, quotas)
    return as_seen(one_thing, seen)


# --- lighter weeks ---------------------------------------------------------------------------


def lighter_weeks(days: Sequence[Day], wanted: Metres, state: State) -> tuple[Day, ...]:
    """Keep the programme's lighter weeks light when the plan runs below it.

    In such a week no run is longer than the same share of the longest run of the three weeks
    before as the programme had. While something hurts, every fourth week is a lighter one, even
    where the programme has none.
    """
    shares = lighter_shares(wanted, state)
    so_far = PlanSoFar(state)
    caps: dict[date, int] = {}
    for day in days:
        monday = monday_of(day.on)
        if monday in shares and monday not in caps:
            longest_m = so_far.share_of_longest(
                monday - timedelta(1), a.CUTBACK_LOOK_BACK_DAYS, shares[monday]
            )
            caps[monday] = a.SPIKE_FLOOR_M if longest_m is None else longest_m
        so_far.add(day.on, min(day.asked_m, caps.get(monday, day.asked_m)))
    return tuple(asked_at_most(day, caps.get(monday_of(day.on)), "lighter_week") for day in days)


def lighter_shares(wanted: Metres, state: State) -> dict[date, int]:
    """The Monday of each lighter week, and its longest run in % of those of three weeks before."""
    longest: dict[date, int] = {}
    for on, m in wanted.items():
        longest[monday_of(on)] = max(longest.get(monday_of(on), 0), m)
    shares: dict[date, int] = {}
    last_light = min(longest, default=date.max)
    for monday in sorted(longest)[1:]:
        if state.race_on is not None and state.race_on - monday <= timedelta(a.TAPER_DAYS):
            break
        before_m = max(longest.get(monday - WEEK * n, 0) for n in (1, 2, 3))
        share = longest[monday] * 100 // max(before_m, 1)
        due = state.hurting is not False and monday - last_light >= WEEK * a.CUTBACK_EVERY_WEEKS
        if share <= a.CUTBACK_FROM_PERCENT or due:
            shares[monday] = max(a.CUTBACK_FLOOR_PERCENT, min(share, a.CUTBACK_PERCENT))
            last_light = monday
    return shares


# --- one thing at a time ---------------------------------------------------------------------


def one_thing_at_a_time(days: Sequence[Day], wanted: Metres, state: State) -> tuple[Day, ...]:
    """Raise distance, the number of runs or pace in a week, never two of them.

    More runs than in any of four weeks before: no longer run than in those 30 days. A longer run
    on the way back from a problem: no fast running that week. Counted from the log and the
    programme alone, never from what a limit left.
    """
    more_runs = weeks_with_more_runs(wanted, state)
    so_far, longer = PlanSoFar(state), set[date]()
    held = []
    for day in days:
        longest_m = so_far.share_of_longest(day.on - timedelta(1), a.SPIKE_DAYS, 100)
        cap = longest_m if monday_of(day.on) in more_runs else None
        held.append(asked_at_most(day, cap, "more_runs_this_week"))
        if longest_m is not None and held[-1].asked_m > longest_m:
            longer.add(monday_of(day.on))
        so_far.add(day.on, held[-1].asked_m)
    if not state.returning:
        return tuple(held)
    return tuple(_easy(day) if monday_of(day.on) in longer else day for day in held)


def weeks_with_more_runs(wanted: Metres, state: State) -> set[date]:
    """Mondays of the weeks with more runs than any of the four before.

    From this week on the programme counts, so that a run missed this week makes no room; before
    it, the log.
    """
    this_week = monday_of(state.on)
    done = {on for on, m in state.done if m > 0 and on < this_week}
    counts: dict[date, int] = {}
    for on in done | {on for on in wanted if on >= this_week}:
        counts[monday_of(on)] = counts.get(monday_of(on), 0) + 1
    return {
        monday
        for monday, n in counts.items()
        if n > max(counts.get(monday - WEEK * before, 0) for before in (1, 2, 3, 4))
    }


def _easy(day: Day) -> Day:
    if day.kind not in HARD_KINDS:
        return day
    return replace(day, kind="easy", because=(*day.because, Reason("longer_run_this_week")))


def asked_at_most(day: Day, cap_m: int | None, code: str) -> Day:
    """The day asking for no more than the cap, with the reason where that is less."""
    if cap_m is None or day.asked_m <= cap_m or day.kind == "race":
        return day
    because = (*day.because, Reason(code, {"to_km": cap_m / 1000}))
    return replace(day, asked_m=cap_m, because=because)


# --- the plan the runner saw -----------------------------------------------------------------


def as_seen(days: Sequence[Day], seen: PlanSeen | None) -> tuple[Day, ...]:
    """Keep a distance the runner was shown where it is allowed and costs little.

    A plan that jumps about is not followed. What was shown stays while it is at most what may be
    run now and not far below it; otherwise the day takes what may be run now.
    """
    shown = {one.on: one.distance_km for one in seen.sessions} if seen is not None else {}
    out = []
    for day in days:
        km = shown.get(day.on)
        seen_m = None if km is None else round(km * 1000)
        keep = seen_m is not None and day.asked_m * (100 - a.STEADY_PERCENT) <= seen_m * 100
        if seen_m is not None and keep and seen_m < day.asked_m:
            because = Reason("as_shown_before", {"to_km": seen_m / 1000})
            day = replace(day, asked_m=seen_m, because=(*day.because, because))
        out.append(day)
    return tuple(out)

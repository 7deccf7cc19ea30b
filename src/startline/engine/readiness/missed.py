"""Am I back at the beginning? What the missed runs cost in minutes, and what is kept.

The log as it is stands beside the programme done as written, day by day over the 16 weeks of the
build. A day the log does not tell of counts as done; so does every day inside the last three weeks,
where a missed run costs nothing. What cannot be known is never read as lost.

Two costs are drawn: of the fitness lost (a published one for a stop of seven days, else the loss of
aerobic power itself), and of a longest run shorter than the programme's by now. They measure some
of the same training, so the larger counts in full and the smaller by half.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from startline.engine import assumptions as a
from startline.engine.adherence import SessionOutcome, adherence, known_days
from startline.engine.advice import MinuteRange, MissedAdvice, ShareRange
from startline.engine.case import Case
from startline.engine.detraining import states
from startline.engine.plans import RUN_KINDS, Reason, Session
from startline.engine.races import MARATHON_KM
from startline.engine.readiness import penalties
from startline.engine.readiness.vickers import riegel_min
from startline.engine.runs import Run

Floats: TypeAlias = npt.NDArray[np.float64]

DRAWS = 2000
DAYS = a.BUILD_DAYS
AEROBIC_KINDS = frozenset({"cycling", "pool_running", "swimming", "elliptical", "rowing"})
"""Cross-training that keeps aerobic fitness; strength and walking are left out: assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The build day by day, oldest first: as it was run, and as it was programmed.

    Arrays of shape (days,): kilometres, minutes of cross-training beyond the programme's own,
    sessions that keep fitness. `counts` marks the days that are known and before the taper;
    the others stand as programmed. `stopped` marks those of them without a run.
    """

    done_km: Floats
    usual_km: Floats
    cross_min: Floats
    sessions: Floats
    counts: npt.NDArray[np.bool_]
    stopped: npt.NDArray[np.bool_]
    missed: npt.NDArray[np.bool_]
    pace_min: float

    @property
    def usual_min(self) -> Floats:
        """The programme's own minutes a day."""
        return self.usual_km * self.pace_min

    @property
    def longest_km(self) -> tuple[float, float]:
        """The longest run that counts, as run and as programmed, on days that are known."""
        done, usual = (np.where(self.counts, km, 0.0) for km in (self.done_km, self.usual_km))
        return float(states.longest_that_counts(done)), float(states.longest_that_counts(usual))

    def load_min(self, *, cross: bool) -> Floats:
        """Minutes a day as they were, with or without cross-training."""
        return states.load_minutes(
            self.done_km * self.pace_min, self.cross_min if cross else 0 * self.cross_min
        )

    def sessions_kept(self, *, cross: bool) -> Floats:
        """Sessions a day, with or without cross-training."""
        return self.sessions + (self.cross_min > 0 if cross else 0.0)


def missed_cost(
    case: Case, runs: Sequence[Run], *, on: date, rng: np.random.Generator
) -> MissedAdvice | None:
    """The cost of the missed runs as things stand on `on`; None where nothing was programmed yet.

    `runs` are those of the read log. Minutes are of the race of the case; they say what a race
    today would cost more than with the programme done as written.
    """
    outcomes = adherence(case, runs, on=on)
    if not outcomes:
        return None
    build = read_build(case, runs, outcomes, on)
    constants = states.sample_constants(DRAWS, rng)
    dice = penalties.Dice.throw(DRAWS, rng)
    aerobic = aerobic_draws(build, constants, cross=True)
    without = aerobic_draws(build, constants, cross=False)
    count = Counter(one.outcome for one in outcomes if one.on < on or one.outcome != "unknown")
    gap = longest_stop(build)
    return MissedAdvice(
        n_missed=count["missed"],
        n_shortened=count["shortened"],
        n_moved=count["moved"],
        n_unknown=count["unknown"],
        longest_gap_days=gap.days,
        aerobic_kept=share_range(aerobic),
        durability_kept=share_range(durability_draws(build, constants)),
        cross_kept=share_range(aerobic - without) if build.cross_min.any() else None,
        cost_min=minute_range(cost_draws(case, build, gap, 1 - aerobic, dice, on)),
        reasons=reasons_of(case, outcomes, gap, on),
    )


def aerobic_draws(build: Build, constants: states.FitnessConstants, *, cross: bool) -> Floats:
    """Share of aerobic power kept, one a draw."""
    kept = states.weeks_kept(
        build.load_min(cross=cross), build.sessions_kept(cross=cross), build.usual_min
    )
    return states.aerobic_kept(
        states.aerobic_state(kept, constants.aerobic_days), constants.aerobic_loss
    )


def durability_draws(build: Build, constants: states.FitnessConstants) -> Floats:
    """Share of late-race endurance kept, one a draw. Runs alone; cross-training adds nothing."""
    done, usual = build.longest_km
    return states.durability_kept(np.asarray(done), usual, constants.durable_slope)


@dataclass(frozen=True, slots=True)
class Stop:
    """The longest stop: whole days, and the share of its minutes that was cross-trained."""

    days: int
    cross_share: float


def longest_stop(build: Build) -> Stop:
    """The longest run of days known to be without a run, with a missed one among them."""
    best, start = Stop(0, 0.0), None
    for i, stopped in enumerate([*build.stopped.tolist(), False]):
        if stopped and start is None:
            start = i
        elif not stopped and start is not None:
            span = slice(start, i)
            if i - start > best.days and build.missed[span].any():
                usual = float(build.usual_min[span].sum())
                cross = a.CROSS_WORTH * float(build.cross_min[span].sum())
                best = Stop(i - start, min(1.0, cross / usual) if usual > 0 else 0.0)
            start = None
    return best


def cost_draws(
    case: Case, build: Build, stop: Stop, aerobic_loss: Floats, dice: penalties.Dice, on: date
) -> Floats | None:
    """Minutes lost, one a draw; None without a race."""
    if case.race is None:
        return None
    race_km = case.race.distance_km
    scale_min = race_scale_min(case, on)
    saved = a.CROSS_SAVES * stop.cross_share
    stopped = penalties.stop_cost_min(scale_min, stop.days, dice.stop) * (1 - saved)
    fitness = np.maximum(scale_min * aerobic_loss, stopped)
    done, usual = (penalties.short_share(km, race_km) for km in build.longest_km)
    short = penalties.short_cost_min(np.maximum(0.0, done - usual), dice.short, race_km)
    return penalties.together_min(fitness, short)


def race_scale_min(case: Case, on: date) -> float:
    """About how long the race takes, to turn a share into minutes. No missed run changes it.

    The goal, else the longest result of a year carried to the race, else a typical time.
    """
    race = case.race
    race_km = race.distance_km if race is not None else MARATHON_KM
    if race is not None and race.goal_min is not None:
        return race.goal_min
    recent = [
        (one.distance_km, -(on - one.on).days, -one.time_min)
        for one in case.runner.race_results
        if timedelta(0) <= on - one.on <= timedelta(a.RESULT_DAYS)
    ]
    if recent:
        km, _, minus_min = max(recent)
        return riegel_min(-minus_min, km, race_km, a.RIEGEL_POWER)
    return riegel_min(a.TYPICAL_MARATHON_MIN, MARATHON_KM, race_km, a.RIEGEL_POWER)


# --- the build, day by day ---------------------------------------------------------------------


def read_build(
    case: Case, runs: Sequence[Run], outcomes: Sequence[SessionOutcome], on: date
) -> Build:
    """The last 16 weeks as arrays, today among them: not over yet, it takes nothing away."""
    past = [run for run in runs if run.on <= on]
    first = on - timedelta(DAYS - 1)
    pace_min = pace_min_per_km(past)
    usual = by_day(((s.on, session_km(s, pace_min)) for s in _sessions(case, on)), first)
    done = by_day(((run.on, run.distance_km) for run in past), first)
    ran = done > 0
    sessions = ran.astype(float)
    known = known_days(case, past, on)
    told = np.array([known.has(first + timedelta(i)) for i in range(DAYS)]) | ran
    told[-1] = ran[-1]
    free = ~told | _in_taper(case, first)
    _settle(outcomes, first, done, usual)
    done[-1] = max(done[-1], usual[-1])
    done = np.where(free, np.maximum(done, usual), done)
    sessions = np.where(free & (usual > 0), 1.0, sessions)
    missed = np.zeros(DAYS, dtype=bool)
    for one in outcomes:
        if one.outcome == "missed" and first <= one.on < on:
            missed[(one.on - first).days] = True
    return Build(
        done_km=done,
        usual_km=usual,
        cross_min=extra_cross(case, first, on),
        sessions=sessions,
        counts=~free,
        stopped=~ran & ~free,
        missed=missed,
        pace_min=pace_min,
    )


def _settle(outcomes: Sequence[SessionOutcome], first: date, done: Floats, usual: Floats) -> None:
    """A run done counts as programmed at least. A moved one stays on the day it was run."""
    for one in outcomes:
        i = (one.on - first).days
        if 0 <= i < DAYS and one.outcome == "done":
            done[i] = max(done[i], usual[i])


def by_day(values: Iterable[tuple[date, float]], first: date) -> Floats:
    """Sums by day from `first` on; what lies outside is left out. Order changes no digit."""
    found: dict[int, list[float]] = defaultdict(list)
    for day, value in values:
        found[(day - first).days].append(value)
    return np.array([sum(sorted(found.get(i, ()))) for i in range(DAYS)], dtype=float)


def _sessions(case: Case, on: date) -> list[Session]:
    return [
        s
        for s in (case.programme.sessions if case.programme else ())
        if s.kind in RUN_KINDS and s.on <= on
    ]


def session_km(session: Session, pace_min: float) -> float:
    """Kilometres of a session; minutes become kilometres at the runner's own pace."""
    if session.distance_km is not None:
        return session.distance_km
    return (session.duration_min or 0.0) / pace_min


def pace_min_per_km(runs: Iterable[Run]) -> float:
    """The median pace of the log; a slow one is assumed when nothing was timed."""
    paces = [run.pace_s_per_km / 60 for run in runs if run.pace_s_per_km is not None]
    return median(paces) if paces else a.SLOWEST_EASY_S_PER_KM / 60


def extra_cross(case: Case, first: date, on: date) -> Floats:
    """Minutes of cross-training by day beyond what the programme itself asked for that week."""
    done = by_day(
        (
            (one.on, one.duration_min)
            for one in case.cross_sessions
            if one.on <= on and one.kind in AEROBIC_KINDS
        ),
        first,
    )
    sessions = case.programme.sessions if case.programme else ()
    asked = by_day(((s.on, s.duration_min or 0.0) for s in sessions if s.kind == "cross"), first)
    weeks_done, weeks_asked = (x.reshape(-1, states.WEEK).sum(axis=1) for x in (done, asked))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(weeks_done > 0, np.maximum(0, weeks_done - weeks_asked) / weeks_done, 0)
    return np.asarray(done * np.repeat(share, states.WEEK), dtype=float)


def _in_taper(case: Case, first: date) -> npt.NDArray[np.bool_]:
    if case.race is None:
        return np.zeros(DAYS, dtype=bool)
    ahead = (case.race.on - first).days - np.arange(DAYS)
    return np.asarray(ahead <= a.TAPER_DAYS)


def is_in_taper(case: Case, day: date) -> bool:
    """Whether a run missed on this day costs nothing: the last three weeks before the race."""
    return case.race is not None and case.race.on - day <= timedelta(a.TAPER_DAYS)


# --- said ---------------------------------------------------------------------------------------


def reasons_of(
    case: Case, outcomes: Sequence[SessionOutcome], stop: Stop, on: date
) -> tuple[Reason, ...]:
    """Codes: what was unknown, what lay in the taper, whether there was a stop, nothing missed."""
    missed = [one for one in outcomes if one.outcome == "missed"]
    unknown = [one for one in outcomes if one.outcome == "unknown" and one.on < on]
    in_taper = [one for one in missed if is_in_taper(case, one.on)]
    reasons = []
    if not missed and not unknown:
        reasons.append(Reason("nothing_missed"))
    if unknown:
        reasons.append(Reason("missed_unknown", {"runs": len(unknown)}))
    if in_taper:
        reasons.append(Reason("missed_in_taper", {"runs": len(in_taper)}))
    if stop.days >= a.STOP_DAYS:
        reasons.append(Reason("missed_stop", {"days": stop.days}))
    if missed:
        reasons.append(Reason("never_caught_up"))
    return tuple(reasons)


def share_range(draws: Floats) -> ShareRange:
    """Median and the middle 80 % of shares."""
    low, mid, high = (round(float(q), 4) for q in np.quantile(draws, [0.1, 0.5, 0.9]))
    return ShareRange(p=mid, low=low, high=high)


def minute_range(draws: Floats | None) -> MinuteRange | None:
    """Median and the middle 80 % of minutes, to a tenth."""
    if draws is None:
        return None
    return MinuteRange(*(round(float(q), 1) for q in np.quantile(draws, [0.1, 0.5, 0.9])))

"""The chances of each way on, each with its low and high over the stated set of assumptions.

The chances lean on what two to ten runs cannot tell: how long recovery takes, whether it has
stopped, how people decide at the start. So every chance is worked out again with those moved over
their ranges: the trajectories stay, their weights change (importance weights: the ratio of the
other prior to the one they were drawn from), and the chances to start and to finish move between
their own bounds. The range shown is the widest of all these.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.advice import MinuteRange, OptionOutlook, OutlookAdvice, ShareRange
from startline.engine.case import Case
from startline.engine.hurting import Hurting
from startline.engine.limit_values import Day, Limits, State
from startline.engine.load import usual_pace_s_per_km
from startline.engine.onset.run_walk import run_walk_multiplier
from startline.engine.onset.sites import site_prior
from startline.engine.plans import Reason
from startline.engine.races import MARATHON_KM, Race
from startline.engine.readiness import penalties
from startline.engine.readiness.anchors import anchor_values, anchors
from startline.engine.readiness.finish_time import FinishLaw, finish_law
from startline.engine.readiness.trajectories import (
    Course,
    Setting,
    Start,
    draw_start,
    walk_to_race,
)
from startline.engine.readiness.ways_on import WayOn, ways_on
from startline.engine.runs import Run
from startline.engine.screening.traffic_light import LAST_GREEN_AND_LAST_AMBER, tissue_of

Floats = NDArray[np.float64]
NEVER_KM = 500.0
PLATEAUS = (0.0, 0.25, 0.4, 0.5)  # the stated set: chance that nothing is recovering
RECOVERY_SHARES = (45 / 60, 1.0, 99 / 60)  # and days to recover, of the site's own median
WEEKS_OF_BUILD = 16


@dataclass(frozen=True, slots=True)
class Scene:
    """One runner's trajectories and what their chances are read from.

    weights: of the draws under each stated assumption, shape (worlds, draws), the first as drawn.
    """

    runs: Sequence[Run]
    hurting: Hurting | None
    on: date
    course: Course
    weights: Floats
    law: FinishLaw | None
    dice: penalties.Dice


def outlook(
    case: Case,
    runs: Sequence[Run],
    hurting: Hurting | None,
    programmed: Sequence[Day],
    limits: Limits,
    state: State,
    rng: np.random.Generator,
) -> OutlookAdvice | None:
    """Each way on to the race; None without a race ahead or a programme to follow.

    Draws its dice from `rng` alone. No distance that may be run depends on it.
    """
    race = case.race
    if race is None or case.programme is None or race.on < state.on:
        return None
    ways = ways_on(programmed, limits, state, race)
    n = a.OUTLOOK_DRAWS
    start = start_of(hurting, n, rng)
    scene = Scene(
        runs=runs,
        hurting=hurting,
        on=state.on,
        course=walk_to_race(start, ways, setting_of(case, runs, hurting, limits, state), rng),
        weights=weights_of(start, hurting),
        law=finish_law(case, runs, on=state.on),
        dice=penalties.Dice.throw(n, rng),
    )
    barred = limits_in_the_way(race, limits)
    return OutlookAdvice(
        race_on=race.on,
        options=tuple(option(i, way, scene, barred) for i, way in enumerate(ways)),
        anchors=tuple(anchor_values(one) for one in anchors()),
    )


def start_of(hurting: Hurting | None, n: int, rng: np.random.Generator) -> Start:
    """Where the trajectories begin.

    Raises:
        ValueError: for an open problem of which nothing was drawn; it is never read as none.
    """
    if hurting is None:
        return never_hurting(n)
    if hurting.belief is None:
        raise ValueError("The ways on of an open problem need its belief.")
    return draw_start(hurting.belief, n, rng)


def never_hurting(n: int) -> Start:
    """With no problem open nothing is known to hurt; new problems have their published rate."""
    zeros = np.zeros(n, np.float32)
    return Start(
        log_capacity=np.full(n, math.log(NEVER_KM), np.float32),
        sigma=zeros, aggravation=zeros, step_sd=zeros,
        recovery_days=np.full(n, a.RECOVERY_DAYS, np.float32), plateau=zeros + 1,
        p_first_step=0.0,
    )  # fmt: skip


def setting_of(
    case: Case, runs: Sequence[Run], hurting: Hurting | None, limits: Limits, state: State
) -> Setting:
    """What the trajectories of this runner start from."""
    cut = LAST_GREEN_AND_LAST_AMBER[tissue_of(case, state.on)][1]
    said = [case.runner.max_nrs, *(r.max_nrs for r in limits.restrictions if r.is_active(state.on))]
    recent = [run for run in runs if state.on - run.on <= timedelta(a.SPIKE_DAYS)]
    last = max((run.on for run in runs), default=state.on)
    rung_m = restart_m = round(NEVER_KM * 1000)
    if hurting is not None:
        restart_m = hurting.ceiling.median_m() * a.RESTART_PERCENT // 100
        rung_m = min(max(state.onset_m or 0, restart_m), max(state.rung_m or 0, restart_m))
    walked = run_walk_multiplier(runs, hurting.ceiling if hurting else None)
    return Setting(
        run_walk_log_mean=walked.log_mean,
        run_walk_log_sd=walked.log_sd,
        rung_km=rung_m / 1000,
        restart_km=restart_m / 1000,
        longest_km=max((run.distance_km for run in recent), default=0.0),
        cut_nrs=cut,
        limit_nrs=min([one for one in said if one is not None], default=cut),
        days_since_run=(state.on - last).days,
    )


def weights_of(start: Start, hurting: Hurting | None) -> Floats:
    """The weights of the draws were other assumptions made, the first row as they were drawn."""
    even = np.full(start.size, 1 / start.size)
    if hurting is None:
        return even[None, :]
    return np.stack([even, *_reweighted(start, hurting.seen.site)])


def _reweighted(start: Start, site: str) -> Iterator[Floats]:
    prior = site_prior(site)
    plateau = start.plateau.astype(float) > 0.5
    z = np.log(start.recovery_days / prior.recovery_days) / prior.recovery_log_sd
    for p in PLATEAUS:
        by_plateau = np.where(plateau, p / a.PLATEAU, (1 - p) / (1 - a.PLATEAU))
        for share in RECOVERY_SHARES:
            moved = z - math.log(share) / prior.recovery_log_sd
            by_days = np.where(plateau, 1.0, np.exp((z**2 - moved**2) / 2))
            weight = by_plateau * np.minimum(by_days, 20.0)  # no single draw may carry the answer
            yield np.asarray(weight / weight.sum())


def option(i: int, way: WayOn, scene: Scene, barred: tuple[Reason, ...]) -> OptionOutlook:
    """The chances of one way on."""
    course, hurting = scene.course, scene.hurting
    usable_km = course.onset_km[i] + course.slack_km
    inside, half_way = usable_km >= way.race_km, usable_km >= way.race_km / 2
    new_injury = new_injury_of(way) if hurting is None else 0.0
    well = np.where(course.ill[i], 0.0, 1 - new_injury * a.KEPT_OUT)
    starts = [well * chosen(inside, "start", world) for world in BOUNDS]
    finishes = [p * chosen(half_way, "finish", w) for p, w in zip(starts, BOUNDS, strict=True)]
    flare_up = [course.flare_up[i].astype(float)]
    return OptionOutlook(
        code=way.code,
        p_start=ranged(starts, scene.weights),
        p_finish=ranged(finishes, scene.weights),
        p_pain_within_limit=ranged([p * inside for p in finishes], scene.weights)
        if hurting
        else None,
        p_flare_up=ranged(flare_up, scene.weights) if hurting else certain(new_injury),
        finish_min=minutes_of(i, way, scene, finishes[MIDDLE]),
        longest_run_km=interval(course.longest_km[i]),
        decide_by=way.decide_by,
        reasons=() if way.race_km < MARATHON_KM and way.code == "half_instead" else barred,
    )


MIDDLE, LOW, HIGH = 0, 1, 2
BOUNDS = (MIDDLE, LOW, HIGH)


def chosen(inside: NDArray[np.bool_], act: str, world: int) -> Floats:
    """The chance to start, or to finish, for trajectories inside and outside the pain limit."""
    one, other = (a.REGISTRY[f"{act}_{where}"] for where in ("inside", "outside"))
    values = [(x.value, x.low, x.high)[world] for x in (one, other)]
    return np.where(inside, *values)


def ranged(values: Sequence[Floats], weights: Floats) -> ShareRange:
    """The chance as things stand, and its lowest and highest over every stated assumption."""
    means = weights @ np.stack(values).T
    low, p, high = (min(1.0, max(0.0, float(m))) for m in (means.min(), means[0, 0], means.max()))
    return ShareRange(p=round(p, 4), low=round(low, 4), high=round(high, 4))


def certain(p: float) -> ShareRange:
    """A published chance, with nothing of ours to move it."""
    return ShareRange(p=round(p, 4), low=round(p, 4), high=round(p, 4))


def new_injury_of(way: WayOn) -> float:
    """Chance of a new injury until the race, at the published rate for 16 weeks."""
    days = len(way.at_most_km) + way.later_days
    return float(1 - (1 - a.INJURED_IN_BUILD) ** (days / (7 * WEEKS_OF_BUILD)))


def minutes_of(i: int, way: WayOn, scene: Scene, finished: Floats) -> MinuteRange | None:
    """The finish time of those who finish: 10th, 50th and 90th percentile, in minutes."""
    if scene.law is None or finished.sum() <= 0:
        return None
    course, days = scene.course, len(way.at_most_km)
    since = scene.on + timedelta(days - 7 * WEEKS_OF_BUILD)
    before = [run.distance_km for run in scene.runs if run.on >= since]
    weeks = max(WEEKS_OF_BUILD, days / 7)
    times = scene.law.for_race(way.race_km).minutes(
        scene.dice,
        week_km=(sum(before) + course.total_km[i] + crossed_km(way, scene)) / weeks,
        longest_km=np.maximum(course.longest_km[i], max(before, default=0.0)),
        gap_days=course.longest_gap_days[i] * (way.crosses_days == 0),
        run_walk=way.run_walk,
    )
    return MinuteRange(*(round(t, 1) for t in weighted_quantiles(times, finished)))


def crossed_km(way: WayOn, scene: Scene) -> float:
    """Kilometres that weeks of cross-training alone stand for in the aerobic state."""
    minutes = float(way.crosses_days / 7 * a.CROSS_OPTION_MIN_A_WEEK * a.ADHERENCE * a.CROSS_WORTH)
    return float(minutes * 60 / usual_pace_s_per_km(scene.runs, scene.on))


def weighted_quantiles(values: Floats, weights: Floats) -> list[float]:
    """The 10th, 50th and 90th percentile of weighted values."""
    order = np.argsort(values)
    share = np.cumsum(weights[order]) / weights.sum()
    at = np.minimum(np.searchsorted(share, [0.1, 0.5, 0.9]), order.size - 1)
    return [float(values[order[k]]) for k in at]


def interval(values: NDArray[np.float32]) -> tuple[float, float]:
    """The middle 80 % of the trajectories."""
    low, high = np.quantile(values, [0.1, 0.9])
    return round(float(low), 3), round(float(high), 3)


def limits_in_the_way(race: Race, limits: Limits) -> tuple[Reason, ...]:
    """What stands between every way on and the race: limits somebody would have to lift first."""
    reasons = []
    for one in limits.restrictions:
        most_km = 0.0 if one.no_running else one.max_run_km
        if one.is_active(race.on) and most_km is not None and most_km < race.distance_km:
            values = {"restriction": one.id, "by": one.by, "max_km": most_km}
            reasons.append(Reason("limit_must_be_lifted", values))
    return tuple(reasons)

"""What the engine says about one Case on one day: codes and values, never sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from startline.engine.plans import CrossTraining, Reason, RunWalk

Status = Literal["ok", "stop", "cannot_say"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """At most `max_run_km`, by which limit, set by whom and until when."""

    code: str
    max_run_km: float
    binding: bool
    by: str | None = None
    until: date | None = None
    restriction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAdvice:
    """One day: what was programmed, what is advised, the most that may be run, and why."""

    on: date
    max_run_km: float
    bounds: tuple[Bound, ...]
    kind: str | None = None
    programmed_km: float | None = None
    advised_km: float | None = None
    turn_back_km: float | None = None
    p_pain_free: float | None = None
    p_pain_free_range: tuple[float, float] | None = None
    light: str | None = None
    cross_train: tuple[CrossTraining, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsetAdvice:
    """Where pain would begin on a run today, in km, and whether that is changing."""

    median_km: float
    credible_80_km: tuple[float, float]
    p_from_first_step: float
    p_pain_free: tuple[tuple[float, float], ...]
    n_informative_runs: int
    p_improving: float
    p_plateau: float
    verdict: str
    change_per_week: float | None = None
    change_credible_80: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """One day of the plan as it is now, beside the programme as it was."""

    on: date
    kind: str
    distance_km: float | None = None
    duration_min: float | None = None
    programmed_km: float | None = None
    cross_train: tuple[CrossTraining, ...] = ()
    run_walk: RunWalk | None = None
    p_pain_free: float | None = None
    over_limit: bool | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareRange:
    """A share from 0 to 1, with its low and high over the doubt that is stated."""

    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MinuteRange:
    """Minutes: one in ten below `p10`, half below `p50`, one in ten above `p90`."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedAdvice:
    """What the missed runs cost so far, and what is kept. Runs nobody knows of cost nothing.

    `cross_kept` is the share of aerobic power that cross-training kept; None when none was logged.
    `cost_min` is None without a race.
    """

    n_missed: int
    n_shortened: int
    n_moved: int
    n_unknown: int
    longest_gap_days: int
    aerobic_kept: ShareRange
    durability_kept: ShareRange
    cross_kept: ShareRange | None = None
    cost_min: MinuteRange | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionOutlook:
    """One way on to the race: its chances, each with its range, and until when it is open.

    `longest_run_km` is the middle 80 % before the race; `finish_min` is of those who finish.
    """

    code: str
    p_start: ShareRange
    p_finish: ShareRange
    p_pain_within_limit: ShareRange | None
    p_flare_up: ShareRange
    finish_min: MinuteRange | None
    longest_run_km: tuple[float, float]
    decide_by: date | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookAdvice:
    """The ways on, and published rates to read their chances against."""

    race_on: date
    options: tuple[OptionOutlook, ...]
    anchors: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The whole answer, and how old the newest word is that it rests on.

    What cannot be said honestly is null.
    """

    engine_version: str
    on: date
    seed: int
    status: Status
    today: DayAdvice
    plan: tuple[PlannedDay, ...]
    conflicts: tuple[Reason, ...] = ()
    outlook: OutlookAdvice | None = None
    reasons: tuple[Reason, ...] = ()
    next_long_run: DayAdvice | None = None
    onset: OnsetAdvice | None = None
    treatment: Mapping[str, Any] | None = None
    to_ask: tuple[Reason, ...] = ()
    newest_input_on: date | None = None
    data_age_days: int | None = None
    missed: MissedAdvice | None = None
    assumptions: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

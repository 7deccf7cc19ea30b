"""Everything the engine needs to know about one runner, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from startline.engine.episodes import Episode, RedFlag
from startline.engine.plans import Move, PlanSeen, Programme
from startline.engine.prescriptions import Adherence, Prescription
from startline.engine.races import Race, RaceResult
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run

DEFAULT_TOLERANCE = 0.2  # the format's own default: one run in five


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Who runs: days, unit shown, and the chance of pain accepted. Missing means nobody said."""

    birth_year: int | None = None
    sex: str | None = None
    time_zone: str | None = None
    unit: str | None = None
    tolerance: float | None = None
    max_nrs: int | None = None
    run_days: tuple[str, ...] | None = None
    long_run_day: str | None = None
    cross_training: tuple[str, ...] | None = None
    race_results: tuple[RaceResult, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Answers that belong to a day and not to a run. Ratings are NRS, 0 to 10."""

    on: date
    morning_nrs: int | None = None
    usual_morning_nrs: int | None = None
    confidence: int | None = None
    note: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSession:
    """Cross-training done: minutes, and effort from 0 to 10."""

    on: date
    kind: str
    duration_min: float
    rpe: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A visit, past or booked."""

    on: date
    with_whom: str
    note: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """An unusual value that the runner said, on a day, is right: `place` as the question gave it.

    It silences that question and lets a far run count in full. It lifts no limit.
    """

    place: str
    value: float
    on: date
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One runner. The same file is a test, a bug report and a command-line input.

    `extra` keeps fields this version does not know, here and in every part, so that reading
    and writing loses nothing.
    """

    runner: Runner = Runner()
    race: Race | None = None
    programme: Programme | None = None
    moves: tuple[Move, ...] = ()
    plan_seen: PlanSeen | None = None
    runs: tuple[Run, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    episodes: tuple[Episode, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    adherence: tuple[Adherence, ...] = ()
    cross_sessions: tuple[CrossSession, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    log_complete_until: date | None = None  # the runner's word; None: nobody said
    extra: Mapping[str, Any] = field(default_factory=dict)


def confirmed_values(case: Case, on: date) -> dict[str, frozenset[float]]:
    """The values confirmed up to a day, by place."""
    said = [one for one in case.confirmed if one.on <= on]
    return {
        place: frozenset(one.value for one in said if one.place == place)
        for place in {one.place for one in said}
    }


def tolerance_of(case: Case) -> float:
    """The chance of pain the runner accepts, from 0 to 1; the format's default when unsaid."""
    return DEFAULT_TOLERANCE if case.runner.tolerance is None else case.runner.tolerance

"""From one day to another under a policy: the policy asks, life comes between, the body answers.

What the policy may know stands in the diary: told runs, limits, check-ins. The truth of each run
is kept beside it for the count at the end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

from startline.engine.case import Case
from startline.engine.plans import HARD_KINDS, Session
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.study.settings import Settings
from startline.study.simulator import clinic
from startline.study.simulator.body import Body, Pain
from startline.study.simulator.dice import Dice
from startline.study.simulator.people import Person
from startline.study.simulator.telling import morning_nrs, told

SHORTEST_KM = 0.8
ILL_DAYS = 7
FEARS = 0.6  # of runs after a painful one, a fearful runner cuts by up to half: assumption
FLARE_UP = 0.7  # of the best of the week before; below it the problem has flared up: convention
FLARE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy asks for today. stop_nrs: where to turn back, None for the runner's own.

    chance: that the asked distance stays free of pain, where the policy says one.
    """

    km: float
    stop_nrs: float | None = None
    hard: bool = False
    chance: float | None = None


@dataclass(slots=True)
class Diary:
    """What anybody but the body knows. `case` holds programme and race, without runs and limits."""

    case: Case
    runs: list[Run]
    limits: tuple[Restriction, ...] = ()
    sessions: Mapping[date, Session] = field(default_factory=dict)

    def as_case(self) -> Case:
        """Everything that was told, as the engine reads it."""
        return replace(self.case, runs=tuple(self.runs), restrictions=self.limits)

    def allowed_km(self, on: date) -> float:
        """How far the clinician lets anybody run today, in km."""
        active = [one for one in self.limits if one.is_active(on)]
        if any(one.no_running for one in active):
            return 0.0
        return min((one.max_run_km for one in active if one.max_run_km is not None), default=1e9)


class Policy(Protocol):
    """Whatever says how far to run. It is asked on days with a session, and keeps its own state."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    @property
    def slips_to_programme(self) -> bool:
        """Whether a runner who does not keep to it runs the programme instead."""

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """What to run today."""


@dataclass(frozen=True, slots=True)
class Done:
    """One run as it truly was; log_capacity before it."""

    on: date
    log_capacity: float
    km: float
    pain: Pain
    worst_nrs: float


@dataclass(slots=True)
class Tally:
    """What a stretch of days came to. days_lost: sessions not run for pain, rest or a limit."""

    done: list[Done] = field(default_factory=list)
    days_lost: int = 0
    flare_ups: int = 0
    n_chances: int = 0
    chance_given: float = 0.0
    stayed_free: int = 0

    @property
    def has_hurt(self) -> bool:
        """Whether any of these runs hurt."""
        return any(one.worst_nrs > 0 for one in self.done)


@dataclass(slots=True)
class Season:
    """One runner under one policy; `live` moves it on day by day."""

    person: Person
    body: Body
    diary: Diary
    s: Settings
    first_day: date
    tally: Tally = field(default_factory=Tally)
    ill_until: date = date.min
    morning: float = 0.0
    hurt_last: bool = False
    best: list[float] = field(default_factory=list)
    calm_days: int = FLARE_DAYS

    def copy(self) -> Season:
        """The same runner on the same day, to go on under another policy, counted afresh."""
        diary = replace(self.diary, runs=list(self.diary.runs))
        return replace(
            self, body=self.body.copy(), diary=diary, best=list(self.best), tally=Tally()
        )

    def live(self, policy: Policy, days: Sequence[tuple[date, Dice]], *, visits: bool) -> None:
        """These days, in order."""
        for on, dice in days:
            if visits:
                self._visit(on)
            self._day(policy, on, dice)
            self.body.night(dice, self.s)
            self._count_flare()

    def _visit(self, on: date) -> None:
        days = (on - self.first_day).days
        if days > 0 and days % round(self.s.visit_days) == 0:
            self.diary.limits = clinic.visit(self.diary.limits, self.diary.runs, on, self.s)

    def _day(self, policy: Policy, on: date, dice: Dice) -> None:
        if dice.u_ill < self.s.ill_per_day:
            self.ill_until = on + timedelta(ILL_DAYS - 1)
        morning, self.morning = self.morning, 0.0
        session = self.diary.sessions.get(on)
        if session is None or on <= self.ill_until or dice.u_skip < self.s.skips:
            return
        asked = self._meant(policy, policy.ask(self.diary, session, on), session, dice)
        if morning >= self.s.bad_morning or asked.km < SHORTEST_KM:
            self.tally.days_lost += 1
            return
        self._run(asked, session, on, dice)

    def _meant(self, policy: Policy, asked: Asked, session: Session, dice: Dice) -> Asked:
        """What the runner sets out to do: what was asked, or the programme after all."""
        programmed_km = session.distance_km or 0.0
        if policy.slips_to_programme and dice.u_slip < self.person.slips:
            hard = session.kind in HARD_KINDS
            if programmed_km > asked.km:
                return Asked(programmed_km, hard=hard)
        if self.person.fearful and self.hurt_last and dice.u_fear < FEARS:
            return replace(asked, km=asked.km * (0.5 + 0.5 * dice.u_fear / FEARS))
        return asked

    def _run(self, asked: Asked, session: Session, on: date, dice: Dice) -> None:
        pain = self.body.pain_today(dice, self.s, hard=asked.hard)
        stop_nrs = min(self.person.own_stop_nrs, asked.stop_nrs or 10.0)
        stop_km = max(pain.reaches(stop_nrs), 0.3)
        km = round(min(asked.km, stop_km), 2)
        self._count_chance(asked, pain)
        if km < 0.1:
            self.tally.days_lost += 1
            return
        worst, before = pain.worst(km), self.body.c
        self.body.run(km, pain, self.s)
        self.morning, self.hurt_last = morning_nrs(worst, dice), worst > 0
        self.tally.done.append(Done(on, before, km, pain, worst))
        poorly = self.body.nature.tells_poorly
        report = told(pain, km, dice, self.s, poorly=poorly)
        stopped = km < asked.km - 0.05 and report is not None and not report.free
        self.diary.runs.append(
            Run(
                on=on,
                distance_km=km,
                duration_min=round(km * self.person.pace_min, 1),
                planned_km=session.distance_km,
                stopped_because="pain" if stopped else "done",
                pain=report,
            )
        )

    def _count_chance(self, asked: Asked, pain: Pain) -> None:
        if asked.chance is not None:
            self.tally.n_chances += 1
            self.tally.chance_given += asked.chance
            self.tally.stayed_free += pain.onset_km >= asked.km

    def _count_flare(self) -> None:
        """A fall by three tenths within a week is a flare-up; one until a calm week has passed."""
        self.best = [*self.best[-FLARE_DAYS + 1 :], self.body.c]
        fallen = self.body.c - max(self.best) <= math.log(FLARE_UP)
        if fallen and self.calm_days >= FLARE_DAYS:
            self.tally.flare_ups += 1
        self.calm_days = 0 if fallen else self.calm_days + 1

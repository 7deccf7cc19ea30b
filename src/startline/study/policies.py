"""What a runner who hurts may do until the race. Each knows what the diary says, and no more.

All but the first keep the clinician's limit where there is one. That favours them in the
comparison: what distinguishes startline from them is then not the limit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from startline.engine.advice import Advice
from startline.engine.advise import advise_distances
from startline.engine.case import CheckIn
from startline.engine.plans import HARD_KINDS, PlanSeen, Session
from startline.engine.runs import Run
from startline.engine.screening.traffic_light import LAST_GREEN_AND_LAST_AMBER, tissue_of
from startline.study.simulator.season import Asked, Diary, Policy

TEST_KM = 5.0  # a short run to see whether it still hurts: convention
REST = timedelta(7)
LEAST_WEEK_KM = 10.0  # a tenth more than nothing is nothing: from here everybody may begin
WEEK = timedelta(7)


@dataclass(slots=True)
class Programme:
    """The programme anyway, whatever hurts and whoever set a limit."""

    name: str = "programme"
    slips_to_programme: bool = False

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """The session as written."""
        return as_written(session)


@dataclass(slots=True)
class TenPercent:
    """No week more than a tenth above the last, every run of the week shortened alike."""

    name: str = "ten percent"
    slips_to_programme: bool = True

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """This session's share of the week that is allowed."""
        monday = on - timedelta(on.weekday())
        last = sum(run.distance_km for run in diary.runs if monday - WEEK <= run.on < monday)
        asked = sum(
            one.distance_km or 0.0
            for day, one in diary.sessions.items()
            if monday <= day < monday + WEEK
        )
        share = min(1.0, 1.1 * max(last, LEAST_WEEK_KM) / asked) if asked else 1.0
        return kept(diary, replace_km(as_written(session), share), on)


@dataclass(slots=True)
class FillTheCap:
    """As much of the programme as the clinician's limit lets through: the limit as a target."""

    name: str = "fill the limit"
    slips_to_programme: bool = True

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """The session, at most up to the limit."""
        return kept(diary, as_written(session), on)


@dataclass(slots=True)
class RestUntilPainFree:
    """A week of rest after pain, then a short run to see; free of pain, back to the programme."""

    name: str = "rest until free"
    slips_to_programme: bool = True

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """Rest, a test or the session."""
        last = last_told(diary.runs)
        if last is None or not last.hurt:
            return kept(diary, as_written(session), on)
        if on - last.on <= REST:
            return Asked(0.0)
        return kept(diary, Asked(min(TEST_KM, session.distance_km or 0.0)), on)


@dataclass(slots=True)
class Startline:
    """The engine's advice for the day, through every limit, asked for on the morning of each run.

    On a day without a session nothing is asked: the advice of a day depends on what the log says
    and on nothing that was advised before, so those answers would change nothing.
    """

    name: str = "startline"
    slips_to_programme: bool = True
    heeds_the_light: bool = True
    check_ins: list[CheckIn] = field(default_factory=list)
    tolerance: float | None = None

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """Today's advice."""
        today = self.advice(diary, on).today
        return Asked(
            today.advised_km or 0.0,
            stop_nrs=self.stop_nrs(diary, on),
            hard=today.kind in HARD_KINDS,
            chance=today.p_pain_free if today.advised_km else None,
        )

    def advice(self, diary: Diary, on: date) -> Advice:
        """What the engine says; where it asks for a word first, the runner gives one."""
        case = replace(diary.as_case(), check_ins=tuple(self.check_ins))
        if self.tolerance is not None:
            case = replace(case, runner=replace(case.runner, tolerance=self.tolerance))
        advice = advise_distances(case, on=on)
        if advice.status == "cannot_say" and CheckIn(on=on) not in self.check_ins:
            self.check_ins.append(CheckIn(on=on))
            return self.advice(diary, on)
        return advice

    def stop_nrs(self, diary: Diary, on: date) -> float | None:
        """Where the light turns red for this runner's tissue, and the runner turns back."""
        if not self.heeds_the_light:
            return None
        return LAST_GREEN_AND_LAST_AMBER[tissue_of(diary.case, on)][1] + 1.0


@dataclass(slots=True)
class StartlineWeekly(Startline):
    """The same, asked on the first session of each week and followed until the next."""

    name: str = "startline weekly"
    plan: dict[date, tuple[float, bool]] = field(default_factory=dict)
    asked_in: date = date.min

    def ask(self, diary: Diary, session: Session, on: date) -> Asked:
        """The day of this week's plan."""
        monday = on - timedelta(on.weekday())
        if monday != self.asked_in:
            advice = self.advice(diary, on)
            self.plan = {
                day.on: (day.distance_km or 0.0, day.kind in HARD_KINDS) for day in advice.plan
            }
            self.asked_in = monday
        km, hard = self.plan.get(on, (0.0, False))
        return Asked(km, stop_nrs=self.stop_nrs(diary, on), hard=hard)


@dataclass(slots=True)
class StartlineSeen(Startline):
    """The same, the plan shown before remembered: a new one stays near it where the limits let."""

    name: str = "startline remembered"
    seen: PlanSeen | None = None

    def advice(self, diary: Diary, on: date) -> Advice:
        """What the engine says to a runner who saw the plan of the last run day."""
        told = replace(diary, case=replace(diary.case, plan_seen=self.seen))
        advice = Startline.advice(self, told, on)
        self.seen = PlanSeen(
            on=on,
            sessions=tuple(
                Session(on=day.on, kind=day.kind, distance_km=day.distance_km)
                for day in advice.plan
                if day.distance_km
            ),
        )
        return advice


def compared() -> tuple[Policy, ...]:
    """The policies that are compared, made afresh for one runner; startline last."""
    return Programme(), TenPercent(), FillTheCap(), RestUntilPainFree(), Startline()


ABOUT = {
    "programme": "the programme anyway, limits and pain or not; the runner stops where the runner "
    "would.",
    "ten percent": "no week more than a tenth above the last, every run shortened alike, and the "
    "clinician's limit.",
    "fill the limit": "the programme up to the clinician's limit; without one, the programme.",
    "rest until free": "a week of rest after each painful run, then 5 km to see; free of pain, the "
    "programme again, up to the clinician's limit.",
    "startline": "the engine's advice of the day through every limit, and its light on the run.",
}


def as_written(session: Session) -> Asked:
    """A session as the programme has it."""
    return Asked(session.distance_km or 0.0, hard=session.kind in HARD_KINDS)


def replace_km(asked: Asked, share: float) -> Asked:
    """The same with a share of its kilometres."""
    return replace(asked, km=asked.km * share)


def kept(diary: Diary, asked: Asked, on: date) -> Asked:
    """The same, no further than the clinician's limit."""
    return replace(asked, km=min(asked.km, diary.allowed_km(on)))


def last_told(runs: list[Run]) -> Run | None:
    """The newest run somebody was asked about."""
    return next((run for run in reversed(runs) if run.pain is not None), None)

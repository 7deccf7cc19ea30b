"""Every hard limit over every day of a plan, in the order in which the days come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from startline.engine.advice import PlannedDay
from startline.engine.case import Case
from startline.engine.plan_check.breach import Breach
from startline.engine.plan_check.calendar import Calendar
from startline.engine.plan_check.exact import MM_PER_KM, millimetres
from startline.engine.plan_check.in_force import stopped_from
from startline.engine.plan_check.logged import read_log
from startline.engine.plan_check.people import Limit, broken_by, read_limit
from startline.engine.plan_check.plan import PlannedRun, misfits, planned_run
from startline.engine.plan_check.programmed import Programmed
from startline.engine.plan_check.steps import steps_broken
from startline.engine.races import Race

NOT_ASKED_OF_A_RACE = frozenset({"easy_only", "surfaces"})


def breaches(
    case: Case, plan: Sequence[PlannedDay], *, on: date, until: date | None = None
) -> tuple[Breach, ...]:
    """Every hard limit that a plan made on day `on` does not keep; empty if all hold.

    The plan is read as it leaves: one line a day from `on`, kilometres and minutes as shown; with
    `until` (race day, for a whole plan) its last line must be that day. Of the log, runs up to
    and including `on` count, each once.

    A limit binds what is planned on the days on which it is in force. Limits on a week look back
    over the seven days in a row that end with the planned run, runs done included: what is
    planned after a limit was lifted is not held against it, and what was run before cannot be.
    A race longer than a person's limit allows is shown with `over_limit` and 0 km. A race on a
    day of easy running needs the reason `easy_only` on its day, naming the limit.

    Whatever is no finite number in range is a breach `unreadable`: in the plan always, in a limit
    or in the log as soon as anything is planned that it bears on. Not read: the traffic light, so
    days of rest after a red one and steps after green ones are the planner's own business, and so
    is silence in the log.
    """
    found = list(misfits(plan, on=on, until=until))
    return tuple(found or _Reading(case, on, len(plan)).of(plan))


@dataclass(frozen=True, slots=True)
class _Facts:
    limits: tuple[Limit, ...]
    race: Race | None
    race_mm: int | None
    programme: Programmed | None
    pace_s_per_km: int
    stopped_from: date | None
    unreadable_on: date | None


class _Reading:
    """One plan being read, day by day, beside everything it must keep."""

    def __init__(self, case: Case, on: date, days_ahead: int) -> None:
        log = read_log(case.runs, on=on)
        pace_s_per_km = log.slow_pace_s_per_km(on)
        self.around = Calendar(log.runs, on=on, days_ahead=days_ahead)
        self.facts = _Facts(
            limits=tuple(read_limit(one, on=on) for one in case.restrictions),
            race=case.race,
            race_mm=None if case.race is None else millimetres(case.race.distance_km),
            programme=None if case.programme is None else Programmed(case, pace_s_per_km),
            pace_s_per_km=pace_s_per_km,
            stopped_from=stopped_from(case.red_flags, on=on),
            unreadable_on=log.unreadable_on,
        )

    def of(self, plan: Sequence[PlannedDay]) -> Iterator[Breach]:
        """What is broken, in the order of days."""
        if self.facts.unreadable_on is not None and any(planned_run(day) for day in plan):
            yield Breach(code="unreadable", on=self.facts.unreadable_on)
        for day in plan:
            yield from self._race_not_shown(day)
            run = planned_run(day)
            if run is not None:
                yield from self._stopped(run)
                yield from self._people(run)
                yield from self._steps(run)
                self.around.add(run.on, run.mm)

    def _stopped(self, run: PlannedRun) -> Iterator[Breach]:
        if self.facts.stopped_from is not None and run.on >= self.facts.stopped_from:
            yield Breach(code="red_flag", on=run.on, allowed=0.0, planned=run.km)
        if self.facts.race is not None and run.on > self.facts.race.on:
            yield Breach(code="after_race", on=run.on, allowed=0.0, planned=run.km)

    def _people(self, run: PlannedRun) -> Iterator[Breach]:
        week = self.around.week(run.on)
        for limit in self.facts.limits:
            if limit.binds(run.on):
                yield from broken_by(run, limit, week, self.facts.pace_s_per_km)

    def _steps(self, run: PlannedRun) -> Iterator[Breach]:
        if self._is_the_race(run):
            if self.facts.race_mm is None or run.mm > self.facts.race_mm:
                allowed = None if self.facts.race_mm is None else self.facts.race_mm / MM_PER_KM
                yield Breach(code="race_distance", on=run.on, allowed=allowed, planned=run.km)
            return
        yield from steps_broken(run, self.around, self.facts.race, self.facts.programme)

    def _race_not_shown(self, day: PlannedDay) -> Iterator[Breach]:
        """Race day over a limit: marked, and nothing planned. No other day carries the mark."""
        if not self._is_the_race(day):
            if day.over_limit:
                yield Breach(code="over_limit", on=day.on)
            return
        run = planned_run(day)
        if day.over_limit and run is None:
            return
        over = [
            one
            for one in self._people(self._whole_race(day))
            if one.code not in NOT_ASKED_OF_A_RACE
        ]
        if over or day.over_limit:
            first = over[0] if over else Breach(code="", on=day.on)
            yield replace(first, code="race_over_limit", planned=run.km if run else 0.0)

    def _whole_race(self, day: PlannedDay) -> PlannedRun:
        return PlannedRun(day.on, "race", self.facts.race_mm or 0, 0, None, day.reasons)

    def _is_the_race(self, day: PlannedDay | PlannedRun) -> bool:
        return day.kind == "race" and self.facts.race is not None and day.on == self.facts.race.on

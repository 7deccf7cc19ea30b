"""How each numbered runner comes to the day the policies part: programme, problem, log, limits.

Months of running without a word about pain; one day it hurts; for one to three weeks the
programme goes on, and the runs are told. From the next day on each policy has its own copy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count
from random import Random

from startline.engine.case import Case, Runner
from startline.engine.episodes import Episode
from startline.engine.plans import RUN_KINDS, Programme, Session
from startline.engine.races import MARATHON_KM, Race
from startline.engine.runs import Run
from startline.formats.programmes import RaceProgramme, build, load
from startline.study.settings import Settings
from startline.study.simulator import clinic
from startline.study.simulator.dice import Dice, days, of_a_runner
from startline.study.simulator.people import Person, a_body, a_person
from startline.study.simulator.season import Diary, Policy, Season
from startline.study.simulator.worlds import World, world_of

RACE_ON = date(2026, 10, 4)  # a Sunday
PROGRAMMES = ("first_marathon", "second_marathon", "late_start")
RUN_DAYS = (("tue", "thu", "sat", "sun"), ("tue", "wed", "fri", "sun"), ("tue", "thu", "sun"))
WEEKS_LEFT = (5, 13)  # from the day the policies part to the race, whole weeks
HURTING_DAYS = (7, 21)  # from the first pain to that day
WEEKS_BEFORE = 8  # of usual running before the programme
CROSS_KINDS = ("cycling", "pool_running")


@dataclass(frozen=True, slots=True)
class Story:
    """One numbered runner on the day the policies part."""

    number: int
    world: World
    person: Person
    season: Season
    days: Sequence[tuple[date, Dice]]
    race_dice: Dice
    u_other: float

    @property
    def starts_on(self) -> date:
        """The day the policies part."""
        return self.days[0][0]


def a_story(seed: int, number: int, s: Settings, as_programmed: Policy) -> Story:
    """A numbered runner, in the world of that number, up to the day the policies part.

    `as_programmed` is what everybody does until then. A runner whom nothing hurt until then is
    made again: these studies are about runners who hurt.
    """
    made = (_made(seed, number, attempt, s, as_programmed) for attempt in count())
    return next(one for one in made if one.season.tally.has_hurt)


def _made(seed: int, number: int, attempt: int, s: Settings, as_programmed: Policy) -> Story:
    made, world = of_a_runner(seed, number, attempt), world_of(number)
    person, median_km, early = a_person(made, s)
    nature = world.nature_of(made)
    programme = _programme(made)
    on = RACE_ON - timedelta(7 * made.randint(*WEEKS_LEFT) + made.randint(0, 6))
    began = on - timedelta(made.randint(*HURTING_DAYS))
    sessions = {one.on: one for one in programme.sessions if one.kind in RUN_KINDS - {"race"}}
    began = max([day for day in sessions if day <= began], default=began)
    case = _case(person, programme, began)
    runs = _before(person, sessions, began, made, s)
    body = a_body(nature, median_km, early=early, week_km=_week_km(sessions, began), dice=made, s=s)
    for one in runs:
        if began - one.on <= timedelta(30):
            body.days[-1] = one.distance_km
    season = Season(person, body, Diary(case, runs, (), sessions), s, on)
    thrown = days(seed, number, (RACE_ON - began).days + 1, attempt)
    dated = [(began + timedelta(i), dice) for i, dice in enumerate(thrown)]
    n_before = (on - began).days
    season.live(as_programmed, dated[:n_before], visits=False)
    season.diary.limits = clinic.first_limits(season.diary.runs, on, made, s)
    return Story(
        number=number,
        world=world,
        person=person,
        season=season,
        days=dated[n_before:-1],
        race_dice=thrown[-1],
        u_other=made.random(),
    )


def _programme(made: Random) -> Programme:
    name, run_days = made.choice(PROGRAMMES), made.choice(RUN_DAYS)
    return _built(name, run_days, round(made.uniform(0.9, 1.2), 1))


@cache
def _built(name: str, run_days: tuple[str, ...], scale: float) -> Programme:
    """A ready programme for so many times its usual week, up to the race of every story."""
    of = load(name)
    if not isinstance(of, RaceProgramme):
        raise TypeError(f"{name} leads to no race.")
    race = Race(on=RACE_ON, distance_km=MARATHON_KM)
    return build(
        name, race=race, run_days=run_days, long_run_day="sun",
        usual_week_km=scale * of.usual_week_km,
    )  # fmt: skip


def _case(person: Person, programme: Programme, began: date) -> Case:
    return Case(
        runner=Runner(tolerance=0.2, cross_training=CROSS_KINDS),
        race=Race(on=RACE_ON, distance_km=MARATHON_KM, goal_min=round(person.marathon_min)),
        programme=programme,
        episodes=(Episode(id="e", site=person.site, tissue=person.tissue, began_on=began),),
    )


def _before(
    person: Person, sessions: dict[date, Session], began: date, made: Random, s: Settings
) -> list[Run]:
    """The log before the problem: usual weeks, then the programme; nothing said about pain."""
    first = min(sessions)
    usual = [
        (first - timedelta(7 * week) + timedelta(day), km)
        for week in range(WEEKS_BEFORE, 0, -1)
        for day, km in _usual_week(sessions, first)
    ]
    programmed = [(on, one.distance_km or 0.0) for on, one in sessions.items() if on < began]
    return [
        Run(
            on=on,
            distance_km=round(km, 2),
            duration_min=round(km * person.pace_min, 1),
            planned_km=km,
            stopped_because="done",
        )
        for on, km in sorted(usual + programmed)
        if on < began and made.random() >= s.skips
    ]


def _usual_week(sessions: dict[date, Session], first: date) -> list[tuple[int, float]]:
    """The first week of the programme, a tenth shorter: day after its first, and km."""
    return [
        ((on - first).days, 0.9 * (one.distance_km or 0.0))
        for on, one in sessions.items()
        if (on - first).days < 7
    ]


def _week_km(sessions: dict[date, Session], began: date) -> float:
    monday = began - timedelta(began.weekday())
    km = (one.distance_km or 0.0 for on, one in sessions.items() if 0 <= (on - monday).days < 7)
    return math.fsum(km) or 30.0

"""Race day: who stands at the start, who comes home, and how much later than without the problem.

How people decide is assumed here, apart from what the engine assumes. They stay away when ill; when
the last days hurt more than they can bear; when they feel that they would not get far enough
before it hurts too much; and, most of them, when they never ran far enough. The same rule holds
whatever they did in the weeks before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from startline.study.settings import Settings
from startline.study.simulator.dice import Dice
from startline.study.simulator.people import Person
from startline.study.simulator.season import Season

LAST_DAYS = timedelta(10)
BUILD_DAYS = timedelta(126)
FIT_DAYS = 56  # over which training shows in the time: assumption
SHORT_FROM_KM, SHORT_FULL_KM = 30.0, 20.0  # a ramp about the published 25 km
CROSS_WORTH = 0.8  # minutes of running that a minute of other training stands for: assumption
UNFIT_POWER = 1.3  # little is lost at first: assumption


@dataclass(frozen=True, slots=True)
class RaceDay:
    """What became of the race. minutes_lost: to an undisturbed build, None if not finished."""

    stayed_away: str
    started: bool
    finished: bool
    km_in_pain: float
    minutes_lost: float | None


def race_day(season: Season, race_on: date, race_km: float, dice: Dice, u_other: float) -> RaceDay:
    """The race of one runner after a season. `u_other` decides what else may stop a starter."""
    s, person = season.s, season.person
    why = why_away(season, race_on, race_km)
    if why:
        return RaceDay(why, False, False, 0.0, None)
    pain = season.body.pain_today(dice, s, hard=False)
    end_km = min(race_km, pain.reaches(person.race_stop_nrs))
    if u_other < s.not_finished:
        end_km = min(end_km, race_km / 2)
    hurt_km = pain.km_in_pain(end_km)
    if end_km < race_km:
        return RaceDay("", True, False, hurt_km, None)
    walked_km = max(0.0, race_km - pain.reaches(person.own_stop_nrs))
    lost = not_trained_min(season, race_on) + walked_km * pace_lost(person, s)
    return RaceDay("", True, True, hurt_km, lost)


def why_away(season: Season, race_on: date, race_km: float) -> str:
    """What keeps the runner from the start; nothing for a starter."""
    person = season.person
    if race_on <= season.ill_until:
        return "illness"
    last = [one.worst_nrs for one in season.tally.done if race_on - one.on <= LAST_DAYS]
    if max(last, default=0.0) >= person.bar_nrs or would_get_km(season) < person.needs * race_km:
        return "pain"
    prepared = longest_km(season, race_on) >= person.least_long_km
    return "" if prepared or person.starts_anyway else "training"


def longest_km(season: Season, race_on: date) -> float:
    """The longest run of the build, in km."""
    build = [run for run in season.diary.runs if race_on - run.on <= BUILD_DAYS]
    return max((run.distance_km for run in build), default=0.0)


def would_get_km(season: Season) -> float:
    """How far the runner would get on an average day before leaving the race for pain."""
    body, stop = season.body, season.person.race_stop_nrs
    return math.exp(body.c) + (stop - 1) / body.slope if body.peak >= stop else math.inf


def pace_lost(person: Person, s: Settings) -> float:
    """Minutes that a km walked in pain takes longer."""
    return (s.walks - 1) * person.marathon_min / 42.195


def not_trained_min(season: Season, race_on: date) -> float:
    """Minutes for the training that was not done: of two published costs the larger."""
    s, person = season.s, season.person
    first = race_on - timedelta(FIT_DAYS)
    asked_km = sum(one.distance_km or 0.0 for on, one in season.diary.sessions.items()
                   if first <= on < race_on)  # fmt: skip
    done_km = sum(run.distance_km for run in season.diary.runs if first <= run.on < race_on)
    share = min(1.0, done_km / asked_km) if asked_km else 1.0
    missing = (1 - share) * (1 - CROSS_WORTH * person.crosses)
    short = (SHORT_FROM_KM - longest_km(season, race_on)) / (SHORT_FROM_KM - SHORT_FULL_KM)
    return max(
        s.unfit * person.marathon_min * math.pow(missing, UNFIT_POWER),
        s.short_min * min(1.0, max(0.0, short)),
    )

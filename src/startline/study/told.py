"""Whatever an Advice says of a runner whose truth is known, beside that truth.

The runners are those of the simulator, in all its worlds. None of this is calibrated by
construction: the worlds are not the model's prior, and the laws are read as they ship.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from startline.engine.advice import Advice, OnsetAdvice, OptionOutlook, OutlookAdvice
from startline.engine.advise import advise
from startline.engine.assumptions import TREND_DAYS
from startline.engine.races import MARATHON_KM
from startline.study.policies import Programme, Startline
from startline.study.settings import Settings
from startline.study.simulator.race import RaceDay, race_day
from startline.study.simulator.season import Season
from startline.study.simulator.story import RACE_ON, Story, a_story
from startline.study.sweeps import Kind, Row

COLUMNS: Mapping[str, Kind] = {
    "runner": "whole", "world": "text", "quantity": "text", "p": "number", "low": "number",
    "high": "number", "truth": "number",
}  # fmt: skip
AT_KM = (5.0, 10.0)
AHEAD_DAYS = (7, 21)
WAY = "within_limits"
NOMINAL = 0.8  # of the ranges that an Advice gives


@dataclass(slots=True)
class Truth:
    """What became of a runner who kept to the advice, as far as people do."""

    season: Season
    onset_km: float = math.nan
    planned: dict[int, bool] = field(default_factory=dict)
    race: RaceDay | None = None


def rows_of(seed: int, number: int, s: Settings) -> list[Row]:
    """Every quantity told to a numbered runner on the day of asking, beside its truth."""
    story = a_story(seed, number, s, Programme())
    case, on = story.season.diary.as_case(), story.starts_on
    advice = advise(case, on=on, rng=np.random.default_rng([seed, number]))
    truth = follow(story, planned_ahead(advice))
    said = [*of_the_onset(advice.onset, truth, story), *of_the_plan(advice, truth)]
    said += of_the_outlook(advice.outlook, truth)
    return [{"runner": number, "world": story.world.name, **row} for row in said]


def planned_ahead(advice: Advice) -> dict[int, tuple[date, float, float]]:
    """Day, km and chance of the first run planned so many days ahead."""
    found = {}
    for ahead in AHEAD_DAYS:
        for day in advice.plan:
            far = day.on - advice.on >= timedelta(ahead) and day.on < RACE_ON
            if far and day.distance_km and day.p_pain_free is not None:
                found[ahead] = (day.on, day.distance_km, day.p_pain_free)
                break
    return found


def follow(story: Story, planned: Mapping[int, tuple[date, float, float]]) -> Truth:
    """From the day of asking to the race, with startline."""
    season, policy = story.season.copy(), Startline()
    truth = Truth(season)
    for on, dice in story.days:
        begins_km = season.body.pain_today(dice, season.s, hard=False).onset_km
        if on == story.starts_on:
            truth.onset_km = begins_km
        for ahead, (day, km, _) in planned.items():
            if day == on:
                truth.planned[ahead] = begins_km >= km
        season.live(policy, [(on, dice)], visits=True)
    truth.race = race_day(season, RACE_ON, MARATHON_KM, story.race_dice, story.u_other)
    return truth


def a_range(quantity: str, low: float, high: float, truth: float) -> Row:
    """A range that was told to hold the truth four times in five."""
    return {"quantity": quantity, "p": None, "low": low, "high": high, "truth": truth}


def a_chance(quantity: str, p: float, truth: bool) -> Row:
    """A chance, and whether it came true."""
    return {"quantity": quantity, "p": p, "low": None, "high": None, "truth": float(truth)}


def of_the_onset(onset: OnsetAdvice | None, truth: Truth, story: Story) -> Iterator[Row]:
    """Where pain begins on an easy run that day, and whether that is changing."""
    if onset is None:
        return
    begins_km = truth.onset_km
    yield a_range("onset of a run today, km", *onset.credible_80_km, begins_km)
    yield a_chance("from the first step", onset.p_from_first_step, begins_km == 0)
    for at in AT_KM:
        p = dict(onset.p_pain_free)[at]
        yield a_chance(f"free of pain to {at:g} km", p, begins_km >= at)
    yield a_chance("nothing recovers", onset.p_plateau, not is_recovering(story))
    change = change_since(story)
    if onset.change_credible_80 is None or change is None:
        return
    moved, days = change
    low, high = onset.change_credible_80
    yield a_range("change a week", low, high, math.expm1(moved * 7 / days))
    yield a_chance("improving", onset.p_improving, moved > 0)


def is_recovering(story: Story) -> bool:
    """Whether this body recovers at all."""
    body = story.season.body
    return body.gain_a_day > 0 and body.nature.recovery != "never"


def change_since(story: Story) -> tuple[float, int] | None:
    """Change of log capacity since the first told run of six weeks, and days since."""
    on = story.starts_on
    told = {run.on for run in story.season.diary.runs if run.pain is not None}
    recent = [
        one
        for one in story.season.tally.done
        if one.on in told and on - one.on <= timedelta(TREND_DAYS)
    ]
    if not recent:
        return None
    return story.season.body.c - recent[0].log_capacity, (on - recent[0].on).days


def of_the_plan(advice: Advice, truth: Truth) -> Iterator[Row]:
    """The chances told with planned runs."""
    for ahead, (_, _, p) in planned_ahead(advice).items():
        if ahead in truth.planned:
            name = f"a run planned {ahead // 7} week{'s' * (ahead > 7)} ahead, free of pain"
            yield a_chance(name, p, truth.planned[ahead])


def of_the_outlook(outlook: OutlookAdvice | None, truth: Truth) -> Iterator[Row]:
    """The chances of the way that was gone: within limits."""
    if outlook is None or truth.race is None:
        return
    way: OptionOutlook = next(one for one in outlook.options if one.code == WAY)
    yield a_chance("starts", way.p_start.p, truth.race.started)
    yield a_chance("finishes", way.p_finish.p, truth.race.finished)
    yield a_chance("flare-up", way.p_flare_up.p, truth.season.tally.flare_ups > 0)
    longest_km = max((one.km for one in truth.season.tally.done), default=0.0)
    yield a_range("longest run to the race, km", *way.longest_run_km, longest_km)

"""The study `policies`: the same simulated runners under each of them, in worlds of many kinds."""

from __future__ import annotations

from datetime import date

from startline.engine.races import MARATHON_KM
from startline.study.compared_page import page_of
from startline.study.policies import Programme, compared
from startline.study.settings import Settings
from startline.study.simulator.race import RaceDay, race_day
from startline.study.simulator.season import Policy, Season
from startline.study.simulator.story import RACE_ON, Story, a_story
from startline.study.sweeps import Kind, Row, Study, Sweep


def rows_of(seed: int, number: int, s: Settings) -> list[Row]:
    """One row for each policy: what became of this runner under it."""
    story = a_story(seed, number, s, Programme())
    return [row_of(story, policy) for policy in compared()]


def row_of(story: Story, policy: Policy) -> Row:
    """What became of this runner under one policy, from the day they part."""
    season = story.season.copy()
    season.live(policy, story.days, visits=True)
    race = race_day(season, RACE_ON, MARATHON_KM, story.race_dice, story.u_other)
    return {
        "runner": story.number,
        "world": story.world.name,
        "policy": policy.name,
        "has_limit": bool(story.season.diary.limits),
        "days": len(story.days),
        **of_the_race(race),
        **of_the_season(season, story.starts_on),
    }


def of_the_race(race: RaceDay) -> Row:
    """Started, finished, why not, and what it took."""
    return {
        "started": race.started,
        "finished": race.finished,
        "stayed_away": race.stayed_away,
        "race_km_in_pain": round(race.km_in_pain, 3),
        "minutes_lost": None if race.minutes_lost is None else round(race.minutes_lost, 3),
    }


def of_the_season(season: Season, since: date) -> Row:
    """What the weeks before the race came to."""
    tally = season.tally
    done = tally.done
    return {
        "flare_ups": tally.flare_ups,
        "km_in_pain": round(sum(one.pain.km_in_pain(one.km) for one in done), 3),
        "days_lost": tally.days_lost,
        "km": round(sum(one.km for one in done), 3),
        "longest_km": max((one.km for one in done), default=0.0),
        "runs": len(done),
        "painful_runs": sum(one.worst_nrs > 0 for one in done),
        "log_capacity": round(season.body.c, 6),
        "n_chances": tally.n_chances,
        "chance_given": round(tally.chance_given, 6),
        "stayed_free": tally.stayed_free,
    }


COLUMNS: dict[str, Kind] = {
    "runner": "whole", "world": "text", "policy": "text", "has_limit": "flag", "days": "whole",
    "started": "flag", "finished": "flag", "stayed_away": "text", "race_km_in_pain": "number",
    "minutes_lost": "number", "flare_ups": "whole", "km_in_pain": "number", "days_lost": "whole",
    "km": "number", "longest_km": "number", "runs": "whole", "painful_runs": "whole",
    "log_capacity": "number", "n_chances": "whole", "chance_given": "number",
    "stayed_free": "whole",
}  # fmt: skip

STUDY = Study(
    name="policies",
    about="the same simulated injured runners under five policies, in worlds of many kinds",
    runners=1200,
    sweeps=(
        Sweep(
            name="policies",
            columns=COLUMNS,
            count=lambda options: options.runners,
            rows=lambda options, number: rows_of(options.seed, number, options.settings),
        ),
    ),
    page=lambda tables, options: page_of(tables["policies"], options),
)

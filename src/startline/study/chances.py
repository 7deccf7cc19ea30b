"""A log for each simulated runner, the chances startline gives, and what became of the runner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

import numpy as np

from startline.engine import assumptions as a
from startline.engine.advice import OptionOutlook
from startline.engine.advise import horizon, limits_known_on, state_of
from startline.engine.case import Case
from startline.engine.case import Runner as RunnerOfCase
from startline.engine.episodes import Episode
from startline.engine.hurting import where_it_hurts
from startline.engine.load import read_log, slow_pace_s_per_km
from startline.engine.onset.forecast import Forecast
from startline.engine.onset.sites import site_prior
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.engine.readiness.outlook import outlook, setting_of
from startline.engine.readiness.ways_on import ways_on
from startline.engine.replan.calendar import calendar_of, programmed_days
from startline.engine.runs import OnsetObservation, PainReport, Run
from startline.study.described import (
    WORLDS,
    Runner,
    Standing,
    Way,
    World,
    draw_runner,
    onset_km,
    past_km,
    run_on,
    run_past,
    sleep,
)
from startline.study.sweeps import Kind, Row

RACE_ON = date(2026, 5, 3)
SITE = "knee_outer"
EASY_KM = (6.0, 10.0)
LONG_KM = (13.0, 29.0)
RACES_KM = (21.0975, 42.195)
WEEKS_AHEAD = (4, 14)
WEEKS_OF_LOG = (2, 4)
WAYS = ("within_limits", "as_programmed")
FUTURES = 10  # of one runner, from the same day
CHANCES = ("start", "finish", "pain within limit", "flare-up")


COLUMNS: Mapping[str, Kind] = {
    "runner": "whole", "world": "text", "way": "text", "chance": "text", "p": "number",
    "came_true": "whole", "of": "whole",
}  # fmt: skip
TURN = (0, 0, 0, 1, 2, 3, 4)  # the worlds in turn, the one described thrice


def rows_of(seed: int, number: int) -> list[Row]:
    """The chances given to a numbered runner, and in how many of so many futures each came true."""
    world = WORLDS[TURN[number % len(TURN)]]
    dice = Random(f"{seed} {world.name} {number}")  # noqa: S311 - makes runners, keeps no secret
    case, true, on = a_logged_runner(world, dice)
    options, ways, standing = foresee(case, on, np.random.default_rng([seed, number]))
    rows: list[Row] = []
    for code in WAYS:
        option = options[code]
        within = option.p_pain_within_limit
        ps = (option.p_start, option.p_finish, within, option.p_flare_up)
        ends = [run_on(true.copy(), world, ways[code], standing, dice) for _ in range(FUTURES)]
        counts = (
            sum(end.starts for end in ends), sum(end.finishes for end in ends),
            sum(end.within_limit for end in ends), sum(end.flares_up for end in ends),
        )  # fmt: skip
        rows += [
            {"runner": number, "world": world.name, "way": code, "chance": chance, "p": one.p,
             "came_true": n, "of": FUTURES}
            for chance, one, n in zip(CHANCES, ps, counts, strict=True)
            if one is not None
        ]  # fmt: skip
    return rows


def a_logged_runner(world: World, dice: Random) -> tuple[Case, Runner, date]:
    """A case with two to four weeks of reports, and the true runner on the day of asking."""
    ahead = dice.randint(7 * WEEKS_AHEAD[0], 7 * WEEKS_AHEAD[1])
    on = RACE_ON - timedelta(ahead)
    began = on - timedelta(7 * dice.randint(*WEEKS_OF_LOG))
    programme = a_programme(dice)
    limit_nrs = dice.randint(3, 5)
    true = draw_runner(world, site_prior(SITE), dice)
    runs, day = [], min(s.on for s in programme.sessions if s.on >= began)
    asked = {s.on: s.distance_km or 0.0 for s in programme.sessions}
    for one in programme.sessions:
        if one.on < day and dice.random() < a.ADHERENCE:
            runs.append(Run(on=one.on, distance_km=asked[one.on]))
    first = day
    while day < on:
        if day in asked and (day == first or dice.random() < a.ADHERENCE):
            runs.append(told(day, asked[day], true, world, dice))
        sleep(true, world, dice)
        day += timedelta(1)
    case = Case(
        runner=RunnerOfCase(tolerance=0.2, max_nrs=limit_nrs),
        race=Race(on=RACE_ON, distance_km=dice.choice(RACES_KM), goal_min=270),
        programme=programme,
        runs=tuple(runs),
        episodes=(Episode(id="e", site=SITE, tissue="knee", began_on=began),),
    )
    return case, true, on


def a_programme(dice: Random) -> Programme:
    """Eighteen weeks of three easy runs and a long one, the last three weeks shorter."""
    sessions = []
    top = dice.uniform(0.7, 1.1)
    for week in range(18):
        monday = RACE_ON - timedelta(6 + 7 * (17 - week))
        share = week / 14 if week < 15 else (17 - week) / 5
        long = top * (LONG_KM[0] + share * (LONG_KM[1] - LONG_KM[0]))
        easy = top * (EASY_KM[0] + min(share, 1) * (EASY_KM[1] - EASY_KM[0]))
        for weekday, km in ((1, easy), (2, easy), (3, easy), (6, long)):
            day = monday + timedelta(weekday)
            if day < RACE_ON:
                kind = "long" if weekday == 6 else "easy"
                sessions.append(Session(on=day, kind=kind, distance_km=round(km, 3)))
    return Programme(sessions=tuple(sessions))


def told(day: date, planned: float, true: Runner, world: World, dice: Random) -> Run:
    """One run of the log: stopped where the light turns red, unless the runner ignores it."""
    onset = onset_km(true, world, dice)
    begins = 0.0 if onset is None else round(onset, 3)
    if begins >= planned:
        free = PainReport(free=True, next_morning_nrs=0)
        return Run(on=day, distance_km=planned, pain=free, stopped_because="done")
    stop = max(begins, 0.05) + past_km(true, 3) + 0.001
    km = round(min(planned, stop) if world.heeds_the_light else planned, 3)
    run_past(true, onset, km)
    worst = min(10, max(1, int(1 + true.slope_nrs_per_km * (km - begins))))
    said = OnsetObservation(begins, begins)
    pain = PainReport(free=False, onset=said, worst_nrs=worst, course="steady",
                      settled_within_hour=True, next_morning_nrs=0)  # fmt: skip
    return Run(on=day, distance_km=km, pain=pain, stopped_because="pain" if km < planned else None)


Asked = tuple[dict[str, OptionOutlook], dict[str, Way], Standing]


def foresee(case: Case, on: date, rng: np.random.Generator) -> Asked:
    """The chances as `advise` would give them, and what a runner needs to be run on."""
    log = read_log(case, on)
    limits = limits_known_on(case, log, on)
    hurting = where_it_hurts(case, log.runs, on, rng)
    pace = slow_pace_s_per_km(log.runs, on)
    programmed = programmed_days(case, calendar_of(case), log.runs, on, pace)
    forecast = Forecast(hurting.ceiling, horizon(programmed)) if hurting else None
    state = state_of(case, log, hurting, forecast, on=on, cannot_say=False)
    found = outlook(case, log.runs, hurting, programmed, limits, state, rng)
    if found is None or case.race is None:
        raise RuntimeError("A simulated runner has a race and a programme.")
    at = setting_of(case, log.runs, hurting, limits, state)
    ways = {
        way.code: Way(
            [float(km) for km in way.at_most_km], way.race_km, way.heeds_the_light,
            way.run_walk, way.later_days,
        )
        for way in ways_on(programmed, limits, state, case.race)
    }  # fmt: skip
    done = days_done(log.runs, on)
    standing = Standing(at.rung_km, at.restart_km, at.cut_nrs, at.limit_nrs, done)
    return {one.code: one for one in found.options}, ways, standing


def days_done(runs: Sequence[Run], on: date) -> list[tuple[int, float]]:
    """Day and km of each run, today being day 0."""
    return [((run.on - on).days, run.distance_km) for run in runs]

"""The study `backtest`: real histories replayed day by day, with the log as it was that morning.

Two sweeps. `days`: every run day and every day of a longer gap of every runner: how far the rules
for runners who do not hurt would have let them run (longest run of the month, a silent log), and
how far they ran. `builds`: the sixteen weeks before every marathon, with the ready programme
nearest to the runner's own weeks: what would have been advised, and the marathon told beforehand
against the marathon run. Nothing in these histories is said about pain:
nothing is tested about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from startline.engine.advice import Advice, MinuteRange
from startline.engine.advise import advise, advise_distances
from startline.engine.case import Case, Runner
from startline.engine.errors import Refused
from startline.engine.plans import Programme
from startline.engine.races import Race
from startline.engine.runs import Run
from startline.formats.programmes import RaceProgramme, build, load
from startline.study.backtest_page import page_of
from startline.study.errors import StudyRefused
from startline.study.histories import Logged, Marathon, histories_of, is_run, marathons, riegel
from startline.study.sweeps import Kind, Options, Row, Study, Sweep

LOOKED_BACK = timedelta(200)  # of the log is given along; no rule looks back further
GAP_DAYS = (7, 14, 28)  # at which the rules of a silent log begin to hold, to halve, to ask
GAP_COUNTED = 43  # days of a gap that are asked about: by then nothing is advised unasked
WEEK = timedelta(7)
NEAR_KM = 0.05  # no watch is surer than this
TEN_PERCENT = 1.1
PROGRAMMES = ("first_marathon", "second_marathon")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RUN_DAYS = 4
BUILD = timedelta(112)
TOLD_DAYS = (0, 28, 56)  # before the race
WAY = "as_programmed"

DAYS: Mapping[str, Kind] = {
    "runner": "text", "runs": "whole", "run_days": "whole", "km": "number",
    "allowed_km": "number", "beyond": "whole", "beyond_longest": "whole",
    "beyond_silent": "whole", "beyond_ten_percent": "whole", "beyond_far": "whole",
    "gaps_7": "whole", "gaps_14": "whole", "gaps_28": "whole", "held_days": "whole",
}  # fmt: skip
BUILDS: Mapping[str, Kind] = {
    "runner": "text", "on": "text", "minutes": "number", "riegel": "number", "programme": "text",
    "run_km": "number", "advised_km": "number", "longest_km": "number",
    "longest_advised_km": "number", "beyond": "whole", "run_days": "whole",
    **{f"p{p}_{days}": "number" for days in TOLD_DAYS for p in (10, 50, 90)},
}  # fmt: skip


def check(options: Options) -> None:
    """Refuse a back-test without histories.

    Raises:
        StudyRefused: if no folder was named, or it holds none.
    """
    if options.histories is None:
        raise StudyRefused(
            "A back-test needs real histories.",
            hint="Give --histories FOLDER: CSV files with runner, date, distance_km, moving_s.",
        )
    if not Path(options.histories).is_dir():
        hint = "Check the path."
        raise StudyRefused(f"There is no folder {options.histories}.", hint=hint)
    histories_of(options.histories)


def everyone(options: Options) -> dict[str, list[Logged]]:
    """Every runner's history."""
    return histories_of(options.histories or "")


# --- day by day ----------------------------------------------------------------------------------


def days_of(options: Options, number: int) -> list[Row]:
    """One runner's whole history, replayed."""
    name, rows = sorted(everyone(options).items())[number]
    runs = runs_of(rows)
    if not runs:
        return []
    return [{"runner": name, **replayed(runs)}]


def runs_of(rows: Sequence[Logged]) -> list[Run]:
    """The runs of a history, oldest first."""
    return [
        Run(on=row.on, distance_km=round(row.km, 3), duration_min=round(row.minutes, 2))
        for row in rows
        if is_run(row)
    ]


def replayed(runs: Sequence[Run]) -> Row:
    """What the rules would have said on each day of this log, and what was run."""
    found: Counter[str] = Counter()
    allowed_km = done_km = 0.0
    by_day = km_by_day(runs)
    days = sorted(by_day)
    for before, on in pairwise(days):
        gap = (on - before).days - 1
        for at_least in GAP_DAYS:
            found[f"gaps_{at_least}"] += gap >= at_least
        found["held_days"] += held_days(runs, before, on)
        advice = asked(runs, on)
        km, most_km = by_day[on], advice.today.max_run_km
        allowed_km, done_km = allowed_km + min(km, most_km), done_km + km
        found["run_days"] += 1
        if km > most_km + NEAR_KM:
            found["beyond"] += 1
            found[why(advice)] += 1
            found["beyond_far"] += km > 1.3 * most_km
        found["beyond_ten_percent"] += beyond_ten_percent(by_day, on)
    counts = {name: found[name] for name in DAYS if name not in ("runner", "runs")}
    return {
        **counts, "runs": len(runs), "km": round(done_km, 3), "allowed_km": round(allowed_km, 3),
    }  # fmt: skip


def km_by_day(runs: Sequence[Run]) -> dict[date, float]:
    """The longest run of each day."""
    found: dict[date, float] = {}
    for run in runs:
        found[run.on] = max(found.get(run.on, 0.0), run.distance_km)
    return found


def asked(runs: Sequence[Run], on: date) -> Advice:
    """The advice of a morning, with the log as it was."""
    return advise_distances(Case(runs=log_of(runs, on)), on=on)


def log_of(runs: Sequence[Run], on: date) -> tuple[Run, ...]:
    """The runs before a day, as far back as any rule looks."""
    return tuple(run for run in runs if timedelta(0) < on - run.on <= LOOKED_BACK)


def why(advice: Advice) -> str:
    """Which kind of rule bound the day."""
    codes = {bound.code for bound in advice.today.bounds if bound.binding}
    silent = bool(codes & {"stale_data", "data_missing"})
    return "beyond_silent" if silent else "beyond_longest"


def held_days(runs: Sequence[Run], before: date, on: date) -> int:
    """Days of a gap on which the silent log held what may be run below a tenth above the last."""
    longest = min((on - before).days, GAP_COUNTED)
    days = (before + timedelta(n) for n in range(GAP_DAYS[0], longest))
    return sum(why(asked(runs, day)) == "beyond_silent" for day in days)


def beyond_ten_percent(by_day: Mapping[date, float], on: date) -> bool:
    """Whether this run takes its week above the last one by more than a tenth."""
    monday = on - timedelta(on.weekday())
    this = sum(km for day, km in by_day.items() if monday <= day <= on)
    last = sum(km for day, km in by_day.items() if monday - WEEK <= day < monday)
    return this > TEN_PERCENT * last


# --- builds --------------------------------------------------------------------------------------


def builds(options: Options) -> list[Marathon]:
    """Every marathon of the histories."""
    return _builds(options.histories or "")


@lru_cache(maxsize=1)
def _builds(folder: str) -> list[Marathon]:
    return marathons(histories_of(folder))


@dataclass(frozen=True, slots=True)
class Build:
    """One build: the marathon, the runner's whole log, and a programme that leads to it."""

    marathon: Marathon
    runs: Sequence[Run]
    programme: Programme

    def case(self, on: date) -> Case:
        """The Case of a morning."""
        race = Race(on=self.marathon.on, distance_km=round(self.marathon.km, 3))
        return Case(
            runner=Runner(), race=race, programme=self.programme, runs=log_of(self.runs, on)
        )


def build_of(options: Options, number: int) -> list[Row]:
    """One marathon: what would have been advised, and what was told of it."""
    marathon = builds(options)[number]
    runs = runs_of(everyone(options)[marathon.runner])
    try:
        build = Build(marathon, runs, programme_for(marathon))
    except Refused:  # fewer run days a week than any programme has
        return []
    rng = np.random.default_rng([options.seed, number])
    return [
        {
            "runner": marathon.runner,
            "on": marathon.on.isoformat(),
            "minutes": round(marathon.minutes, 2),
            "riegel": round(riegel(marathon), 2),
            "programme": build.programme.name,
            **advised(build),
            **told(build, rng),
        }
    ]


def programme_for(one: Marathon) -> Programme:
    """The ready programme nearest to the runner's own weeks, on the days they run most."""
    counts = Counter(run.on.weekday() for run in one.runs)
    days = [day for day, _ in sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:RUN_DAYS]]
    longest = max(one.runs, key=lambda run: run.distance_km).on.weekday()
    long_day = longest if longest in days else days[0]
    usual = one.read.week_km
    name = min(PROGRAMMES, key=lambda each: abs(_usual_week_km(each) - usual))
    return build(
        name,
        race=Race(on=one.on, distance_km=round(one.km, 3)),
        run_days=[WEEKDAYS[day] for day in sorted(days)],
        long_run_day=WEEKDAYS[long_day],
        usual_week_km=usual,
    )


def _usual_week_km(name: str) -> float:
    of = load(name)
    return of.usual_week_km if isinstance(of, RaceProgramme) else 0.0


def advised(build: Build) -> Row:
    """Each day of the build: what the advice would have been, and what was run."""
    by_day = km_by_day(build.runs)
    first, race_on = build.marathon.on - BUILD, build.marathon.on
    most, done = [], []
    beyond = 0
    for n in range((race_on - first).days):
        on = first + timedelta(n)
        today = advise_distances(build.case(on), on=on).today
        most.append(today.advised_km or 0.0)
        if on in by_day:
            done.append(by_day[on])
            beyond += by_day[on] > today.max_run_km + NEAR_KM
    return {
        "run_km": round(sum(done), 3), "advised_km": round(sum(most), 3),
        "longest_km": max(done, default=0.0), "longest_advised_km": max(most, default=0.0),
        "beyond": beyond, "run_days": len(done),
    }  # fmt: skip


def told(build: Build, rng: np.random.Generator) -> Row:
    """The finish time told on race morning and weeks before."""
    found: Row = {}
    for days in TOLD_DAYS:
        on = build.marathon.on - timedelta(days)
        minutes = finish_told(advise(build.case(on), on=on, rng=rng))
        for p in (10, 50, 90):
            found[f"p{p}_{days}"] = None if minutes is None else getattr(minutes, f"p{p}")
    return found


def finish_told(advice: Advice) -> MinuteRange | None:
    """The finish time of the way as programmed."""
    options = advice.outlook.options if advice.outlook is not None else ()
    return next((one.finish_min for one in options if one.code == WAY), None)


STUDY = Study(
    name="backtest",
    about="real histories replayed day by day",
    runners=0,
    sweeps=(
        Sweep(
            name="days",
            columns=DAYS,
            count=lambda options: len(everyone(options)),
            rows=days_of,
        ),
        Sweep(
            name="builds",
            columns=BUILDS,
            count=lambda options: len(builds(options)),
            rows=build_of,
        ),
    ),
    page=page_of,
    check=check,
)

"""The study `sensitivity`: on which of the chosen numbers does an answer hang?

Three sweeps. `assumptions`: every assumption of the engine at its low and its high, for a dozen
simulated runners: distances, chances, minutes. `variants`: startline asked in other ways. And
`settings`: every setting of the simulator at its low and its high, and what remains of the
comparison of policies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from startline.engine import assumptions as a
from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.engine.errors import StartlineError
from startline.study import policies
from startline.study.compare import row_of
from startline.study.sensitivity_page import page_of
from startline.study.settings import Settings, table
from startline.study.simulator.season import Policy
from startline.study.simulator.story import Story, a_story
from startline.study.simulator.worlds import WORLDS
from startline.study.sweeps import Kind, Options, Row, Study, Sweep

N_CASES = len(WORLDS)  # runners whose answers are asked for again, one of each world
WAY = "within_limits"
AT_KM = 10.0
AS_SHIPPED = "as shipped"
SIDES = ("low", "high")
VARIANTS_TIMES = 8  # runners for the variants, as often as those for each setting

ANSWERS: Mapping[str, Kind] = {
    "today_km": "number", "next_long_km": "number", "plan_km": "number", "longest_km": "number",
    "free_to_10_km": "number", "improving": "number", "finish": "number",
    "within_limit": "number", "flare_up": "number", "finish_min": "number", "cost_min": "number",
}  # fmt: skip


# --- the assumptions of the engine -------------------------------------------------------------


def moves() -> list[tuple[str, str, float]]:
    """What is moved: as shipped, then each assumption at each side."""
    found = [(AS_SHIPPED, "", 0.0)]
    for one in a.REGISTRY.values():
        found += [
            (one.id, side, value) for side, value in zip(SIDES, (one.low, one.high), strict=True)
        ]
    return found


def answers_moved(options: Options, number: int) -> list[Row]:
    """The answers of every case with one assumption moved."""
    from startline.study.assumed import assumed

    id_, side, value = moves()[number]
    if id_ == AS_SHIPPED:
        return answers(advise, options, id_, side)
    with assumed(id_, value) as moved:
        return answers(moved, options, id_, side)


def answers(asked: Callable[..., Advice], options: Options, id_: str, side: str) -> list[Row]:
    """The answers of every case; a case that is refused then has none, and says why."""
    rows: list[Row] = []
    for story in cases(options):
        rng = np.random.default_rng([options.seed, story.number])
        case = story.season.diary.as_case()
        row: Row = {"assumption": id_, "side": side, "case": story.number, "fault": ""}
        try:
            row |= read(asked(case, on=story.starts_on, rng=rng))
        except StartlineError as fault:
            row |= {name: None for name in ANSWERS} | {"fault": fault.code}
        except (
            Exception
        ) as fault:  # an assumption out of what the engine can bear: said, not hidden
            row |= {name: None for name in ANSWERS} | {"fault": type(fault).__name__}
        rows.append(row)
    return rows


def cases(options: Options) -> list[Story]:
    """One simulated runner of each world, on the day a policy is chosen."""
    return _cases(options.seed, options.settings)


@cache
def _cases(seed: int, s: Settings) -> list[Story]:
    return [a_story(seed, number, s, policies.Programme()) for number in range(N_CASES)]


def read(advice: Advice) -> Row:
    """The numbers of one Advice that people look at."""
    outlook, onset, long = advice.outlook, advice.onset, advice.next_long_run
    ways = outlook.options if outlook is not None else ()
    way = next((one for one in ways if one.code == WAY), None)
    planned = [day.distance_km or 0.0 for day in advice.plan if day.kind != "race"]
    cost = advice.missed.cost_min if advice.missed is not None else None
    within = way.p_pain_within_limit if way is not None else None
    minutes = way.finish_min if way is not None else None
    return {
        "today_km": advice.today.max_run_km,
        "next_long_km": long.advised_km if long is not None else None,
        "plan_km": round(math.fsum(planned), 3),
        "longest_km": max(planned, default=0.0),
        "free_to_10_km": None if onset is None else dict(onset.p_pain_free)[AT_KM],
        "improving": None if onset is None else onset.p_improving,
        "finish": None if way is None else way.p_finish.p,
        "within_limit": None if within is None else within.p,
        "flare_up": None if way is None else way.p_flare_up.p,
        "finish_min": None if minutes is None else minutes.p50,
        "cost_min": None if cost is None else cost.p50,
    }


# --- startline asked in other ways ---------------------------------------------------------------


def variants() -> tuple[Policy, ...]:
    """Startline as compared, and asked or followed in other ways."""
    return (
        policies.Startline(),
        policies.StartlineWeekly(),
        policies.StartlineSeen(),
        policies.Startline(name="own stop", heeds_the_light=False),
        policies.Startline(name="accepts 1 in 10", tolerance=0.1),
        policies.Startline(name="accepts 3 in 10", tolerance=0.3),
        policies.Startline(name="accepts 4 in 10", tolerance=0.4),
    )


def varied(options: Options, number: int) -> list[Row]:
    """One runner under every variant."""
    story = a_story(options.seed, number, options.settings, policies.Programme())
    return [counted(row_of(story, policy)) for policy in variants()]


COUNTED: Mapping[str, Kind] = {
    "runner": "whole", "world": "text", "policy": "text", "started": "flag", "finished": "flag",
    "flare_ups": "whole", "km_in_pain": "number", "days_lost": "whole", "km": "number",
    "longest_km": "number",
}  # fmt: skip


def counted(row: Row) -> Row:
    """The outcomes that are looked at here."""
    return {name: row[name] for name in COUNTED}


# --- the settings of the simulator ---------------------------------------------------------------


def worlds_moved(s: Settings) -> list[tuple[str, str, Settings]]:
    """The simulator as chosen, then each of its settings at each side."""
    found = [(AS_SHIPPED, "", s)]
    for name, _, _, _, low, high in table():
        found += [(name, side, replace(s, **{name: value}))
                  for side, value in zip(SIDES, (low, high), strict=True)]  # fmt: skip
    return found


def compared_moved(options: Options, number: int) -> list[Row]:
    """One runner under every compared policy, with one setting of the simulator moved."""
    every = worlds_moved(options.settings)
    name, side, moved = every[number % len(every)]
    story = a_story(options.seed, number // len(every), moved, policies.Programme())
    return [
        {"setting": name, "side": side, **counted(row_of(story, policy))}
        for policy in policies.compared()
    ]


STUDY = Study(
    name="sensitivity",
    about="on which of the chosen numbers an answer hangs",
    runners=24,
    sweeps=(
        Sweep(
            name="assumptions",
            columns={"assumption": "text", "side": "text", "case": "whole", "fault": "text",
                     **ANSWERS},
            count=lambda options: len(moves()),
            rows=answers_moved,
        ),
        Sweep(
            name="variants",
            columns=COUNTED,
            count=lambda options: VARIANTS_TIMES * options.runners,
            rows=varied,
        ),
        Sweep(
            name="settings",
            columns={"setting": "text", "side": "text", **COUNTED},
            count=lambda options: options.runners * len(worlds_moved(options.settings)),
            rows=compared_moved,
        ),
    ),
    page=page_of,
)  # fmt: skip

"""The study `calibration`: does what is told come true, and do the ranges hold what they should?

Three sweeps. `places`: simulation-based calibration of the posterior, under its own prior; there
every quantity has to stay inside its band. `chances`: the chances of the ways on, for runners as
the models describe them and for some they do not. `told`: everything an Advice says of runners of
other worlds, where nothing is calibrated by construction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from startline.study import chances, places, told
from startline.study.described import WORLDS as DESCRIBED
from startline.study.drawing import places as places_picture
from startline.study.drawing import reliability
from startline.study.estimates import TOLD_APART, Estimate, estimate
from startline.study.page import Page, Section, Svg, Table
from startline.study.simulator.worlds import WORLDS
from startline.study.sweeps import Columns, Options, Study, Sweep
from startline.study.tenths import Answer, answers_of, brier, mean_absolute_gap, summary, tenths

Bools = NDArray[np.bool_]
NOT_HERE: Sequence[tuple[str, str]] = (
    ("finish time", "its range is checked on real marathons by the study backtest"),
    (
        "aerobic power and endurance kept, minutes that missed runs cost",
        "their range is the published doubt about constants; no simulated runner has a truth of "
        "its own to compare with",
    ),
    ("what walk breaks do", "a guess with a range; no world here has a truth for it"),
)


def page_of(tables: Mapping[str, Columns], options: Options) -> Page:
    """The page of a finished calibration."""
    judged = places.judge(tables["places"])
    answers = answers_of(tables["chances"])
    return Page(
        title="Does what is told come true?",
        summary=summary_of(judged, answers, tables["told"], options),
        sections=[
            Section("The posterior under its own prior", posterior(judged)),
            Section("The chances of the ways on", ways(answers)),
            Section("Everything told, in worlds of other structure", everything(tables["told"])),
            Section(
                "Not calibrated here", [Table(["what", "why"], [list(one) for one in NOT_HERE])]
            ),
        ],
    )


def summary_of(
    judged: Sequence[places.Judged], answers: Sequence[Answer], table: Columns, options: Options
) -> list[str]:
    """What it shows, and what is not inside."""
    out = [one.name for one in judged if not one.inside]
    beyond = [
        f"{chance} ({one.low:.1f} to {one.low + 0.1:.1f})"
        for chance in chances.CHANCES
        for one in tenths(of(answers, DESCRIBED[0].name, chance))
        if one.verdict == "beyond"
    ]
    off = off_nominal(table)
    return [
        f"{max((one.n for one in judged), default=0)} rounds of simulation-based calibration, "
        f"seed {options.seed}: {len(judged) - len(out)} of {len(judged)} quantities stay inside "
        f"the band that holds all of an even distribution with 95 %. "
        f"Outside: {', '.join(out) or 'none'}.",
        f"Chances of the ways on, for runners as described: tenths beyond 3 points by more than "
        f"two standard errors: {', '.join(beyond) or 'none'}.",
        f"In the simulator's worlds together, told apart from what was said: "
        f"{', '.join(off) or 'none'}.",
    ]


def posterior(judged: Sequence[places.Judged]) -> list[str | Table | Svg]:
    """The places of the true values."""
    rows = [
        [one.name, str(one.n), f"{one.stray:.2f}", "yes" if one.inside else "NO"] for one in judged
    ]
    head = ["quantity", "rounds", "strays at most, in half widths of the band", "inside"]
    return [
        "A runner is drawn from the prior of the model, 2 to 10 runs are told, the posterior is "
        "computed, and the true value's place in it is noted. If the computation is right, places "
        "are even (Talts et al. 2018, arXiv:1804.06788; band after Säilynoja et al. 2022).",
        Table(head, rows),
        *(places_picture(o.name, o.at.tolist(), o.away.tolist(), o.half_width.tolist())
          for o in judged),
    ]  # fmt: skip


def of(answers: Sequence[Answer], world: str, chance: str, way: str | None = None) -> list[Answer]:
    """The answers about one chance in one world, on one way or on all."""
    return [
        one
        for one in answers
        if one.world == world and one.chance == chance and way in (None, one.way)
    ]


def ways(answers: Sequence[Answer]) -> list[str | Table | Svg]:
    """By world, chance and way; the tenths of the world that is described."""
    held = [world.name for world in DESCRIBED if any(one.world == world.name for one in answers)]
    head = ["world", "chance", "way", "given", "came true", "gap, points",
            "mean absolute gap", "Brier", "base rate's"]  # fmt: skip
    rows = [
        by_way(world, chance, way, some)
        for world in held
        for chance in chances.CHANCES
        for way in chances.WAYS
        if (some := of(answers, world, chance, way))
    ]
    first = held[0] if held else ""
    by_tenth = [
        [chance, f"{one.low:.1f} to {one.low + 0.1:.1f}", str(one.n), f"{one.given:.3f}",
         f"{one.came_true:.3f}", f"{100 * one.gap:+.1f} ± {100 * one.error:.1f}", one.verdict]
        for chance in chances.CHANCES
        for one in tenths(of(answers, first, chance))
    ]  # fmt: skip
    pictures = [
        reliability(chance, [(one.given, one.came_true, TOLD_APART * one.error) for one in found])
        for chance in chances.CHANCES
        if (found := tenths(of(answers, first, chance)))
    ]
    about = " ".join(f"{world.name}: {world.about}." for world in DESCRIBED)
    return [
        f"Each runner is asked about once and run on to the race {chances.FUTURES} times on each "
        f"of two ways. Errors are standard errors by runner. {about}",
        Table(head, rows),
        f"By tenths, {first}. Within: the gap is at most 3 points. Not told apart: more, by no "
        "more than two standard errors.",
        Table(["chance", "tenth", "answers", "given", "came true", "gap, points", ""], by_tenth),
        *pictures,
    ]


def by_way(world: str, chance: str, way: str, some: Sequence[Answer]) -> list[str]:
    """One line of the table of chances."""
    one, (ours, base) = summary(some), brier(some)
    return [
        world, chance, way, f"{one.given:.3f}", f"{one.came_true:.3f}",
        f"{100 * one.gap:+.1f} ± {100 * one.error:.1f}", f"{100 * mean_absolute_gap(some):.1f}",
        f"{ours:.3f}", f"{base:.3f}",
    ]  # fmt: skip


def quantities(table: Columns) -> list[str]:
    """What was told, in the order it was told in."""
    return list(dict.fromkeys(table["quantity"]))


def gap_of(table: Columns, quantity: str, worlds: Bools) -> tuple[float, float, Estimate]:
    """Told, came true, and their difference: of a chance, or of a range's nominal share."""
    among = (np.array(table["quantity"]) == quantity) & worlds
    p, low, high, truth = (
        np.array([math.nan if x is None else x for x in table[name]], dtype=float)[among]
        for name in ("p", "low", "high", "truth")
    )
    ranged = np.isnan(p)
    given = np.where(ranged, told.NOMINAL, p)
    came = np.where(ranged, (low <= truth) & (truth <= high), truth)
    if not given.size:
        return math.nan, math.nan, Estimate(math.nan, math.nan, 0)
    return float(given.mean()), float(came.mean()), estimate(came - given)


def off_nominal(table: Columns) -> list[str]:
    """The quantities whose truth is told apart from what was said, in all worlds together."""
    every = np.ones(len(table["quantity"]), dtype=bool)
    found = [(name, gap_of(table, name, every)[2]) for name in quantities(table)]
    return [f"{name} ({one.text(1, 100, signed=True)} points)" for name, one in found if one.sign]


def everything(table: Columns) -> list[str | Table | Svg]:
    """Each quantity over all worlds, and the gap in each world."""
    every = np.ones(len(table["quantity"]), dtype=bool)
    rows = []
    for name in quantities(table):
        given, came, gap = gap_of(table, name, every)
        verdict = "told apart" if gap.sign else "not told apart"
        rows.append(
            [name, str(gap.n), f"{given:.3f}", f"{came:.3f}", gap.text(1, 100, signed=True),
             verdict]
        )  # fmt: skip
    world_of = np.array(table["world"])
    held = [world.name for world in WORLDS if (world_of == world.name).sum() > 0]
    apart = [
        [name, *(gap_of(table, name, world_of == world)[2].text(0, 100, signed=True)
                 for world in held)]
        for name in quantities(table)
    ]  # fmt: skip
    return [
        "Runners of every world of the simulator, on the day a policy is chosen; truth from there "
        "to the race with startline. A range should hold the truth in 0.8 of runners; a chance "
        "should come true as often as it says. Points; errors are standard errors.",
        Table(["told", "runners", "said", "came true", "gap, points", ""], rows),
        "The gap in each world, points. These worlds are not what the models claim to describe.",
        Table(["told", *held], apart),
    ]


STUDY = Study(
    name="calibration",
    about="whether what is told comes true, and the ranges hold what they should",
    runners=1000,
    sweeps=(
        Sweep(
            name="places",
            columns=places.COLUMNS,
            count=lambda options: options.runners,
            rows=lambda options, number: places.rows_of(options.seed, number),
        ),
        Sweep(
            name="chances",
            columns=chances.COLUMNS,
            count=lambda options: options.runners,
            rows=lambda options, number: chances.rows_of(options.seed, number),
        ),
        Sweep(
            name="told",
            columns=told.COLUMNS,
            count=lambda options: options.runners,
            rows=lambda options, number: told.rows_of(options.seed, number, options.settings),
        ),
    ),
    page=page_of,
)

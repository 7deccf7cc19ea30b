"""The same results as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.machine import measured_here
from benchmarks.outlook.clock import DAYS, LOOPED, N_WAYS, TARGET_MS, TRAJECTORIES, Times
from benchmarks.outlook.rough import Chances, Moved
from startline.study.chances import CHANCES, FUTURES, WAYS
from startline.study.described import WORLDS
from startline.study.tenths import FEWEST, Answer, brier, mean_absolute_gap, summary, tenths

Found = Mapping[str, Sequence[Answer]]


def page(found: Found, times: Times, moved: tuple[Chances, list[Moved]]) -> list[str]:
    """Every line of the results."""
    runners = ", ".join(f"{name} {len({x.runner for x in some})}" for name, some in found.items())
    return [
        "# Are the chances right?", "",
        f"Simulated runners: {runners}. Each was run on to the race {FUTURES} times on each of two",
        "ways (within limits, as programmed). Errors are standard errors by runner. In points.", "",
        *[f"- {world.name}: {world.about}." for world in WORLDS if world.name in found], "",
        measured_here(), "",
        "![Reliability: chance given, and what came true](outlook.png)", "",
        *worlds(found), "",
        *[line for name, some in found.items() for line in [*by_tenths(name, some), ""]],
        *clock(times), "", *table(*moved),
    ]  # fmt: skip


def of(answers: Sequence[Answer], chance: str, way: str | None = None) -> list[Answer]:
    """The answers about one chance, on one way or on all."""
    return [x for x in answers if x.chance == chance and way in (None, x.way)]


def worlds(found: Found) -> list[str]:
    """One line for each world, chance and way."""
    lines = [
        "## By world", "",
        "Gap: came true less chance given. Mean absolute gap: over tenths, weighed by answers.", "",
        "| world | chance | way | given | came true | gap | mean absolute gap "
        "| Brier | base rate's |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, answers in found.items():
        for chance in CHANCES:
            for way in WAYS:
                some = of(answers, chance, way)
                one, (ours, base) = summary(some), brier(some)
                lines.append(
                    f"| {name} | {chance} | {way} | {one.given:.3f} | {one.came_true:.3f} | "
                    f"{100 * one.gap:+.1f} (se {100 * one.error:.1f}) | "
                    f"{100 * mean_absolute_gap(some):.1f} | {ours:.3f} | {base:.3f} |"
                )
    return lines


def by_tenths(name: str, answers: Sequence[Answer]) -> list[str]:
    """The tenths of one world, both ways together."""
    lines = [
        f"## By tenths: {name}", "",
        "Within: the gap is at most 3 points. Not told apart: more, by no more than two standard "
        f"errors. Too few: under {FEWEST}.", "",
        "| chance | tenth | answers | given | came true | gap | |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for chance in CHANCES:
        lines += [
            f"| {chance} | {one.low:.1f} to {one.low + 0.1:.1f} | {one.n} | {one.given:.3f} | "
            f"{one.came_true:.3f} | {100 * one.gap:+.1f} (se {100 * one.error:.1f}) | "
            f"{one.verdict} |"
            for one in tenths(of(answers, chance))
        ]
    return lines


def clock(times: Times) -> list[str]:
    """What it costs."""
    return [
        "## Time", "",
        "Processor time of one process, the least of seven.", "",
        "| what | ms | target | ratio |", "|---|---|---|---|",
        f"| {TRAJECTORIES} trajectories, {N_WAYS} ways, {DAYS} days | {times.walk_ms:.0f} | "
        f"{TARGET_MS} | 1 |",
        f"| a plain loop in Python, {LOOPED} trajectories carried to {TRAJECTORIES} | "
        f"{times.loop_ms:.0f} | - | {times.loop_ms / times.walk_ms:.0f} |",
        f"| the whole advice, rough week | {times.advise_ms:.0f} | - | "
        f"{times.advise_ms / times.walk_ms:.1f} |",
    ]  # fmt: skip


def table(shipped: Chances, moved: Sequence[Moved]) -> list[str]:
    """The rough week, within limits, with each assumption at its low and its high."""
    by_size = sorted(moved, key=lambda one: -span(one, shipped))
    still = [one.id for one in by_size if span(one, shipped) == 0]
    return [
        "## How far the rough week hangs on each assumption", "",
        f"Within limits, as shipped: finish {shipped.finish:.3f}, pain within limit "
        f"{shipped.within_limit:.3f}, {shipped.minutes:.0f} min. Each at its low and its high, the "
        "others as they stand; the largest first.", "",
        "| assumption | finish | pain within limit | minutes |", "|---|---|---|---|",
        *(f"| `{one.id}` | {one.low.finish:.3f}, {one.high.finish:.3f} | "
          f"{one.low.within_limit:.3f}, {one.high.within_limit:.3f} | "
          f"{one.low.minutes:.0f}, {one.high.minutes:.0f} |"
          for one in by_size if one.id not in still), "",
        f"Nothing moved with: {', '.join(f'`{i}`' for i in still) or 'none'}.",
    ]  # fmt: skip


def span(one: Moved, shipped: Chances) -> float:
    """The furthest that either chance goes from the one shipped; minutes a little."""
    return max(
        max(abs(c.finish - shipped.finish), abs(c.within_limit - shipped.within_limit))
        + abs(c.minutes - shipped.minutes) / 1000
        for c in (one.low, one.high)
    )

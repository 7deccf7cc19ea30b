"""What the study `backtest` shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from startline.study.estimates import Floats
from startline.study.page import Page, Section, Svg, Table
from startline.study.sweeps import Columns, Options

RESAMPLES = 2000
LEADS = ((0, "race morning"), (28, "4 weeks before"), (56, "8 weeks before"))


def page_of(tables: Mapping[str, Columns], options: Options) -> Page:
    """The page of a finished back-test."""
    days, builds = tables["days"], tables["builds"]
    return Page(
        title="Real histories, day by day",
        summary=summary_of(days, builds, options),
        sections=[
            Section("How far the rules would have let them run", rules(days, options)),
            Section("The sixteen weeks before a marathon", advised(builds, options)),
            Section("The marathon told, and run", marathons(builds, options)),
            Section("What this cannot say", [CANNOT_SAY]),
        ],
    )


CANNOT_SAY = (
    "These runners were not advised. They had no programme of ours, and nothing is known of where "
    "they hurt: a run beyond a rule is neither right nor wrong here. Who stopped running leaves no "
    "marathon to tell."
)


def column(table: Columns, name: str) -> Floats:
    """A column as numbers, nan where there is no value."""
    return np.array([math.nan if x is None else float(x) for x in table[name]])


def total(table: Columns, name: str) -> int:
    """The sum of a column of counts."""
    return sum(table[name])


def summary_of(days: Columns, builds: Columns, options: Options) -> list[str]:
    """The findings in a few sentences."""
    n, ran = len(days["runner"]), total(days, "run_days")
    if not n or not ran:
        return ["No runner has two days with a run."]
    lines = [
        f"{n} runners, {total(days, 'runs')} runs. Of {ran} days with a run, "
        f"{of_100(total(days, 'beyond'), ran)} in 100 went beyond what the rules would have let a "
        f"runner without pain run: {of_100(total(days, 'beyond_longest'), ran)} by the longest run "
        f"of the month, {of_100(total(days, 'beyond_silent'), ran)} after a silent log. The ten "
        "percent rule on weeks would have stopped "
        f"{of_100(total(days, 'beyond_ten_percent'), ran)}."
    ]
    if builds["runner"]:
        error = column(builds, "p50_0") - column(builds, "minutes")
        held = inside(builds, 0)
        lines.append(
            f"{len(builds['runner'])} marathons of {len(set(builds['runner']))} runners, told on "
            f"race morning: mean absolute error {np.nanmean(np.abs(error)):.1f} min, bias "
            f"{np.nanmean(error):+.1f}; the range of 8 in 10 held {held.sum()} of {held.size}."
        )
    return lines


def of_100(part: float, whole: float) -> str:
    """A share as so many in a hundred."""
    return f"{100 * part / whole:.1f}" if whole else "-"


def rules(days: Columns, options: Options) -> list[str | Table | Svg]:
    """Days beyond the rules, with intervals by runner, and the gaps."""
    ran = column(days, "run_days")
    rows = [
        [label, str(total(days, name)), of_100(total(days, name), ran.sum()),
         by_runner(column(days, name), ran, options.seed, 100)]
        for label, name in (
            ("beyond any rule", "beyond"),
            ("by more than three tenths", "beyond_far"),
            ("longest run of 30 days and a tenth", "beyond_longest"),
            ("a silent log", "beyond_silent"),
            ("beside it: the ten percent rule on weeks", "beyond_ten_percent"),
        )
    ]  # fmt: skip
    allowed = column(days, "allowed_km").sum() / max(column(days, "km").sum(), 1e-9)
    gaps = ", ".join(f"{total(days, f'gaps_{n}')} of {n} days or more" for n in (7, 14, 28))
    return [
        "Each morning the engine is asked with the log as it was; what was then run is compared "
        "with the most it would have allowed somebody who does not hurt.",
        Table(["days with a run", "days", "in 100", "95 % by runner"], rows),
        f"Had every such run been cut to what was allowed, {of_100(allowed, 1)} in 100 of the "
        f"kilometres would have been left. Gaps: {gaps}; on {total(days, 'held_days')} days of "
        "them the silent log held the advice.",
    ]


def by_runner(part: Floats, whole: Floats, seed: int, times: float) -> str:
    """A 95 % bootstrap interval of a ratio of sums, runners drawn again."""
    rng = np.random.default_rng([seed, part.size])
    pick = rng.integers(0, part.size, (RESAMPLES, part.size))
    ratio = times * part[pick].sum(axis=1) / np.maximum(whole[pick].sum(axis=1), 1e-9)
    low, high = np.quantile(ratio, [0.025, 0.975])
    return f"{low:.1f} to {high:.1f}"


def advised(builds: Columns, options: Options) -> list[str | Table | Svg]:
    """Kilometres and longest runs, advised and run."""
    if not builds["runner"]:
        return ["No marathon was recognised in these histories."]
    rows = []
    for label, name in (
        ("kilometres run", "run_km"), ("kilometres advised", "advised_km"),
        ("longest run", "longest_km"), ("longest advised", "longest_advised_km"),
        ("days with a run beyond what was allowed", "beyond"), ("days with a run", "run_days"),
    ):  # fmt: skip
        values = column(builds, name)
        low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
        rows.append([label, f"{middle:.1f}", f"{low:.1f} to {high:.1f}"])
    return [
        "The ready programme nearest to the runner's own weeks, on the days they ran most, asked "
        "about every morning with the log as it was. Kilometres of days they did not run are in "
        "what was advised.",
        Table(["a build", "median", "10 to 90 %"], rows),
    ]


def marathons(builds: Columns, options: Options) -> list[str | Table | Svg]:
    """Told against run, and beside it Riegel's power from the best run."""
    if not builds["runner"]:
        return ["No marathon was recognised in these histories."]
    run, runners = column(builds, "minutes"), np.array(builds["runner"])
    rows = [
        ["Riegel 1.06, best run", *scored(column(builds, "riegel") - run, runners, options), "-"]
    ]
    for days, label in LEADS:
        held = inside(builds, days)
        error = column(builds, f"p50_{days}") - run
        share = f"{held.sum()} of {held.size}" if held.size else "-"
        rows.append([f"startline, {label}", *scored(error, runners, options), share])
    head = ["told", "marathons", "mean absolute error, min", "95 % by runner", "bias, min",
            "inside its range of 8 in 10"]  # fmt: skip
    return [
        "The level of startline's law was fitted on two thirds of such runners (model card of "
        "fitness); where these are among them the errors are a little kind to it. Weeks before "
        "the race the log ends there.",
        Table(head, rows),
    ]


def scored(error: Floats, runners: NDArray[np.str_], options: Options) -> list[str]:
    """Number, mean absolute error, its interval, bias."""
    there = ~np.isnan(error)
    error, runners = error[there], runners[there]
    if not error.size:
        return ["0", "-", "-", "-"]
    names = sorted(set(runners.tolist()))
    absolute = np.array([np.abs(error[runners == name]).sum() for name in names])
    size = np.array([float((runners == name).sum()) for name in names])
    return [
        str(error.size), f"{np.abs(error).mean():.1f}",
        by_runner(absolute, size, options.seed, 1), f"{error.mean():+.1f}",
    ]  # fmt: skip


def inside(builds: Columns, days: int) -> NDArray[np.bool_]:
    """For each marathon with a range told, whether it held the time run."""
    low, high = column(builds, f"p10_{days}"), column(builds, f"p90_{days}")
    there = ~np.isnan(low)
    run = column(builds, "minutes")
    return np.asarray((low <= run) & (run <= high))[there]

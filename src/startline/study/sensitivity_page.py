"""What the study `sensitivity` shows: the largest movers first, and what nothing moves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from startline.engine.assumptions import REGISTRY
from startline.study import settings
from startline.study.estimates import Estimate, Floats, estimate
from startline.study.page import Page, Section, Svg, Table
from startline.study.sweeps import Columns, Options

SHOWN = (
    ("today_km", "most today, km", 1.0, 1), ("plan_km", "whole plan, km", 1.0, 0),
    ("longest_km", "longest planned, km", 1.0, 1), ("free_to_10_km", "free to 10 km", 100.0, 0),
    ("improving", "improving", 100.0, 0), ("finish", "finish", 100.0, 0),
    ("within_limit", "pain within limit", 100.0, 0), ("flare_up", "flare-up", 100.0, 0),
    ("finish_min", "finish, min", 1.0, 0), ("cost_min", "missed runs, min", 1.0, 1),
)  # fmt: skip
"""Column, what it is, what it is multiplied by, digits."""

STILL = 1e-9
MOST_NAMED = 6
OURS = "startline"
LOOKED_AT = (("started", 100.0), ("km_in_pain", 1.0))


@dataclass(frozen=True, slots=True)
class Moved:
    """One assumption: how far each answer goes from the one shipped, shape (sides, cases)."""

    id: str
    by: Mapping[str, Floats]
    faults: tuple[str, ...]

    def mean(self, column: str) -> float:
        """The mean distance over the cases, of the side that moves it more."""
        away = np.abs(self.by[column])
        return max((float(np.nanmean(row)) for row in away if not np.isnan(row).all()), default=0.0)

    @property
    def is_still(self) -> bool:
        """Whether nothing moved in any case."""
        return not self.faults and all(self.mean(column) < STILL for column, *_ in SHOWN)


def page_of(tables: Mapping[str, Columns], options: Options) -> Page:
    """The page of a finished study."""
    moved = moved_of(tables["assumptions"])
    return Page(
        title="On what does an answer hang?",
        summary=summary_of(moved, tables, options),
        sections=[
            Section("The assumptions of the engine", assumptions(moved)),
            Section("Startline asked in other ways", variants(tables["variants"])),
            Section("The settings of the simulator", simulator(tables["settings"])),
        ],
    )


def summary_of(
    moved: Sequence[Moved], tables: Mapping[str, Columns], options: Options
) -> list[str]:
    """The largest movers of what people look at, and whether the comparison turns."""
    lines = [
        f"{len(moved)} assumptions at their low and their high, {len(settings.table())} settings "
        f"of the simulator likewise on {options.runners} runners each, seed {options.seed}."
    ]
    for column, label, times, digits in SHOWN:
        if column in ("plan_km", "finish", "within_limit", "finish_min"):
            top = sorted(moved, key=lambda one: -one.mean(column))[:3]
            said = ", ".join(f"{one.id} ({times * one.mean(column):.{digits}f})" for one in top)
            lines.append(f"{label} moves most with: {said} (mean distance over the cases).")
    return [*lines, turned(tables["settings"])]


def turned(table: Columns) -> str:
    """Whether the one finding that people will quote turns with any setting."""
    found = turning(table)
    n = len(others_of(table)) * (len(moved_settings(table)) - 1)
    said = "Fewer kilometres in pain with startline than under another policy: told apart in "
    if not found:
        return f"{said}all {n} comparisons, at both ends of every setting."
    more = ", and so on" if len(found) > MOST_NAMED else ""
    return f"{said}{n - len(found)} of {n}; not with {', '.join(found[:MOST_NAMED])}{more}."


def moved_of(table: Columns) -> list[Moved]:
    """How far each assumption moves each answer of each case."""
    ids, sides = np.array(table["assumption"]), np.array(table["side"])
    values = {
        column: np.array([math.nan if x is None else x for x in table[column]], dtype=float)
        for column, *_ in SHOWN
    }
    shipped = {column: values[column][sides == ""] for column, *_ in SHOWN}
    found = []
    for id_ in dict.fromkeys(ids[sides != ""].tolist()):
        by = {
            column: np.stack([values[column][(ids == id_) & (sides == side)] - shipped[column]
                              for side in ("low", "high")])
            for column, *_ in SHOWN
        }  # fmt: skip
        faults = {f for f, one in zip(table["fault"], ids, strict=True) if one == id_ and f}
        found.append(Moved(id_, by, tuple(sorted(faults))))
    return found


def assumptions(moved: Sequence[Moved]) -> list[str | Table | Svg]:
    """A row for each assumption that moves anything, the largest movers of the plan first."""
    still = [one.id for one in moved if one.is_still]
    head = ["assumption", "range", *(label for _, label, *_ in SHOWN), ""]
    ranked = sorted(
        (one for one in moved if not one.is_still),
        key=lambda one: (-one.mean("plan_km"), -one.mean("finish"), one.id),
    )
    rows = [
        [
            one.id,
            f"{REGISTRY[one.id].low:g} to {REGISTRY[one.id].high:g}",
            *(f"{times * one.mean(column):.{digits}f}" for column, _, times, digits in SHOWN),
            ", ".join(one.faults),
        ]
        for one in ranked
    ]
    return [
        "Each at its low and at its high, the others as shipped; the mean distance over a dozen "
        "simulated runners of the side that moves the answer more. Chances in points. The engine "
        "is read anew for each, so that a number moves wherever it is used. "
        "Dice fall anew where the number of draws changes: about a point of a chance is dice.",
        Table(head, rows),
        f"Nothing moved with: {', '.join(still) or 'none'}.",
    ]


def variants(table: Columns) -> list[str | Table | Svg]:
    """Each variant less startline as compared, on the same runners."""
    names = list(dict.fromkeys(table["policy"]))
    columns = ("started", "finished", "flare_ups", "km_in_pain", "days_lost", "km", "longest_km")
    values = {c: np.array(table[c], dtype=float).reshape(-1, len(names)) for c in columns}
    times = {"started": 100.0, "finished": 100.0, "flare_ups": 100.0}
    rows = []
    for i, name in enumerate(names):
        away = [
            estimate(values[c][:, i] - (values[c][:, 0] if i else 0)).text(
                1, times.get(c, 1.0), signed=i > 0
            )
            for c in columns
        ]
        rows.append([name if i == 0 else f"{name}, less {OURS}", *away])
    return [
        f"{len(table['policy']) // len(names)} runners. Weekly: the plan of the week's first run "
        "day is followed to its end. Remembered: the plan shown on the last run day is given too. "
        "Own stop: on the run the runner stops where the runner would. Accepts: another chance of "
        "pain is accepted, 2 in 10 otherwise. Of 100 for the first three columns.",
        Table(["", *(c.replace("_", " ") for c in columns)], rows),
    ]


def less(table: Columns, setting: str, side: str, other: str, column: str) -> Estimate:
    """Startline less another policy with one setting moved."""
    policy = np.array(table["policy"])
    here = (np.array(table["setting"]) == setting) & (np.array(table["side"]) == side)
    values = np.array(table[column], dtype=float)
    return estimate(values[here & (policy == OURS)] - values[here & (policy == other)])


def others_of(table: Columns) -> list[str]:
    """The policies beside startline."""
    return [name for name in dict.fromkeys(table["policy"]) if name != OURS]


def moved_settings(table: Columns) -> list[tuple[str, str]]:
    """Setting and side, the simulator as chosen first."""
    return list(dict.fromkeys(zip(table["setting"], table["side"], strict=True)))


def turning(table: Columns) -> list[str]:
    """Settings with which startline's runners are not seen to run less in pain than another's."""
    return [
        f"{setting} at its {side} against {other}"
        for setting, side in moved_settings(table)
        for other in others_of(table)
        if side and less(table, setting, side, other, "km_in_pain").sign >= 0
    ]


def simulator(table: Columns) -> list[str | Table | Svg]:
    """Startline less each other policy: starts, and kilometres in pain, with each setting moved."""
    others = others_of(table)
    parts: list[str | Table | Svg] = [
        "Startline less each other policy, the same runners; standard errors. First of 100 starts, "
        "then kilometres in pain."
    ]
    for column, times in LOOKED_AT:
        rows = [
            [f"{setting}, {side}" if side else setting,
             *(less(table, setting, side, other, column).text(1, times, signed=True)
               for other in others)]
            for setting, side in moved_settings(table)
        ]  # fmt: skip
        parts.append(Table([column.replace("_", " "), *(f"less {o}" for o in others)], rows))
    return parts

"""What the study `policies` shows, whichever way it goes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from startline.study import settings
from startline.study.drawing import Mark, differences
from startline.study.estimates import TOLD_APART, Estimate, Floats, estimate
from startline.study.page import Page, Section, Svg, Table
from startline.study.policies import ABOUT
from startline.study.simulator.worlds import SUPPOSED, WORLDS
from startline.study.sweeps import Columns, Options

OURS = "startline"
AWAY = ("pain", "training", "illness")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that is counted; `better` is 1 where more of it is wanted, else -1."""

    column: str
    label: str
    better: int
    more: str
    less: str
    times: float = 1.0
    unit: str = ""


OUTCOMES = (
    Outcome("started", "started, of 100", 1, "more often", "less often", 100, "of 100 runners"),
    Outcome("finished", "finished, of 100", 1, "more often", "less often", 100, "of 100 runners"),
    Outcome("flare_ups", "flare-ups, of 100", -1, "more", "fewer", 100, "of 100 runners"),
    Outcome("km_in_pain", "km run in pain", -1, "more", "fewer", 1, "km"),
    Outcome("days_lost", "days lost", -1, "more", "fewer", 1, "days"),
    Outcome("minutes_lost", "minutes lost", -1, "more", "fewer", 1, "min"),
)  # fmt: skip


@dataclass(frozen=True)
class Results:
    """The table as arrays of shape (runners, policies); columns by name."""

    columns: Columns

    @cached_property
    def policies(self) -> list[str]:
        """The policies in their order."""
        return list(dict.fromkeys(self.columns["policy"]))

    @cached_property
    def worlds(self) -> NDArray[np.str_]:
        """The world of each runner, shape (runners,)."""
        return np.array(self.columns["world"])[:: len(self.policies)]

    def of(self, column: str) -> Floats:
        """One column, nan where there is no value, shape (runners, policies)."""
        values = [math.nan if one is None else float(one) for one in self.columns[column]]
        return np.array(values).reshape(-1, len(self.policies))

    def texts(self, column: str) -> NDArray[np.str_]:
        """One column of words, shape (runners, policies)."""
        return np.array(self.columns[column]).reshape(-1, len(self.policies))

    def within(self, world: str | None) -> NDArray[np.bool_]:
        """The runners of a world; None: of every world the models do not suppose."""
        unlike = self.worlds != SUPPOSED
        return np.asarray(unlike if world is None else self.worlds == world)

    def mean(self, column: str, policy: str, among: NDArray[np.bool_]) -> Estimate:
        """The mean under one policy."""
        values = self.of(column)[among, self.policies.index(policy)]
        return estimate(values[~np.isnan(values)])

    def less(self, column: str, policy: str, among: NDArray[np.bool_]) -> Estimate:
        """Startline less another policy, runner by runner; where both have a value."""
        values = self.of(column)[among]
        away = values[:, self.policies.index(OURS)] - values[:, self.policies.index(policy)]
        return estimate(away[~np.isnan(away)])

    @property
    def others(self) -> list[str]:
        """Every policy but ours."""
        return [one for one in self.policies if one != OURS]

    @property
    def worlds_held(self) -> list[str]:
        """The worlds in which there are two runners or more, in the order of the list."""
        return [one.name for one in WORLDS if int((self.worlds == one.name).sum()) > 1]


def page_of(columns: Columns, options: Options) -> Page:
    """The page of a finished comparison."""
    found = Results(columns)
    return Page(
        title="What a runner who hurts may do: five policies",
        summary=summary(found, options),
        sections=[
            Section("All worlds the models do not suppose, together", together(found)),
            Section("World by world", by_world(found)),
            Section("Why they stayed away", [away_table(found)]),
            Section("Was the promise kept?", promise(found)),
            Section("With and without a clinician's limit", [by_limit(found)]),
            Section("The worlds", [worlds_table()]),
            Section("The policies", [Table(["policy", "what is run"], list(ABOUT.items()))]),
            Section("What this cannot say", CANNOT_SAY),
            Section("Every chosen number of the simulator", [settings_table()]),
        ],
    )


def summary(found: Results, options: Options) -> list[str]:
    """What it shows, in sentences made from the figures."""
    unknown = found.within(None)
    n_worlds = len([one for one in found.worlds_held if one != SUPPOSED])
    return [
        f"{len(found.worlds)} simulated runners with a problem 5 to 14 weeks before a marathon, "
        f"seed {options.seed}, each under {len(found.policies)} policies on the same dice; "
        f"{n_worlds} worlds whose structure the models do not have, and the one they suppose. "
        f"Below, told apart means by more than {TOLD_APART:g} standard errors, taking the "
        f"{n_worlds} worlds together.",
        *(sentence(found, outcome, unknown) for outcome in OUTCOMES),
        claim(found),
    ]


def sentence(found: Results, outcome: Outcome, among: NDArray[np.bool_]) -> str:
    """One outcome against every other policy."""
    said: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for other in found.others:
        away = found.less(outcome.column, other, among)
        text = f"{other} ({away.text(1, outcome.times, signed=True)})"
        said[away.sign].append(text)
    alike = "about as often as" if "often" in outcome.more else "about as many as"
    words = ((1, f"{outcome.more} than"), (-1, f"{outcome.less} than"), (0, alike))
    found_so = [f"{how} under {', '.join(said[sign])}" for sign, how in words if said[sign]]
    return f"{outcome.label[0].upper()}{outcome.label[1:]}, startline: {'; '.join(found_so)}."


def claim(found: Results) -> str:
    """Whether "reaches the start more often, with less pain" stands, and against what."""
    unknown = found.within(None)
    start = {p: found.less("started", p, unknown).sign for p in found.others}
    pain = {p: found.less("km_in_pain", p, unknown).sign for p in found.others}
    both = [p for p in found.others if start[p] > 0 and pain[p] < 0]
    less_pain = [p for p in found.others if pain[p] < 0]
    verdict = "stands" if len(both) == len(found.others) else "does not stand as a whole"
    against = f"; it stands against {', '.join(both)}" if both else "; it stands against none"
    return (
        f'"Reaches the start more often, with less pain" {verdict}{against}. "With less pain" '
        f"stands against {', '.join(less_pain) or 'none'}."
    )


def together(found: Results) -> list[str | Table | Svg]:
    """Means and differences over every world but the one supposed."""
    unknown = found.within(None)
    head = ["policy", *(one.label for one in OUTCOMES), "km", "longest run, km"]
    rows = []
    for policy in found.policies:
        cells = [found.mean(o.column, policy, unknown).text(1, o.times) for o in OUTCOMES]
        cells += [found.mean(c, policy, unknown).text(1) for c in ("km", "longest_km")]
        rows.append([policy, *cells])
    apart = [
        [
            other,
            *(found.less(o.column, other, unknown).text(1, o.times, signed=True) for o in OUTCOMES),
        ]
        for other in found.others
    ]
    return [
        "Mean and standard error. Minutes are lost against an undisturbed build, by those who "
        "finish: other people under each policy.",
        Table(head, rows),
        "Startline less each other policy, runner by runner on the same dice. Minutes: of those "
        "who finish under both.",
        Table(["startline less", *(one.label for one in OUTCOMES)], apart),
        *(picture(found, outcome) for outcome in OUTCOMES[:1] + OUTCOMES[3:4]),
    ]


def picture(found: Results, outcome: Outcome) -> Svg:
    """The differences of one outcome, each policy in each world."""
    marks = [
        Mark(
            f"{world}: {other}",
            outcome.times * away.mean,
            outcome.times * TOLD_APART * away.error,
        )
        for other in found.others
        for world in found.worlds_held
        if (away := found.less(outcome.column, other, found.within(world))).n > 1
    ]
    title = f"Startline less each other policy: {outcome.label}"
    return differences(title, f"{outcome.unit}; whiskers: two standard errors", marks)


def by_world(found: Results) -> list[str | Table | Svg]:
    """Every outcome, each world a row: startline, and how far it is from each other policy."""
    parts: list[str | Table | Svg] = []
    for outcome in OUTCOMES:
        rows = []
        for world in found.worlds_held:
            among = found.within(world)
            ours = found.mean(outcome.column, OURS, among).text(1, outcome.times)
            away = [
                found.less(outcome.column, other, among).text(1, outcome.times, signed=True)
                for other in found.others
            ]
            rows.append([world, ours, *away])
        head = [outcome.label, OURS, *(f"less {other}" for other in found.others)]
        parts.append(Table(head, rows))
    return parts


def away_table(found: Results) -> Table:
    """Of 100 runners, why they did not start."""
    why, every = found.texts("stayed_away"), len(found.worlds)
    rows = [
        [policy, *(f"{100 * float((why[:, i] == one).sum()) / every:.1f}" for one in AWAY)]
        for i, policy in enumerate(found.policies)
    ]
    return Table(["of 100 runners", "pain", "too little training", "illness"], rows)


def promise(found: Results) -> list[str | Table | Svg]:
    """The chance told with each advised distance against how often it stayed free of pain."""
    i = found.policies.index(OURS)
    n, given, came = (found.of(c)[:, i] for c in ("n_chances", "chance_given", "stayed_free"))
    rows = []
    for world in found.worlds_held:
        among = found.within(world)
        total = n[among].sum()
        if not total:
            continue
        away = came[among] - given[among]
        gap = away.sum() / total
        error = math.sqrt(float(((away - gap * n[among]) ** 2).sum())) / total
        told, true = given[among].sum() / total, came[among].sum() / total
        rows.append(
            [world, f"{total:.0f}", f"{told:.3f}", f"{true:.3f}",
             f"{100 * gap:+.1f} ± {100 * error:.1f}"]
        )  # fmt: skip
    return [
        "Each advised distance comes with the chance that it stays free of pain; these runners "
        "accept one painful run in five. Points; errors by runner.",
        Table(["world", "advised runs", "chance told", "came true", "gap"], rows),
    ]


def by_limit(found: Results) -> Table:
    """Starts and pain among those with a limit and those without."""
    has = found.of("has_limit")[:, 0] > 0
    rows = []
    for said, among in (("with a limit", has), ("without", ~has)):
        for policy in found.policies:
            cells = [
                found.mean(o.column, policy, among).text(1, o.times)
                for o in (OUTCOMES[0], OUTCOMES[3])
            ]
            rows.append([f"{said}: {policy}", *cells])
    return Table(["", OUTCOMES[0].label, OUTCOMES[3].label], rows)


def worlds_table() -> Table:
    """What each world is."""
    return Table(["world", "in it"], [(one.name, one.about) for one in WORLDS])


def settings_table() -> Table:
    """The settings with their ranges."""
    rows = [
        [name, f"{value:g} {unit}", source, f"{low:g} to {high:g}"]
        for name, value, unit, source, low, high in settings.table()
    ]
    return Table(["setting", "value", "source", "as well"], rows)


CANNOT_SAY: Sequence[str] = (
    "No real runner is in here. What harms, how people decide at the start and what is lost by "
    "running less are assumptions, listed below; the study `sensitivity` moves them.",
    "Whether somebody starts depends on three things: illness, how far pain would let them get, "
    "and the longest run of the build. The last weighs against every policy that runs less, "
    "startline first.",
    "All policies but the programme keep the clinician's limit. Nobody has a red flag; bone is in "
    "question for nobody. Walk breaks and other surfaces are offered by none of the policies.",
    "Minutes lost are counted among those who finish; a policy under which fewer finish may look "
    "faster.",
)

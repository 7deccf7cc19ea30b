"""Ours beside the best plan that a long exact search finds, Case by Case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.plan.cases import Drawn, drawn
from benchmarks.plan.exact import Found, Search
from benchmarks.plan.objective import Worth, value_km
from benchmarks.plan.question import Plan, Question, asked_of, longest, metres, shipped
from benchmarks.plan.rules import rules_of
from startline.engine.limit_values import Limits
from startline.engine.limits import limit
from startline.engine.restrictions import Restriction

FIRST = 10_000  # Cases that no choice in the planner was made on
LEAST_WORTH_KM = 20  # a plan worth less has nothing to choose
LIMITS_TO_CHOOSE = ("max_runs_per_week", "min_rest_days_between_runs")
TARGET = 0.98


@dataclass(frozen=True)
class Duel:
    """One Case: what ours is worth, and what the searches found."""

    one: Drawn
    longest_km: float
    shipped_km: float
    hard: Found
    wishes: Found
    free: Found
    kept_shipped: bool
    moved_m: int

    @property
    def ratio(self) -> float:
        """The longest plan beside the best under the same rules."""
        return self.longest_km / max(self.longest_km, self.hard.value_km)

    @property
    def wishes_ratio(self) -> float:
        """The plan that ships beside the best under its rules and wishes."""
        return self.shipped_km / max(self.shipped_km, self.wishes.value_km)

    @property
    def price_of_sharing(self) -> float:
        """How much more a week shared out freely would be worth, as a share."""
        return max(0.0, self.free.value_km / max(self.longest_km, self.hard.value_km) - 1)

    @property
    def price_of_wishes(self) -> float:
        return 1 - self.shipped_km / self.longest_km


def questions(*, choosing: bool) -> Iterator[tuple[Drawn, Question]]:
    """Cases with a plan worth looking at; `choosing`: with limits that leave days out."""
    number = FIRST
    while True:
        one = drawn(number)
        number += 1
        if choosing and not _chooses(one):
            continue
        ask = asked_of(one)
        if value_km(ask, metres(longest(ask)), Worth()) >= LEAST_WORTH_KM:
            yield one, ask


def _chooses(one: Drawn) -> bool:
    return any(
        key in limit for limit in one.case.get("restrictions", ()) for key in LIMITS_TO_CHOOSE
    )


def duels(n: int, *, choosing: bool, seconds: float) -> list[Duel]:
    """The first n such Cases."""
    return [
        duel(one, ask, seconds=seconds)
        for (one, ask), _ in zip(questions(choosing=choosing), range(n), strict=False)
    ]


def duel(one: Drawn, ask: Question, *, seconds: float, worth: Worth | None = None) -> Duel:
    """Three searches of one Case, and each plan held against the other's rules."""
    worth = worth or Worth()
    ours, ship = metres(longest(ask)), metres(shipped(ask))
    hard = Search(ask, rules_of(ask, shares=True), worth).best(ours, seconds=seconds)
    return Duel(
        one=one,
        longest_km=value_km(ask, ours, worth),
        shipped_km=value_km(ask, ship, worth),
        hard=hard,
        wishes=Search(ask, rules_of(ask, shares=True, wishes=True), worth).best(
            ship, seconds=seconds
        ),
        free=Search(ask, rules_of(ask, shares=False), worth).best(hard.plan, seconds=seconds),
        kept_shipped=Search(ask, rules_of(ask, shares=True), worth).keeps(ship),
        moved_m=moved_by_limit(ask, hard.plan),
    )


def moved_by_limit(ask: Question, plan: Plan) -> int:
    """Metres by which the last layer shortens the searched plan, on the day it does so most.

    Which days a week keeps is the searched plan's own choice here, so those two fields are left
    out; shares of a week, steps, rungs, onset, taper and people's distances are not.
    """
    free = [_without_choice(one) for one in ask.limits.restrictions]
    limits = Limits(tuple(one for one in free if one is not None), ask.limits.red_flags)
    asked = [replace(day, asked_m=plan.get(day.on, 0)) for day in ask.days]
    limited = limit(asked, limits, ask.state)
    return max(a.asked_m - b.asked_m for a, b in zip(asked, limited, strict=True))


def _without_choice(one: Restriction) -> Restriction | None:
    left = replace(one, max_runs_per_week=None, min_rest_days_between_runs=None)
    return None if left.says_nothing and not one.says_nothing else left


def sensitivity(
    n: int, kappas: Sequence[float], *, seconds: float
) -> list[tuple[float, list[float]]]:
    """Ratio of the first n Cases when a run that hurts costs something else."""
    out = []
    for kappa in kappas:
        worth, ratios = Worth(kappa_km=kappa), []
        for (_, ask), _n in zip(questions(choosing=False), range(n), strict=False):
            ours = metres(longest(ask))
            best = Search(ask, rules_of(ask, shares=True), worth).best(ours, seconds=seconds)
            ours_km = value_km(ask, ours, worth)
            ratios.append(ours_km / max(ours_km, best.value_km))
        out.append((kappa, ratios))
    return out


# --- words and tables ------------------------------------------------------------------------


def report(n: int, seconds: float) -> list[str]:
    """The section on the objective."""
    plain = duels(n, choosing=False, seconds=seconds)
    hard = duels(n, choosing=True, seconds=seconds)
    lines = [
        "## Beside a long exact search", "",
        "V in km of preparation (`objective.py`): ours is the longest plan inside every limit, "
        f"best and bound are HiGHS's (one thread, at most {seconds:.0f} s a search) under the same "
        "hard "
        "rules, written apart from the planner (`rules.py`). With wishes: the plan that ships "
        "beside the best under lighter weeks and one thing at a time too. Free: weeks not shared "
        "out, and no place kept for a race over its limit; how much more that would be worth.", "",
        f"### {n} varied Cases", "", *_table(plain), *_summary(plain),
        f"### {n} Cases with limits on runs a week or on days of rest", "",
        *_table(hard), *_summary(hard),
        "### If a run that hurts costs something else", "",
        "| kappa | median ratio | worst ratio |", "|---|---|---|",
    ]  # fmt: skip
    for kappa, ratios in sensitivity(n, (0.0, 1.0, 3.0), seconds=seconds):
        lines.append(f"| {kappa:g} km | {np.median(ratios):.4f} | {min(ratios):.4f} |")
    return [*lines, ""]


def _table(found: Sequence[Duel]) -> list[str]:
    rows = [
        "| Case | state | limits | V ours | V best | bound | ratio | with wishes | free |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        best = max(one.longest_km, one.hard.value_km)
        rows.append(
            f"| {one.one.number} | {one.one.state} | {_limits(one.one)} | {one.longest_km:.1f} "
            f"| {best:.1f}{'' if one.hard.optimal else '*'} | {one.hard.bound_km:.1f} "
            f"| {one.ratio:.4f} | {one.wishes_ratio:.4f} | +{one.price_of_sharing:.1%} |"
        )
    return [*rows, ""]


SHORT = {
    "max_run_km": "km", "max_run_min": "min", "max_week_km": "week", "max_runs_per_week": "runs",
    "min_rest_days_between_runs": "rest", "no_running": "none", "easy_only": "easy",
}  # fmt: skip


def _limits(one: Drawn) -> str:
    named = [
        "+".join(short for key, short in SHORT.items() if key in limit) or "other"
        for limit in one.case.get("restrictions", ())
    ]
    return ", ".join(named) or "-"


def _summary(found: Sequence[Duel]) -> list[str]:
    ratios = np.array([one.ratio for one in found])
    wishes = np.array([one.wishes_ratio for one in found])
    gaps = [one.hard.bound_km / max(one.hard.value_km, one.longest_km) - 1 for one in found]
    searches = [search for one in found for search in (one.hard, one.wishes, one.free)]
    return [
        f"- Ratio: median {np.median(ratios):.4f}, worst {ratios.min():.4f}; "
        f"{(ratios >= TARGET).sum()} of {len(found)} at {TARGET} or more.",
        f"- With wishes: median {np.median(wishes):.4f}, worst {wishes.min():.4f}, "
        f"{(wishes >= TARGET).sum()} of {len(found)}; the wishes cost "
        f"{np.median([one.price_of_wishes for one in found]):.1%} of V (median; most "
        f"{max(one.price_of_wishes for one in found):.1%}).",
        f"- Proven best: {sum(one.hard.optimal for one in found)} of {len(found)}; largest gap to "
        f"the bound {max(gaps):.2%}; all {len(searches)} searches: median "
        f"{np.median([one.seconds for one in searches]):.1f} s, longest "
        f"{max(one.seconds for one in searches):.1f} s; the curve lies at most "
        f"{max(one.hard.hull_error_km for one in found):.3f} km below its hull.",
        f"- The last layer shortens a searched plan by at most {max(o.moved_m for o in found)} m "
        f"on any day; the plan that ships keeps the search's rules in "
        f"{sum(o.kept_shipped for o in found)} of {len(found)}.",
        f"- Weeks not shared out: worth {np.median([o.price_of_sharing for o in found]):.1%} more "
        f"(median; most {max(o.price_of_sharing for o in found):.1%}).",
        "",
    ]

r"""The best plan there is, by a mixed-integer search with HiGHS, and a proven bound.

For each day: x km, z whether it is run, v its part of the objective. The concave objective stands
as the upper hull of 240 points of each day's curve, in perspective form (v <= a x + b z), so that
it is exact at z = 0; "the longest of some earlier runs" takes one binary for each run that could
be it; the ladder takes one binary for each rung claimed. Bounds are first carried forward, which
says at most how far each day can come at all.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import highspy
import numpy as np

from benchmarks.plan.objective import CHANGED_M, Worth, day_value_km, seen_metres, value_km
from benchmarks.plan.question import Plan, Question
from benchmarks.plan.rules import GREENS_A_STEP, SHORTEST_KM, Reach, Rules, Together

POINTS = 240
ROUNDING_KM = 0.003  # how far a plan in whole metres may stand from one that is not rounded
INF = highspy.kHighsInf


@dataclass(frozen=True)
class Found:
    """The best plan found, what it is worth, and what no plan can be worth more than."""

    plan: Plan
    value_km: float
    bound_km: float
    hull_error_km: float
    seconds: float
    optimal: bool


class Search:
    """One question as a mixed-integer programme."""

    def __init__(self, ask: Question, rules: Rules, worth: Worth) -> None:
        self.ask, self.rules, self.worth = ask, rules, worth
        self.n = len(rules.ons)
        self.h = highspy.Highs()
        self.h.setOptionValue("output_flag", False)
        self.h.setOptionValue("threads", 1)
        self.h.setOptionValue("mip_rel_gap", 1e-4)
        self.count = 0
        self.hull_error_km = 0.0
        self.most_km = self._furthest()
        self._build()

    # --- the model ---------------------------------------------------------------------------

    def _build(self) -> None:
        self.x = [self._column(0, self.most_km[i]) for i in range(self.n)]
        self.z = [self._binary() for _ in range(self.n)]
        self.v = [self._column(-INF, INF, cost=1) for _ in range(self.n)]
        for i in range(self.n):
            self._day(i)
        for one in self.rules.reaches:
            self._reach(one)
        for pair in self.rules.together:
            self._together(pair)
        if self.rules.ladder is not None:
            for i in range(self.n):
                self._ladder(i)
        self._steady()
        self.h.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def _furthest(self) -> list[float]:
        """How far each day can come at all, if every day before comes as far as it can."""
        most: list[float] = []
        by_day: dict[int, list[Reach]] = {}
        for one in self.rules.reaches:
            by_day.setdefault(one.day, []).append(one)
        for i in range(self.n):
            caps = [self.rules.most_km[i], self.rules.asked_km[i]]
            for one in by_day.get(i, []):
                caps.append(max([one.at_least_km, *(one.share * most[s] for s in one.sources)]))
            if self.rules.ladder is not None:
                claimed = min(self._rungs(i, most), len(self.rules.ladder.rungs_km) - 1)
                caps.append(self.rules.ladder.rungs_km[claimed])
            far = min(caps)
            whole = self.rules.kinds[i] != "race" or far >= self.rules.asked_km[i]
            most.append(far if far >= SHORTEST_KM and whole else 0.0)
        return most

    def _rungs(self, i: int, most: list[float]) -> int:
        ladder = self.rules.ladder
        assert ladder is not None
        runs = sum(1 for s in range(i) if most[s] > 0 and self.rules.ons[s] >= ladder.first)
        return (ladder.in_hand + runs) // GREENS_A_STEP

    def _day(self, i: int) -> None:
        most = self.most_km[i]
        if most == 0:
            self.h.changeColBounds(self.z[i], 0, 0)
            self.h.changeColBounds(self.v[i], 0, 0)
            return
        least = self.rules.asked_km[i] if self.rules.kinds[i] == "race" else SHORTEST_KM
        self._row(-INF, 0, {self.x[i]: 1, self.z[i]: -most})
        self._row(0, INF, {self.x[i]: 1, self.z[i]: -least})
        for slope, at_nought in self._hull(i, least, most):
            self._row(-INF, 0, {self.v[i]: 1, self.x[i]: -slope, self.z[i]: -at_nought})

    def _hull(self, i: int, least: float, most: float) -> list[tuple[float, float]]:
        """Lines whose lowest is the upper hull of the day's curve, and how far it lies above it."""
        kms = np.linspace(least, most, POINTS if most > least else 1)
        on = self.rules.ons[i]
        f = np.array([day_value_km(self.ask, on, float(km), self.worth) for km in kms])
        top: list[int] = []
        for k in range(len(kms)):
            while len(top) > 1 and (f[top[-1]] - f[top[-2]]) * (kms[k] - kms[top[-2]]) <= (
                f[k] - f[top[-2]]
            ) * (kms[top[-1]] - kms[top[-2]]):
                top.pop()
            top.append(k)
        if len(top) == 1:
            return [(0.0, float(f[0]))]
        self.hull_error_km += float(np.max(np.interp(kms, kms[top], f[top]) - f))
        kept = top[:: max(1, len(top) // 24)]  # a line for each stretch; between them, above
        kept = kept if kept[-1] == top[-1] else [*kept, top[-1]]
        lines = []
        for a, b in itertools.pairwise(kept):
            slope = (f[b] - f[a]) / (kms[b] - kms[a])
            above = float(np.max(f[a : b + 1] - (f[a] + slope * (kms[a : b + 1] - kms[a]))))
            lines.append((float(slope), float(f[a] - slope * kms[a] + above)))
        return lines

    def _reach(self, one: Reach) -> None:
        most, x = self.most_km[one.day], self.x[one.day]
        if most <= one.at_least_km:
            return
        useful = [s for s in one.sources if one.share * self.most_km[s] > one.at_least_km]
        by = {s: self._binary() for s in useful}
        self._row(0, 1, {b: 1.0 for b in by.values()})
        room = most - one.at_least_km
        self._row(-INF, one.at_least_km, {x: 1, **{b: -room for b in by.values()}})
        for s, b in by.items():
            self._row(-INF, most, {x: 1, self.x[s]: -one.share, b: most})

    def _together(self, one: Together) -> None:
        most = max(0.0, one.most)
        columns = self.z if one.counts_runs else self.x
        terms = {columns[j]: 1.0 for j in one.window}
        if one.always:
            self._row(-INF, most, terms)
            return
        if one.most < (1 if one.counts_runs else SHORTEST_KM):
            self.h.changeColBounds(self.z[one.last], 0, 0)
            return
        everything = sum(1.0 if one.counts_runs else self.most_km[j] for j in one.window)
        slack = max(0.0, everything - most)
        terms[self.z[one.last]] = terms.get(self.z[one.last], 0.0) + slack
        self._row(-INF, most + slack, terms)

    def _ladder(self, i: int) -> None:
        ladder = self.rules.ladder
        assert ladder is not None
        if self.most_km[i] <= ladder.rungs_km[0]:
            return
        runs = [s for s in range(i) if self.rules.ons[s] >= ladder.first and self.most_km[s] > 0]
        terms = {self.x[i]: 1.0}
        for k in range(1, len(ladder.rungs_km)):
            step = min(ladder.rungs_km[k], self.most_km[i]) - ladder.rungs_km[k - 1]
            if step <= 0:
                break
            needed = k * GREENS_A_STEP - ladder.in_hand
            if needed <= 0:
                claimed = self._column(1, 1)
            else:
                claimed = self._binary()
                self._row(-INF, 0, {claimed: needed, **{self.z[s]: -1.0 for s in runs}})
            terms[claimed] = -step
        self._row(-INF, ladder.rungs_km[0], terms)

    def _steady(self) -> None:
        """One binary for each day shown before: whether it changed."""
        if not self.worth.mu_km:
            return
        shown = seen_metres(self.ask)
        for i, on in enumerate(self.rules.ons):
            if on in shown:
                km, changed = shown[on] / 1000, self._binary(cost=-self.worth.mu_km)
                slack = CHANGED_M / 1000
                self._row(-INF, km + slack, {self.x[i]: 1, changed: -(self.most_km[i] + slack)})
                self._row(km - slack, INF, {self.x[i]: 1, changed: km})

    def _column(self, low: float, high: float, *, cost: float = 0.0) -> int:
        self.h.addVar(low, high)
        self.h.changeColCost(self.count, cost)
        self.count += 1
        return self.count - 1

    def _binary(self, *, cost: float = 0.0) -> int:
        at = self._column(0, 1, cost=cost)
        self.h.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        return at

    def _row(self, low: float, high: float, terms: dict[int, float]) -> None:
        if terms:
            at = np.array(list(terms), dtype=np.int32)
            self.h.addRow(low, high, len(at), at, np.array(list(terms.values()), dtype=float))

    # --- asking ------------------------------------------------------------------------------

    def best(self, start: Plan, *, seconds: float) -> Found:
        """The best plan found in this time, from one that is known."""
        self.h.setOptionValue("time_limit", float(seconds))
        self._begin_with(start)
        self.h.run()
        info = self.h.getInfo()
        fixed = self._unsearched_km()
        plan = self._plan() if info.primal_solution_status == 2 else dict(start)
        return Found(
            plan=plan,
            value_km=value_km(self.ask, plan, self.worth),
            bound_km=info.mip_dual_bound + fixed,
            hull_error_km=self.hull_error_km,
            seconds=self.h.getRunTime(),
            optimal=self.h.getModelStatus() == highspy.HighsModelStatus.kOptimal,
        )

    def keeps(self, plan: Plan) -> bool:
        """Whether a plan in whole metres keeps every rule of this model."""
        for i, on in enumerate(self.rules.ons):
            km = plan.get(on, 0) / 1000
            if km > self.most_km[i] + ROUNDING_KM:
                return False
            low, high = max(0.0, km - ROUNDING_KM), min(self.most_km[i], km + ROUNDING_KM)
            self.h.changeColBounds(self.x[i], min(low, high) if km else 0, high if km else 0)
            self.h.changeColBounds(self.z[i], float(km > 0), float(km > 0))
        self.h.setOptionValue("time_limit", 60.0)
        self.h.run()
        return bool(self.h.getInfo().primal_solution_status == 2)

    def _begin_with(self, start: Plan) -> None:
        at, values = [], []
        for i, on in enumerate(self.rules.ons):
            km = start.get(on, 0) / 1000
            at += [self.x[i], self.z[i]]
            values += [min(km, self.most_km[i]), float(km > 0)]
        self.h.setSolution(len(at), np.array(at, dtype=np.int32), np.array(values))

    def _unsearched_km(self) -> float:
        """Steadiness on days that this model does not hold: the same for every plan."""
        if not self.worth.mu_km:
            return 0.0
        held = set(self.rules.ons)
        changed = [m for on, m in seen_metres(self.ask).items() if on not in held and m > CHANGED_M]
        return -self.worth.mu_km * len(changed)

    def _plan(self) -> Plan:
        values = self.h.getSolution().col_value
        return {on: _metres(values[self.x[i]]) for i, on in enumerate(self.rules.ons)}


def _metres(km: float) -> int:
    return int(km * 1000 + 0.01)  # a solver's 14.4839999999 is 14,484 m

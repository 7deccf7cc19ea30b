"""What a day of a plan may build on: runs done, and the days before it as far as they are allowed.

Planned runs count as if they will be run and go well. That is a plan's point of view: on the day
itself the log decides. Everything here rises with what was run and planned, and with nothing else.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from startline.engine import assumptions as a
from startline.engine.limit_values import State
from startline.engine.whole import LONGEST_M, count, metres

MOST_GREENS = 10_000  # more runs in a row than anybody logs: beyond it the number is a slip


class PlanSoFar:
    """The log, and the planned days up to one, in whole metres; grows with `add`."""

    def __init__(self, state: State) -> None:
        runs = sorted(state.believed, key=lambda run: run[0])
        self._days = [on.toordinal() for on, _ in runs]
        self._metres = [metres(m) for _, m in runs]
        self._state = state
        self._planned: list[int] = []
        self._greens = 0 if state.held_until is not None else self._greens_in_hand()

    def add(self, on: date, planned_m: int) -> None:
        """Take the next day of the plan as run; a day without a run changes nothing."""
        if planned_m <= 0:
            return
        self._days.append(on.toordinal())
        self._metres.append(planned_m)
        self._planned.append(planned_m)
        if self._state.held_until is None or on > self._state.held_until:
            self._greens += 1

    def share_of_longest(self, on: date, days: int, percent: int) -> int | None:
        """`percent` of the longest run of the `days` before `on`, and of that day itself.

        With the floor for those who have not run; None if one of those runs is no sound number.
        """
        first, last = on.toordinal() - days, on.toordinal()
        ran = self._metres[bisect_left(self._days, first) : bisect_left(self._days, last + 1)]
        shares = [m * percent // 100 for m in ran if m is not None]
        return None if None in ran else min(LONGEST_M, max([a.SPIKE_FLOOR_M, *shares]))

    def next_rung(self, rung_m: int) -> int:
        """The rung a run may stand on: one step up for every two greens, real or planned.

        Never more than one step above the longest planned run, nor above the rung reached.
        """
        steps = self._greens // a.GREENS_TO_PROGRESS
        if steps == 0:
            return rung_m
        step_m = max([rung_m, *self._planned]) * a.STEP_PERCENT // 100
        ladder_m = rung_m
        for _ in range(steps):
            ladder_m = ladder_m * a.STEP_PERCENT // 100
        return min(LONGEST_M, ladder_m, step_m)

    def _greens_in_hand(self) -> int:
        """Greens in the log: enough of them for one step are enough; more do not make two."""
        greens = count(self._state.n_green, MOST_GREENS)
        return min(greens or 0, a.GREENS_TO_PROGRESS)

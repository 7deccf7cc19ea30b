"""The ways on from today: what each would run, as far as programme and people allow.

Where pain begins is left out here on purpose: along each trajectory it decides by itself how much
of this is run (`trajectories`). Limits that people set hold on every way but `as_programmed`,
which is there to be compared with and is offered to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.limit_values import Day, Limits, State
from startline.engine.limits import limit
from startline.engine.races import Race
from startline.engine.restrictions import Restriction

HALF_KM = 21.0975
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WayOn:
    """One way on. `at_most_km`: the most of each day before the race, shape (days,)."""

    code: str
    at_most_km: Floats
    race_km: float
    heeds_the_light: bool = True
    run_walk: bool = False
    crosses_days: int = 0
    later_days: int = 0
    decide_by: date | None = None


def ways_on(
    programmed: Sequence[Day], limits: Limits, state: State, race: Race
) -> tuple[WayOn, ...]:
    """Every way on that is open today, as programmed first."""
    on, before = state.on, [day for day in programmed if day.on < race.on]
    free = replace(state, hurting=False)
    within = _kilometres(limit(before, limits, free))

    def resting(days: int) -> Floats:
        rest = Restriction(
            id="rest", set_by="runner", from_day=on, no_running=True,
            lifted_on=on + timedelta(days - 1), lifted_by="runner",
        )  # fmt: skip
        held = replace(limits, restrictions=(*limits.restrictions, rest))
        return _kilometres(limit(before, held, free))

    as_programmed = np.array([(day.programmed_m or 0) / 1000 for day in before], np.float32)
    taper_on = race.on - timedelta(a.TAPER_DAYS)
    cross_days = max(1, min(a.CROSS_OPTION_DAYS, (taper_on - on).days))
    ways = [
        WayOn("as_programmed", as_programmed, race.distance_km, heeds_the_light=False),
        WayOn("within_limits", within, race.distance_km),
        WayOn("rest_then_return", resting(a.REST_OPTION_DAYS), race.distance_km,
              decide_by=taper_on - timedelta(a.REST_OPTION_DAYS)),
        WayOn("cross_train", resting(cross_days), race.distance_km, crosses_days=cross_days,
              decide_by=taper_on - timedelta(a.CROSS_OPTION_LEAST_DAYS)),
        WayOn("run_walk", within, race.distance_km, run_walk=True, decide_by=race.on),
    ]  # fmt: skip
    if race.half_offered and race.distance_km > HALF_KM:
        ways.append(WayOn("half_instead", within, HALF_KM))
    if race.deferral_until is None or race.deferral_until >= on:
        ways.append(WayOn("defer", within, race.distance_km, later_days=a.DEFER_DAYS,
                          decide_by=race.deferral_until))  # fmt: skip
    return tuple(one for one in ways if one.decide_by is None or one.decide_by >= on)


def _kilometres(days: Sequence[Day]) -> Floats:
    return np.array([day.asked_m / 1000 for day in days], np.float32)

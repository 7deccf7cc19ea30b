"""The open problem as a whole: where pain begins, whether that changes, and the light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from startline.engine.assumptions import RESTART_PERCENT
from startline.engine.case import Case
from startline.engine.onset.belief import Belief, Trend, infer_belief, trend
from startline.engine.onset.ceiling import Ceiling, infer_ceiling
from startline.engine.onset.observations import Evidence, evidence, is_hurting, window_start
from startline.engine.runs import Run
from startline.engine.screening.traffic_light import Standing, standing


@dataclass(frozen=True, slots=True)
class Hurting:
    """What is believed about where pain begins today, and where that leaves the runner.

    `belief` and `trend` are None where no dice were given: no distance depends on them.
    """

    seen: Evidence
    ceiling: Ceiling
    standing: Standing
    belief: Belief | None
    trend: Trend | None


def where_it_hurts(
    case: Case, runs: tuple[Run, ...], on: date, rng: np.random.Generator | None
) -> Hurting | None:
    """Ceiling, light and, with dice, trend of the open problem; None when no problem is open."""
    if not is_hurting(case.episodes, runs, on):
        return None
    seen = evidence(case, runs, on)
    ceiling = infer_ceiling(seen.reports, site=seen.site, on=on)
    belief = None if rng is None else belief_of(seen, on, rng)
    return Hurting(
        seen=seen,
        ceiling=ceiling,
        belief=belief,
        trend=None if belief is None else trend(belief),
        standing=standing(
            runs,
            case,
            start=window_start(case, on),
            on=on,
            restart_m=ceiling.median_m() * RESTART_PERCENT // 100,
        ),
    )


def belief_of(seen: Evidence, on: date, rng: np.random.Generator) -> Belief:
    """The full posterior of what the log says."""
    telling = [report for report in seen.reports if not report.says_nothing]
    return infer_belief(telling, site=seen.site, on=on, rng=rng)

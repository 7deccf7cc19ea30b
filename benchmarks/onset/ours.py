"""Our two laws behind the interface of the benchmark: the ceiling that ships, and the belief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from benchmarks.onset.predictor import Floats, PastRun, Predictor
from startline.engine.onset.belief import infer_belief
from startline.engine.onset.ceiling import infer_ceiling
from startline.engine.onset.observations import Report, log_ran_past

FIRST_DAY = date(2024, 1, 1)

SITES = {
    "knee_lateral_itbs": "knee_outer", "knee_front_pfp": "knee_front", "foot_stress": "foot",
}  # fmt: skip


def reports_of(past: Sequence[PastRun]) -> list[Report]:
    """The asked runs as reports; places are taken as given, since nobody games a benchmark."""
    reports = []
    for run in past:
        onset = run.observation
        if onset is not None:
            free = onset.is_right_censored
            ran_past = 0.0 if free else log_ran_past(onset, run.distance_km)
            on = FIRST_DAY + timedelta(run.day)
            reports.append(Report(on, run.distance_km, onset, onset, onset.is_first_step, ran_past))
    return reports


@dataclass(frozen=True, slots=True)
class ShippedCeiling:
    """The monotone law every distance comes from."""

    name: str = "startline ceiling"

    def p_pain_free(self, past: Sequence[PastRun], *, site: str, day: int, km: Floats) -> Floats:
        """As the protocol says."""
        on = FIRST_DAY + timedelta(day)
        law = infer_ceiling(reports_of(past), site=SITES.get(site, site), on=on)
        return law.p_pain_free(km)


@dataclass(frozen=True, slots=True)
class FullBelief:
    """The full posterior, used for trend and plateau."""

    name: str = "startline belief"
    n_draws: int = 128

    def p_pain_free(self, past: Sequence[PastRun], *, site: str, day: int, km: Floats) -> Floats:
        """As the protocol says."""
        on = FIRST_DAY + timedelta(day)
        law = infer_belief(
            reports_of(past),
            site=SITES.get(site, site),
            on=on,
            rng=np.random.default_rng(0),
            n_draws=self.n_draws,
        )
        return law.p_pain_free(km)


PREDICTORS: tuple[Predictor, ...] = (ShippedCeiling(), FullBelief())

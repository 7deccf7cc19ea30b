"""What every contender must be able to do, and what it is shown before it has to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from startline.engine.runs import OnsetObservation

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of one runner, in order of day."""

    day: int  # days since the runner's first run
    distance_km: float
    observation: OnsetObservation | None  # None: nobody was asked


class Predictor(Protocol):
    """Says, before a run, how likely the runner is to get past each distance without pain."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    def p_pain_free(
        self, past: Sequence[PastRun], *, site: str, day: int, km: Floats
    ) -> Floats:  # (n_km,)
        """P(no pain before km) on `day`, for each km; 1 - p at km -> 0+ is the first-step mass."""


@dataclass(frozen=True, slots=True)
class RunnerLog:
    """One runner's runs, with what only the referee may see beside each."""

    runner: str
    site: str
    runs: tuple[PastRun, ...]
    distance_known: tuple[bool, ...]  # False: the distance is a stand-in, never an event
    planned_km: tuple[float | None, ...]
    onset_km: tuple[float | None, ...]  # latent truth, 0 = first step; None in real logs
    capacity_km: tuple[float | None, ...]  # latent truth before the run; None in real logs

    @property
    def n_informative(self) -> int:
        """How many runs somebody was asked about."""
        return sum(run.observation is not None for run in self.runs)

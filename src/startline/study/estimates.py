"""Means with their Monte Carlo errors. An error is one standard error of the mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TOLD_APART = 2.0  # standard errors beyond which a difference is called one


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, its standard error, and of how many."""

    mean: float
    error: float
    n: int

    @property
    def sign(self) -> int:
        """1 or -1 where it is told apart from nought, else 0."""
        if self.n < 2 or abs(self.mean) <= TOLD_APART * self.error:
            return 0
        return 1 if self.mean > 0 else -1

    def text(self, digits: int = 1, times: float = 1.0, *, signed: bool = False) -> str:
        """The mean and its error: "12.3 ± 0.4"; a dash where nothing was counted."""
        if self.n == 0:
            return "-"
        sign = "+" if signed else ""
        return f"{times * self.mean:{sign}.{digits}f} ± {times * self.error:.{digits}f}"


def estimate(values: Sequence[float] | Floats) -> Estimate:
    """Mean and standard error of independent values.

    >>> estimate([1.0, 2.0, 3.0]).text(2)
    '2.00 ± 0.58'
    """
    x = np.asarray(values, dtype=float)
    if x.size == 0:
        return Estimate(math.nan, math.nan, 0)
    error = float(x.std(ddof=1) / math.sqrt(x.size)) if x.size > 1 else math.inf
    return Estimate(float(x.mean()), error, int(x.size))

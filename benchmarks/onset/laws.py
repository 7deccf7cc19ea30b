"""Distribution functions the benchmark needs, written out so that it leans on numpy alone."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.onset.predictor import Floats

_Z = np.linspace(-10.0, 10.0, 20_001)
_NORMAL = np.array([0.5 * math.erfc(-z / math.sqrt(2.0)) for z in _Z])


def normal_cdf(z: Floats) -> Floats:
    """P(Z <= z) for a standard normal, by linear interpolation (absolute error below 1e-7)."""
    return np.asarray(np.interp(z, _Z, _NORMAL))


def student_cdf(t: Floats, *, df: float) -> Floats:
    r"""P(T <= t) for Student's t, in closed form for 1 to 4 degrees of freedom.

    With :math:`\theta = \arctan(t/\sqrt{\nu})` (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4).

    >>> [round(float(student_cdf(np.array(1.0), df=df)), 4) for df in (1, 2, 3, 4)]
    [0.75, 0.7887, 0.8045, 0.813]
    """
    theta = np.arctan(t / math.sqrt(df))
    sine, cosine = np.sin(theta), np.cos(theta)
    if df == 1:
        middle = 2 * theta / math.pi
    elif df == 2:
        middle = sine
    elif df == 3:
        middle = 2 / math.pi * (theta + sine * cosine)
    elif df == 4:
        middle = sine * (1 + 0.5 * cosine**2)
    else:
        raise ValueError(f"Student's t is written out for 1 to 4 degrees of freedom, not {df}.")
    return np.asarray(0.5 + 0.5 * middle)


def logistic_cdf(z: Floats) -> Floats:
    """P(Z <= z) for a logistic law of unit standard deviation."""
    return np.asarray(0.5 * (1 + np.tanh(z * math.pi / math.sqrt(3.0) / 2)))


def safe_log(km: Floats) -> Floats:
    """log km, with nought and infinity taken to the far ends instead of to a warning."""
    return np.asarray(np.log(np.clip(km, 1e-9, 1e9)))

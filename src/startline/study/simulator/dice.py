"""The dice of one runner's days, thrown beforehand: the same days under every policy.

Two policies thus differ by what is run alone, and a difference between them needs far fewer
runners to be seen.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import numpy as np


class Dice(NamedTuple):
    """One day: normals `z_*`, Student's t `t2` and `t4`, uniforms `u_*`."""

    z_wander: float
    z_relapse: float
    z_spell: float
    z_slope: float
    z_nrs: float
    z_morning: float
    t2: float
    t4: float
    u_relapse: float
    u_step: float
    u_ill: float
    u_skip: float
    u_slip: float
    u_first: float
    u_course: float
    u_level: float
    u_hills: float
    u_hour: float
    u_asked: float
    u_how: float
    u_hide: float
    u_sign: float
    u_fear: float


N_NORMAL = 6
N_UNIFORM = 15


def days(seed: int, number: int, n_days: int, attempt: int = 0) -> list[Dice]:
    """The dice of a numbered runner for so many days."""
    rng = np.random.default_rng([seed, number, attempt])
    normal = rng.standard_normal((n_days, N_NORMAL))
    t = np.stack([rng.standard_t(df, n_days) for df in (2, 4)], axis=1)
    uniform = rng.random((n_days, N_UNIFORM))
    return [Dice(*row) for row in np.concatenate([normal, t, uniform], axis=1).tolist()]


def of_a_runner(seed: int, number: int, attempt: int = 0) -> Random:
    """The dice by which a numbered runner is made, before any day."""
    return Random(f"{seed} runner {number} {attempt}")  # noqa: S311 - makes runners, keeps no secret

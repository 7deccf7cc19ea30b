"""Two fitness states: what is kept when less is run, for many possible logs at once.

`aerobic` forgets with a time constant of weeks and is kept by little: a third of the usual minutes
in two sessions a week, cross-training included. `durability`, the last hour of a long race, is
driven by the longest session and by nothing else. Constants are fixed and published; their doubt
is sampled, never fitted to one runner (assumptions, section "fitness").

Every function takes plain arrays with days last, oldest first, ending on the day asked about, and
any shape before that: one log is (days,), simulated ones are (draws, days). What lies before the
first day is taken as usual: what nobody knows is not lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from startline.engine import assumptions as a

Floats: TypeAlias = npt.NDArray[np.float64]

WEEK = 7
_LEAST_SHARE = 0.1  # no one keeps everything through a full stop
_SLOPE_SD = a.DURABLE_SLOPE / 2  # half as well known as its size: assumption


@dataclass(frozen=True, slots=True)
class FitnessConstants:
    """Sampled constants, one of each a draw, shape (draws,)."""

    aerobic_days: Floats
    aerobic_loss: Floats
    durable_slope: Floats


def sample_constants(n: int, rng: np.random.Generator) -> FitnessConstants:
    """`n` draws of the fixed constants within their published doubt."""
    low, high = a.REGISTRY["aerobic_days"].low, a.REGISTRY["aerobic_days"].high
    share = np.clip(rng.normal(a.RECREATIONAL, a.RECREATIONAL_SD, n), _LEAST_SHARE, 1.0)
    return FitnessConstants(
        aerobic_days=rng.triangular(low, a.AEROBIC_DAYS, high, n),
        aerobic_loss=a.AEROBIC_LOSS * share,
        durable_slope=np.clip(
            rng.normal(a.DURABLE_SLOPE, _SLOPE_SD, n), 0.0, a.REGISTRY["durable_slope"].high
        ),
    )


def load_minutes(run_min: Floats, cross_min: Floats) -> Floats:
    """Daily load: minutes run, and cross-training at its worth. It never counts as distance.

    >>> load_minutes(np.array([60.0]), np.array([30.0]))
    array([87.])
    """
    return run_min + a.CROSS_WORTH * cross_min


def weeks_kept(load_min: Floats, sessions: Floats, usual_min: Floats) -> Floats:
    r"""How far each week, counted back from the last day, upheld the aerobic state: 0 to 1.

    The share of the usual minutes, or 1 from `KEPT_SHARE` of them in `KEPT_SESSIONS` sessions on
    (Hickson et al. 1981, 1982), rising in a straight line below that. A week that asked for
    nothing keeps all. `usual_min` is the programme's own load, shape (days,).

    Half the minutes in two sessions keep it all, in one session half:

    >>> usual = np.full(7, 30.0)
    >>> weeks_kept(np.array([0, 55, 0, 0, 50, 0, 0.0]), np.array([0, 1, 0, 0, 1, 0, 0.0]), usual)
    array([1.])
    >>> weeks_kept(np.array([0, 105, 0, 0, 0, 0, 0.0]), np.array([0, 1, 0, 0, 0, 0, 0.0]), usual)
    array([0.5])
    """
    usual = _by_week(usual_min, usual_min)
    done = _by_week(load_min, usual_min)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(usual > 0, done / usual, 1.0)
    enough = _by_week(sessions, np.full(usual_min.shape, 1.0)) >= a.KEPT_SESSIONS
    maintained = np.where(enough, share / a.KEPT_SHARE, 0.0)
    kept: Floats = np.clip(np.maximum(share, maintained), 0.0, 1.0)
    return kept


def _by_week(daily: Floats, before: Floats) -> Floats:
    """Sums of seven days, oldest first; the first week is filled up with `before`."""
    days = daily.shape[-1]
    short = -days % WEEK
    if short:
        head = np.broadcast_to(before[:short], (*daily.shape[:-1], short))
        daily = np.concatenate([head, daily], axis=-1)
    sums: Floats = np.einsum("...d->...", daily.reshape(*daily.shape[:-1], -1, WEEK))
    return sums  # einsum: three times as fast as sum over so short an axis


def aerobic_state(kept: Floats, days: Floats | float) -> Floats:
    r"""The first-order state on the last day, 1 when every week was upheld.

    .. math:: s = 1 - \sum_w (1 - k_w)\,(e^{-7 w / \tau} - e^{-7 (w + 1) / \tau})

    with :math:`w` whole weeks ago and :math:`\tau` = `days`, one of each draw. A week of nothing
    leaves exp(-7/42) of it:

    >>> round(float(aerobic_state(np.array([1.0, 1.0, 0.0]), 42.0)), 3)
    0.846
    """
    a_week_on = np.exp(-WEEK / np.asarray(days, dtype=float))
    missing = np.zeros(np.broadcast_shapes(kept.shape[:-1], a_week_on.shape))
    for week in range(kept.shape[-1]):  # Horner's rule, oldest first
        missing = missing * a_week_on + (1.0 - kept[..., week])
    state: Floats = 1.0 - (1.0 - a_week_on) * missing
    return state


def aerobic_kept(state: Floats, loss: Floats | float) -> Floats:
    """Share of aerobic power kept: of what a full stop takes in the end, only a part is gone.

    >>> round(float(aerobic_kept(np.array(0.846), 0.096)), 3)
    0.985
    """
    return 1.0 - np.asarray(loss) * (1.0 - state)


def longest_that_counts(run_km: Floats) -> Floats:
    r"""The longest session, older ones fading: a rolling maximum with a memory, in km.

    .. math:: \max_d \; x_d \, e^{-\max(0,\, d - 30) / \tau}

    with :math:`d` days ago. Runs alone: no cross-training lengthens it.

    >>> longest_that_counts(np.array([30.0, *[0.0] * 30])), longest_that_counts(np.zeros(3))
    (np.float64(30.0), np.float64(0.0))
    """
    ago = np.arange(run_km.shape[-1], dtype=float)[::-1]
    fade = np.exp(-np.maximum(0.0, ago - a.DURABLE_DAYS) / a.DURABILITY_DAYS)
    longest: Floats = (run_km * fade).max(axis=-1, initial=0.0)
    return longest


def durability_kept(longest_km: Floats, usual_km: Floats | float, slope: Floats | float) -> Floats:
    """Share of late-race endurance kept, from the longest session beside the usual one.

    Two thirds keep it all; below that it falls in a straight line (Hickson et al. 1982: sessions
    of a third, a tenth less).

    >>> durability_kept(np.array([30.0, 20.0, 10.0]), 30.0, 0.3).round(3).tolist()
    [1.0, 1.0, 0.9]
    """
    usual = np.asarray(usual_km, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(usual > 0, longest_km / usual, 1.0)
    kept: Floats = 1.0 - np.asarray(slope) * np.maximum(0.0, a.DURABLE_SHARE - share)
    return kept

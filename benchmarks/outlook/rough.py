"""How far the rough week's chances hang on each assumption: at its low and its high, one by one.

For a dozen simulated runners, and every other answer: `startline study sensitivity`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.outlook.rough_week import DAY, SEED, rough_week
from startline.engine import assumptions as a
from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.study.assumed import assumed

SECTIONS = ("outlook", "trend", "onset")
WAY = "within_limits"


@dataclass(frozen=True, slots=True)
class Chances:
    """What `within_limits` is told: two chances and the middle finish time in minutes."""

    finish: float
    within_limit: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The chances with one assumption at its low and at its high."""

    id: str
    low: Chances
    high: Chances


def sensitivity() -> tuple[Chances, list[Moved]]:
    """The chances as shipped, and with each assumption moved."""
    wanted = [one for one in a.REGISTRY.values() if one.about in SECTIONS]
    return told(advise), [
        Moved(one.id, told_with(one.id, one.low), told_with(one.id, one.high)) for one in wanted
    ]


def told_with(id_: str, value: float) -> Chances:
    """The chances with one assumption at another value."""
    with assumed(id_, value) as moved:
        return told(moved)


def told(asked: Callable[..., Advice]) -> Chances:
    """The chances of the rough week."""
    outlook = asked(rough_week(), on=DAY, rng=np.random.default_rng(SEED)).outlook
    assert outlook is not None
    way = next(one for one in outlook.options if one.code == WAY)
    assert way.p_pain_within_limit is not None
    assert way.finish_min is not None
    return Chances(way.p_finish.p, way.p_pain_within_limit.p, way.finish_min.p50)

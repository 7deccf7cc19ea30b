"""Two fences around every number a person can type.

Outside the recommended one we ask, outside the absolute one we refuse. The same object judges
the runner, the clinician and the importer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Judgement = Literal["fine", "confirm", "refuse"]

EARLIEST_DAY = date(1970, 1, 1)
DAYS_AHEAD = 3 * 366  # "three years ahead", counted so that no leap day is refused


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A recommended and an absolute range, both inclusive, for one kind of number in `unit`."""

    what: str
    unit: str
    recommended: tuple[float, float]
    absolute: tuple[float, float]

    def judge(self, value: float) -> Judgement:
        """Say whether `value` is fine, wants a second look, or cannot be.

        >>> MAX_RUN_KM.judge(14.5), MAX_RUN_KM.judge(90), MAX_RUN_KM.judge(float("nan"))
        ('fine', 'confirm', 'refuse')
        """
        if not math.isfinite(value) or not self.absolute[0] <= value <= self.absolute[1]:
            return "refuse"
        return "fine" if self.recommended[0] <= value <= self.recommended[1] else "confirm"


RUN_KM = Guardrail("a run", "km", (0.3, 50), (0, 500))
SESSION_KM = Guardrail("a planned session", "km", (0.5, 43), (0.1, 500))
RUN_MIN = Guardrail("a run", "min", (2, 420), (0.1, 5760))
MAX_RUN_KM = Guardrail("the longest run allowed", "km", (1, 45), (0.1, 500))
MAX_RUN_MIN = Guardrail("the longest run allowed", "min", (5, 360), (1, 5760))
MAX_WEEK_KM = Guardrail("the most in a week", "km", (2, 160), (0.1, 500))
RACE_KM = Guardrail("the race", "km", (3, 100), (0.4, 500))
RACE_MIN = Guardrail("a race time", "min", (12, 600), (1, 5760))
TOLERANCE = Guardrail("the chance of pain accepted", "", (0.05, 0.35), (0.001, 0.5))
CROSS_MIN = Guardrail("a cross-training session", "min", (5, 240), (0, 1440))

FASTEST_RUN_S_PER_KM = 120  # faster than this over a whole run is a fault of the recording
"""Invariant: implausible pace (under 2:00 per km) is ignored by the engine and listed."""


def day_is_possible(day: date, *, today: date) -> bool:
    """Whether `day` lies between 1970 and three years after `today`."""
    return EARLIEST_DAY <= day <= today + timedelta(days=DAYS_AHEAD)

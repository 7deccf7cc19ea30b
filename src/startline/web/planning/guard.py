"""The last look before anything is shown: limits and open signs as they are stored now.

It shares no rule with what made the Advice. On a breach nothing is shown (invariant C-34).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

from startline.engine.advice import Advice
from startline.engine.episodes import RedFlag
from startline.engine.restrictions import Restriction

SLACK_KM = 1e-9


def breach(
    advice: Advice, restrictions: Sequence[Restriction], flags: Sequence[RedFlag]
) -> str | None:
    """What this Advice shows that may not be shown, as a code; None when all holds.

    Reads the limits on one run and "no running", and open red flags; limits on weeks are read by
    the engine's own second reader before an Advice leaves it.
    """
    for on, km in _distances(advice):
        if not math.isfinite(km) or km < 0:
            return "unreadable_distance"
        if km > 0 and any(flag.is_open(advice.on) or flag.is_open(on) for flag in flags):
            return "red_flag_open"
        if km > _most_km(restrictions, advice.on, on) + SLACK_KM:
            return "above_a_limit"
    return None


def _distances(advice: Advice) -> Iterable[tuple[date, float]]:
    """Every running distance on the screen, with its day."""
    for day in (advice.today, advice.next_long_run):
        if day is not None:
            yield from ((day.on, km) for km in (day.max_run_km, day.advised_km) if km is not None)
    yield from ((day.on, day.distance_km) for day in advice.plan if day.distance_km is not None)


def _most_km(restrictions: Sequence[Restriction], today: date, on: date) -> float:
    """The longest run that the limits known today allow on a day; nothing is lifted in advance."""
    most = math.inf
    for one in restrictions:
        lifted = one.lifted_on is not None and one.lifted_on <= today
        if not (one.is_active(on) if lifted else one.from_day <= on):
            continue
        if one.no_running:
            return 0.0
        if one.max_run_km is not None:
            most = min(most, one.max_run_km)
    return most

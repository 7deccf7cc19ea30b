"""What happened: a run, what was said about pain on it, and where on the road it began."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from startline.engine.errors import ImpossibleValue

MILLIMETRE_KM = 1e-6
FIRST_STEP_KM = 0.5  # pain before this is read as from the first step: assumption


@dataclass(frozen=True, slots=True)
class OnsetObservation:
    """The stretch of road in which pain began: somewhere in [lower_km, upper_km].

    Every kind of censoring is one stretch: no model branches on a flag.

    >>> OnsetObservation.pain_free_for(10).is_right_censored
    True
    >>> OnsetObservation.from_the_first_step() == OnsetObservation(0, 0)
    True
    """

    lower_km: float
    upper_km: float

    def __post_init__(self) -> None:
        if not 0 <= self.lower_km <= self.upper_km or math.isinf(self.lower_km):
            raise ImpossibleValue(
                f"Pain cannot begin between {self.lower_km} and {self.upper_km} km.",
                hint="The lower end is 0 or more and not beyond the upper end.",
            )

    @classmethod
    def exactly(cls, onset_km: float) -> OnsetObservation:
        """Pain began at this distance."""
        return cls(onset_km, onset_km)

    @classmethod
    def between(cls, lower_km: float, upper_km: float) -> OnsetObservation:
        """Pain began somewhere between these two distances."""
        return cls(lower_km, upper_km)

    @classmethod
    def before(cls, upper_km: float) -> OnsetObservation:
        """Already hurting when first noticed (left-censored)."""
        return cls(0.0, upper_km)

    @classmethod
    def pain_free_for(cls, distance_km: float) -> OnsetObservation:
        """Ran the whole way without pain (right-censored)."""
        return cls(distance_km, math.inf)

    @classmethod
    def from_the_first_step(cls) -> OnsetObservation:
        """Hurt from the first step: a pattern of its own, not an onset distance of nought."""
        return cls(0.0, 0.0)

    @property
    def is_right_censored(self) -> bool:
        """Pain-free to the end."""
        return math.isinf(self.upper_km)

    @property
    def is_exact(self) -> bool:
        """Known to the millimetre: a stretch too short to have a probability of its own."""
        return self.lower_km > 0 and self.upper_km - self.lower_km < MILLIMETRE_KM

    @property
    def is_first_step(self) -> bool:
        """Hurt from the first step."""
        return self.upper_km == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PainMark:
    """A rating given at one point of the run."""

    at_km: float
    nrs: int
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PainReport:
    """Answers about one run. Present only if somebody was asked; pain-free is a report."""

    free: bool
    onset: OnsetObservation | None = None
    marks: tuple[PainMark, ...] = ()
    worst_nrs: int | None = None
    course: str | None = None
    settled_within_hour: bool | None = None
    next_morning_nrs: int | None = None
    limp: bool | None = None
    sharp: bool | None = None
    painkiller: bool | None = None
    episode: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def highest_nrs(self) -> int | None:
        """The worst rating given in any form; None when nobody rated a painful run."""
        if self.free:
            return 0
        given = [mark.nrs for mark in self.marks]
        if self.worst_nrs is not None:
            given.append(self.worst_nrs)
        return max(given, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished run, as the runner or their watch recorded it."""

    on: date
    distance_km: float
    id: str | None = None
    started_at: datetime | None = None
    duration_min: float | None = None
    planned_km: float | None = None
    surface: str | None = None
    rpe: int | None = None
    walk_share: float | None = None
    stopped_because: str | None = None
    pain: PainReport | None = None  # None: nobody asked. Pain-free is a report.
    extra: Mapping[str, Any] = field(default_factory=dict)
    repeated: bool = field(default=False, metadata={"told": False})
    """One recording too many of the same run (see `repeats`): what it says good, it says not."""

    @property
    def pace_s_per_km(self) -> float | None:
        """Seconds per kilometre, or None when time or distance is missing."""
        if self.duration_min is None or self.distance_km <= 0:
            return None
        return self.duration_min * 60 / self.distance_km

    @property
    def sure_km(self) -> float:
        """The smaller of two distances that a recording disagrees about; else the distance.

        What was run counts in full; what may follow from it counts from the smaller.
        """
        other = self.extra.get("other_distance_km")
        if isinstance(other, bool) or not isinstance(other, int | float):
            return self.distance_km
        return min(self.distance_km, other) if other >= 0 else self.distance_km

    @property
    def hurt(self) -> bool:
        """Somebody asked, and it hurt."""
        return self.pain is not None and not self.pain.free

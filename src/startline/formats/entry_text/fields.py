"""The fields an entry suggests, each with the words it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where in the entry it was read: `text[start:end]` is `words`."""

    value: T
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFields:
    """What was read of one entry. Distances in km, spans in weeks; None or () is "not said".

    `mood` may be "neutral", which has no words: an entry about running in which no word of worry,
    hope or frustration was found. `unit` is the one numbers without a unit were read in, and
    `unit_assumed` says that neither the entry nor the caller named it. `text[read_to:]`
    was not read: there is a most that is.
    """

    distance_run_km: Found[float] | None = None
    distance_planned_km: Found[float] | None = None
    onset_km: Found[float] | None = None
    cap_km: Found[float] | None = None
    next_long_run_km: tuple[Found[float], ...] = ()
    weeks_to_race: Found[float] | None = None
    body_site: Found[str] | None = None
    treatments: tuple[Found[str], ...] = ()
    missed_runs: Found[int] | None = None
    mood: Found[str] | None = None
    pain_free: Found[bool] | None = None
    unit: str = "km"
    unit_assumed: bool = field(default=False)
    read_to: int = field(default=0)

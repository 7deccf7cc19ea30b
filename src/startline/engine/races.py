"""The race: day, distance, goal, and what the organiser offers instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MARATHON_KM = 42.195


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """The race everything leads to. Times in minutes, distance in km."""

    on: date
    distance_km: float
    name: str | None = None
    goal_min: float | None = None
    half_offered: bool | None = None
    deferral_until: date | None = None
    cutoff_min: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceResult:
    """A race already run: distance in km, time in minutes."""

    on: date
    distance_km: float
    time_min: float
    extra: Mapping[str, Any] = field(default_factory=dict)

"""Limits that bind from their first day until a person lifts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LIMIT_NAMES = (
    "no_running", "max_run_km", "max_run_min", "max_week_km", "max_runs_per_week",
    "min_rest_days_between_runs", "max_nrs", "easy_only", "surfaces",
)  # fmt: skip
"""Every limit the format knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A limit set by the clinician or by the runner. Distances in km, durations in minutes.

    Passing `until_day` asks for an acknowledgement; it lifts nothing by itself.
    """

    id: str
    set_by: str
    from_day: date
    by: str | None = None
    until_day: date | None = None
    lifted_on: date | None = None
    lifted_by: str | None = None
    no_running: bool | None = None
    max_run_km: float | None = None
    max_run_min: float | None = None
    max_week_km: float | None = None
    max_runs_per_week: int | None = None
    min_rest_days_between_runs: int | None = None
    max_nrs: int | None = None
    easy_only: bool | None = None
    surfaces: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def is_active(self, on: date) -> bool:
        """Whether the limit binds on this day.

        What is lifted is lifted from the next day on. The runner may lift a clinician's limit
        by acknowledging it after its last day, never before.

        >>> nine = Restriction(id="a", set_by="clinician", from_day=date(2026, 3, 16),
        ...                    until_day=date(2026, 3, 20), max_run_km=14.484)
        >>> nine.is_active(date(2026, 3, 15)), nine.is_active(date(2026, 4, 30))
        (False, True)
        """
        if on < self.from_day:
            return False
        return self.lifted_on is None or not self._may_be_lifted() or on <= self.lifted_on

    @property
    def says_nothing(self) -> bool:
        """No limit that is known: a slip in its spelling, perhaps, and no freedom."""
        return all(getattr(self, name) is None for name in LIMIT_NAMES)

    def has_lapsed(self, on: date) -> bool:
        """Past its last day but not lifted: still binding, waiting for somebody to acknowledge."""
        return self.until_day is not None and on > self.until_day and self.is_active(on)

    def _may_be_lifted(self) -> bool:
        if self.lifted_by == "clinician" or self.set_by == "runner":
            return self.lifted_by is not None
        lapsed = self.until_day is not None and (self.lifted_on or date.min) > self.until_day
        return self.lifted_by == "runner" and lapsed

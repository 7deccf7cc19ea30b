"""One hard limit that a plan does not keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from startline.engine.restrictions import Restriction

Number = float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What was broken on which day, whose limit it is, what is allowed and what was planned.

    `allowed` and `planned` are in the unit of the limit named by `code`: kilometres for
    distances, minutes for `max_run_min`, runs for `max_runs_per_week`, whole days of rest for
    `min_rest_days_between_runs`; None where there is nothing to count.
    """

    code: str
    on: date
    restriction_id: str | None = None
    by: str | None = None
    until: date | None = None
    allowed: Number = None
    planned: Number = None


def broken(limit: Restriction, code: str, on: date, allowed: Number, planned: Number) -> Breach:
    """A breach of a limit that a person set, with that person's name and the limit's last day."""
    return Breach(
        code=code, on=on, restriction_id=limit.id, by=limit.by or limit.set_by,
        until=limit.until_day, allowed=allowed, planned=planned,
    )  # fmt: skip

"""What a clinician reads between two patients, as far as it was granted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, QuerySet

from startline.web.accounts.models import Runner, User
from startline.web.clinic.models import Share
from startline.web.planning.models import Adherence, Prescription, Programme, Restriction
from startline.web.planning.selectors import restrictions_of
from startline.web.runlog.models import CheckIn, RedFlag, Run

GLANCE_DAYS = 14
HISTORY_DAYS = 30


@dataclass(frozen=True)
class GlanceDay:
    """One day of the last two weeks: what was programmed, run and said. None: nobody said."""

    on: date
    programmed_km: float | None
    runs: list[Run]
    morning_nrs: int | None
    n_done: int
    n_not_done: int


def runners_of(clinician: User) -> QuerySet[Share]:
    """The live shares of a clinician, newest first."""
    rows = Share.objects.filter(clinician=clinician, accepted_at__isnull=False, ended_at=None)
    return rows.select_related("runner__user").order_by("-accepted_at")


def glance(runner: Runner, on: date) -> list[GlanceDay]:
    """The last two weeks, newest day first; in a fixed number of queries."""
    first = on - timedelta(days=GLANCE_DAYS - 1)
    span = {"runner": runner, "on__range": (first, on)}
    runs = list(Run.objects.filter(**span).select_related("pain").order_by("id"))
    mornings = dict(
        CheckIn.objects.filter(**span, morning_nrs__isnull=False).values_list("on", "morning_nrs")
    )
    said = list(Adherence.objects.filter(**span).values_list("on", "done"))
    programmed = _programmed(runner)
    return [
        GlanceDay(
            on=day,
            programmed_km=programmed.get(day.isoformat()),
            runs=[run for run in runs if run.on == day],
            morning_nrs=mornings.get(day),
            n_done=sum(done for when, done in said if when == day),
            n_not_done=sum(not done for when, done in said if when == day),
        )
        for day in _days_back(on)
    ]


def _days_back(on: date) -> Iterator[date]:
    return (on - timedelta(days=n) for n in range(GLANCE_DAYS))


def _programmed(runner: Runner) -> dict[str, float]:
    programme = Programme.objects.filter(runner=runner, replaced_at=None).first()
    sessions: list[dict[str, Any]] = programme.sessions if programme else []
    return {one["on"]: one["distance_km"] for one in sessions if one.get("distance_km")}


def longest_km(runner: Runner, on: date) -> float:
    """The longest run of the last thirty days; 0 without one."""
    since = on - timedelta(days=HISTORY_DAYS)
    far = Run.objects.filter(runner=runner, on__range=(since, on)).aggregate(far=Max("distance_km"))
    return float(far["far"] or 0.0)


def limits_in_force(runner: Runner, on: date) -> list[tuple[Restriction, bool]]:
    """Every limit that binds or is still to begin, and whether its last day has passed."""
    in_force = {
        one.id: one.has_lapsed(on)
        for one in restrictions_of(runner)
        if one.is_active(max(on, one.from_day))
    }
    rows = Restriction.objects.filter(runner=runner, case_id__in=in_force).order_by("id")
    return [(row, in_force[row.case_id]) for row in rows]


def prescriptions(runner: Runner, on: date) -> list[Prescription]:
    """What was prescribed and is in force."""
    rows = Prescription.objects.filter(runner=runner, from_day__lte=on).order_by("id")
    return [row for row in rows if row.until_day is None or row.until_day >= on]


def open_signs(runner: Runner) -> list[RedFlag]:
    """Red flags nobody closed."""
    return list(RedFlag.objects.filter(runner=runner, closed_on=None).order_by("opened_on"))

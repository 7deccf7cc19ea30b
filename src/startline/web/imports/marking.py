"""Which of these hurt? Weeks of old runs marked by the runner; all other runs stay silent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Min

from startline.formats.marked_pain import WEEK, Marked, WeekOfRuns, mark_weeks, weeks_of
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning.services import new_facts
from startline.web.runlog.models import Episode, PainReport, Run
from startline.web.runlog.services import check


def years_of(runner: Runner) -> list[int]:
    """The years with a run in them or between, newest first."""
    span = Run.objects.filter(runner=runner).aggregate(first=Min("on"), last=Max("on"))
    if span["first"] is None:
        return []
    return list(range(span["last"].isocalendar().year, span["first"].isocalendar().year - 1, -1))


def weeks_in(runner: Runner, year: int) -> list[WeekOfRuns]:
    """The weeks of one year, by the calendar of weeks, newest first."""
    first, after = date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1)
    runs = Run.objects.filter(runner=runner, on__gte=first, on__lt=after)
    return weeks_of({"runs": [_raw(run) for run in runs.select_related("pain")]})[::-1]


def mark(runner: Runner, mondays: list[date], *, site: str, by: User) -> Marked:
    """Mark weeks: each run in them that nobody was asked about hurt somewhere; an episode each.

    Raises:
        Refused: when a week holds no run; nothing is changed then.
    """
    runs = list(Run.objects.filter(runner=runner).select_related("pain").order_by("on", "id"))
    episodes = [one.as_case() for one in Episode.objects.filter(runner=runner).order_by("id")]
    known, silent = {one["id"] for one in episodes}, [run for run in runs if _pain(run) is None]
    raw: dict[str, Any] = {"runs": [_raw(run) for run in runs], "episodes": [*episodes]}
    marked = mark_weeks(raw, mondays, site=site)
    said = {one["id"]: one["pain"] for one in raw["runs"] if one["pain"] is not None}
    new = [one for one in raw["episodes"] if one["id"] not in known]
    for one in new:
        check("episodes", one)
    with new_facts(runner):
        Episode.objects.bulk_create(Episode.from_case(runner, one) for one in new)
        PainReport.objects.bulk_create(
            _report(run, said[str(run.public_id)]) for run in silent if str(run.public_id) in said
        )
        weeks = [week.isoformat() for week in mondays]
        record(runner, by, "weeks.marked", weeks=weeks, runs=marked.n_runs)
    return marked


def monday_of(name: str) -> date:
    """The Monday of a week called such as 2026-W10.

    Raises:
        ValueError: if it is none.
    """
    year, _, week = name.partition("-W")
    if not (year.isdecimal() and week.isdecimal() and name.isascii() and len(name) == 8):
        raise ValueError(name)
    return date.fromisocalendar(int(year), int(week), 1)


def last_day_of(monday: date) -> date:
    """The Sunday of its week."""
    return monday + WEEK - date.resolution


def _pain(run: Run) -> PainReport | None:
    return getattr(run, "pain", None)


def _raw(run: Run) -> dict[str, Any]:
    pain = _pain(run)
    return {
        "id": str(run.public_id),
        "on": run.on.isoformat(),
        "distance_km": run.distance_km,
        "pain": None if pain is None else pain.as_case(),
    }


def _report(run: Run, said: dict[str, Any]) -> PainReport:
    report = PainReport(run=run)
    report.take(said)
    return report

"""What a clinician reads between two patients, as far as it was granted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, QuerySet

from startline.web.accounts.models import Runner, User
from startline.web.clinic.models import Share
from startline.web.planning.models import (
    Adherence,
    Appointment,
    Prescription,
    Programme,
    Restriction,
)
from startline.web.planning.selectors import restrictions_of
from startline.web.runlog.models import CheckIn, PainReport, RedFlag, Run

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


@dataclass(frozen=True)
class TwoWeeks:
    """One runner's last two weeks in a line or two."""

    runs: list[Run]
    worst_morning_nrs: int | None
    n_mornings: int
    n_done: int
    n_not_done: int

    @property
    def km(self) -> float:
        """How far altogether, in km."""
        return sum(run.distance_km for run in self.runs)

    @property
    def longest_km(self) -> float:
        """The longest run, in km; 0 without one."""
        return max((run.distance_km for run in self.runs), default=0.0)

    @property
    def hurt(self) -> list[Run]:
        """The runs that hurt, oldest first."""
        return [run for run in self.runs if (pain := _pain(run)) is not None and not pain.free]

    @property
    def n_not_asked(self) -> int:
        """Runs nobody was asked about: neither free of pain nor not."""
        return sum(_pain(run) is None for run in self.runs)


def _pain(run: Run) -> PainReport | None:
    return getattr(run, "pain", None)


@dataclass(frozen=True)
class SharedRunner:
    """A runner in the list of a clinician. `weeks` is None where runs were not granted."""

    share: Share
    flags: list[RedFlag]
    weeks: TwoWeeks | None
    next_visit: date | None


def list_of(clinician: User, on: Callable[[Runner], date]) -> list[SharedRunner]:
    """Every runner who shares, at a glance; a fixed number of queries for however many."""
    shares = list(runners_of(clinician))
    runners = [share.runner for share in shares]
    flags = _by_runner(RedFlag.objects.filter(runner__in=runners, closed_on=None))
    visits = _by_runner(Appointment.objects.filter(runner__in=runners).order_by("on"))
    weeks = _two_weeks([share.runner for share in shares if share.shows("runs")], on)
    return [
        SharedRunner(
            share=share,
            flags=flags[share.runner_id],
            weeks=weeks.get(share.runner_id),
            next_visit=next(
                (one.on for one in visits[share.runner_id] if one.on >= on(share.runner)), None
            ),
        )
        for share in shares
    ]


def _two_weeks(runners: list[Runner], on: Callable[[Runner], date]) -> dict[int, TwoWeeks]:
    spans = {
        runner.pk: (on(runner) - timedelta(days=GLANCE_DAYS - 1), on(runner)) for runner in runners
    }
    if not spans:
        return {}
    first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    asked = {"runner__in": runners, "on__range": (first, last)}

    def within(rows: Iterable[Any]) -> dict[int, list[Any]]:
        return _by_runner(
            row for row in rows if spans[row.runner_id][0] <= row.on <= spans[row.runner_id][1]
        )

    runs = within(Run.objects.filter(**asked).select_related("pain").order_by("on", "id"))
    mornings = within(CheckIn.objects.filter(**asked, morning_nrs__isnull=False))
    said = within(Adherence.objects.filter(**asked))
    return {
        pk: TwoWeeks(
            runs=runs[pk],
            worst_morning_nrs=max((one.morning_nrs for one in mornings[pk]), default=None),
            n_mornings=len(mornings[pk]),
            n_done=sum(one.done for one in said[pk]),
            n_not_done=sum(not one.done for one in said[pk]),
        )
        for pk in spans
    }


def _by_runner(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.runner_id].append(row)
    return found


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

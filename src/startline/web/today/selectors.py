"""What the Today page asks about besides the Advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from startline.web.accounts.models import Runner
from startline.web.planning.models import Adherence, Prescription
from startline.web.runlog.models import CheckIn, RedFlag, Run

MOST_EXERCISES = 3  # on one screen; more is a list nobody does


@dataclass(frozen=True)
class AskMorning:
    """The question of this morning, and the run it follows, if one was asked about."""

    run: Run | None


@dataclass(frozen=True)
class ExerciseToday:
    """One exercise and what was said of it today; None is nothing."""

    id: str
    what: str
    done: bool | None


def ask_morning(runner: Runner, on: date) -> AskMorning | None:
    """Whether to ask how it is this morning; None when it was answered."""
    if CheckIn.objects.filter(runner=runner, on=on, morning_nrs__isnull=False).exists():
        return None
    yesterday = on - timedelta(days=1)
    runs = Run.objects.filter(runner=runner, on=yesterday, pain__isnull=False)
    return AskMorning(runs.select_related("pain").order_by("-id").first())


def exercises(runner: Runner, on: date) -> list[ExerciseToday]:
    """At most three exercises in force, with what was said of each today."""
    rows = Prescription.objects.filter(
        Q(until_day=None) | Q(until_day__gte=on), runner=runner, from_day__lte=on
    ).order_by("id")[:MOST_EXERCISES]
    said = dict(Adherence.objects.filter(runner=runner, on=on).values_list("prescription", "done"))
    return [ExerciseToday(row.case_id, row.what, said.get(row.case_id)) for row in rows]


def open_flags(runner: Runner, on: date) -> list[RedFlag]:
    """Signs that stop running on this day, oldest first."""
    rows = RedFlag.objects.filter(Q(closed_on=None) | Q(closed_on__gte=on), runner=runner)
    return list(rows.order_by("opened_on", "id"))

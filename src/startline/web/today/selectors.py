"""What the Today page asks about besides the Advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from startline.web.accounts.models import Runner
from startline.web.planning.models import Adherence, Prescription
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import CheckIn, RedFlag, Run, SentEntry
from startline.web.runlog.withdrawn import HELD_BACK, held_back

MOST_SKEW_S = 600  # a phone's clock this far off is told
ASKED_DAYS = 14  # after that, nobody remembers where it began
MOST_EXERCISES = 3  # on one screen; more is a list nobody does


@dataclass(frozen=True)
class AskMorning:
    """The question of this morning, and the run it follows, if one was asked about."""

    run: Run | None


@dataclass(frozen=True)
class StillOpen:
    """What the last fortnight's runs leave to ask.

    `settled`: runs that hurt, of today and yesterday, of which nobody said whether it had gone
    within an hour. `unasked`: runs nobody was asked about. Newest first.
    """

    morning: AskMorning | None
    settled: tuple[Run, ...]
    unasked: tuple[Run, ...]


@dataclass(frozen=True)
class ExerciseToday:
    """One exercise and what was said of it today; None is nothing."""

    id: str
    what: str
    done: bool | None


def still_open(runner: Runner, on: date) -> StillOpen:
    """The questions of today about this morning and about the runs of the last fortnight."""
    since = on - timedelta(days=ASKED_DAYS)
    found = Run.objects.filter(runner=runner, on__gte=since, on__lte=on)
    runs = list(found.select_related("pain").order_by("-on", "-id"))
    yesterday = on - timedelta(days=1)
    followed = [run for run in runs if run.on == yesterday and asked(run)]
    said = CheckIn.objects.filter(runner=runner, on=on, morning_nrs__isnull=False).exists()
    return StillOpen(
        morning=None if said else AskMorning(followed[0] if followed else None),
        settled=tuple(run for run in runs if run.on >= yesterday and _may_have_settled(run)),
        unasked=tuple(run for run in runs if not asked(run)),
    )


def asked(run: Run) -> bool:
    """Whether somebody was asked about pain on a run; its report is joined already."""
    return getattr(run, "pain", None) is not None


def _may_have_settled(run: Run) -> bool:
    return asked(run) and not run.pain.free and run.pain.settled_within_hour is None


def exercises(runner: Runner, on: date) -> list[ExerciseToday]:
    """At most three exercises in force, with what was said of each today."""
    rows = Prescription.objects.filter(
        Q(until_day=None) | Q(until_day__gte=on), runner=runner, from_day__lte=on
    ).order_by("id")[:MOST_EXERCISES]
    said = dict(Adherence.objects.filter(runner=runner, on=on).values_list("prescription", "done"))
    return [ExerciseToday(row.case_id, row.what, said.get(row.case_id)) for row in rows]


def still_counting(runner: Runner) -> dict[date, date]:
    """Days of runs whose pain was taken back, each with the day until which it counts."""
    return {
        date.fromisoformat(one.part["on"]): today_of(runner, one.taken_back_at + HELD_BACK)
        for one in held_back(runner)
    }


def open_flags(runner: Runner, on: date) -> list[RedFlag]:
    """Signs that stop running on this day, oldest first."""
    rows = RedFlag.objects.filter(Q(closed_on=None) | Q(closed_on__gte=on), runner=runner)
    return list(rows.order_by("opened_on", "id"))


def clocks_off(runner: Runner) -> set[str]:
    """Runs sent by a phone whose clock was more than ten minutes off, by their public id."""
    rows = SentEntry.objects.filter(runner=runner, kind="run")
    off = rows.filter(Q(skew_s__gt=MOST_SKEW_S) | Q(skew_s__lt=-MOST_SKEW_S))
    return {made.replace("-", "") for made in off.values_list("made", flat=True)}

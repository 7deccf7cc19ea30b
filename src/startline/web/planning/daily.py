"""Once a day for each runner, by their own midnight: new advice; and old advice thinned out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import SystemRandom

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from startline.web.accounts.models import NOTHING_KEPT, Runner
from startline.web.planning.models import AdviceSnapshot, DailyWork
from startline.web.planning.selectors import today_of
from startline.web.planning.services import refresh_advice
from startline.web.shell.regular import stopping

log = logging.getLogger("startline.advice")

ADVICE = "advice"
ALL_KEPT = timedelta(days=30)
DAILY_KEPT = timedelta(days=365)
CLAIMS_KEPT = timedelta(days=40)
AT_A_TIME = 500
LEFT_LYING = timedelta(minutes=10)  # far longer than any advice takes: its worker has ended


def refresh_due() -> int:
    """Work out the advice of every runner whose day is new; how many there were.

    After a gap of weeks each gets one, for today. However many workers on however many machines
    do it once between them: each begins elsewhere, and the first to take a runner on has it.
    """
    newest = AdviceSnapshot.objects.filter(runner=OuterRef("pk")).order_by("-id")
    runners = Runner.objects.filter(user__is_active=True, user__leaves_at=None)
    agreed = runners.exclude(consent__in=NOTHING_KEPT)
    advised = agreed.annotate(advised_on=Subquery(newest.values("on")[:1]))
    rows = advised.only("pk", "time_zone").iterator(chunk_size=AT_A_TIME)
    due = [runner.pk for runner in rows if runner.advised_on != today_of(runner)]
    SystemRandom().shuffle(due)
    return sum(_refresh_one(pk) for pk in due if not stopping.is_set())


def _refresh_one(pk: int) -> bool:
    runner = Runner.objects.filter(pk=pk).first()
    return runner is not None and _refresh(runner)


def _refresh(runner: Runner) -> bool:
    on = today_of(runner)
    if not (claimed(runner, ADVICE, on) or taken_over(runner, ADVICE, on)):
        return False
    try:
        refresh_advice(runner)
    except Exception:  # one runner's trouble keeps nobody else waiting
        log.exception("the daily advice of runner %s broke off", runner.pk)
        DailyWork.objects.filter(runner=runner, what=ADVICE, on=on).delete()
        return False
    return True


def claimed(runner: Runner, what: str, on: date) -> bool:
    """Whether this work of this runner and day is now ours: the first to ask has it."""
    try:
        with transaction.atomic():
            DailyWork.objects.create(runner=runner, what=what, on=on)
    except IntegrityError:
        return False
    return True


def taken_over(runner: Runner, what: str, on: date) -> bool:
    """Whether work that somebody took on and left lying is now ours."""
    lying = DailyWork.objects.filter(
        runner=runner, what=what, on=on, taken_at__lt=timezone.now() - LEFT_LYING
    )
    return lying.update(taken_at=timezone.now()) == 1


def thin_snapshots() -> int:
    """Remove old advice: all of 30 days stay, then the last of each day, past a year of each week.

    How many were removed.
    """
    n_removed = 0
    for runner in Runner.objects.all():
        if stopping.is_set():
            break
        today = today_of(runner)
        old = AdviceSnapshot.objects.filter(runner=runner, on__lt=today - ALL_KEPT)
        gone = superfluous(old.order_by("id").values_list("id", "on"), today=today)
        for some in _by_the(AT_A_TIME, gone):
            n_removed += AdviceSnapshot.objects.filter(pk__in=some).delete()[0]
        DailyWork.objects.filter(runner=runner, on__lt=today - CLAIMS_KEPT).delete()
    return n_removed


def superfluous(snapshots: Iterable[tuple[int, date]], *, today: date) -> list[int]:
    """The ids, of (id, day) in the order they were made, that need not be kept.

    >>> days = [(1, date(2024, 1, 1)), (2, date(2024, 1, 3)), (3, date(2025, 12, 1)),
    ...         (4, date(2025, 12, 1)), (5, date(2025, 12, 2)), (6, date(2026, 1, 9))]
    >>> superfluous(days, today=date(2026, 1, 10))
    [1, 3]
    """
    last: dict[object, int] = {}
    gone = []
    for id_, on in snapshots:
        if on >= today - ALL_KEPT:
            continue
        slot = on if on >= today - DAILY_KEPT else on.isocalendar()[:2]
        if slot in last:
            gone.append(last[slot])
        last[slot] = id_
    return sorted(gone)


def _by_the(n: int, ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + n] for start in range(0, len(ids), n))

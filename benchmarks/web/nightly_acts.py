"""What the processes of `benchmarks.web.nightly` do, one act each."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "startline.web.settings")


def fill(n_runners: str, n_runs: str) -> None:
    """Runners with a log and today's advice."""
    os.environ["STARTLINE_ADVICE"] = "inline"
    import django

    django.setup()
    from benchmarks.web.fill import fill as fill_all

    fill_all(n_runners=int(n_runners), n_runs=int(n_runs))


def work() -> None:
    """What a worker does each ten minutes."""
    from startline.web.planning.daily import refresh_due

    refresh_due()


def yesterday() -> None:
    """Make the newest advice of everybody yesterday's."""
    from startline.web.planning.models import AdviceSnapshot, DailyWork

    newest = {one.runner_id: one for one in AdviceSnapshot.objects.order_by("id")}
    for one in newest.values():
        one.on -= timedelta(days=1)
    AdviceSnapshot.objects.bulk_update(newest.values(), ["on"], batch_size=200)
    AdviceSnapshot.objects.exclude(pk__in=[one.pk for one in newest.values()]).delete()
    DailyWork.objects.all().delete()


def ten_minutes_later() -> None:
    """As if the work that was taken on had been so ten minutes ago."""
    from startline.web.planning.daily import LEFT_LYING
    from startline.web.planning.models import DailyWork

    for one in DailyWork.objects.all():
        DailyWork.objects.filter(pk=one.pk).update(taken_at=one.taken_at - LEFT_LYING)


def count() -> None:
    """How many have today's advice."""
    from django.db.models import Count

    from startline.web.planning.models import AdviceSnapshot

    rows = AdviceSnapshot.objects.values("runner").annotate(n=Count("id"))
    print(sum(row["n"] > 1 for row in rows))


def once_each() -> None:
    """How many have exactly one advice more than yesterday's, and it holds a plan."""
    from django.db.models import Count

    from startline.web.planning.models import AdviceSnapshot

    rows = AdviceSnapshot.objects.exclude(advice="").values("runner").annotate(n=Count("id"))
    print(sum(row["n"] == 2 for row in rows))


def main() -> None:
    """Do the act that was named."""
    what, *arguments = sys.argv[1:]
    if what == "fill":
        fill(*arguments)
        return
    import django

    django.setup()
    acts = (work, yesterday, ten_minutes_later, count, once_each)
    {act.__name__: act for act in acts}[what]()


if __name__ == "__main__":
    main()

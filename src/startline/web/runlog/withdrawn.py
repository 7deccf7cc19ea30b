"""What was said about pain and then taken back: it holds back for fourteen days more.

Nobody earns distance by deleting an answer. A run that hurt and was taken out of the log, or was
said to have been free of pain after all, counts in the advice as it was first said until fourteen
days have passed; the log itself shows it as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from startline.web.accounts.models import Runner
from startline.web.runlog.models import PainReport, Run, Withdrawn

HELD_BACK = timedelta(days=14)
SAME_RUN = 0.05  # of the distance: a run of that day entered anew is the same one


def keep(run: Run) -> bool:
    """Keep what was said about a run that hurt, before it goes; whether it did hurt."""
    pain = PainReport.objects.filter(run=run, free=False).first()
    if pain is None:
        return False
    part = {**run.as_case(), "pain": pain.as_case()}
    Withdrawn.objects.create(runner=run.runner, run=run.public_id, part=part)
    return True


def keep_if_taken_back(run: Run, pain: Mapping[str, Any] | None) -> None:
    """Keep what was said before, when the new answer is that it did not hurt, or none."""
    if pain is None or pain.get("free"):
        keep(run)


def held_back(runner: Runner) -> list[Withdrawn]:
    """What was taken back in the last fourteen days, and so still counts."""
    since = timezone.now() - HELD_BACK
    return list(Withdrawn.objects.filter(runner=runner, taken_back_at__gt=since).order_by("id"))


def as_first_said(runs: Iterable[Mapping[str, Any]], runner: Runner) -> list[Any]:
    """The runs of a Case with what was taken back in the last fourteen days put in again."""
    found = [dict(run) for run in runs]
    for one in held_back(runner):
        _put_back(found, one)
    return found


def _put_back(runs: list[dict[str, Any]], one: Withdrawn) -> None:
    """In the place of the same run, where that is there in another form; else beside the others."""
    for place, run in enumerate(runs):
        if _is_same(run, one):
            if (run.get("pain") or {}).get("free", True):
                far = _distance(run, one)
                runs[place] = {**one.part, "id": run["id"], "distance_km": far}
            return
    runs.append({**one.part, "id": f"withdrawn-{one.pk}"})


def _distance(run: Mapping[str, Any], one: Withdrawn) -> float:
    """The shorter of what was said, where the pain began within it: a slip of the pen is mended."""
    first, now = float(one.part["distance_km"]), float(run["distance_km"])
    began = (one.part["pain"].get("onset") or {}).get("upper_km") or 0.0
    return now if began <= now < first else first


def _is_same(run: Mapping[str, Any], one: Withdrawn) -> bool:
    if run["id"] in (one.part["id"], str(one.run)):
        return True
    near = abs(run["distance_km"] - one.part["distance_km"]) <= SAME_RUN * one.part["distance_km"]
    return bool(run["on"] == one.part["on"] and near)


def forget_old() -> None:
    """Remove what holds nothing back any more."""
    Withdrawn.objects.filter(taken_back_at__lte=timezone.now() - 2 * HELD_BACK).delete()

"""A whole Case into rows: for the demo, for somebody who brings theirs, for what was exported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning import models as p
from startline.web.planning.case import PARTS, RUNNER_NAMES
from startline.web.runlog import models as r

_OWN = {"startline", "runner", "race", "programme", "plan_seen", "runs", "log_complete_until"}


def take_case(runner: Runner, value: Mapping[str, Any], *, by: User | None) -> None:
    """Store everything a Case says, beside what is there. Runs in the caller's transaction.

    Raises:
        Refused: if the Case is refused; nothing is stored then.
    """
    case_from(dict(value), today=timezone.now().date())
    _take_runner(runner, value)
    _take_runs(runner, value.get("runs", ()))
    for name, rows in PARTS:
        made = [rows.from_case(runner, part) for part in value.get(name, ())]
        rows._default_manager.bulk_create(made)
    if value.get("race"):
        p.Race.objects.filter(runner=runner).delete()
        p.Race.from_case(runner, value["race"]).save()
    if value.get("programme"):
        set_programme(runner, value["programme"])
    record(runner, by, "case.taken")


def set_programme(runner: Runner, value: Mapping[str, Any]) -> p.Programme:
    """Make this the programme; the one before is kept as it was."""
    p.Programme.objects.filter(runner=runner, replaced_at=None).update(replaced_at=timezone.now())
    programme = p.Programme.from_case(runner, value)
    programme.save()
    return programme


def _take_runner(runner: Runner, value: Mapping[str, Any]) -> None:
    said = dict(value.get("runner", {}))
    results = said.pop("race_results", ())
    for name in RUNNER_NAMES:
        if said.get(name) is not None:
            setattr(runner, name, said[name])
    runner.extra = {k: v for k, v in said.items() if k not in RUNNER_NAMES}
    known = {*_OWN, *(name for name, _ in PARTS)}
    runner.case_extra = {k: v for k, v in value.items() if k not in known}
    runner.log_complete_until = value.get("log_complete_until")
    runner.save()
    r.RaceResult.objects.bulk_create(r.RaceResult.from_case(runner, one) for one in results)


def _take_runs(runner: Runner, parts: Any) -> None:
    runs, pains = [], []
    for part in parts:
        run = r.Run.from_case(runner, {k: v for k, v in part.items() if k != "pain"})
        runs.append(run)
        if part.get("pain"):
            pain = r.PainReport(run=run)
            pain.take(part["pain"])
            pains.append(pain)
    r.Run.objects.bulk_create(runs)
    for pain in pains:
        pain.run_id = pain.run.pk
    r.PainReport.objects.bulk_create(pains)

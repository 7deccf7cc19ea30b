"""A runner's rows as one Case, in a fixed number of queries whatever the history."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from startline.engine.advice import Advice
from startline.engine.errors import Refused
from startline.formats.advice_read import read_advice
from startline.web.accounts.case_part import CasePart
from startline.web.accounts.models import Runner
from startline.web.planning import models as p
from startline.web.runlog import models as r
from startline.web.runlog import withdrawn

log = logging.getLogger("startline.advice")

FORMAT_VERSION = 1

PARTS: tuple[tuple[str, type[CasePart]], ...] = (
    ("moves", p.Move),
    ("check_ins", r.CheckIn),
    ("episodes", r.Episode),
    ("restrictions", p.Restriction),
    ("prescriptions", p.Prescription),
    ("adherence", p.Adherence),
    ("cross_sessions", r.CrossSession),
    ("appointments", p.Appointment),
    ("red_flags", r.RedFlag),
    ("confirmed", p.Confirmed),
)
"""Lists of the Case, and the rows they are made of."""


def case_value(runner: Runner, *, on: date) -> dict[str, Any]:
    """The runner's whole Case as JSON values, as it stands on day `on`.

    The plan seen is the last one shown on an earlier day, so that what is logged today in any
    order leads to the same plan.
    """
    race = p.Race.objects.filter(runner=runner).first()
    programme = p.Programme.objects.filter(runner=runner, replaced_at=None).first()
    seen = plan_seen(runner, on=on)
    value: dict[str, Any] = {
        **runner.case_extra,
        "startline": FORMAT_VERSION,
        "runner": runner_value(runner),
        "race": race and race.as_case(),
        "programme": programme and programme.as_case(),
        "plan_seen": seen,
        "runs": runs_value(r.Run.objects.filter(runner=runner)),
        "log_complete_until": runner.log_complete_until and runner.log_complete_until.isoformat(),
    }
    for name, part in PARTS:
        rows = part._default_manager.filter(runner=runner).order_by("id")
        value[name] = [row.as_case() for row in rows]
    return {key: part for key, part in value.items() if part not in (None, [])}


def case_as_first_said(runner: Runner, *, on: date) -> dict[str, Any]:
    """The Case an advice is made from: with pain that was taken back in the last fourteen days."""
    value = case_value(runner, on=on)
    runs = withdrawn.as_first_said(value.get("runs", ()), runner)
    return {**value, "runs": runs} if runs else value


RUNNER_NAMES = (
    "birth_year", "sex", "time_zone", "unit", "tolerance", "max_nrs", "run_days", "long_run_day",
    "cross_training",
)  # fmt: skip


def runner_value(runner: Runner) -> dict[str, Any]:
    """The Case's `runner`; what nobody said is left out."""
    results = r.RaceResult.objects.filter(runner=runner).order_by("on", "id")
    said = {n: v for n in RUNNER_NAMES if (v := getattr(runner, n)) not in (None, "")}
    races = [one.as_case() for one in results]
    return {**runner.extra, **said, **({"race_results": races} if races else {})}


def runs_value(runs: Any) -> list[dict[str, Any]]:
    """Runs with their pain reports, oldest first."""
    rows: Iterable[r.Run] = runs.select_related("pain").order_by("on", "started_at", "id")
    return [_run_value(run) for run in rows]


def _run_value(run: r.Run) -> dict[str, Any]:
    value = run.as_case()
    pain = getattr(run, "pain", None)
    return {**value, "pain": pain.as_case()} if pain else value


ONLY_FOR_THE_LOG = frozenset({"splits", "mile_splits"})
"""Fields of recorded runs that no advice reads; ten years of them would fill every snapshot."""


def for_advice(value: dict[str, Any]) -> dict[str, Any]:
    """The Case without what the engine does not read."""
    runs = [
        {key: part for key, part in run.items() if key not in ONLY_FOR_THE_LOG}
        for run in value.get("runs", ())
    ]
    return {**value, "runs": runs} if runs else value


def plan_seen(runner: Runner, *, on: date) -> dict[str, Any] | None:
    """The runs of the plan last shown before this day, which a new one stays with where it may.

    None when there was none, or when an earlier version wrote what cannot be read any more: a new
    plan may then differ more from the last, and today is advised all the same.
    """
    last = (
        p.AdviceSnapshot.objects.filter(runner=runner, on__lt=on)
        .exclude(advice="")
        .order_by("-id")
        .only("advice", "on")
        .first()
    )
    advice = _readable(last) if last else None
    return _seen(advice) if advice and advice.status == "ok" else None


def _readable(snapshot: p.AdviceSnapshot) -> Advice | None:
    try:
        return read_advice(snapshot.advice)
    except Refused as error:
        log.warning("the plan of advice %s is not stayed with: %s", snapshot.pk, error)
        return None


def _seen(advice: Advice) -> dict[str, Any]:
    sessions = [
        {"on": day.on.isoformat(), "kind": day.kind, "distance_km": day.distance_km}
        for day in advice.plan
        if day.on > advice.on and day.distance_km and day.kind != "race"
    ]
    return {"on": advice.on.isoformat(), "sessions": sessions}


def packed(case_json: str) -> bytes:
    """A Case as it is kept with its Advice."""
    return zlib.compress(case_json.encode(), level=6)


def unpacked(case_z: bytes) -> str:
    """The Case an Advice was made from."""
    return zlib.decompress(bytes(case_z)).decode()

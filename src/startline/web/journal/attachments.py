"""A run, the plan or the outlook beside an entry: frozen as it was when it was attached.

What is kept is a picture with its words, drawn from what others may know: a run in whole miles or
kilometres, without the hour, the road, or, unless asked for, the pain (G03).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from startline.engine.runs import PainReport
from startline.engine.runs import Run as EngineRun
from startline.formats import pictures
from startline.formats.case_json import case_from
from startline.formats.pictures import Picture
from startline.web.accounts.models import Runner
from startline.web.journal.models import Entry
from startline.web.journal.services import touched
from startline.web.planning.case import runs_value
from startline.web.planning.selectors import shown_advice, today_of
from startline.web.runlog.models import Run
from startline.words.units import KM_PER_MILE, day_name, shown

MOST = 6
RUN, PLAN, OUTLOOK = "run", "plan", "outlook"


class NothingToAttach(Exception):
    """There is no current advice, or nothing of that kind in it."""


def attach_run(entry: Entry, runner: Runner, run: Run, *, with_pain: bool) -> None:
    """Attach one run as the runner's own unit says it, rounded.

    Without its pain it is a line of numbers: the drawing would say that nobody asked.
    """
    public = rounded(_engine_run(runner, run), runner.unit)
    name = _("The run of %(day)s, rounded") % {"day": day_name(run.on)}
    if with_pain:
        _attach(entry, RUN, name, run.on, pictures.run_strip(public, unit=runner.unit))
    else:
        bare = {"what": RUN, "name": name, "on": run.on.isoformat(), "svg": "", "says": ""}
        _keep(entry, {**bare, "headings": [], "rows": _numbers(public, runner.unit)})


def _numbers(run: EngineRun, unit: str) -> list[list[str]]:
    rows = [[_("Run"), shown(run.distance_km, unit)]]
    return rows + ([[_("Planned"), shown(run.planned_km, unit)]] if run.planned_km else [])


def attach_advice(entry: Entry, runner: Runner, what: str) -> None:
    """Attach the plan or the outlook as it stands today.

    Raises:
        NothingToAttach: if none may be shown now.
    """
    advice = shown_advice(runner).advice
    if advice is None or (what == OUTLOOK and advice.outlook is None):
        raise NothingToAttach
    day = {"day": day_name(today_of(runner))}
    if what == OUTLOOK and advice.outlook is not None:
        name, drawn = _("The outlook as it was on %(day)s") % day, pictures.options(advice.outlook)
    else:
        name = _("The plan as it was on %(day)s") % day
        drawn = pictures.weeks(advice, unit=runner.unit)
    _attach(entry, what, name, advice.on, drawn)


def _engine_run(runner: Runner, run: Run) -> EngineRun:
    rows = Run.objects.filter(runner=runner, pk=run.pk)
    value = {"startline": 1, "runner": {}, "runs": runs_value(rows)}
    return case_from(value, today=today_of(runner)).runs[0]


def rounded(run: EngineRun, unit: str) -> EngineRun:
    """A run in whole miles or kilometres, without its hour and its pace."""
    step = KM_PER_MILE if unit == "mi" else 1.0
    far = max(1, round(run.distance_km / step)) * step
    planned = run.planned_km and max(1, round(run.planned_km / step)) * step
    return EngineRun(
        on=run.on, distance_km=far, planned_km=planned, pain=_rounded_pain(run, far, step)
    )


def _rounded_pain(run: EngineRun, far: float, step: float) -> PainReport | None:
    """Whether and about where it hurt; marks and ratings stay at home."""
    if run.pain is None:
        return None
    onset = run.pain.onset
    if run.pain.free or onset is None:
        return PainReport(free=run.pain.free)
    lower = min(far, (onset.lower_km // step) * step)
    upper = max(lower, -(-min(far, onset.upper_km) // step) * step)
    return PainReport(free=False, onset=replace(onset, lower_km=lower, upper_km=upper))


def _attach(entry: Entry, what: str, name: str, on: date, picture: Picture) -> None:
    table = picture.table
    made = {
        "what": what,
        "name": name,
        "on": on.isoformat(),
        "svg": pictures.svg_of(picture, prefix=f"{what}{entry.pk}"),
        "says": picture.description,
        "headings": list(table.headings),
        "rows": [list(row) for row in table.rows],
    }
    _keep(entry, made)


def _keep(entry: Entry, made: dict[str, Any]) -> None:
    attached = [*entry.attached, {"id": str(uuid4()), **made}]
    Entry.objects.filter(pk=entry.pk).update(attached=attached)
    touched(entry)


def detach(entry: Entry, attachment_id: str) -> None:
    """Take an attachment off, for others too, at once."""
    kept = [one for one in entry.attached if one["id"] != attachment_id]
    shown = [one for one in entry.shown_attached if one["id"] != attachment_id]
    Entry.objects.filter(pk=entry.pk).update(attached=kept, shown_attached=shown)
    touched(entry)

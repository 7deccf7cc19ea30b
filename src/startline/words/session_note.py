"""Why a day of the plan is as it is, in a few lines, for those who ask for reasons."""

from __future__ import annotations

from startline.engine.advice import PlannedDay
from startline.engine.case import Case
from startline.engine.plans import Reason
from startline.engine.restrictions import Restriction
from startline.words.language import _
from startline.words.reasons import BOUNDS, bound_name, sentence, who
from startline.words.today import WHAT_IT_IS
from startline.words.units import day_name, shown


def session_note(case: Case, day: PlannedDay) -> str:
    """What was programmed, what decided, and every limit on distance that binds that day."""
    unit = case.runner.unit or "km"
    limits = [one for one in case.restrictions if one.is_active(day.on)]
    lines = [_reason(reason, limits, unit) for reason in day.reasons]
    lines += [_limit(one, unit) for one in limits if one.max_run_km is not None]
    return "\n".join([*dict.fromkeys(line for line in lines if line), _(WHAT_IT_IS)])


def _reason(reason: Reason, limits: list[Restriction], unit: str) -> str:
    """A sentence; what bound the day is named as on the screen."""
    if reason.code not in BOUNDS:
        return sentence(reason.code, reason.values, unit)
    by = sorted({one.by or "clinician" for one in limits if one.set_by != "runner"})
    people = _(" and ").join(who(one) for one in by) or who("clinician")
    return _("Decided by {limit}.").format(limit=_(BOUNDS[reason.code]).format(by=people))


def _limit(one: Restriction, unit: str) -> str:
    code = "runner_limit" if one.set_by == "runner" else "clinician_limit"
    until = _(", until {day}").format(day=day_name(one.until_day)) if one.until_day else ""
    name = bound_name(code, one.by)
    far = shown(one.max_run_km or 0, unit)
    return _("At most {far}: {limit}{until}.").format(far=far, limit=name, until=until)

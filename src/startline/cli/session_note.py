"""Why a day of the plan is as it is, in a few lines, for those who ask for reasons."""

from __future__ import annotations

from startline.cli import words
from startline.cli.units import day_name, shown
from startline.engine.advice import PlannedDay
from startline.engine.case import Case
from startline.engine.plans import Reason
from startline.engine.restrictions import Restriction


def session_note(case: Case, day: PlannedDay) -> str:
    """What was programmed, what decided, and every limit on distance that binds that day."""
    unit = case.runner.unit or "km"
    limits = [one for one in case.restrictions if one.is_active(day.on)]
    lines = [_reason(reason, limits, unit) for reason in day.reasons]
    lines += [_limit(one, unit) for one in limits if one.max_run_km is not None]
    return "\n".join([*dict.fromkeys(line for line in lines if line), words.WHAT_IT_IS])


def _reason(reason: Reason, limits: list[Restriction], unit: str) -> str:
    """A sentence; what bound the day is named as on the screen."""
    if reason.code not in words.BOUNDS:
        return words.sentence(reason.code, reason.values, unit)
    by = sorted({one.by or "clinician" for one in limits if one.set_by != "runner"})
    return f"Decided by {words.BOUNDS[reason.code].format(by=' and '.join(by) or 'clinician')}."


def _limit(one: Restriction, unit: str) -> str:
    code = "runner_limit" if one.set_by == "runner" else "clinician_limit"
    until = f", until {day_name(one.until_day)}" if one.until_day else ""
    name = words.BOUNDS[code].format(by=one.by or "clinician")
    return f"At most {shown(one.max_run_km or 0, unit)}: {name}{until}."

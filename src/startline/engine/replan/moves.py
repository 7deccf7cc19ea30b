"""Moving a session by hand, within its week: what stands in the way, and which days are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from startline.engine.case import Case
from startline.engine.plans import RUN_KINDS, Move, Reason
from startline.engine.replan.calendar import FURTHEST_MOVE_DAYS, Calendar, calendar_of

NEAR_DAYS = 3  # sessions named when there is none on the day asked about


def standing_on(case: Case, day: date) -> int | None:
    """Which of the Case's moves brought the session that stands on this day."""
    return next((n for n, one in enumerate(case.moves) if one.to_day == day), None)


def own_day(case: Case, day: date) -> date:
    """Where the session of this day stands without moves by hand."""
    n = standing_on(case, day)
    return day if n is None else case.moves[n].from_day


def moved(case: Case, from_day: date, to_day: date) -> Case:
    """The Case with the session of one day on another; back on its own day it is no move."""
    n, own = standing_on(case, from_day), own_day(case, from_day)
    if n is None:
        return replace(case, moves=(*case.moves, Move(from_day=from_day, to_day=to_day)))
    kept = [*case.moves]
    if to_day == own:
        del kept[n]
    else:
        kept[n] = replace(kept[n], to_day=to_day)
    return replace(case, moves=tuple(kept))


def nothing_moved(case: Case, day: date) -> Reason:
    """That no move by hand belongs to a day, and which there are."""
    days = [one.from_day.isoformat() for one in case.moves]
    return Reason("no_move", {"on": day.isoformat(), "days": days})


def days_open(case: Case, from_day: date, *, today: date) -> tuple[date, ...]:
    """The days that the session standing on `from_day` could be moved to, in order."""
    own = own_day(case, from_day)
    near = [own + timedelta(n) for n in range(-FURTHEST_MOVE_DAYS, FURTHEST_MOVE_DAYS + 1)]
    return tuple(
        day
        for day in near
        if why_no_move(case, from_day, day, today=today) is None
        and move_lost(case, moved(case, from_day, day)) is None
    )


# --- what stands in the way ----------------------------------------------------------------------


def why_no_move(case: Case, from_day: date, to_day: date, *, today: date) -> Reason | None:
    """What stands in the way of a move; None when it can be made.

    A session never gets further from its own day than a week allows, however often it is moved.
    """
    calendar = calendar_of(case)
    return _why_not_from(case, calendar, from_day, today) or _why_not_to(
        case, calendar, from_day, to_day, today
    )


def why_not_run(case: Case, day: date, *, today: date) -> Reason | None:
    """Why there is no session of a day that could still be run; None when there is."""
    return _why_not_from(case, calendar_of(case), day, today)


def _why_not_from(case: Case, calendar: Calendar, day: date, today: date) -> Reason | None:
    """Why there is nothing on a day that could be moved; None when there is."""
    session, on = calendar.session(day), {"on": day.isoformat()}
    if session is not None and session.kind == "race":
        return Reason("race_stays", on)
    if session is None or session.kind not in RUN_KINDS:
        return Reason("no_session", {**on, "days": _runs_near(calendar, day)})
    if any(run.on == day for run in case.runs):
        return Reason("day_run", on)
    return Reason("session_gone", on) if day < today else None


def _why_not_to(
    case: Case, calendar: Calendar, from_day: date, to_day: date, today: date
) -> Reason | None:
    on, own = {"on": to_day.isoformat()}, own_day(case, from_day)
    if to_day == from_day:
        return Reason("same_day", on)
    races = [day for day, slot in calendar.slots.items() if slot.session.kind == "race"]
    if any(race <= to_day for race in races):
        return Reason("after_race", {**on, "race": min(races).isoformat()})
    if to_day < today:
        return Reason("day_gone", {**on, "today": today.isoformat()})
    if abs((to_day - own).days) > FURTHEST_MOVE_DAYS:
        furthest = timedelta(FURTHEST_MOVE_DAYS)
        first, last = (own - furthest).isoformat(), (own + furthest).isoformat()
        return Reason("too_far", {**on, "days": FURTHEST_MOVE_DAYS, "first": first, "last": last})
    return Reason("day_taken", on) if _has_run(case, calendar, to_day) else None


def move_lost(before: Case, after: Case) -> Reason | None:
    """An earlier move that a change of the moves leaves without a place; None where none is."""
    lost = _impossible(after) - _impossible(before)
    return Reason("move_lost", {"on": min(lost).isoformat()}) if lost else None


def _impossible(case: Case) -> set[date]:
    left_out = calendar_of(case).left_out
    return {day for day, why in left_out.items() if why.code == "move_not_possible"}


def _has_run(case: Case, calendar: Calendar, day: date) -> bool:
    session = calendar.session(day)
    planned = session is not None and session.kind in RUN_KINDS
    return planned or any(run.on == day for run in case.runs)


def _runs_near(calendar: Calendar, day: date) -> list[str]:
    return [
        on.isoformat()
        for on, slot in sorted(calendar.slots.items())
        if slot.session.kind in RUN_KINDS and abs((on - day).days) <= NEAR_DAYS
    ]

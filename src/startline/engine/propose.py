"""What the programme would have: every day from today to the next long run, before any limit."""

from __future__ import annotations

from datetime import date, timedelta

from startline.engine.case import Case
from startline.engine.limit_values import Day
from startline.engine.load import slow_pace_s_per_km
from startline.engine.plans import RUN_KINDS, Session
from startline.engine.runs import Run
from startline.engine.whole import whole_metres

LOOK_AHEAD_DAYS = 42  # how far to look for the next long run


def programmed_days(case: Case, runs: tuple[Run, ...], on: date) -> list[Day]:
    """Every day from today to the next long run, asking for what the programme wanted.

    A day already run asks for nothing more, and nothing missed is added to another day.
    """
    by_day = sessions_by_day(case)
    long_on = next_long_day(by_day, on)
    ran_today = any(run.on == on for run in runs)
    pace = slow_pace_s_per_km(runs, on)
    days = []
    for ahead in range(((long_on or on) - on).days + 1):
        day = on + timedelta(ahead)
        session = by_day.get(day)
        programmed_m = None if session is None else session_metres(session, pace)
        asked_m = 0 if programmed_m is None or (ran_today and day == on) else programmed_m
        days.append(Day(day, session.kind if session else "rest", programmed_m, asked_m))
    return days


def sessions_by_day(case: Case) -> dict[date, Session]:
    """The session that counts on each day: the longest run, else whatever else was planned."""
    chosen: dict[date, Session] = {}
    for session in case.programme.sessions if case.programme else ():
        held = chosen.get(session.on)
        if held is None or _weight(session) > _weight(held):
            chosen[session.on] = session
    return chosen


def _weight(session: Session) -> tuple[bool, float, float, str]:
    is_run = session.kind in RUN_KINDS
    return (is_run, session.distance_km or 0, session.duration_min or 0, session.kind)


def next_long_day(by_day: dict[date, Session], on: date) -> date | None:
    """The next long run, or the race where that comes first; today's counts."""
    ahead = sorted(day for day, s in by_day.items() if s.kind in ("long", "race") and day >= on)
    near = [day for day in ahead if (day - on).days <= LOOK_AHEAD_DAYS]
    return near[0] if near else None


def session_metres(session: Session, pace_s_per_km: int) -> int | None:
    """Programmed metres; minutes become metres at the slow pace; None for what is not run."""
    if session.kind not in RUN_KINDS:
        return None
    if session.distance_km is not None:
        return whole_metres(session.distance_km)
    if session.duration_min is not None:
        return whole_metres(session.duration_min * 60 / pace_s_per_km)
    return None

"""Which session stands on which day: the programme on the runner's own days, and moves by hand.

Nothing here looks at pain, limits or what was run, so the calendar is the same whatever happens,
and a missed session stays on its day: it is never pushed to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from startline.engine.case import Case
from startline.engine.limit_values import Day
from startline.engine.plans import RUN_KINDS, Reason, Session
from startline.engine.races import Race
from startline.engine.runs import Run
from startline.engine.whole import whole_metres

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK_DAYS = 7
LOOK_AHEAD_DAYS = 42  # how far the next long run may lie
FURTHEST_MOVE_DAYS = 6  # a session is moved within its week; further is another session


@dataclass(frozen=True, slots=True)
class Slot:
    """A session on the day it would be run, with what brought it there if that was moved."""

    session: Session
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The session of each day, and sessions of the programme that found no day of their own."""

    slots: Mapping[date, Slot]
    left_out: Mapping[date, Reason]

    def session(self, on: date) -> Session | None:
        """The session that would be run on this day."""
        slot = self.slots.get(on)
        return None if slot is None else slot.session


def calendar_of(case: Case) -> Calendar:
    """Every session on its day: the longest of each day, on run days, moved as the runner said."""
    chosen = with_race(_longest_of_each_day(case), case.race)
    slots: dict[date, Slot] = {}
    left_out: dict[date, Reason] = {}
    for week in _weeks(chosen.values()):
        _place_week(week, case, slots, left_out)
    for move in sorted(case.moves, key=lambda one: (one.from_day, one.to_day)):
        _move(move.from_day, move.to_day, slots, left_out)
    return Calendar(slots, left_out)


def _longest_of_each_day(case: Case) -> dict[date, Session]:
    chosen: dict[date, Session] = {}
    for session in case.programme.sessions if case.programme else ():
        held = chosen.get(session.on)
        if held is None or _weight(session) > _weight(held):
            chosen[session.on] = session
    return chosen


def _weight(session: Session) -> tuple[bool, bool, float, float, str, str]:
    is_run, is_race = session.kind in RUN_KINDS, session.kind == "race"
    far, long = session.distance_km or 0, session.duration_min or 0
    return (is_run, is_race, far, long, session.kind, session.id or "")


def with_race(chosen: dict[date, Session], race: Race | None) -> dict[date, Session]:
    """The race on its day, as far as the race is and not as the programme has it; nothing after."""
    if race is None:
        return chosen
    before = {day: session for day, session in chosen.items() if day <= race.on}
    held = before.get(race.on)
    if held is None or held.kind != "race":
        held = Session(on=race.on, kind="race")
    before[race.on] = replace(held, distance_km=race.distance_km, duration_min=None)
    return before


def _weeks(sessions: Iterable[Session]) -> list[list[Session]]:
    """Sessions by calendar week, Monday first, each in order of days."""
    weeks: dict[date, list[Session]] = {}
    for session in sorted(sessions, key=lambda one: one.on):
        weeks.setdefault(monday_of(session.on), []).append(session)
    return [weeks[monday] for monday in sorted(weeks)]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(day.weekday())


def _place_week(
    week: list[Session], case: Case, slots: dict[date, Slot], left_out: dict[date, Reason]
) -> None:
    """Put a week's runs on the runner's run days, in their order and as near as can be."""
    runs = [one for one in week if one.kind in RUN_KINDS and one.kind != "race"]
    free = _run_days(week, case)
    for session in week:
        if session.kind not in RUN_KINDS or session.kind == "race" or free is None:
            slots[session.on] = Slot(session)
    if free is None:
        return
    long_day = _long_day(runs, free, case)
    kept = sorted(runs, key=lambda one: (one.kind == "long", _weight(one)))[-len(free) :]
    for session in runs:
        if not free or session not in kept:
            left_out[session.on] = Reason("no_run_day_left", {"kind": session.kind})
    for session, day in _placed(kept if free else [], free, long_day):
        because = () if day == session.on else (_moved("moved_to_run_day", session.on),)
        slots[day] = Slot(replace(session, on=day), because)


def _run_days(week: list[Session], case: Case) -> list[date] | None:
    """The run days of a week that no race needs; None where the runner named none."""
    if case.runner.run_days is None:
        return None
    monday = monday_of(week[0].on)
    taken = {one.on for one in week if one.kind == "race"}
    last = case.race.on if case.race is not None else date.max
    days = [monday + timedelta(n) for n in range(WEEK_DAYS) if WEEKDAYS[n] in case.runner.run_days]
    return [day for day in days if day < last and day not in taken]


def _long_day(runs: list[Session], free: list[date], case: Case) -> date | None:
    """The runner's own day for the long run, if there is one of each this week."""
    is_long = any(one.kind == "long" for one in runs)
    named = [day for day in free if WEEKDAYS[day.weekday()] == case.runner.long_run_day]
    return named[0] if named and is_long else None


def _placed(
    sessions: list[Session], free: list[date], long_day: date | None
) -> list[tuple[Session, date]]:
    """Sessions with their days: the long run first, the others in order, with least moving."""
    long = next((one for one in sessions if one.kind == "long"), None) if long_day else None
    others = sorted((one for one in sessions if one is not long), key=lambda one: one.on)
    days = [day for day in free if long is None or day != long_day]
    ways = combinations(days, len(others))
    best = min(ways, key=lambda way: _moved_days(others, way), default=())
    placed = list(zip(others, best, strict=False))
    return [*placed, (long, long_day)] if long is not None and long_day is not None else placed


def _moved_days(sessions: Sequence[Session], days: Sequence[date]) -> int:
    return sum(abs((day - one.on).days) for one, day in zip(sessions, days, strict=True))


def _moved(code: str, from_day: date) -> Reason:
    return Reason(code, {"from_day": from_day.isoformat()})


def _move(
    from_day: date, to_day: date, slots: dict[date, Slot], left_out: dict[date, Reason]
) -> None:
    """One move by hand: to a day without a run, near, and never the race or past it."""
    slot, there = slots.get(from_day), slots.get(to_day)
    races = [day for day, one in slots.items() if one.session.kind == "race"]
    possible = (
        slot is not None
        and slot.session.kind in RUN_KINDS - {"race"}
        and (there is None or there.session.kind not in RUN_KINDS)
        and abs((to_day - from_day).days) <= FURTHEST_MOVE_DAYS
        and all(to_day < race for race in races)
    )
    if slot is None or not possible:
        left_out[to_day] = _moved("move_not_possible", from_day)
        return
    del slots[from_day]
    because = (*slot.because, _moved("moved_by_hand", from_day))
    slots[to_day] = Slot(replace(slot.session, on=to_day), because)


def programmed_days(
    case: Case, calendar: Calendar, runs: Sequence[Run], on: date, pace_s_per_km: int
) -> list[Day]:
    """Every day from `on` to the race, or to the last session, asking what the programme asks.

    A day already run asks for nothing more, and nothing missed is added to another day.
    """
    ran_today = any(run.on == on for run in runs)
    days = []
    for ahead in range((_last_day(case, calendar, on) - on).days + 1):
        day = on + timedelta(ahead)
        slot = calendar.slots.get(day)
        programmed_m = None if slot is None else session_metres(slot.session, pace_s_per_km)
        asked_m = 0 if programmed_m is None or (ran_today and day == on) else programmed_m
        kind, because = (slot.session.kind, slot.because) if slot else ("rest", ())
        if programmed_m is None and kind in RUN_KINDS:
            programmed_m, because = 0, (*because, Reason("session_without_length"))
        days.append(Day(day, kind, programmed_m, asked_m, because=because))
    return days


def _last_day(case: Case, calendar: Calendar, on: date) -> date:
    if case.race is not None:
        return max(on, case.race.on)
    return max([on, *calendar.slots])


def next_long_day(calendar: Calendar, on: date) -> date | None:
    """The next long run, or the race where that comes first; today's counts."""
    ahead = sorted(
        day
        for day, slot in calendar.slots.items()
        if slot.session.kind in ("long", "race") and 0 <= (day - on).days <= LOOK_AHEAD_DAYS
    )
    return ahead[0] if ahead else None


def session_metres(session: Session, pace_s_per_km: int) -> int | None:
    """Programmed metres; minutes become metres at the slow pace; None for what is not run."""
    if session.kind not in RUN_KINDS:
        return None
    if session.distance_km is not None:
        return whole_metres(session.distance_km)
    if session.duration_min is not None:
        return whole_metres(session.duration_min * 60 / pace_s_per_km)
    return None

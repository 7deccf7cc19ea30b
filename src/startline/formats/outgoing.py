"""What of the plan leaves the house: each day's run and cross-training, under a plain title.

Every number comes from `Advice.plan`, so that a calendar, a watch and a screen say the same one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from startline.engine.advice import Advice, PlannedDay
from startline.engine.case import Case
from startline.engine.errors import LimitBroken
from startline.engine.restrictions import Restriction
from startline.engine.whole import whole_metres
from startline.words import sessions
from startline.words.language import _
from startline.words.units import km_of, shown

What = Literal["run", "race", "done", "over_limit", "cross"]

MOST_LETTERS = 80  # of a name somebody typed, on one line of a calendar
MILE_MARK_M = 1  # a mile mark is stored in whole metres: 9 miles are 14,484 m


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One thing to do on a day. `metres` and `minutes` are the most it may be, rounded down."""

    on: date
    what: What
    kind: str
    title: str
    day: PlannedDay
    metres: int = 0
    minutes: int | None = None
    shown: str = ""


def outgoing(case: Case, advice: Advice) -> tuple[Outgoing, ...]:
    """Everything the plan asks for from its day on; nothing at all while a red flag is open."""
    if advice.status == "stop":
        return ()
    return tuple(
        one for day in advice.plan for one in (*_run_of(day, case), *_cross_training_on(day))
    )


def _run_of(day: PlannedDay, case: Case) -> Iterator[Outgoing]:
    metres = whole_metres(day.distance_km) or 0
    if any(reason.code == "already_run" for reason in day.reasons):
        title = _(sessions.RUN_DONE)
        yield Outgoing(on=day.on, what="done", kind=day.kind, title=title, day=day)
    elif day.kind == "race" and (day.over_limit or not metres):
        title = _(sessions.OVER_LIMIT if day.over_limit else sessions.RACE_DAY)
        yield Outgoing(on=day.on, what="over_limit", kind=day.kind, title=title, day=day)
    elif metres:
        minutes = _minutes(day, case)
        amount = shown(metres / 1000, case.runner.unit or "km")
        yield Outgoing(
            on=day.on,
            what="race" if day.kind == "race" else "run",
            kind=day.kind,
            title=_title(day.kind, amount, minutes, case),
            day=day,
            metres=metres,
            minutes=minutes,
            shown=amount,
        )


def _title(kind: str, amount: str, minutes: int | None, case: Case) -> str:
    if minutes is not None:
        return sessions.title_in_minutes(kind, minutes, amount)
    name = one_line(case.race.name or "") if kind == "race" and case.race else ""
    title = sessions.title(kind, amount)
    return f"{title}: {name}" if name else title


def _minutes(day: PlannedDay, case: Case) -> int | None:
    """Whole minutes of a session that was programmed in minutes, inside every limit on minutes."""
    if day.duration_min is None or day.programmed_km is not None:
        return None
    limits = [one.max_run_min for one in active(case, day.on) if one.max_run_min is not None]
    return math.floor(min([day.duration_min, *limits]))


def _cross_training_on(day: PlannedDay) -> Iterator[Outgoing]:
    instead = day.cross_train
    for one in instead:
        yield _cross(day, one.kind, one.duration_min)
    if day.kind == "cross" and not instead:
        yield _cross(day, "cross", day.duration_min)


def _cross(day: PlannedDay, kind: str, duration_min: float | None) -> Outgoing:
    minutes = None if duration_min is None else math.floor(duration_min)
    title = one_line(sessions.cross_title(kind, minutes))
    return Outgoing(on=day.on, what="cross", kind=kind, title=title, day=day, minutes=minutes)


def active(case: Case, on: date) -> list[Restriction]:
    """The limits that bind on a day."""
    return [one for one in case.restrictions if one.is_active(on)]


def one_line(text: str, most: int = MOST_LETTERS) -> str:
    r"""Somebody's words as one line: nothing in a name may start another or turn its direction.

    >>> one_line("Spring\r\nBEGIN:VALARM\u2028 marathon\u202e")
    'Spring BEGIN:VALARM marathon'
    """
    letters = (" " if each.isspace() else each for each in text)
    line = " ".join("".join(each for each in letters if each.isprintable()).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def check_said(case: Case, advice: Advice, runs: Iterable[Outgoing]) -> None:
    """Read each title's own number once more, against the plan and the limits.

    Raises:
        LimitBroken: as `check_within`.
    """
    for one in runs:
        if one.what in ("run", "race"):
            metres = max(one.metres, math.ceil(km_of(one.shown) * 1000 - MILE_MARK_M))
            check_within(case, advice, one.on, metres)


def check_within(case: Case, advice: Advice, on: date, metres: float) -> None:
    """Compare what is about to leave with the day's own distance and with every limit set.

    Knows nothing of how the number was made.

    Raises:
        LimitBroken: if it is above any of them. Then nothing may be written.
    """
    allowed = [(whole_metres(day.distance_km) or 0) for day in advice.plan if day.on == on]
    for one in active(case, on):
        allowed += [0] if one.no_running else []
        allowed += [] if one.max_run_km is None else [math.floor(round(one.max_run_km * 1000, 3))]
    allowed += [0 for flag in case.red_flags if flag.is_open(on)]
    if not 0 <= metres <= min(allowed, default=0):
        raise LimitBroken(f"{on} was about to leave above what may be run.")

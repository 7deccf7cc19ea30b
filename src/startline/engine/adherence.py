"""What became of each programmed run. A missing log is not a missed run, and nothing is caught up.

A run is called missed when its day is over and the log is known to be complete for that day: the
runner said so (`log_complete_until`), or something was logged on a later day and the log had begun
by then. Everything else without a run is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from startline.engine.assumptions import DONE_SHARE, MOVED_DAYS, MOVED_SHARE
from startline.engine.case import Case
from startline.engine.plans import RUN_KINDS, Session
from startline.engine.runs import Run

Outcome = Literal["done", "shortened", "moved", "missed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOutcome:
    """One programmed run day and what became of it. `on` stays the programmed day for ever.

    Distances in km; None where the programme gave minutes, or where nothing is known to be run.
    """

    on: date
    kind: str
    outcome: Outcome
    programmed_km: float | None = None
    done_km: float | None = None
    moved_to: date | None = None


@dataclass(frozen=True, slots=True)
class KnownDays:
    """For which days the log is known to be complete."""

    on: date
    first: date | None
    last: date | None
    until: date | None

    def has(self, day: date) -> bool:
        """Whether a day without a run is known to be one: it is over, and the log covers it."""
        if day >= self.on:
            return False
        if self.until is not None and day <= self.until:
            return True
        return self.first is not None and self.last is not None and self.first <= day < self.last


def known_days(case: Case, runs: Iterable[Run], on: date) -> KnownDays:
    """From the first thing logged to the last: a run, a check-in or a cross-training session."""
    days = [run.on for run in runs]
    days += [one.on for one in case.check_ins] + [one.on for one in case.cross_sessions]
    days = [day for day in days if day <= on]
    first, last = min(days, default=None), max(days, default=None)
    return KnownDays(on, first, last, case.log_complete_until)


@dataclass(frozen=True, slots=True)
class _Amount:
    """How much was asked or run on one day; kilometres where known, else minutes."""

    km: float | None
    minutes: float | None

    def share(self, asked: _Amount) -> float:
        """Of what was asked; 1 where the two cannot be compared, since something was run."""
        if self.km is not None and asked.km:
            return self.km / asked.km
        if self.minutes is not None and asked.minutes:
            return self.minutes / asked.minutes
        return 1.0


def adherence(case: Case, runs: Sequence[Run], *, on: date) -> tuple[SessionOutcome, ...]:
    """What became of each day on which the programme asked for a run, up to `on`, oldest first.

    `runs` are those of the read log. The order of either list changes nothing.
    """
    asked = _asked(case, on)
    ran = _ran(run for run in runs if run.on <= on)
    known = known_days(case, runs, on)
    taken: set[date] = set()
    outcomes = []
    for day in sorted(asked):
        kind, amount = asked[day]
        run = ran.get(day)
        if run is not None:
            outcome: Outcome = "done" if run.share(amount) >= DONE_SHARE else "shortened"
            outcomes.append(_said(day, kind, outcome, amount, run))
            continue
        moved_to = _moved_to(day, amount, ran, free=ran.keys() - asked.keys() - taken)
        if moved_to is not None:
            taken.add(moved_to)
            outcomes.append(_said(day, kind, "moved", amount, ran[moved_to], moved_to))
        else:
            outcomes.append(_said(day, kind, "missed" if known.has(day) else "unknown", amount))
    return tuple(outcomes)


def _said(
    day: date,
    kind: str,
    outcome: Outcome,
    asked: _Amount,
    run: _Amount | None = None,
    moved_to: date | None = None,
) -> SessionOutcome:
    done_km = run.km if run is not None else 0.0 if outcome == "missed" else None
    return SessionOutcome(
        on=day,
        kind=kind,
        outcome=outcome,
        programmed_km=asked.km,
        done_km=done_km,
        moved_to=moved_to,
    )


def _moved_to(
    day: date, asked: _Amount, ran: Mapping[date, _Amount], *, free: set[date]
) -> date | None:
    """The nearest day with as long a run and no session of its own; the later one of two."""
    low, high = MOVED_SHARE
    near = [
        other
        for other in free
        if abs(other - day) <= timedelta(MOVED_DAYS) and low <= ran[other].share(asked) <= high
    ]
    return min(near, key=lambda other: (abs(other - day), other < day), default=None)


def _asked(case: Case, on: date) -> dict[date, tuple[str, _Amount]]:
    """Kind and amount of each day up to `on` that has sessions to be run; two on a day add up."""
    by_day: dict[date, list[Session]] = defaultdict(list)
    for session in case.programme.sessions if case.programme else ():
        if session.kind in RUN_KINDS and session.on <= on:
            by_day[session.on].append(session)
    return {day: (_kind(sessions), _amount_asked(sessions)) for day, sessions in by_day.items()}


def _kind(sessions: Sequence[Session]) -> str:
    longest = max(sessions, key=lambda s: (s.distance_km or 0, s.duration_min or 0, s.kind))
    return longest.kind


def _amount_asked(sessions: Sequence[Session]) -> _Amount:
    return _Amount(
        _sum([s.distance_km for s in sessions]), _sum([s.duration_min for s in sessions])
    )


def _ran(runs: Iterable[Run]) -> dict[date, _Amount]:
    by_day: dict[date, list[Run]] = defaultdict(list)
    for run in runs:
        by_day[run.on].append(run)
    return {
        day: _Amount(_sum([r.distance_km for r in all_]), _sum([r.duration_min for r in all_]))
        for day, all_ in by_day.items()
    }


def _sum(values: Sequence[float | None]) -> float | None:
    """The sum, or None where any part is unknown. Sorted, so that order changes no digit."""
    known = sorted(value for value in values if value is not None)
    return sum(known) if len(known) == len(values) else None

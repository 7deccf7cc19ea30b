"""What was understood of a programme and what was not. A preview is a value: it stores nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from startline.engine.errors import Problem
from startline.engine.guardrails import CROSS_MIN, RUN_MIN, SESSION_KM, Guardrail
from startline.engine.plans import RUN_KINDS, Programme, Session
from startline.engine.races import Race
from startline.formats.own_programme.cells import Cell, Doubt, read_cell
from startline.formats.programmes.week_days import DAYS_A_WEEK, WEEKDAYS

MOST_DAYS_BEFORE = 3 * 366  # a session so long before the race is a wrong year
MOST_SESSIONS = 3000  # two a day for the three years above, and more than any programme
LONG_TIMES = 1.2  # the longest run of a week is its long run if it is this much longer; assumption
SAME_RACE = 0.05  # a run on race day as long as the race, within this share, is the race


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as found: its line, its day, its text."""

    line: int
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Sessions understood, lines refused, and what was read with a doubt; each with its line."""

    sessions: tuple[Session, ...] = ()
    refused: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()

    def programme(self, name: str | None = None) -> Programme:
        """The sessions as a programme, for a person who says yes."""
        return Programme(sessions=self.sessions, name=name, extra={"built_from": "own"})


@dataclass(slots=True)
class _Draft:
    """A preview in the making."""

    race: Race
    unit: str | None
    found: list[tuple[date, Cell, int]] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)


def preview_of(
    entries: Iterable[Entry], *, race: Race, unit: str | None, refused: Sequence[Problem] = (),
    doubts: Sequence[Problem] = (),
) -> Preview:  # fmt: skip
    """Read every entry; one that cannot be read never stops the rest.

    `unit` ("km" or "mi") is for numbers without one.
    """
    draft = _Draft(race, unit, refused=list(refused), doubts=list(doubts))
    for entry in entries:
        if len(draft.found) >= MOST_SESSIONS:
            said = f"There are more than {MOST_SESSIONS} sessions."
            hint = "Keep those of one race."
            draft.refused.append(Problem("too_many", said, hint, f"line {entry.line}"))
            break
        _read(entry, draft)
    _with_race(draft)
    sessions = _numbered(_with_long_runs(draft.found), race)
    return Preview(sessions, tuple(_by_line(draft.refused)), tuple(_by_line(draft.doubts)))


def _by_line(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: int("0" + "".join(filter(str.isdigit, one.place))))


def _read(entry: Entry, draft: _Draft) -> None:
    place = f"line {entry.line}"
    try:
        cell = read_cell(entry.text, unit=draft.unit)
    except Doubt as doubt:
        draft.refused.append(doubt.at(entry.line))
        return
    if cell.kind == "rest":
        return
    on = _on_race_day(entry.on, cell, draft, place)
    early = draft.race.on - timedelta(MOST_DAYS_BEFORE)
    if on > draft.race.on or on < early:
        code, said = (
            ("after_the_race", "after") if on > draft.race.on else ("long_before", "long before")
        )
        problem = f"{on} is {said} the race on {draft.race.on}."
        draft.refused.append(
            Problem(code, problem, "Check the day, or the day of the race.", place)
        )
        return
    refusal = _outside(cell, draft, place)
    if refusal is not None:
        draft.refused.append(refusal)
        return
    draft.doubts += [doubt.at(entry.line) for doubt in cell.doubts]
    if on == draft.race.on and cell.kind != "race":
        said = "This stands on the day of the race."
        hint = "Check the day of the race, or the week of this line."
        draft.doubts.append(Problem("on_race_day", said, hint, place))
    draft.found.append((on, cell, entry.line))


def _on_race_day(on: date, cell: Cell, draft: _Draft, place: str) -> date:
    """The race's own day, for the race that a table puts within a week of it."""
    if not _is_the_race(cell, draft.race) or abs((on - draft.race.on).days) >= DAYS_A_WEEK:
        return on
    if on != draft.race.on:
        problem = f"The race stands on {on}."
        hint = f"It is on {draft.race.on} here; change the day of the race if that is wrong."
        draft.doubts.append(Problem("race_moved", problem, hint, place))
    cell.kind, cell.distance_km = "race", draft.race.distance_km
    return draft.race.on


def _is_the_race(cell: Cell, race: Race) -> bool:
    """A race of that distance or none; or, whatever it is called, a run that long."""
    if cell.distance_km is None:
        return cell.kind == "race" and cell.duration_min is None
    is_as_long = abs(cell.distance_km - race.distance_km) <= SAME_RACE * race.distance_km
    return is_as_long and cell.kind in (None, "race", "long")


def _outside(cell: Cell, draft: _Draft, place: str) -> Problem | None:
    """The refusal of a number that cannot be; a number that is unusual becomes a doubt."""
    minutes = CROSS_MIN if cell.kind == "cross" else RUN_MIN
    for value, fence in ((cell.distance_km, SESSION_KM), (cell.duration_min, minutes)):
        if value is None or (fence is SESSION_KM and cell.kind == "race"):
            continue
        judgement = fence.judge(value)
        if judgement == "refuse":
            return _fenced("outside_what_can_be", value, fence, fence.absolute, place)
        if judgement == "confirm":
            draft.doubts.append(_fenced("unusual", value, fence, fence.recommended, place))
    return None


def _fenced(
    code: str, value: float, fence: Guardrail, span: tuple[float, float], place: str
) -> Problem:
    verb = "cannot be" if code == "outside_what_can_be" else "is unusual for"
    problem = f"{value:g} {fence.unit} {verb} {fence.what}."
    return Problem(code, problem, f"Usual: {span[0]:g} to {span[1]:g} {fence.unit}.", place)


def _with_race(draft: _Draft) -> None:
    """The race itself, if no line has it."""
    if draft.found and not any(
        on == draft.race.on and c.kind == "race" for on, c, _ in draft.found
    ):
        draft.found.append((draft.race.on, Cell("race", draft.race.distance_km), 0))


def _with_long_runs(found: list[tuple[date, Cell, int]]) -> list[tuple[date, Cell, int]]:
    """A week's clearly longest run is its long run, unless a kind was stated for it or another."""
    weeks: dict[date, list[Cell]] = defaultdict(list)
    for on, cell, _ in sorted(found, key=lambda one: one[0]):
        if cell.kind is None or cell.kind in RUN_KINDS:
            weeks[on - timedelta(on.weekday())].append(cell)
    for cells in weeks.values():
        runs = sorted(cells, key=_length)
        second = _length(runs[-2]) if len(runs) > 1 else 0.0
        clear = _length(runs[-1]) >= LONG_TIMES * second
        if clear and runs[-1].kind is None and not any(c.kind in ("long", "race") for c in cells):
            runs[-1].kind = "long"
    return found


def _length(cell: Cell) -> float:
    """Rough kilometres, to compare runs of a week; ten minutes to the kilometre never overrate."""
    return cell.distance_km if cell.distance_km is not None else (cell.duration_min or 0) / 10


def _numbered(found: list[tuple[date, Cell, int]], race: Race) -> tuple[Session, ...]:
    """Sessions by day, named by week and weekday. Weeks count back from race day."""
    if not found:
        return ()
    n_weeks = max((race.on - on).days for on, _, _ in found) // DAYS_A_WEEK + 1
    taken: set[str] = set()
    sessions = []
    for on, cell, _ in sorted(found, key=lambda one: one[0]):
        week = n_weeks - (race.on - on).days // DAYS_A_WEEK
        id_ = (
            "race"
            if on == race.on and cell.kind == "race"
            else f"w{week:02d}-{WEEKDAYS[on.weekday()]}"
        )
        id_ = next(one for one in _tries(id_) if one not in taken)
        taken.add(id_)
        sessions.append(_session(id_, on, cell, week))
    return tuple(sessions)


def _tries(id_: str) -> Iterable[str]:
    yield id_
    yield from (f"{id_}-{n}" for n in range(2, MOST_SESSIONS + 3))


def _session(id_: str, on: date, cell: Cell, week: int) -> Session:
    extra: dict[str, Any] = {"week": week, **cell.extra}
    return Session(
        id=id_, on=on, kind=cell.kind or "easy", distance_km=cell.distance_km,
        duration_min=cell.duration_min, extra=extra,
    )  # fmt: skip

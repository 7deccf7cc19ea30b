"""A session moved by hand, within its week, and back: the programme keeps its own day for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rich.console import Console

from startline.cli.case_file import read_raw, write_raw
from startline.cli.layout import heading, say
from startline.cli.one_case import advice_for_value
from startline.cli.plain import plain
from startline.cli.why_days import show_day
from startline.engine.advice import Advice
from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.plans import RUN_KINDS
from startline.engine.replan.calendar import FURTHEST_MOVE_DAYS, Calendar, calendar_of
from startline.words import plan as words
from startline.words.language import _, language, language_of
from startline.words.units import day_name

NEAR_DAYS = 3  # sessions named when there is none on the day asked about

Moves = list[dict[str, Any]]


def move_session(
    console: Console, path: str, from_day: date, to_day: date, *, on: date | None, write: bool
) -> None:
    """Move the session that stands on one day to another, show what it is there, and write it.

    Raises:
        Refused: if the Case is refused, the move is not possible, or the file not written.
    """
    raw = read_raw(path)
    case, advice = advice_for_value(raw, on=on, seed=0)
    n = _standing_on(case, from_day)
    own_day = from_day if n is None else case.moves[n].from_day
    check_move(case, own_day, from_day, to_day, today=advice.on)
    moves = _moves(raw)
    if to_day == own_day and n is not None:
        del moves[n]
    elif n is not None:
        moves[n] = {**moves[n], "to": to_day.isoformat()}
    else:
        moves.append({"from": from_day.isoformat(), "to": to_day.isoformat()})
    _finish(console, path, raw, moves, (case, advice), to_day, write=write)


def undo_move(console: Console, path: str, from_day: date, *, on: date | None, write: bool) -> None:
    """Put a moved session back on its own day; named by that day, or by where it stands now.

    Raises:
        Refused: as `move_session`.
    """
    raw = read_raw(path)
    case, advice = advice_for_value(raw, on=on, seed=0)
    own = [n for n, one in enumerate(case.moves) if one.from_day == from_day]
    n = own[-1] if own else _standing_on(case, from_day)
    if n is None:
        moved = ", ".join(day_name(one.from_day) for one in case.moves) or "none"
        hint = f"Sessions moved by hand: {moved}."
        raise _refused("no_move", f"Nothing was moved from {day_name(from_day)}.", hint, from_day)
    moves = _moves(raw)
    del moves[n]
    own_day = case.moves[n].from_day
    _finish(console, path, raw, moves, (case, advice), own_day, write=write)


def _moves(raw: dict[str, Any]) -> Moves:
    return [*(raw.get("moves") or [])]


def _standing_on(case: Case, day: date) -> int | None:
    """Which move brought the session that stands on this day."""
    return next((n for n, one in enumerate(case.moves) if one.to_day == day), None)


def _finish(
    console: Console,
    path: str,
    raw: dict[str, Any],
    moves: Moves,
    before: tuple[Case, Advice],
    landed: date,
    *,
    write: bool,
) -> None:
    """Advise on the changed Case, show the day the session landed on, and write."""
    changed = {**raw, "moves": moves}
    if not moves:
        del changed["moves"]
    case, advice = advice_for_value(changed, on=before[1].on, seed=0)
    check_no_move_is_lost(before[0], case)
    with language(language_of(case)):
        _show(console, case, advice, landed)
    if write:
        write_raw(path, changed)


def _show(console: Console, case: Case, advice: Advice, landed: date) -> None:
    """The day the session stands on now: its distance, and which limit binds it there."""
    day = next((one for one in advice.plan if one.on == landed), None)
    if day is None:
        say(console, _(words.HAS_GONE_BY).format(day=day_name(landed)))
        return
    move = next((one for one in case.moves if one.to_day == landed), None)
    title = _(words.MOVED_FROM if move else words.ON_ITS_OWN_DAY)
    before = day_name(move.from_day) if move else ""
    heading(console, plain(title.format(kind=words.kind_name(day.kind), day=before)))
    show_day(console, day, case.runner.unit or "km")
    say(console, _(words.PROGRAMME_KEEPS if move else words.AS_THE_PROGRAMME_HAS_IT))


# --- what cannot be moved ------------------------------------------------------------------------


def check_move(case: Case, own_day: date, from_day: date, to_day: date, *, today: date) -> None:
    """Say why a move is not possible, before anything is changed.

    own_day: where the session stands without moves by hand; it never gets further from there.

    Raises:
        Refused: with what stands in the way and what can be done.
    """
    calendar = calendar_of(case)
    check_session(case, calendar, from_day, today)
    named = day_name(to_day)
    if to_day == from_day:
        raise _refused("same_day", f"It stands on {named} already.", "Name another day.", to_day)
    races = [day for day, slot in calendar.slots.items() if slot.session.kind == "race"]
    if any(race <= to_day for race in races):
        hint = f"Name a day before {day_name(min(races))}."
        raise _refused("after_race", f"{named} is not before the race.", hint, to_day)
    if to_day < today:
        hint = f"Name {day_name(today)} or a later day."
        raise _refused("day_gone", f"{named} has gone by.", hint, to_day)
    if abs((to_day - own_day).days) > FURTHEST_MOVE_DAYS:
        furthest = timedelta(FURTHEST_MOVE_DAYS)
        hint = f"From {day_name(own_day - furthest)} to {day_name(own_day + furthest)} it may."
        problem = f"{named} is further than {FURTHEST_MOVE_DAYS} days away."
        raise _refused("too_far", problem, hint, to_day)
    if has_run(case, calendar, to_day):
        hint = "Two runs a day are not planned. Name a day without one."
        raise _refused("day_taken", f"{named} has a run already.", hint, to_day)


def check_session(case: Case, calendar: Calendar, day: date, today: date) -> None:
    """Say why there is nothing on a day that could be moved.

    Raises:
        Refused: as `check_move`.
    """
    session, named = calendar.session(day), day_name(day)
    if session is not None and session.kind == "race":
        hint = "Another race day is another race: change it in the Case."
        raise _refused("race_stays", f"{named} is the race.", hint, day)
    if session is None or session.kind not in RUN_KINDS:
        hint = _runs_near(calendar, day)
        raise _refused("no_session", f"No run of the plan stands on {named}.", hint, day)
    if day < today or any(run.on == day for run in case.runs):
        why = "has been run" if any(run.on == day for run in case.runs) else "has gone by"
        hint = "What was missed is not carried over; the plan goes on from today."
        raise _refused("day_gone", f"{named} {why}.", hint, day)


def check_no_move_is_lost(before: Case, after: Case) -> None:
    """Say which earlier move would no longer be possible.

    Raises:
        Refused: as `check_move`.
    """
    lost = _impossible(after) - _impossible(before)
    if lost:
        one = min(lost)
        problem = f"The session moved to {day_name(one)} would have no place."
        hint = "Put that one back first, with --undo."
        raise _refused("move_not_possible", problem, hint, one)


def _impossible(case: Case) -> set[date]:
    left_out = calendar_of(case).left_out
    return {day for day, why in left_out.items() if why.code == "move_not_possible"}


def has_run(case: Case, calendar: Calendar, day: date) -> bool:
    """Whether a run is planned for this day, or was done on it."""
    session = calendar.session(day)
    planned = session is not None and session.kind in RUN_KINDS
    return planned or any(run.on == day for run in case.runs)


def _runs_near(calendar: Calendar, day: date) -> str:
    near = sorted(
        on
        for on, slot in calendar.slots.items()
        if slot.session.kind in RUN_KINDS and abs((on - day).days) <= NEAR_DAYS
    )
    return f"Runs near it: {_named(near)}." if near else "No run is planned near it."


def _named(days: Sequence[date]) -> str:
    return ", ".join(day_name(day) for day in days)


def _refused(code: str, problem: str, hint: str, day: date) -> Refused:
    return Refused([Problem(code, problem, hint, day.isoformat())])

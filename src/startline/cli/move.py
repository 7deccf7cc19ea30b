"""A session moved by hand, within its week, and back: the programme keeps its own day for it."""

from __future__ import annotations

from datetime import date
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
from startline.engine.plans import Reason
from startline.engine.replan.moves import (
    move_lost,
    nothing_moved,
    own_day,
    standing_on,
    why_no_move,
)
from startline.words import moves as why
from startline.words import plan as words
from startline.words.language import _, language, language_of
from startline.words.units import day_name

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
    _refuse(why_no_move(case, from_day, to_day, today=advice.on))
    moves, n = _moves(raw), standing_on(case, from_day)
    if to_day == own_day(case, from_day) and n is not None:
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
    n = own[-1] if own else standing_on(case, from_day)
    if n is None:
        raise _refused(nothing_moved(case, from_day))
    moves = _moves(raw)
    del moves[n]
    _finish(console, path, raw, moves, (case, advice), case.moves[n].from_day, write=write)


def _moves(raw: dict[str, Any]) -> Moves:
    return [*(raw.get("moves") or [])]


def _refuse(reason: Reason | None) -> None:
    """Say what stands in the way, before anything is changed.

    Raises:
        Refused: with what can be done instead, if something does.
    """
    if reason is not None:
        raise _refused(reason)


def _refused(reason: Reason) -> Refused:
    place = str(reason.values["on"])
    return Refused([Problem(reason.code, why.problem(reason), why.hint(reason), place)])


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
    _refuse(move_lost(before[0], case))
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

"""A session moved by hand, or left out: facts about days of the plan, beside the programme.

The programme keeps its own day for what was moved. A session left out is simply not run: it is not
caught up, and the programme still has it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from startline.engine.case import Case
from startline.engine.plans import Reason
from startline.engine.replan import moves as engine
from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning import models as p
from startline.web.planning.case import FORMAT_VERSION, runner_value
from startline.web.planning.selectors import today_of
from startline.web.planning.services import new_facts
from startline.web.runlog import models as r

NEAR_DAYS = 14  # runs so near to a day decide where its session may go
NOT_TODAY = "not_today"  # a field of the Case beyond the format's own: days left out


class CannotMove(Exception):
    """A move that is not possible; `why` is the code and the values of its sentence."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.why = why


def calendar_case(runner: Runner, around: date) -> Case:
    """What decides which session stands on which day near `around`: five queries."""
    race = p.Race.objects.filter(runner=runner).first()
    programme = p.Programme.objects.filter(runner=runner, replaced_at=None).first()
    near = (around - timedelta(NEAR_DAYS), around + timedelta(NEAR_DAYS))
    runs = r.Run.objects.filter(runner=runner, on__range=near).order_by("on", "id")
    value: dict[str, Any] = {
        "startline": FORMAT_VERSION,
        "runner": runner_value(runner),
        "race": race and race.as_case(),
        "programme": programme and programme.as_case(),
        "moves": [one.as_case() for one in _moves(runner)],
        "runs": [one.as_case() for one in runs],
    }
    said = {key: part for key, part in value.items() if part not in (None, [])}
    return case_from(said, today=today_of(runner))


def _moves(runner: Runner) -> Any:
    return p.Move.objects.filter(runner=runner).order_by("id")


def move_session(runner: Runner, from_day: date, to_day: date, *, by: User) -> None:
    """Move the session standing on one day to another, and ask for new advice.

    Raises:
        CannotMove: if it is not possible; nothing is stored then.
    """
    with new_facts(runner):
        case = calendar_case(runner, from_day)
        _check(engine.why_no_move(case, from_day, to_day, today=today_of(runner)))
        after = engine.moved(case, from_day, to_day)
        _check(engine.move_lost(case, after))
        _store(runner, engine.own_day(case, from_day), to_day)
        _unsay_not_today(runner, from_day)
        days = {"from": from_day.isoformat(), "to": to_day.isoformat()}
        record(runner, by, "session.moved", **days)


def put_back(runner: Runner, day: date, *, by: User) -> date:
    """Put the session that was moved to a day back on its own, which is given back.

    Raises:
        CannotMove: if none was moved there, or its own day is taken by another move.
    """
    with new_facts(runner):
        case = calendar_case(runner, day)
        n = engine.standing_on(case, day)
        if n is None:
            raise CannotMove(engine.nothing_moved(case, day))
        kept = tuple(one for i, one in enumerate(case.moves) if i != n)
        _check(engine.move_lost(case, replace(case, moves=kept)))
        own = case.moves[n].from_day
        _store(runner, own, own)
        _unsay_not_today(runner, day)
        record(runner, by, "session.put_back", day=own.isoformat())
        return own


def _check(why: Reason | None) -> None:
    if why is not None:
        raise CannotMove(why)


def _store(runner: Runner, own_day: date, to_day: date) -> None:
    """One move for each session; none where it stands on its own day."""
    if own_day == to_day:
        p.Move.objects.filter(runner=runner, from_day=own_day).delete()
    else:
        p.Move.objects.update_or_create(
            runner=runner, from_day=own_day, defaults={"to_day": to_day}
        )


# --- not today -----------------------------------------------------------------------------------


def days_left_out(runner: Runner) -> frozenset[date]:
    """The days on which the runner said they will not run."""
    said = runner.case_extra.get(NOT_TODAY, ())
    return frozenset(date.fromisoformat(day) for day in said)


def leave_out(runner: Runner, day: date, *, by: User) -> None:
    """Say that the session of a day will not be run. Nothing takes its place.

    Raises:
        CannotMove: if there is none that could be run.
    """
    with new_facts(runner):
        _check(engine.why_not_run(calendar_case(runner, day), day, today=today_of(runner)))
        runner.refresh_from_db(fields=["case_extra"])
        _say(runner, days_left_out(runner) | {day})
        record(runner, by, "session.left_out", day=day.isoformat())


def take_in_again(runner: Runner, day: date, *, by: User) -> None:
    """Unsay that the session of a day will not be run."""
    with new_facts(runner):
        _unsay_not_today(runner, day)
        record(runner, by, "session.taken_in_again", day=day.isoformat())


def _unsay_not_today(runner: Runner, day: date) -> None:
    runner.refresh_from_db(fields=["case_extra"])
    if day in days_left_out(runner):
        _say(runner, days_left_out(runner) - {day})


def _say(runner: Runner, days: frozenset[date]) -> None:
    runner.case_extra = {**runner.case_extra, NOT_TODAY: sorted(d.isoformat() for d in days)}
    runner.save(update_fields=["case_extra"])

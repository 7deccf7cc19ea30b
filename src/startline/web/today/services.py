"""What the runner's screens do: each opens the transaction and asks for new advice on commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning.models import Adherence, Prescription
from startline.web.planning.services import new_facts
from startline.web.runlog import services as runlog
from startline.web.runlog.models import CheckIn, CrossSession, RedFlag, Run

Part = Mapping[str, Any]


def log_run(runner: Runner, part: Part, *, by: User, key: str | None = None) -> tuple[Run, bool]:
    """Store a run and ask for new advice; sent again under the same key, nothing changes."""
    with new_facts(runner):
        return runlog.add_run(runner, part, by=by, key=key)


def change_run(run: Run, part: Part, *, version: int, by: User) -> Run:
    """Store an edited run and ask for new advice."""
    with new_facts(run.runner):
        return runlog.change_run(run, part, version=version, by=by)


def answer_pain(run: Run, answers: Part, *, why_stopped: str = "", by: User) -> None:
    """Store answers about pain on a run, and why it ended where that was said."""
    with new_facts(run.runner):
        runlog.answer_pain(run, answers, by=by)
        if why_stopped:
            runlog.say_why_stopped(run, why_stopped, by=by)


def add_cross_session(runner: Runner, part: Part, *, by: User) -> CrossSession:
    """Store cross-training and ask for new advice."""
    with new_facts(runner):
        return runlog.add_cross_session(runner, part, by=by)


def say_confidence(runner: Runner, confidence: int, *, on: date, by: User) -> CheckIn:
    """Store how sure of the race the runner feels on a day."""
    with new_facts(runner):
        return runlog.check_in(runner, {"on": on.isoformat(), "confidence": confidence}, by=by)


def delete_run(run: Run, *, by: User) -> None:
    """Take a run out of the log and ask for new advice."""
    with new_facts(run.runner):
        runlog.delete_run(run, by=by)


def say_morning(runner: Runner, nrs: int, *, on: date, run: Run | None, by: User) -> CheckIn:
    """Store how it is this morning, for the day and for the run it follows."""
    with new_facts(runner):
        if run is not None and getattr(run, "pain", None) is not None:
            runlog.answer_pain(run, {"next_morning_nrs": nrs}, by=by)
        return runlog.check_in(runner, {"on": on.isoformat(), "morning_nrs": nrs}, by=by)


def open_signs(runner: Runner, codes: list[str], *, on: date, by: User) -> list[RedFlag]:
    """Open each sign ticked; from then on no distance is shown."""
    with new_facts(runner):
        return [
            runlog.open_red_flag(runner, {"code": code, "opened_on": on.isoformat()}, by=by)
            for code in codes
        ]


def close_sign(flag: RedFlag, *, on: date, closed_by: str, reason: str, by: User) -> None:
    """Close a sign by somebody's word."""
    with new_facts(flag.runner):
        runlog.close_red_flag(flag, on=on, closed_by=closed_by, reason=reason, by=by)


def say_exercise(
    runner: Runner, prescription: str, *, on: date, done: bool | None, by: User
) -> None:
    """Store done or not done; None takes back what was said: blank stays blank.

    Raises:
        Prescription.DoesNotExist: if nobody prescribed that.
    """
    in_force = Q(until_day=None) | Q(until_day__gte=on)
    Prescription.objects.get(in_force, runner=runner, case_id=prescription)
    with new_facts(runner):
        said = Adherence.objects.filter(runner=runner, on=on, prescription=prescription)
        said.delete()
        if done is not None:
            Adherence.objects.create(runner=runner, on=on, prescription=prescription, done=done)
        record(runner, by, "exercise.said", prescription=prescription, on=on.isoformat())

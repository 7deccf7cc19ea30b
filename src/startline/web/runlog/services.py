"""Storing what happened. Every function runs in the caller's transaction (see `planning`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from startline.engine.errors import Problem, Refused
from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.runlog import withdrawn
from startline.web.runlog.models import CheckIn, CrossSession, PainReport, RedFlag, Run

Part = Mapping[str, Any]
_PLACE = re.compile(r"[a-z_]+\[([0-9]+)\]")


class ChangedMeanwhile(Exception):
    """Somebody else, or another tab, changed the row since it was read."""


def check(name: str, part: Part) -> None:
    """Refuse a part of a Case that cannot be: the one gate of forms, files and the API.

    Raises:
        Refused: with every problem; places read as ``runs[0].distance_km``.
    """
    case_from({"startline": 1, "runner": {}, name: [dict(part)]}, today=timezone.now().date())


def refused_ones(name: str, parts: Sequence[Part]) -> dict[int, list[Problem]]:
    """The problems of many parts of one kind, by their place in the list; none for good ones."""
    value = {"startline": 1, "runner": {}, name: [dict(part) for part in parts]}
    try:
        case_from(value, today=timezone.now().date())
    except Refused as refused:
        found: dict[int, list[Problem]] = {}
        for problem in refused.problems:
            place = _PLACE.match(problem.place)
            found.setdefault(int(place[1]) if place else -1, []).append(problem)
        return found
    return {}


def add_recorded_runs(runner: Runner, parts: Iterable[Part], *, job: UUID) -> list[Run]:
    """Store runs of one import, checked by `refused_ones` before; nobody was asked about pain."""
    rows = [Run.from_case(runner, part) for part in parts]
    for row in rows:
        row.import_job = job
    return Run.objects.bulk_create(rows)


def add_fields(run: Run, fields: Part) -> None:
    """Add to a run what a recording of it knows; what was typed in stays as it was typed."""
    _retake(run, {**fields, **run.as_case()})


def take_fields_back(run: Run, names: Iterable[str]) -> None:
    """Make these fields of a run unsaid again."""
    gone = frozenset(names)
    _retake(run, {key: value for key, value in run.as_case().items() if key not in gone})


def _retake(run: Run, part: Part) -> None:
    own_id = run.case_id
    run.take(part)
    run.case_id = own_id
    run.version += 1
    run.save()


def add_run(
    runner: Runner, part: Part, *, by: User | None, key: str | None = None, job: Any = None
) -> tuple[Run, bool]:
    """Store one run and its pain report; whether it is new.

    `key` is the sender's own for this entry: sent again, the first one stands.

    Raises:
        Refused: if the run cannot be, or the key was used for another run.
    """
    check("runs", part)
    if key:
        before = Run.objects.filter(runner=runner, idempotency_key=key).first()
        if before is not None:
            return _same_or_refused(before, part), False
    run = Run.from_case(runner, {k: v for k, v in part.items() if k != "pain"})
    run.idempotency_key, run.import_job = key or None, job
    run.save()
    _set_pain(run, part.get("pain"))
    record(runner, by, "run.logged", run=str(run.public_id))
    return run, True


def _same_or_refused(run: Run, part: Part) -> Run:
    same = run.on.isoformat() == part["on"] and run.distance_km == float(part["distance_km"])
    if not same:
        hint = "Send it under a key of its own."
        raise Refused([Problem("key_used", "This key belongs to another run.", hint, "key")])
    return run


def change_run(run: Run, part: Part, *, version: int, by: User | None) -> Run:
    """Store an edited run.

    Raises:
        Refused: if the run cannot be.
        ChangedMeanwhile: if it is not `version` any more; nothing is stored.
    """
    check("runs", part)
    if not Run.objects.filter(pk=run.pk, version=version).update(version=version + 1):
        raise ChangedMeanwhile
    withdrawn.keep_if_taken_back(run, part.get("pain"))
    run.take({k: v for k, v in part.items() if k != "pain"})
    run.version = version + 1
    run.save()
    _set_pain(run, part.get("pain"))
    record(run.runner, by, "run.changed", run=str(run.public_id))
    return run


def answer_pain(run: Run, answers: Part, *, by: User | None) -> PainReport:
    """Add answers about a run to those given before; a new answer replaces an old one.

    Raises:
        Refused: if they cannot be.
    """
    report = PainReport.objects.filter(run=run).first()
    said = {**(report.as_case() if report else {}), **answers}
    check("runs", {**run.as_case(), "pain": said})
    withdrawn.keep_if_taken_back(run, said)
    kept = _set_pain(run, said)
    record(run.runner, by, "pain.answered", run=str(run.public_id))
    assert kept is not None  # noqa: S101 - answers are never none here
    return kept


def say_why_stopped(run: Run, why: str, *, by: User | None) -> None:
    """Add why a run ended to a run that is there.

    Raises:
        Refused: if that is no reason known.
    """
    check("runs", {**run.as_case(), "stopped_because": why})
    run.stopped_because, run.version = why, run.version + 1
    run.save(update_fields=["stopped_because", "version"])
    record(run.runner, by, "run.changed", run=str(run.public_id))


def _set_pain(run: Run, pain: Part | None) -> PainReport | None:
    if pain is None:
        PainReport.objects.filter(run=run).delete()
        return None
    report = PainReport(run=run)
    report.take(pain)
    report.save(force_insert=not PainReport.objects.filter(run=run).exists())
    return report


def delete_run(run: Run, *, by: User | None) -> None:
    """Take a run out of the log; that it was there stays on record."""
    runner, public_id = run.runner, str(run.public_id)
    hurt = PainReport.objects.filter(run=run, free=False).exists()
    record(runner, by, "run.deleted", run=public_id, on=run.on.isoformat(), hurt=hurt)
    withdrawn.keep(run)
    run.delete()


def check_in(runner: Runner, part: Part, *, by: User | None) -> CheckIn:
    """Store the answers of a day, added to those given before on it.

    Raises:
        Refused: if they cannot be.
    """
    row = CheckIn.objects.filter(runner=runner, on=part["on"]).first()
    said = {**(row.as_case() if row else {}), **part}
    check("check_ins", said)
    row = row or CheckIn(runner=runner)
    row.take(said)
    row.save()
    record(runner, by, "check_in.said", on=str(part["on"]))
    return row


def add_cross_session(runner: Runner, part: Part, *, by: User | None) -> CrossSession:
    """Store cross-training done.

    Raises:
        Refused: if it cannot be.
    """
    check("cross_sessions", part)
    row = CrossSession.from_case(runner, part)
    row.save()
    record(runner, by, "cross_session.logged", on=str(part["on"]))
    return row


def open_red_flag(runner: Runner, part: Part, *, by: User | None) -> RedFlag:
    """Open a sign that stops running until a person closes it; open once is open.

    Raises:
        Refused: if it cannot be.
    """
    check("red_flags", part)
    already = RedFlag.objects.filter(runner=runner, code=part["code"], closed_on=None).first()
    if already is not None:
        return already
    row = RedFlag.from_case(runner, part)
    row.save()
    record(runner, by, "red_flag.opened", code=row.code)
    return row


def close_red_flag(flag: RedFlag, *, on: Any, closed_by: str, reason: str, by: User) -> None:
    """Close a sign; who closed it and why stays on record."""
    flag.closed_on, flag.closed_by = on, closed_by
    flag.extra = {**flag.extra, "closed_because": reason}
    flag.save()
    record(flag.runner, by, "red_flag.closed", code=flag.code)

"""Setting limits: they bind at once, and only a clinician's word raises what a clinician set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.utils import timezone

from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning.models import Appointment, Prescription, Race, Restriction
from startline.web.runlog.services import check

Part = Mapping[str, Any]


def add_limit(
    runner: Runner, part: Part, *, by: User, told_by_runner: bool = False, reason: str = ""
) -> Restriction:
    """Store a limit in the caller's transaction (`new_facts`); from its commit on it binds.

    `part` is a restriction of the Case format without its id. A clinician's own entry names them
    as author; `told_by_runner` marks what the runner entered as told by one, which counts as the
    clinician's and says so.

    Raises:
        Refused: if it cannot be.
    """
    whole = {**part, "id": part.get("id") or uuid4().hex}
    check("restrictions", whole)
    row = Restriction.from_case(runner, whole)
    row.told_by_runner, row.reason = told_by_runner, reason[:500]
    row.author = by if row.set_by == "clinician" and not told_by_runner else None
    row.save()
    record(runner, by, "limit.set", limit=row.case_id, told_by_runner=told_by_runner)
    return row


def prescribe(runner: Runner, part: Part, *, by: User, author: User | None) -> Prescription:
    """Store what a clinician asked for.

    Raises:
        Refused: if it cannot be.
    """
    whole = {**part, "id": part.get("id") or uuid4().hex}
    check("prescriptions", whole)
    row = Prescription.from_case(runner, whole)
    row.author = author
    row.save()
    record(runner, by, "exercise.prescribed", prescription=row.case_id)
    return row


def book_visit(runner: Runner, part: Part, *, by: User) -> Appointment:
    """Store a visit, past or booked.

    Raises:
        Refused: if it cannot be.
    """
    check("appointments", part)
    row = Appointment.from_case(runner, part)
    row.save()
    record(runner, by, "visit.booked", on=row.on.isoformat())
    return row


def ask_at_visit(visit: Appointment, note: str, *, by: User) -> None:
    """Keep what the runner would like to know at a visit, a line for each question.

    Raises:
        Refused: if it cannot be kept, such as for its length.
    """
    check("appointments", {**visit.as_case(), "note": note})
    visit.note = note
    visit.save(update_fields=["note"])
    record(visit.runner, by, "visit.asked", on=visit.on.isoformat())


def set_race(runner: Runner, part: Part, *, by: User) -> Race:
    """Make this the race everything leads to.

    Raises:
        Refused: if it cannot be.
    """
    check_race(part)
    Race.objects.filter(runner=runner).delete()
    row = Race.from_case(runner, part)
    row.save()
    record(runner, by, "race.set", on=row.on.isoformat())
    return row


def check_race(part: Part) -> None:
    """Refuse a race that cannot be.

    Raises:
        Refused: with every problem.
    """
    value = {"startline": 1, "runner": {}, "race": dict(part)}
    case_from(value, today=timezone.now().date())

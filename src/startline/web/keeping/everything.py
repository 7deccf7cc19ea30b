"""Everything about one runner as one archive, which a new account can take in again.

docs/reference/export-everything.md says what each file holds. What is taken in again is what the
runner and their clinicians said; what this server wrote down about them (who looked, advice of
earlier days, keys) is for reading alone.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.conf import settings

from startline.formats.strict_json import write_json
from startline.web.accounts.models import Runner, Token
from startline.web.audit.models import Consent
from startline.web.audit.models import Entry as Act
from startline.web.clinic.models import Note, Proposal, Share
from startline.web.imports.models import FileLine, ImportJob, Original
from startline.web.journal.models import Entry, Journal, Picture
from startline.web.planning.case import case_value
from startline.web.planning.models import AdviceSnapshot, Prescription, Programme, Restriction
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import Withdrawn

FORMAT = 1
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
RUN_COLUMNS = (
    "on", "started_at", "distance_km", "duration_min", "planned_km", "surface", "rpe", "walk_share",
    "stopped_because", "hurt", "onset_lower_km", "onset_upper_km", "worst_nrs", "next_morning_nrs",
)  # fmt: skip
JOURNAL_NAMES = ("title", "look", "replies", "digest")
ENTRY_NAMES = (
    "on", "title", "text", "attached", "taken", "made_at", "changed_at", "published_at", "source",
    "was_public", "replies_closed",
)  # fmt: skip
REPLY_NAMES = ("by_runner", "name", "text", "state", "made_at", "source")
BACK_NAMES = ("part", "taken_back_at")
LIMIT_NAMES = ("case_id", "told_by_runner", "reason")
JOB_NAMES = ("state", "columns", "problem", "made_at", "ended_at", "n_found", "n_runs", "n_here")
LINE_NAMES = ("source", "outcome", "code", "cause", "do", "n_runs")


def export(runner: Runner) -> IO[bytes]:
    """The archive, in a file without a name that is gone once it is closed."""
    held = TemporaryFile(dir=settings.DATA)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in _texts(runner).items():
            archive.writestr(name, value if isinstance(value, str) else write_json(value, indent=1))
        for name, path in _files(runner):
            if path.exists():
                archive.write(path, name)
    held.seek(0)
    return held


def _texts(runner: Runner) -> dict[str, Any]:
    case = case_value(runner, on=today_of(runner))
    return {
        "startline.json": {"startline_export": FORMAT, "account": _account(runner)},
        "case.json": case,
        "runs.csv": runs_csv(case.get("runs", [])),
        "programmes.json": [one.as_case() for one in _rows(Programme, runner)],
        "taken_back.json": [_plain(one, BACK_NAMES) for one in _rows(Withdrawn, runner)],
        "journal.json": journal_value(runner),
        "clinic.json": clinic_value(runner),
        "imports.json": [_job(one) for one in _rows(ImportJob, runner)],
        "advice.json": [_advice(one) for one in _rows(AdviceSnapshot, runner).defer("case_z")],
        "consent.json": [_plain(one, ("version", "given_at", "withdrawn_at"))
                         for one in _rows(Consent, runner)],
        "access_log.json": access_log(runner),
        "keys.json": [_plain(one, ("name", "scopes", "made_at", "last_used_at", "revoked_at"))
                      for one in _rows(Token, runner)],
    }  # fmt: skip


def _rows(model: Any, runner: Runner) -> Any:
    return model._default_manager.filter(runner=runner).order_by("id")


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Some fields of a row as JSON values."""
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _account(runner: Runner) -> dict[str, Any]:
    user = runner.user
    return {
        "email": user.email, "name": user.name, "language": user.language,
        "made_at": user.date_joined.isoformat(), "unit": runner.unit,
    }  # fmt: skip


def _advice(row: AdviceSnapshot) -> dict[str, Any]:
    said = _plain(row, ("on", "made_at", "engine_version", "facts_version", "seed"))
    return said | {"advice": row.advice}


def access_log(runner: Runner) -> list[dict[str, object]]:
    """Who did what to the record, oldest first."""
    entries = Act.objects.filter(runner=runner).order_by("id")
    return [
        {"at": one.at.isoformat(), "who": one.actor_name, "what": one.action, **one.details}
        for one in entries
    ]


def runs_csv(runs: list[dict[str, Any]]) -> str:
    """The runs as a table; a text that a spreadsheet would take for a formula is quoted."""
    held = io.StringIO()
    table = csv.writer(held)
    table.writerow(RUN_COLUMNS)
    table.writerows([[_cell(row.get(name)) for name in RUN_COLUMNS] for row in map(_flat, runs)])
    return held.getvalue()


def _flat(run: dict[str, Any]) -> dict[str, Any]:
    pain = run.get("pain")
    if pain is None:
        return run
    onset = pain.get("onset") or {}
    return {
        **run, **pain, "hurt": "no" if pain["free"] else "yes",
        "onset_lower_km": onset.get("lower_km"), "onset_upper_km": onset.get("upper_km"),
    }  # fmt: skip


def _cell(value: Any) -> Any:
    """A true number stays one.

    >>> _cell(-1.5), _cell("=1+1"), _cell("road"), _cell(None)
    (-1.5, "'=1+1", 'road', '')
    """
    if value is None:
        return ""
    guarded = isinstance(value, str) and value.startswith(FORMULA)
    return f"'{value}" if guarded else value


# --- the journal -------------------------------------------------------------------------------


def journal_value(runner: Runner) -> dict[str, Any] | None:
    """The journal with its entries, pictures and replies."""
    journal = Journal.objects.filter(runner=runner).first()
    if journal is None:
        return None
    rows = Entry.objects.filter(journal=journal).order_by("on", "id")
    entries = [_entry(one) for one in rows.prefetch_related("pictures", "replies")]
    return {**_plain(journal, JOURNAL_NAMES), "slug": journal.slug, "entries": entries}


def _entry(entry: Entry) -> dict[str, Any]:
    replies = sorted(entry.replies.all(), key=lambda one: one.pk)
    places = {one.pk: place for place, one in enumerate(replies)}
    return {
        **_plain(entry, ENTRY_NAMES),
        "pictures": [
            {"file": _picture_name(one), "says": one.says}
            for one in sorted(entry.pictures.all(), key=lambda one: one.pk)
        ],
        "replies": [
            {**_plain(one, REPLY_NAMES), "answers": places.get(one.parent_id or 0)}
            for one in replies
        ],
    }


def _picture_name(picture: Picture) -> str:
    return f"journal/{picture.public_id}.jpg"


# --- the clinic --------------------------------------------------------------------------------


def clinic_value(runner: Runner) -> dict[str, Any]:
    """Who was let in, what they proposed, their notes, and what they said beside each limit."""
    shares = _rows(Share, runner)
    return {
        "shares": [_plain(one, ("name", "role", "email", "scopes", "may_set_limits", "made_at",
                                "expires_at", "accepted_at", "ended_at", "n_opened"))
                   for one in shares],
        "proposals": [_plain(one, ("part", "words", "made_at", "answered_at", "taken"))
                      for one in Proposal.objects.filter(share__runner=runner).order_by("id")],
        "notes": [_plain(one, ("author_name", "text", "made_at")) for one in _rows(Note, runner)],
        "limits": [_plain(one, LIMIT_NAMES) for one in _rows(Restriction, runner)],
        "exercises": [_plain(one, ("case_id", "made_at")) for one in _rows(Prescription, runner)],
    }  # fmt: skip


# --- files -------------------------------------------------------------------------------------


def _job(job: ImportJob) -> dict[str, Any]:
    originals = job.originals.order_by("id")
    lines = FileLine.objects.filter(job=job).order_by("id")
    return {
        **_plain(job, JOB_NAMES),
        "files": [{"name": one.name, "file": _original_name(one)} for one in originals],
        "lines": [_plain(one, LINE_NAMES) for one in lines],
    }


def _original_name(original: Original) -> str:
    """Where it lies in the archive: its own name, as far as every system can write it."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", original.name).strip("._") or "file"
    return f"originals/{original.public_id}/{safe[-80:]}"


def _files(runner: Runner) -> Iterator[tuple[str, Path]]:
    for picture in Picture.objects.filter(entry__journal__runner=runner).order_by("id"):
        yield _picture_name(picture), Path(picture.file.path)
    for original in Original.objects.filter(job__runner=runner).select_related("job__runner"):
        yield _original_name(original), original.path

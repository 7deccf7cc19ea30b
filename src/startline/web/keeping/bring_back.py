"""An export of everything taken in again: by an account that holds no log yet.

What is read is a file from anywhere: every value passes the gate it would pass as an entry, names
in the archive never become paths, and nothing becomes public or is signed in by it.
"""

from __future__ import annotations

import shutil
import uuid
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from startline.engine.errors import Refused
from startline.formats.archive import entries_of
from startline.formats.imported import Skipped
from startline.formats.strict_json import read_json
from startline.web.accounts.models import Runner
from startline.web.audit.services import record
from startline.web.clinic.models import NAME_CHARS as CLINICIAN_CHARS
from startline.web.clinic.models import Note
from startline.web.imports.limits import MOST_KEPT_BYTES, MOST_KEPT_FILES
from startline.web.imports.models import FileLine, ImportJob, Original
from startline.web.imports.receiving import clean_name as clean_file_name
from startline.web.journal import models as j
from startline.web.journal.pictures import MOST_PICTURES, PictureRefused, redrawn
from startline.web.journal.text import clean_name, cleaned
from startline.web.keeping.everything import FORMAT, LINE_NAMES
from startline.web.planning import models as p
from startline.web.planning.services import new_facts
from startline.web.planning.take_case import take_case
from startline.web.runlog.models import Run, Withdrawn
from startline.web.runlog.services import check

MOST_JSON_BYTES = 64 * 2**20
NEVER_OPENED = {"archive_bomb", "too_many_entries", "too_large", "unreadable"}
NOT_OURS = (DataError, IntegrityError)  # a text too long, a row that cannot be
NOTE_CHARS = 4000
CHUNK = 2**20


class ExportRefused(Exception):
    """An export that is not taken in, with the sentence that says why. Nothing was stored."""


def is_empty(runner: Runner) -> bool:
    """Whether nothing was logged yet that an export would be mixed with."""
    kinds: tuple[Any, ...] = (Run, p.Restriction, p.Programme, ImportJob)
    return not any(kind.objects.filter(runner=runner).exists() for kind in kinds)


def take(runner: Runner, file: IO[bytes]) -> None:
    """Take an export in: all of it, or nothing.

    Raises:
        ExportRefused: if it cannot be.
    """
    if not is_empty(runner):
        raise ExportRefused(_("This account holds a log already; an export fits an empty one."))
    made: list[Path] = []
    try:
        with zipfile.ZipFile(file) as archive, new_facts(runner):
            _take_all(runner, archive, made)
    except Refused as refused:
        first = refused.problems[0]
        raise ExportRefused(f"{first.place}: {first.problem} {first.hint}") from refused
    except (ValueError, KeyError, TypeError, AttributeError, OSError, zipfile.BadZipFile,
            NotImplementedError, RuntimeError, EOFError, *NOT_OURS) as error:  # fmt: skip
        _remove(made)
        if isinstance(error, OSError) and error.errno:
            raise
        raise ExportRefused(_("That is no export of everything, or not all of one.")) from error
    except BaseException:
        _remove(made)
        raise


def check_archive(path: Path) -> None:
    """Refuse an archive that would swell or lies about its entries, before any is opened.

    Raises:
        ExportRefused: if so.
    """
    for found in entries_of(path, path.name):
        if isinstance(found, Skipped) and found.source == path.name and found.code in NEVER_OPENED:
            raise ExportRefused(found.cause)


def _remove(made: list[Path]) -> None:
    """Take back the files and folders that were written for rows which are not kept."""
    for path in made:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _take_all(runner: Runner, archive: zipfile.ZipFile, made: list[Path]) -> None:
    said = _json(archive, "startline.json")
    if said["startline_export"] != FORMAT:
        raise ExportRefused(_("That export is of a later version of startline."))
    runner.user.name = clean_name(str(said["account"].get("name", "")))[:80]
    runner.user.save(update_fields=["name"])
    take_case(runner, _json(archive, "case.json"), by=runner.user)
    _take_programmes(runner, _json(archive, "programmes.json"))
    _take_back_again(runner, _json(archive, "taken_back.json"))
    _take_clinic(runner, _json(archive, "clinic.json"))
    journal = _json(archive, "journal.json")
    if journal is not None:
        _take_journal(runner, archive, journal, made)
    for job in _json(archive, "imports.json"):
        _take_import(runner, archive, job, made)
    record(runner, runner.user, "export.taken_in")


def _json(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > MOST_JSON_BYTES:
        raise ExportRefused(_("That export is too large to be one of a runner."))
    with archive.open(name) as file:
        return read_json(file.read(MOST_JSON_BYTES))


def _take_programmes(runner: Runner, programmes: list[dict[str, Any]]) -> None:
    """Programmes that were replaced; the one in force came with the Case."""
    for one in programmes[:-1]:
        row = p.Programme.from_case(runner, one)
        row.replaced_at = timezone.now()
        row.save()


def _take_back_again(runner: Runner, parts: list[dict[str, Any]]) -> None:
    """What was said about pain and taken back holds back here as long as it would have there."""
    for one in parts:
        check("runs", one["part"])
        at = min(_moment(one["taken_back_at"]), timezone.now())
        Withdrawn.objects.create(
            runner=runner, run=uuid.uuid4(), part=one["part"], taken_back_at=at
        )


def _take_clinic(runner: Runner, clinic: Mapping[str, Any]) -> None:
    """Notes under the names they had; what was said beside limits. Nobody is let in by it."""
    for said in clinic["limits"]:
        rows = p.Restriction.objects.filter(runner=runner, case_id=said["case_id"])
        told = bool(said["told_by_runner"])
        rows.update(told_by_runner=told, reason=cleaned(str(said["reason"]))[:500])
    for note in clinic["notes"]:
        Note.objects.create(
            runner=runner, author_name=clean_name(str(note["author_name"]))[:CLINICIAN_CHARS],
            text=cleaned(str(note["text"]))[:NOTE_CHARS], made_at=_moment(note["made_at"]),
        )  # fmt: skip


def _moment(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    return at if at.tzinfo else at.replace(tzinfo=timezone.get_current_timezone())


# --- the journal -------------------------------------------------------------------------------


def _take_journal(
    runner: Runner, archive: zipfile.ZipFile, said: Mapping[str, Any], made: list[Path]
) -> None:
    journal, _made = j.Journal.objects.get_or_create(runner=runner)
    journal.title = clean_name(str(said["title"]))[: j.TITLE_CHARS]
    journal.look, journal.replies = str(said["look"]), str(said["replies"])
    journal.digest = bool(said["digest"])
    journal.full_clean(exclude=["runner", "slug"])
    journal.save()
    for one in said["entries"]:
        _take_entry(journal, archive, one, made)


def _take_entry(
    journal: j.Journal, archive: zipfile.ZipFile, said: Mapping[str, Any], made: list[Path]
) -> None:
    """One entry, private: whether it is shown here is pressed here."""
    entry = j.Entry.objects.create(
        journal=journal,
        on=date.fromisoformat(said["on"]),
        title=clean_name(str(said["title"]))[: j.TITLE_CHARS],
        text=cleaned(str(said["text"]))[: j.ENTRY_CHARS],
        made_at=_moment(said["made_at"]),
        changed_at=_moment(said["changed_at"]),
        taken=list(said["taken"]),
        was_public=bool(said["was_public"]) or said["published_at"] is not None,
        source=said["source"] and str(said["source"])[:200],
        replies_closed=bool(said["replies_closed"]),
    )
    for picture in said["pictures"][:MOST_PICTURES]:
        made += _take_picture(entry, archive, picture)
    _take_replies(entry, said["replies"])


def _take_picture(entry: j.Entry, archive: zipfile.ZipFile, said: Mapping[str, Any]) -> list[Path]:
    """The file that was written; none for what is no picture."""
    try:
        with archive.open(str(said["file"])) as file:
            drawn = redrawn(file)
    except PictureRefused:
        return []
    picture = j.Picture(entry=entry, says=clean_name(str(said["says"]))[:500])
    picture.file.save(f"{picture.public_id}.jpg", ContentFile(drawn), save=False)
    picture.save()
    return [Path(picture.file.path)]


def _take_replies(entry: j.Entry, replies: list[dict[str, Any]]) -> None:
    made: list[j.Reply] = []
    for said in replies:
        above = said["answers"]
        state = said["state"] if said["state"] in ("held", "shown", "removed") else "held"
        made.append(
            j.Reply.objects.create(
                entry=entry, by_runner=bool(said["by_runner"]), state=state,
                parent=made[above] if isinstance(above, int) and above < len(made) else None,
                name=clean_name(str(said["name"]))[: j.NAME_CHARS] or "?",
                text=cleaned(str(said["text"]))[: j.REPLY_CHARS], made_at=_moment(said["made_at"]),
                source=said["source"] and str(said["source"])[:200],
            )
        )  # fmt: skip


# --- files -------------------------------------------------------------------------------------


def _take_import(
    runner: Runner, archive: zipfile.ZipFile, said: Mapping[str, Any], made: list[Path]
) -> None:
    """The originals of an import and its report; the runs themselves came with the Case."""
    job = ImportJob.objects.create(
        runner=runner, state="done", columns=str(said["columns"])[:1000],
        n_found=int(said["n_found"]), n_done=int(said["n_found"]), n_here=int(said["n_here"]),
        made_at=_moment(said["made_at"]), ended_at=_moment(said["ended_at"] or said["made_at"]),
    )  # fmt: skip
    made.append(job.folder)
    job.folder.mkdir(mode=0o700, parents=True)
    for one in said["files"]:
        _take_original(job, archive, one)
    FileLine.objects.bulk_create(
        FileLine(job=job, **{name: line[name] for name in LINE_NAMES}) for line in said["lines"]
    )


def _take_original(job: ImportJob, archive: zipfile.ZipFile, said: Mapping[str, Any]) -> None:
    owned = Original.objects.filter(job__runner=job.runner)
    left = MOST_KEPT_BYTES - sum(owned.values_list("n_bytes", flat=True))
    if owned.count() >= MOST_KEPT_FILES:
        raise ExportRefused(_("That export holds more files than an account may keep."))
    original = Original(
        job=job, public_id=uuid.uuid4(), name=clean_file_name(str(said["name"])), n_bytes=0
    )
    with archive.open(str(said["file"])) as source, original.path.open("xb") as target:
        while chunk := source.read(CHUNK):
            original.n_bytes += len(chunk)
            if original.n_bytes > left:
                raise ExportRefused(_("That export holds more than an account may keep."))
            target.write(chunk)
    original.path.chmod(0o600)
    original.save()

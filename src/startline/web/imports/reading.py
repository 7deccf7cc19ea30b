"""An import at work: files -> runs in the log, in batches, so that a kill loses nothing.

The way: find the sources, read them behind the fence (what an earlier try read is in the journal),
store two hundred runs at a time with the counts that go with them, then write the report. Nothing
is read inside a transaction.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone

from startline.formats.imported import AlreadyHere, Imported, ImportedRun, Item, Skipped
from startline.formats.importer import FILES_A_READER, Settings, import_sources
from startline.formats.journal import Journal
from startline.formats.memory import BOTH, Memory
from startline.formats.report import FileOutcome, ImportReport, report
from startline.formats.sources import Source, named_sources
from startline.formats.typed_in import added_by, both_sources, is_typed_in
from startline.web.accounts.models import Runner
from startline.web.audit.consent import NoConsent
from startline.web.imports import limits
from startline.web.imports.models import (
    CODE_CHARS,
    NAME_CHARS,
    OPEN,
    SAID_CHARS,
    FileLine,
    ImportJob,
    Original,
    folder_of,
)
from startline.web.imports.services import stop
from startline.web.planning.selectors import today_of
from startline.web.planning.services import more_facts, refresh_advice
from startline.web.runlog.models import Run
from startline.web.runlog.services import add_fields, add_recorded_runs, refused_ones
from startline.web.shell.held import at_once
from startline.web.shell.regular import stopping

log = logging.getLogger("startline.imports")


class Interrupted(Exception):
    """The worker is to end; the import goes on from here when the next one starts."""


class TakenBack(Exception):
    """The import was undone while it ran; nothing more of it is stored."""


def run_job(public_id: str) -> None:
    """Do one import to its end, or go on with it where it was cut off. Safe to call twice."""
    job = ImportJob.objects.select_related("runner").filter(public_id=public_id).first()
    if job is None or not job.is_open:
        return
    with alone_for(job.runner) as is_ours:
        if not is_ours:
            return  # another process is at it, and does all of this runner's
        for one in ImportJob.objects.filter(runner=job.runner, state__in=OPEN).order_by("id"):
            _run(one)


def _run(job: ImportJob) -> None:
    try:
        _finish(job, _import(job))
    except (TakenBack, Interrupted):
        return
    except MemoryError:
        stop(job, "out_of_memory")
    except NoConsent:
        stop(job, "no_consent")
    except Exception:
        log.exception("import %s stopped", job.public_id)
        stop(job, "fault")
    refresh_advice(job.runner)  # in this process, which does not end before its task has


@contextmanager
def alone_for(runner: Runner) -> Iterator[bool]:
    """Whether this process is the one that imports for a runner. The lock ends with the process."""
    folder = folder_of(runner)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with at_once(folder / "lock") as is_ours:
        yield is_ours


def _import(job: ImportJob) -> ImportReport:
    found = list(_sources(job))
    store = _Store(job, n_found=len(found))
    journal = Journal(_journal(job), zone=_zone(job.runner))
    items = import_sources(found, _settings(job, len(found)), _memory(job), journal)
    with closing(items):  # type: ignore[type-var]
        told = report(store.passed_on(items))
    store.flush()
    return store.with_refusals(told)


def _sources(job: ImportJob) -> Iterator[Source | Skipped]:
    for original in Original.objects.filter(job=job).select_related("job__runner").order_by("id"):
        yield from named_sources(original.path, original.name)


def _journal(job: ImportJob) -> Path:
    return job.folder / "journal"


def _zone(runner: Runner) -> ZoneInfo | None:
    try:
        return ZoneInfo(runner.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _settings(job: ImportJob, n_files: int) -> Settings:
    runner = job.runner
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    most = 1 + n_files // FILES_A_READER
    return Settings(
        zone=_zone(runner),
        today=today_of(runner),
        unit=runner.unit,
        columns=job.columns or None,
        jobs=max(1, min(n_cores - 1, most)),  # one stays for the pages
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A run of the log as the importer recognises it: its clock time where the runner lives."""

    started_at: datetime | None
    distance_km: float
    duration_min: float | None
    source: str


def _memory(job: ImportJob) -> Memory:
    """What is here already, but for what this very import stored before it was cut off."""
    zone = _zone(job.runner)
    rows = Run.objects.filter(runner=job.runner).exclude(import_job=job.public_id)
    mine = {one["run"] for one in job.matched}
    runs = [_known(row, zone) for row in rows.iterator() if str(row.public_id) not in mine]
    sources = {one for run in runs for one in run.source.split(BOTH)}
    return Memory(sources - {""}, runs)


def _known(row: Run, zone: ZoneInfo | None) -> _Known:
    at = row.started_at.astimezone(zone) if row.started_at else None
    source = str(row.extra.get("source") or "")
    return _Known(at, row.distance_km, row.duration_min, source)


@dataclass
class _Store:
    """What an import found on its way into the rows.

    A run is known by its source: what an earlier try stored is not stored again.
    """

    job: ImportJob
    n_found: int
    n_here: int = 0
    _stored: set[str] = field(default_factory=set)
    _pending: list[ImportedRun] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _refused: dict[str, FileOutcome] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _noted_at: float = 0.0

    def __post_init__(self) -> None:
        mine = Run.objects.filter(runner=self.job.runner, import_job=self.job.public_id)
        told = [str(extra.get("source")) for extra in mine.values_list("extra", flat=True)]
        told += [str(one["source"]) for one in self.job.matched]
        self._stored = {one for source in told for one in source.split(BOTH)}

    def passed_on(self, items: Iterator[Item]) -> Iterator[Item]:
        """The items, stored on the way."""
        self._note_progress()
        for item in items:
            if stopping.is_set():
                raise Interrupted
            self._seen.add(item.source)
            self.n_here += isinstance(item, AlreadyHere)
            if isinstance(item, Imported) and self._is_new(item.run):
                self._names[item.run.source] = item.source
                self._pending.append(item.run)
            if len(self._pending) >= limits.BATCH:
                self.flush()
            elif time.monotonic() - self._noted_at > limits.PROGRESS_S:
                self._note_progress()
            yield item

    def _is_new(self, run: ImportedRun) -> bool:
        return not self._stored.intersection(run.source.split(BOTH))

    def flush(self) -> None:
        """Store what is waiting, with the counts that go with it.

        Raises:
            TakenBack: if the import is no more.
        """
        runs, self._pending = self._pending, []
        if not runs:
            self._note_progress()
            return
        good = self._good_ones(runs)
        twins = _twins(self.job.runner, good)
        with more_facts(self.job.runner):
            self._store(good, twins)
        self._stored |= {one for run in good for one in run.source.split(BOTH)}

    def _good_ones(self, runs: Sequence[ImportedRun]) -> list[ImportedRun]:
        """Those that may be in a log; the others become lines of the report."""
        bad = refused_ones("runs", [part_of(run) for run in runs])
        for i, problems in bad.items():
            self._refused[self._names[runs[i].source]] = FileOutcome(
                self._names[runs[i].source], "needs_review", problems[0].code,
                problems[0].problem, problems[0].hint, 0,
            )  # fmt: skip
        return [run for i, run in enumerate(runs) if i not in bad]

    def _store(self, runs: Sequence[ImportedRun], twins: dict[str, Run]) -> None:
        job = self.job
        new = [run for run in runs if run.source not in twins]
        add_recorded_runs(job.runner, map(part_of, new), job=job.public_id)
        for run in runs:
            if run.source in twins:
                job.matched.append(_complete(twins[run.source], run))
        job.n_runs += len(new)
        self._note_progress(n_runs=job.n_runs, n_matched=len(job.matched), matched=job.matched)

    def _note_progress(self, **counts: Any) -> None:
        """Write down how far it is; what an earlier try reached is never gone below."""
        job = self.job
        job.n_done = max(job.n_done, min(len(self._seen), self.n_found))
        job.n_here = max(job.n_here, self.n_here)
        job.n_found = self.n_found
        counts |= {"n_done": job.n_done, "n_here": job.n_here, "n_found": job.n_found}
        still = ImportJob.objects.filter(pk=job.pk, state__in=OPEN)
        if not still.update(state="running", **counts):
            raise TakenBack
        self._noted_at = time.monotonic()

    def with_refusals(self, told: ImportReport) -> ImportReport:
        """The report with the runs that may not be in a log, each a line that says why."""
        files = tuple(self._refused.get(file.source, file) for file in told.files)
        return ImportReport(told.runs, told.skipped, told.n_already_here, files, told.noted)


def part_of(run: ImportedRun) -> dict[str, Any]:
    """A recorded run as the log keeps it: under an id of the log's own, splits and all."""
    part = {key: value for key, value in run.to_case_run().items() if key != "id"}
    if run.started_at is not None and (offset := run.started_at.utcoffset()) is not None:
        part["utc_offset_min"] = round(offset.total_seconds() / 60)
    for name, splits, unit in (
        ("splits", run.splits, "km"),
        ("mile_splits", run.mile_splits, "mi"),
    ):
        if splits:
            part[name] = [split.to_json(unit) for split in splits]
    return part


def _twins(runner: Runner, runs: Sequence[ImportedRun]) -> dict[str, Run]:
    """Runs typed in by hand, by the source of the recording that is the same run."""
    days = {run.on for run in runs}
    typed = list(Run.objects.filter(runner=runner, on__in=days, started_at=None, import_job=None))
    twins: dict[str, Run] = {}
    for run in runs:
        twin = next((t for t in typed if t.on == run.on and is_typed_in(t.as_case(), run)), None)
        if twin is not None:
            typed.remove(twin)
            twins[run.source] = twin
    return twins


def _complete(twin: Run, run: ImportedRun) -> dict[str, Any]:
    added = {k: v for k, v in {**part_of(run), **added_by(run, twin.as_case())}.items()
             if k not in twin.as_case()}  # fmt: skip
    add_fields(twin, added)
    return {"run": str(twin.public_id), "source": run.source, "fields": sorted(added)}


# --- the end -----------------------------------------------------------------------------------


def _finish(job: ImportJob, told: ImportReport) -> None:
    """Write the report, note second recordings beside the runs that are kept, and close."""
    lines = [_line(job, file) for file in told.files]
    FileLine.objects.filter(job=job).delete()
    for start in range(0, len(lines), limits.BATCH):
        FileLine.objects.bulk_create(lines[start : start + limits.BATCH])
    with transaction.atomic():
        _note_second_recordings(job, told)
        ended = ImportJob.objects.filter(pk=job.pk, state__in=OPEN)
        if not ended.update(state="done", n_done=job.n_found, ended_at=timezone.now()):
            raise TakenBack
    _journal(job).unlink(missing_ok=True)


def _line(job: ImportJob, file: FileOutcome) -> FileLine:
    return FileLine(
        job=job,
        source=file.source[:NAME_CHARS],
        outcome=file.outcome,
        code=file.code[:CODE_CHARS],
        cause=file.cause[:SAID_CHARS],
        do=file.do[:SAID_CHARS],
        n_runs=file.n_runs,
    )


def _note_second_recordings(job: ImportJob, told: ImportReport) -> None:
    """So that the next import knows them too. No number of any run changes."""
    more = dict(told.noted)
    more |= {run.source.partition(BOTH)[0]: run.source for run in told.runs if BOTH in run.source}
    if not more:
        return
    rows = Run.objects.filter(runner=job.runner, extra__has_key="source").only("id", "extra")
    changed = []
    for row in rows.iterator():
        source = str(row.extra["source"])
        second = more.get(source) or more.get(source.partition(BOTH)[0])
        both = both_sources(source, second) if second else source
        if both != source:
            row.extra = {**row.extra, "source": both}
            changed.append(row)
    Run.objects.bulk_update(changed, ["extra"], batch_size=limits.BATCH)

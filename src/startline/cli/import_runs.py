"""Files and folders into runs, and into a Case if one is named. Nothing said by hand is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from startline.cli.case_file import write_raw
from startline.cli.import_report import progress, show_report
from startline.cli.one_case import read_file, refusal_lines
from startline.cli.plain import write_utf8
from startline.engine.case import Case
from startline.engine.errors import Refused
from startline.formats.case_json import case_from
from startline.formats.imported import Item, Skipped
from startline.formats.importer import Settings, find_sources, import_sources
from startline.formats.journal import Journal
from startline.formats.memory import BOTH, Memory
from startline.formats.report import HARMLESS, ImportReport, report
from startline.formats.sources import Source
from startline.formats.strict_json import read_json, write_json
from startline.formats.typed_in import added_by, both_sources, is_typed_in

INTERRUPTED = "Stopped. What was read so far is kept: the same command goes on from here."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: paths, the Case to fill, and what the files do not say themselves."""

    paths: tuple[str, ...]
    into: str | None = None
    zone: str | None = None
    unit: str | None = None
    columns: str | None = None
    jobs: int | None = None
    as_json: bool = False


def run_import(wanted: Wanted) -> int:
    """Import, print the report, and write the Case. Exit status 1 if any file was refused."""
    today = datetime.now(UTC).date()
    try:
        raw, case = _case_to_fill(wanted.into, today)
        settings = _settings(wanted, case, today)
    except Refused as refused:
        for line in refusal_lines(wanted.into or "", refused):
            click.echo(line, err=True)
        return 1
    journal = Journal(_journal_path(wanted.into), zone=settings.zone)
    try:
        found = report(_items(wanted, case, settings, journal))
    except KeyboardInterrupt:
        click.echo(INTERRUPTED if wanted.into else "Stopped.", err=True)
        return 1
    try:
        n_matched = _store(wanted.into, raw, found, journal)
    except Refused as refused:
        for line in refusal_lines(wanted.into or "", refused):
            click.echo(line, err=True)
        return 1
    if wanted.as_json:
        write_utf8(write_json(_as_json(found, n_matched), indent=1))
    else:
        show_report(found, n_matched=n_matched, into=wanted.into, unit=_unit(case))
    return 1 if any(skip.code not in HARMLESS for skip in found.skipped) else 0


def _store(
    into: str | None, raw: dict[str, Any] | None, found: ImportReport, journal: Journal
) -> int:
    """Write the runs into the Case; count those matched to runs typed in by hand."""
    if into is None or raw is None:
        return 0
    n_matched = _fill(raw, found)
    if found.runs or found.noted:
        write_raw(into, raw)
    journal.keep_only_refusals()
    return n_matched


def _items(
    wanted: Wanted, case: Case | None, settings: Settings, journal: Journal
) -> Iterator[Item]:
    known = case.runs if case else ()
    sources = {one for run in known for one in str(run.extra.get("source", "")).split(BOTH)}
    memory = Memory(sources - {""}, known)
    found: Sequence[Source | Skipped] = find_sources(Path(path) for path in wanted.paths)
    return progress(import_sources(found, settings, memory, journal), n_files=len(found))


def _journal_path(into: str | None) -> Path | None:
    if into in (None, "-"):
        return None
    case = Path(str(into))
    return case.with_name(f"{case.name}.import-journal")


def _case_to_fill(into: str | None, today: date) -> tuple[dict[str, Any] | None, Case | None]:
    if into is None:
        return None, None
    if into == "-":
        raise click.UsageError("--into names a file that can be written back.")
    raw = read_json(read_file(into))
    return raw, case_from(raw, today=today)


def _settings(wanted: Wanted, case: Case | None, today: date) -> Settings:
    unit = wanted.unit or (case.runner.unit if case else None)
    return Settings(
        zone=_zone(wanted.zone, case),
        today=today,
        unit=unit,
        columns=wanted.columns,
        jobs=wanted.jobs,
    )


def _zone(zone: str | None, case: Case | None) -> ZoneInfo | None:
    name = zone or (case.runner.time_zone if case else None)
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise click.BadParameter(f'"{name}" is not a time zone such as Europe/Vienna.') from None


def _unit(case: Case | None) -> str:
    return (case.runner.unit if case else None) or "km"


def _fill(raw: dict[str, Any], found: ImportReport) -> int:
    """Add the runs to a raw Case; count those matched to a run typed in by hand that day.

    Such a run keeps its own words and gains the clock time and the source of the recording. A run
    of which another recording was found has it noted beside its own.
    """
    held: list[dict[str, Any]] = raw.setdefault("runs", [])
    _note_sources(held, found.noted)
    typed: dict[str, list[dict[str, Any]]] = {}
    for one in held:
        if "started_at" not in one:
            typed.setdefault(one["on"], []).append(one)
    taken = {one.get("id") for one in held}
    n_matched = 0
    for run in found.runs:
        twin = next(
            (one for one in typed.get(run.on.isoformat(), ()) if is_typed_in(one, run)), None
        )
        if twin is not None:
            n_matched += 1
            twin.update(added_by(run, twin))
            continue
        new = run.to_case_run()
        if new["id"] in taken:
            new["id"] = f"{new['id']}-{len(held)}"
        taken.add(new["id"])
        held.append(new)
    return n_matched


def _note_sources(held: Iterable[dict[str, Any]], noted: Iterable[tuple[str, str]]) -> None:
    by_source = {
        one: run for run in held for one in str(run.get("source") or "").split(BOTH) if one
    }
    for same_as, source in noted:
        run = by_source.get(same_as.partition(BOTH)[0])
        if run is not None:
            run["source"] = both_sources(str(run["source"]), source)


def _as_json(found: ImportReport, n_matched: int) -> dict[str, Any]:
    whole = found.to_json()
    return {**whole, "matched_by_hand": n_matched} if n_matched else whole

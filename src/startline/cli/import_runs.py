"""Files and folders into runs, and into a Case if one is named. Nothing said by hand is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from startline.cli.one_case import read_file, refusal_lines
from startline.cli.plain import plain, write_utf8
from startline.cli.units import day_name, shown
from startline.cli.whole_file import write_whole
from startline.engine.case import Case
from startline.engine.errors import Refused
from startline.formats.case_json import case_from
from startline.formats.imported import ImportedRun
from startline.formats.importer import ImportReport, import_paths, report
from startline.formats.strict_json import read_json, write_json

HARMLESS = frozenset({"not_a_run", "unsupported"})  # left out, but nothing was wrong with the file
SAME_DISTANCE = 0.03  # a run typed in and its recording


def run_import(paths: Iterable[str], *, into: str | None, zone: str | None, as_json: bool) -> int:
    """Import, print the report, and write the Case. Exit status 1 if any file was refused."""
    today = datetime.now(UTC).date()
    try:
        raw, case = _case_to_fill(into, today)
        where = _zone(zone, case)
    except Refused as refused:
        for line in refusal_lines(into or "", refused):
            click.echo(line, err=True)
        return 1
    known = case.runs if case else ()
    sources = {source for run in known for source in str(run.extra.get("source", "")).split(" + ")}
    items = import_paths(
        [Path(path) for path in paths], zone=where, today=today,
        known_sources=sources - {""}, known_runs=known,
    )  # fmt: skip
    found = report(_with_progress(items))
    n_matched = _fill(raw, found.runs) if raw is not None else 0
    if into is not None and raw is not None and found.runs:
        write_whole(Path(into), (write_json(raw, indent=1) + "\n").encode())
    write_utf8(write_json(_as_json(found, n_matched), indent=1)) if as_json else _print(
        found, n_matched, into, case
    )
    return 1 if any(skip.code not in HARMLESS for skip in found.skipped) else 0


def _case_to_fill(into: str | None, today: date) -> tuple[dict[str, Any] | None, Case | None]:
    if into is None:
        return None, None
    raw = read_json(read_file(into))
    return raw, case_from(raw, today=today)


def _zone(zone: str | None, case: Case | None) -> ZoneInfo | None:
    name = zone or (case.runner.time_zone if case else None)
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise click.BadParameter(f'"{name}" is not a time zone such as Europe/Vienna.') from None


def _with_progress(items: Iterable[Any]) -> Iterable[Any]:
    """Count on stderr while somebody is watching."""
    for n, item in enumerate(items, 1):
        if sys.stderr.isatty():
            click.echo(f"\r{n} files", nl=False, err=True)
        yield item
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)


def _fill(raw: dict[str, Any], runs: Iterable[ImportedRun]) -> int:
    """Add the runs to a raw Case; count those matched to a run typed in by hand that day.

    Such a run keeps its own words and gains the clock time and the source of the recording.
    """
    held = raw.setdefault("runs", [])
    n_matched = 0
    for run in runs:
        twin = next((one for one in held if _typed_in(one, run)), None)
        if twin is None:
            held.append(run.to_case_run())
            continue
        n_matched += 1
        for key, value in run.to_case_run().items():
            twin.setdefault(key, value)
    return n_matched


def _typed_in(held: dict[str, Any], run: ImportedRun) -> bool:
    apart = abs(held["distance_km"] - run.distance_km)
    same_day = held["on"] == run.on.isoformat() and "started_at" not in held
    return same_day and apart <= SAME_DISTANCE * max(held["distance_km"], run.distance_km)


def _as_json(found: ImportReport, n_matched: int) -> dict[str, Any]:
    whole = found.to_json()
    return {**whole, "matched_by_hand": n_matched} if n_matched else whole


def _print(found: ImportReport, n_matched: int, into: str | None, case: Case | None) -> None:
    unit = (case.runner.unit if case else None) or "km"
    for run in found.runs:
        doubt = f"  ({', '.join(run.warnings)})" if run.warnings else ""
        far = shown(run.distance_km, unit)
        click.echo(f"{day_name(run.on)} {run.on.year}  {far:>8}  {run.duration_min:.0f} min{doubt}")
    for skip in found.skipped:
        click.echo(plain(f"{skip.source}: left out, {skip.code}: {skip.detail}"), err=True)
    counts = f"{len(found.runs)} runs, {found.n_already_here} already here"
    click.echo(f"{counts}, {len(found.skipped)} files left out.", err=True)
    if into is not None and found.runs:
        by_hand = f", {n_matched} of them matched to runs typed in by hand" if n_matched else ""
        click.echo(f"Written into {into}{by_hand}.", err=True)
    if found.runs:
        click.echo("Nobody was asked yet whether these hurt: they count as distance run.", err=True)

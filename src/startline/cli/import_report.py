"""An import as a person sees it: a bar while it works, then what became of every file."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import click

from startline.cli.plain import plain
from startline.formats.imported import (
    AlreadyHere,
    Imported,
    ImportedRun,
    Item,
    Skipped,
    TableRead,
)
from startline.formats.report import HARMLESS, FileOutcome, ImportReport
from startline.words.units import day_name, shown

LINES_A_CODE = 10  # files shown of one kind; `--json` lists every one
LINES_IF_HARMLESS = 3  # pictures, rides: nothing is wrong with them


def progress(items: Iterable[Item], *, n_files: int) -> Iterator[Item]:
    """Pass the items on, with a bar, counts and the time left on stderr if somebody watches."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("files, {task.fields[counts]}"))
    with Progress(*columns, TimeLeft(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=n_files, counts="")
        tally: Counter[str] = Counter()
        done: set[str] = set()
        for item in items:
            tally[_kind(item)] += 1
            done.add(item.source)
            counts = ", ".join(f"{n} {kind}" for kind, n in tally.items() if kind)
            bar.update(task, completed=len(done), counts=counts)
            yield item


def _kind(item: Item) -> str:
    if isinstance(item, Imported):
        return "runs"
    if isinstance(item, TableRead):
        return ""
    return "already here" if isinstance(item, AlreadyHere) else "left out"


def show_report(found: ImportReport, *, n_matched: int, into: str | None, unit: str) -> None:
    """Runs to stdout; what needs a person, what was left out and the counts to stderr."""
    for run in found.runs:
        click.echo(_run_line(run, unit))
    _show_files(found.files)
    _show_rows(found.skipped)
    counts = found.counts
    click.echo(
        f"{_many(len(found.runs), 'run')}, {found.n_already_here} already here. "
        f"{_many(counts['files'], 'file')}: {counts['imported']} imported, "
        f"{counts['already_here']} already here, {counts['skipped']} skipped, "
        f"{counts['needs_review']} to look at.",
        err=True,
    )
    if into is not None and found.runs:
        by_hand = f", {n_matched} of them matched to runs typed in by hand" if n_matched else ""
        click.echo(plain(f"Written into {into}{by_hand}."), err=True)
    if found.runs:
        _ask_which_hurt(into)


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _run_line(run: ImportedRun, unit: str) -> str:
    doubt = f"  ({', '.join(run.warnings)})" if run.warnings else ""
    took = f"{run.duration_min:.0f} min" if run.duration_min is not None else ""
    return f"{day_name(run.on)} {run.on.year}  {shown(run.distance_km, unit):>8}  {took}{doubt}"


def _show_files(files: Iterable[FileOutcome]) -> None:
    by_code: dict[tuple[str, str], list[FileOutcome]] = defaultdict(list)
    for file in files:
        if file.outcome in ("skipped", "needs_review"):
            by_code[file.outcome, file.code].append(file)
    for (outcome, code), those in sorted(by_code.items()):
        word = "left out" if outcome == "skipped" else "please look"
        most = LINES_IF_HARMLESS if code in HARMLESS else LINES_A_CODE
        for file in those[:most]:
            line = f"{file.source}: {word}, {code}: {file.cause} {file.do}"
            click.echo(plain(line), err=True)
        if len(those) > most:
            rest = len(those) - most
            click.echo(f"{word}, {code}: {rest} files more; --json lists every one.", err=True)


def _show_rows(skipped: Iterable[Skipped]) -> None:
    """Rows of tables that need a person; rides and the like are counted with their table."""
    rows = [skip for skip in skipped if skip.row is not None and skip.code not in HARMLESS]
    for skip in rows[:LINES_A_CODE]:
        click.echo(plain(f"{skip.place}: left out, {skip.code}: {skip.detail}"), err=True)
    if len(rows) > LINES_A_CODE:
        rest = len(rows) - LINES_A_CODE
        click.echo(f"left out: {rest} rows more; --json lists every one.", err=True)


def _ask_which_hurt(into: str | None) -> None:
    case = into or "CASE.json"
    click.echo("Nobody was asked yet whether these hurt: they count as distance run.", err=True)
    click.echo(plain(f"Which of these hurt? startline hurt {case}"), err=True)

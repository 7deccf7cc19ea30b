"""Which of these hurt? The one question an import leaves: marks a Case by run or by week."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from startline.cli.case_file import write_raw
from startline.cli.one_case import read_file, refusal_lines
from startline.cli.plain import plain
from startline.engine.errors import Refused
from startline.formats.case_json import case_from
from startline.formats.marked_pain import Marked, mark_runs, mark_weeks, weeks_named, weeks_of
from startline.formats.strict_json import read_json
from startline.words.units import shown


def run_hurt(path: str, *, runs: str | None, weeks: str | None, site: str) -> int:
    """Mark what hurt and write the Case; without marks, show the weeks to choose from."""
    try:
        raw = read_json(read_file(path))
        today = datetime.now(UTC).date()
        case = case_from(raw, today=today)
        if runs is None and weeks is None:
            _show_weeks(raw, (case.runner.unit or "km"))
            return 0
        marks = [
            *([mark_runs(raw, _names(runs))] if runs is not None else []),
            *([mark_weeks(raw, weeks_named(weeks), site=site)] if weeks is not None else []),
        ]
        case_from(raw, today=today)  # what is written can be read
        write_raw(path, raw)
    except Refused as refused:
        for line in refusal_lines(path, refused):
            click.echo(line, err=True)
        return 1
    _show_marks(path, marks)
    return 0


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _show_weeks(raw: dict[str, Any], unit: str) -> None:
    for week in weeks_of(raw):
        asked = f"{week.n_hurt} hurt, " if week.n_hurt else ""
        silent = week.n_runs - week.n_asked
        far = shown(week.km, unit)
        click.echo(f"{week.name}  {week.n_runs} runs  {far:>9}  {asked}{silent} not asked about")
    click.echo("Mark weeks with --weeks 2026-W10,2026-W12..2026-W14, runs with --runs.", err=True)


def _show_marks(path: str, marks: list[Marked]) -> None:
    n_runs = sum(mark.n_runs for mark in marks)
    n_before = sum(mark.n_answered_before for mark in marks)
    n_episodes = sum(mark.n_episodes for mark in marks)
    click.echo(
        plain(f"{path}: runs that now say pain began somewhere in them: {n_runs}."), err=True
    )
    if n_before:
        click.echo(f"Runs that had an answer and keep it: {n_before}.", err=True)
    if n_episodes:
        click.echo(f"Episodes noted: {n_episodes}. All other runs stay silent.", err=True)

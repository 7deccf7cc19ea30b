"""The command line. Results go to stdout, notes to stderr; imports wait until needed."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from startline.engine.advice import Advice
    from startline.engine.case import Case

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices are small: threads cost more

REFUSED = 1
DEMO_DAY = date(2026, 3, 23)  # the Monday of the rough week, hours before the visit

SITES = (
    *("knee_outer", "knee_front", "shin", "achilles", "plantar", "calf", "hip", "groin"),
    *("hamstring", "quad", "foot", "ankle", "back", "other", "unknown"),
)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="startline")
def main() -> None:
    """Marathon training for a runner who hurts: what may be run today, and why."""


@main.command()
@click.argument("case", required=False, metavar="CASE.json")
@click.option("--batch", metavar="FILE.jsonl", help="One Case a line in, one Advice a line out.")
@click.option("--on", type=_DAY, metavar="DAY", help="The day asked about (2026-03-23).")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes for --batch.")
@click.option("--json", "as_json", is_flag=True, help="Print the Advice as JSON.")
def advise(
    case: str | None, batch: str | None, on: date | None, seed: int, jobs: int | None, as_json: bool
) -> None:
    """Say what may be run on a day and up to the next long run."""
    if (case is None) == (batch is None):
        raise click.UsageError("Give one CASE.json, or --batch FILE.jsonl.")
    if batch is not None:
        from startline.cli.batch import run_batch

        sys.exit(run_batch(batch, on=_day(on), seed=seed, jobs=jobs))
    found, advice = _advice_or_exit("-" if case is None else case, on=_day(on), seed=seed)
    if as_json:
        from startline.cli.plain import write_utf8
        from startline.formats.advice_json import write_advice

        write_utf8(write_advice(advice, indent=1))
    else:
        from startline.cli.screen import show_advice

        show_advice(_console(), found, advice)


@main.command()
@click.argument("case", metavar="CASE.json")
@click.option("--on", type=_DAY, metavar="DAY", help="The day asked about (2026-03-23).")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
def explain(case: str, on: date | None, seed: int) -> None:
    """Show every number with its limit, who set it, and its source."""
    from startline.cli.explain import show_explanation

    found, advice = _advice_or_exit(case, on=_day(on), seed=seed)
    show_explanation(_console(), found, advice)


@main.command(name="import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--into", metavar="CASE.json", help="Add the runs to this Case.")
@click.option("--zone", metavar="ZONE", help="Where the runner lives, such as Europe/Vienna.")
@click.option("--unit", type=click.Choice(["km", "mi"]), help="Of tables that do not name theirs.")
@click.option("--columns", metavar="NAMES", help="Of a plain CSV: on=Day,distance_km=Far,...")
@click.option("--yes", is_flag=True, help="Take the columns of a plain CSV as guessed.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes that read at once.")
@click.option("--json", "as_json", is_flag=True, help="Print runs and refusals as JSON.")
def import_(columns: str | None, yes: bool, **typed: Any) -> None:
    """Read runs from FIT, TCX, GPX and CSV files (.gz too), folders and .zip exports."""
    from startline.cli.import_runs import Wanted, run_import

    sys.exit(run_import(Wanted(columns=columns or ("guess" if yes else None), **typed)))


@main.command()
@click.argument("case", metavar="CASE.json")
@click.option("--runs", metavar="RUNS", help="Ids or days of runs that hurt, with commas.")
@click.option("--weeks", metavar="WEEKS", help="Weeks that hurt: 2026-W10,2026-W12..2026-W14.")
@click.option("--site", type=click.Choice(SITES), default="unknown", show_default=True)
def hurt(case: str, runs: str | None, weeks: str | None, site: str) -> None:
    """After an import: mark runs or weeks that hurt. Without marks, list the weeks."""
    from startline.cli.hurt import run_hurt

    sys.exit(run_hurt(case, runs=runs, weeks=weeks, site=site))


@main.command()
def demo() -> None:
    """Show the rough week: pain from mile 6, a limit of 9 miles, and the 18 on Sunday."""
    from startline.cli.screen import show_advice

    story = str(Path(__file__).with_name("rough_week.case.json"))
    click.echo("startline advise rough_week.case.json --on 2026-03-23\n", err=True)
    found, advice = _advice_or_exit(story, on=DEMO_DAY, seed=0)
    show_advice(_console(), found, advice)


def _day(on: date | None) -> date | None:
    """click hands over a datetime; the engine takes the day."""
    return None if on is None else date(on.year, on.month, on.day)


def _advice_or_exit(path: str, *, on: date | None, seed: int) -> tuple[Case, Advice]:
    from startline.cli.one_case import advice_for, read_file, refusal_lines
    from startline.engine.errors import LimitBroken, Refused

    try:
        return advice_for(read_file(path), on=on, seed=seed)
    except Refused as refused:
        for line in refusal_lines(path, refused):
            click.echo(line, err=True)
    except LimitBroken as broken:
        click.echo(f"{path}: {broken} [{broken.code}]", err=True)
    sys.exit(REFUSED)


def _console() -> Console:
    from rich.console import Console

    from startline.cli.plain import allow_any_letter

    allow_any_letter()
    return Console(emoji=False, highlight=False, soft_wrap=not sys.stdout.isatty())

"""The command line. Results go to stdout, notes to stderr; imports wait until needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from startline.cli import keep
from startline.cli.streams import CalmGroup

if TYPE_CHECKING:
    from typing import Any

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
STUDIES = ("policies", "calibration", "backtest", "sensitivity")
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_HOUR = click.DateTime(formats=["%H:%M"])


@click.group(cls=CalmGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
@click.option("--remember", is_flag=True, help="Keep the plan shown in the Case.")
def advise(
    case: str | None,
    batch: str | None,
    on: date | None,
    seed: int,
    jobs: int | None,
    as_json: bool,
    remember: bool,
) -> None:
    """Say what may be run today and on every day to the race."""
    if (case is None) == (batch is None):
        raise click.UsageError("Give one CASE.json, or --batch FILE.jsonl.")
    if remember and case in (None, "-"):
        raise click.UsageError("--remember writes into a file: give one CASE.json.")
    if batch is not None:
        from startline.cli.batch import run_batch

        sys.exit(run_batch(batch, on=_day(on), seed=seed, jobs=jobs))
    found, advice = _advice_or_exit("-" if case is None else case, on=_day(on), seed=seed)
    if as_json:
        from startline.cli.plain import write_utf8
        from startline.formats.advice_json import write_advice

        write_utf8(write_advice(advice, indent=1))
    else:
        _show(found, advice)
    if remember and case is not None:
        _remember_or_exit(case, advice)


@main.command()
@click.argument("case", metavar="CASE.json")
@click.argument("from_day", type=_DAY, metavar="FROM_DAY")
@click.argument("to_day", type=_DAY, metavar="TO_DAY", required=False)
@click.option("--undo", is_flag=True, help="Put the session of FROM_DAY back on its own day.")
@click.option("--dry-run", is_flag=True, help="Show what it would be; write nothing.")
@click.option("--on", type=_DAY, metavar="DAY", help="Today, if it is another day (2026-03-23).")
def move(
    case: str, from_day: date, to_day: date | None, undo: bool, dry_run: bool, on: date | None
) -> None:
    """Move a session by hand to another day near it, and show which limit binds there."""
    from startline.cli.move import move_session, undo_move

    if (to_day is None) != undo:
        raise click.UsageError("Give FROM_DAY and TO_DAY, or --undo and FROM_DAY.")
    first, write = date(from_day.year, from_day.month, from_day.day), not dry_run
    with _refusals_of(case):
        if to_day is None:
            undo_move(_console(), case, first, on=_day(on), write=write)
        else:
            last = date(to_day.year, to_day.month, to_day.day)
            move_session(_console(), case, first, last, on=_day(on), write=write)
    note = f"Written into {case}." if write else "A dry run: nothing was written."
    click.echo(note, err=True)


@main.command()
@click.argument("case", metavar="CASE.json")
@click.option("--on", type=_DAY, metavar="DAY", help="The day asked about (2026-03-23).")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
def explain(case: str, on: date | None, seed: int) -> None:
    """Show every number with its limit, who set it, and its source."""
    from startline.cli.explain import show_explanation
    from startline.words.language import language, language_of

    found, advice = _advice_or_exit(case, on=_day(on), seed=seed)
    with language(language_of(found)):
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


@main.command(name="read-entry")
@click.argument("file", required=False, default="-", metavar="[FILE]")
@click.option("--unit", type=click.Choice(["km", "mi"]), help="Of numbers that name none.")
@click.option("--json", "as_json", is_flag=True, help="Print fields and evidence as JSON.")
def read_entry(file: str, unit: str | None, as_json: bool) -> None:
    """Read a journal entry in plain words. Nothing is stored."""
    from startline.cli.read_entry import run_read_entry

    with _refusals_of(file):
        run_read_entry(file, unit=unit, as_json=as_json)


@main.command()
@click.argument("kind", type=click.Choice(["ics", "fit", "pdf", "json"]))
@click.argument("case", metavar="CASE.json")
@click.option("-o", "--output", "path", required=True, metavar="PATH", help="File; folder for fit.")
@click.option("--on", type=_DAY, metavar="DAY", help="The day asked about (2026-03-23).")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option("--at", type=_HOUR, metavar="HH:MM", help="ics: the local hour of each run.")
@click.option("--with-reasons", is_flag=True, help="ics: say in each event which limit decided.")
@click.option("--since", type=_DAY, metavar="DAY", help="pdf: tell from this day, the last visit.")
@click.option("--language", metavar="CODE", help="pdf: in this language, such as de.")
@click.option("--unit", type=click.Choice(["km", "mi"]), help="pdf: distances in this unit.")
def export(kind: str, case: str, path: str, on: date | None, seed: int, **typed: Any) -> None:
    """Write the plan as a calendar or as workouts, a report for a visit, or all of it as JSON."""
    from startline.cli.export import Wanted, run_export

    if kind != "ics" and (typed["at"] is not None or typed["with_reasons"]):
        raise click.UsageError("--at and --with-reasons belong to ics.")
    from startline.words.language import language, language_of

    if kind != "pdf" and any(typed[name] is not None for name in ("since", "language", "unit")):
        raise click.UsageError("--since, --language and --unit belong to pdf.")
    typed["at"] = None if typed["at"] is None else typed["at"].time()
    typed["since"] = _day(typed["since"])
    found, advice = _advice_or_exit(case, on=_day(on), seed=seed)
    with language(typed["language"] or language_of(found)):
        sys.exit(run_export(kind, found, advice, path, Wanted(**typed)))


@main.command()
@click.argument("name", type=click.Choice(STUDIES))
@click.option("--runners", type=click.IntRange(1, 10_000_000), help="How many; else the study's.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; else one for each core.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler's address, or local.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option("--histories", metavar="FOLDER", help="backtest: CSV files of real runs.")
@click.option("-o", "--output", "folder", metavar="FOLDER", help="Where to; else study-NAME.")
def study(name: str, **asked: Any) -> None:
    """Many runners: is the model right, which policy does what, on what does it hang?

    The same command with the same folder goes on where it was stopped.
    """
    from startline.cli.study import run

    sys.exit(run(name, **asked))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--print", "printed", is_flag=True, help="Print the day here, and end.")
def demo(host: str, port: int, printed: bool) -> None:
    """The rough week in the browser: pain from mile 6, a limit of 9 miles, the 18 on Sunday."""
    if not printed:
        from startline.cli.web import run_demo

        return run_demo(host=host, port=port)
    story = str(Path(__file__).with_name("rough_week.case.json"))
    click.echo("startline advise rough_week.case.json --on 2026-03-23\n", err=True)
    found, advice = _advice_or_exit(story, on=DEMO_DAY, seed=0)
    _show(found, advice)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web application. See docs/how-to for its settings."""
    from startline.cli.web import run_serve

    run_serve(host=host, port=port, workers=workers)


@main.command()
def migrate() -> None:
    """Bring the web application's database to this version."""
    from startline.cli.web import prepare, start_django

    start_django()
    prepare()


@main.command()
@click.option("--once", is_flag=True, help="Do what is queued, then end.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when it ends.")
def worker(once: bool, with_parent: bool) -> None:
    """Do the web application's background work: imports, mails, each day's advice."""
    from startline.cli.web import command, hold_the_folder, start_django

    start_django()
    hold_the_folder()
    command("work", once=once, with_parent=with_parent)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--wait", type=click.IntRange(0, 600), default=0, help="Seconds to wait for it.")
def healthy(port: int, wait: int) -> None:
    """Whether the server on this machine answers: 0 or 1, for whatever watches it."""
    from startline.cli.web import run_healthy

    run_healthy(port=port, wait_s=wait)


@main.command()
def status() -> None:
    """How the server stands: versions, disk, what waits or broke off. 1 when it needs somebody."""
    from startline.cli.web import command, start_django

    start_django()
    command("status")


for _command in keep.COMMANDS:
    main.add_command(_command)


class Later(click.Group):
    """A group of commands whose module is imported when one of them is asked for."""

    def __init__(self, *args: Any, module: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.module = module

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(self._commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command by name."""
        return self._commands().get(cmd_name)

    def _commands(self) -> dict[str, click.Command]:
        from importlib import import_module

        commands: dict[str, click.Command] = import_module(self.module).COMMANDS
        return commands


@main.group(cls=Later, module="startline.cli.programme")
def programme() -> None:
    """Ready programmes, and your own from a table, a CSV or a calendar file."""


def _day(on: date | None) -> date | None:
    """click hands over a datetime; the engine takes the day."""
    return None if on is None else date(on.year, on.month, on.day)


def _advice_or_exit(path: str, *, on: date | None, seed: int) -> tuple[Case, Advice]:
    from startline.cli.one_case import advice_for, read_file

    with _refusals_of(path):
        return advice_for(read_file(path), on=on, seed=seed)


def _show(case: Case, advice: Advice) -> None:
    """The whole answer, in the runner's language."""
    from startline.cli.screen import show_advice
    from startline.words.language import language, language_of

    with language(language_of(case)):
        show_advice(_console(), case, advice)


def _remember_or_exit(path: str, advice: Advice) -> None:
    from startline.cli.remember import remember

    with _refusals_of(path):
        click.echo(remember(path, advice), err=True)


@contextmanager
def _refusals_of(path: str) -> Iterator[None]:
    """Whatever is refused inside: each problem on a line of stderr, and status 1."""
    from startline.cli.one_case import refusal_lines
    from startline.engine.errors import LimitBroken, Refused

    try:
        yield
        return
    except Refused as refused:
        for line in refusal_lines(path, refused):
            click.echo(line, err=True)
    except LimitBroken as broken:
        click.echo(f"{path}: {broken} [{broken.code}]", err=True)
    sys.exit(REFUSED)


def _console() -> Console:
    from startline.cli.plain import PlainConsole, allow_any_letter

    allow_any_letter()
    return PlainConsole(emoji=False, highlight=False, soft_wrap=not sys.stdout.isatty())

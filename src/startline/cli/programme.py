"""`startline programme`: ready ones, for a race and run days; one's own, with a preview first."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

DAY = click.DateTime(formats=["%Y-%m-%d"])
_Command = Callable[..., None]


def _days(_ctx: click.Context, _param: click.Parameter, value: str | None) -> list[str] | None:
    """Run days as typed: tue,thu,sun."""
    if value is None:
        return None
    return [day for day in value.lower().replace(",", " ").split() if day]


def _date(
    _ctx: click.Context, _param: click.Parameter, value: datetime | None
) -> date | None:  # click hands over a datetime; everything else takes the day
    return None if value is None else value.date()


def _for_a_runner(command: _Command) -> _Command:
    """The options of a ready programme."""
    for option in reversed((
        click.option("--race-on", type=DAY, callback=_date, metavar="DAY", help="Race day."),
        click.option("--distance-km", type=float, help="Of the race; else the programme's own."),
        click.option("--run-days", callback=_days, metavar="DAYS", help="Such as tue,thu,sun."),
        click.option("--long-run-day", metavar="DAY", help="Such as sun."),
        click.option("--usual-week-km", type=float, help="What you run in a usual week."),
        click.option("--minutes-a-week", type=float, help="For walk_run: the minutes you have."),
        click.option("--starts-on", type=DAY, callback=_date, metavar="DAY",
                     help="For walk_run without a race, and for ladders."),
        click.option("--onset-km", type=float, help="For ladder_outer_knee: where pain began."),
        click.option("--unit", type=click.Choice(["km", "mi"]), help="Shown and rounded in."),
        click.option("--on", type=DAY, callback=_date, metavar="DAY",
                     help="No session before this day; the later part is used."),
        click.option("--json", "as_json", is_flag=True, help="Print the programme as JSON."),
    )):  # fmt: skip
        command = option(command)
    return command


@click.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_(as_json: bool) -> None:
    """List the ready programmes, for whom they are, and where their numbers come from."""
    from startline.cli.programme_work import list_programmes

    list_programmes(as_json=as_json)


@click.command()
@click.argument("name")
@_for_a_runner
def show(name: str, as_json: bool, **asked: Any) -> None:
    """Show a ready programme day by day. Nothing is written."""
    from startline.cli.programme_work import show_programme

    sys.exit(show_programme(name, as_json=as_json, **asked))


@click.command()
@click.argument("name")
@_for_a_runner
@click.option("--into", required=True, metavar="CASE.json", help="The Case it becomes part of.")
@click.option("--replace", is_flag=True, help="Keep the programme of now among the earlier ones.")
def build(name: str, into: str, replace: bool, as_json: bool, **asked: Any) -> None:
    """Build a ready programme into a Case. Race and run days come from it, where it has them."""
    from startline.cli.programme_work import build_programme

    sys.exit(build_programme(name, into=into, replace=replace, as_json=as_json, **asked))


@click.command()
@click.argument("file")
@click.option("--race-on", type=DAY, callback=_date, metavar="DAY", help="Race day.")
@click.option("--distance-km", type=float, help="Of the race; else the Case's, or a marathon.")
@click.option("--unit", type=click.Choice(["km", "mi"]), help="Of numbers without one.")
@click.option("--day-first/--month-first", default=None, help="Read 3/4 as 3 April, or 4 March.")
@click.option("--repeat-from", type=DAY, callback=_date, metavar="DAY",
              help="The file is one week: repeat it from this day to the race.")  # fmt: skip
@click.option("--into", metavar="CASE.json", help="The Case it becomes part of, with --yes.")
@click.option("--yes", is_flag=True, help="Write what was understood into the Case.")
@click.option("--replace", is_flag=True, help="Keep the programme of now among the earlier ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the preview as JSON.")
def read(file: str, **asked: Any) -> None:
    """Read your own programme: a pasted table, CSV, a calendar (.ics) or one week. - is stdin."""
    from startline.cli.programme_read import read_programme

    if asked["yes"] and asked["into"] is None:
        raise click.UsageError("--yes writes into a Case: name it with --into CASE.json.")
    sys.exit(read_programme(file, **asked))


COMMANDS: dict[str, click.Command] = {"list": list_, "show": show, "build": build, "read": read}

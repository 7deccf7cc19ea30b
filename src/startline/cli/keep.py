"""Backups and their return, moving to another database, and what to do after a theft."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--check", is_flag=True, help="Read a backup again: is all of it as it was written?")
@click.option("--kit", type=_FILE, help="The emergency kit of a sealed backup, in a file.")
def backup(file: Path | None, check: bool, kit: Path | None) -> None:
    """Write a backup into FILE, while the server runs; without one, beside the daily ones."""
    from startline.cli.web import command, start_django

    if check and file is None:
        raise click.UsageError("Name the backup to check.")
    start_django()
    command("backup", *([str(file)] if file else []), check=check, kit=_text(kit))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--left", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The old server's file 'tombstones', or 'withdrawn': who has left.")  # fmt: skip
@click.option("--kit", type=_FILE, help="The emergency kit of a sealed backup, in a file.")
def restore(file: Path, left: Path | None, kit: Path | None) -> None:
    """Put a backup in the place of everything; what is there now is backed up first."""
    from startline.cli.web import command, start_django

    start_django()
    command("restore", str(file), left=_text(left), kit=_text(kit))


@click.command("move-data")
@click.option(
    "--to",
    required=True,
    metavar="URL",
    help="postgresql://name:password@host/database, or sqlite.",
)
def move_data(to: str) -> None:
    """Copy everything into another database, and compare every table."""
    from startline.cli.web import command, start_django

    start_django()
    command("move", to=to)


@click.command("end-everything")
@click.confirmation_option(prompt="End every session, share, token and calendar address?")
def end_everything() -> None:
    """After a theft: sign everybody out and end everything that was granted."""
    from startline.cli.web import command, start_django

    start_django()
    command("end_everything")


@click.command()
@click.option("--actor", metavar="MAIL", help="What this account did.")
@click.option("--runner", metavar="MAIL", help="What was done to this record.")
@click.option("--since", metavar="TIME", help="From this day or time on.")
def accesses(actor: str | None, runner: str | None, since: str | None) -> None:
    """Who did what to whose record, one JSON object a line."""
    from startline.cli.web import command, start_django

    start_django()
    command("accesses", actor=actor, runner=runner, since=since)


@click.command("seal-backups")
def seal_backups() -> None:
    """Seal backups from now on, and print the kit that opens them, once."""
    from startline.cli.web import command, start_django

    start_django()
    command("seal_backups")


def _text(path: Path | None) -> str | None:
    return str(path) if path else None


COMMANDS = (backup, restore, move_data, end_everything, accesses, seal_backups)

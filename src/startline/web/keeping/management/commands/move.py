"""From one kind of database to the other."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from startline.web.keeping import backups, places, rows
from startline.web.shell.database import database_settings
from startline.web.shell.held import InUse, alone

SQLITE = "sqlite"


class Command(BaseCommand):
    """See the module."""

    help = "Copy every row into another database, and compare every table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--to", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, compare, and say what to set."""
        try:
            with alone(Path(settings.DATA)):
                self._move(options["to"])
        except InUse:
            raise CommandError("A server or a worker is running. Stop it first.") from None
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem).replace("STARTLINE_DATABASE", "--to")) from None
        except OperationalError as problem:
            raise CommandError(f"The other database does not answer: {problem}") from None

    def _move(self, to: str) -> None:
        target = database_settings(Path(settings.DATA), "" if to == SQLITE else to)
        if str(target["NAME"]) == str(settings.DATABASES["default"]["NAME"]) and (
            target["ENGINE"] == settings.DATABASES["default"]["ENGINE"]
        ):
            raise CommandError("That is the database startline uses already.")
        with places.opened("target", {**target, "CONN_MAX_AGE": 0}) as name:
            places.bring_to_this_version(name)
            if not rows.is_empty(name):
                raise CommandError("There are accounts in that database. Name an empty one.")
            with backups.one_snapshot():
                made, ours = rows.copy("default", name), rows.hashes("default")
            differing = [table for table, said in rows.hashes(name).items() if said != ours[table]]
        if differing:
            raise CommandError(f"Tables differ after copying: {', '.join(differing)}.")
        n_rows, n_tables = sum(made.values()), len(made)
        self.stdout.write(f"{n_rows} rows of {n_tables} tables copied; every table is equal.")
        self.stdout.write(_what_next(to))


def _what_next(to: str) -> str:
    if to == SQLITE:
        return "Now unset STARTLINE_DATABASE, and start."
    return f"Now set STARTLINE_DATABASE to that address, and start. It was {connection.vendor}."

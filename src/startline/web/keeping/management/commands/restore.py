"""A backup comes back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from startline.web.keeping import backups, tombstones
from startline.web.keeping.archive import BackupRefused
from startline.web.keeping.management.commands.backup import kit_in
from startline.web.keeping.restore import Restored, restore
from startline.web.shell.held import InUse, alone

RUNNING = "A server or a worker is running on this data folder. Stop it first, then restore."


class Command(BaseCommand):
    """See the module."""

    help = "Put a backup in the place of everything; what is there now is backed up first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one; who has left another server."""
        parser.add_argument("file")
        parser.add_argument("--kit", metavar="FILE", help="The emergency kit of a sealed backup.")
        parser.add_argument("--left", metavar="FILE", help="The file 'tombstones' of the server.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what that ended."""
        try:
            with alone(Path(settings.DATA)):
                if options["left"]:
                    tombstones.take(Path(options["left"]))
                with backups.opened(Path(options["file"]), kit_in(options["kit"])) as plain:
                    done = restore(plain)
        except InUse:
            raise CommandError(RUNNING) from None
        except (BackupRefused, OSError, ValueError) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(_said(done))


def _said(done: Restored) -> str:
    counts, ended = done.manifest.counts, done.ended
    lines = [
        f"Restored as of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC: "
        f"{counts.get('runlog_run', 0)} runs of {counts.get('accounts_runner', 0)} runners.",
        f"Ended: {ended['sessions']} sessions, {ended['shares']} shares, "
        f"{ended['tokens']} tokens, {ended['calendars']} calendar addresses.",
        "Each runner is asked for newer signs and limits before a distance is shown.",
    ]
    if done.n_gone:
        lines.append(f"{done.n_gone} accounts that were deleted since did not come back.")
    if done.before is not None:
        lines.append(f"What was here before: {done.before}")
    return "\n".join(lines)

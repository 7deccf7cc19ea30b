"""A backup into a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from startline.web.keeping import backups
from startline.web.keeping.archive import BackupRefused


class Command(BaseCommand):
    """See the module."""

    help = "Write a backup into a file; a server may run meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", nargs="?")
        parser.add_argument("--check", action="store_true", help="Read it again instead.")
        parser.add_argument("--kit", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or check one that is there."""
        try:
            path = Path(options["file"] or "").absolute()
            if options["check"]:
                with backups.opened(path, kit_in(options["kit"])) as plain:
                    manifest = backups.check(plain)
            elif options["file"]:
                manifest = backups.make(path)
            else:
                path, manifest = backups.by_hand()
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        n = manifest.counts.get("runlog_run", 0)
        self.stdout.write(
            f"{path}: whole. {n} runs of {manifest.counts.get('accounts_runner', 0)} runners, "
            f"{len(manifest.files) - 1} files, made {manifest.made_at:%Y-%m-%d %H:%M} UTC."
        )


def kit_in(file: str | None) -> str | None:
    """The emergency kit in a file, as it was written down; None when none was named."""
    return Path(file).read_text(encoding="utf-8") if file else None

"""Finish a restore that was complete and broke off; throw away one that was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from startline.web.keeping.restore import WORK, finish
from startline.web.shell.held import InUse, alone


class Command(BaseCommand):
    """See the module."""

    help = "Finish a restore that broke off."

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing to do, most of the time."""
        if not (Path(settings.DATA) / WORK).exists():
            return
        try:
            with alone(Path(settings.DATA)):
                if finish():
                    self.stderr.write("A restore that broke off was finished.")
        except InUse:
            raise CommandError("A restore is under way.") from None

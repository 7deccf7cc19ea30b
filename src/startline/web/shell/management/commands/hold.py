"""Be at the data folder: commands that must be alone there wait until this process has ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from startline.web.shell import held


class Command(BaseCommand):
    """See the module."""

    help = "Hold the data folder beside others who serve."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold it for as long as this process lives, whatever it becomes."""
        try:
            held.hold(Path(settings.DATA))
        except held.InUse:
            raise CommandError(
                "A restore, a move or an upgrade is under way on this data folder."
            ) from None

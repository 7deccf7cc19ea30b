"""From now on backups are sealed; the key that opens them is printed once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from startline.web.keeping import sealed

THERE = (
    "Backups are sealed already. To begin anew, move the file backup.pub out of the data folder; "
    "keep the kit before for the backups before."
)
KIT = """Emergency kit of startline's backups. Write it down or print it, and keep it away from the
server. It is shown this once: without it no sealed backup can be restored, by nobody.

{kit}
"""


class Command(BaseCommand):
    """See the module."""

    help = "Make a key for backups, and print the half that opens them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the kit."""
        try:
            kit = sealed.new_kit()
        except FileExistsError:
            raise CommandError(THERE) from None
        self.stdout.write(KIT.format(kit=kit))

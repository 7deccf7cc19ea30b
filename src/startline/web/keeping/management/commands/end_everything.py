"""After a theft: nobody is signed in any more, and nothing that was granted opens anything."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from startline.web.keeping.ending import end_everything


class Command(BaseCommand):
    """See the module."""

    help = "End every session, share, token and calendar address."

    def handle(self, *args: Any, **options: Any) -> None:
        """End them, and say how many there were."""
        for what, n in end_everything().items():
            self.stdout.write(f"{n} {what} ended")

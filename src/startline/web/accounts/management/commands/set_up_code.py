"""Print how to set this installation up, while nobody has an account."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from startline.web.accounts import set_up


class Command(BaseCommand):
    """See the module."""

    help = "Print a new one-time set-up code, while there is no account yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the server will answer."""
        parser.add_argument("--address", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print nothing once there is an account."""
        if not set_up.is_open():
            return
        self.stdout.write(
            "There is no account yet. To make the first one, open\n"
            f"  {options['address']}/set-up/\n"
            f"and enter this code, which works once and until the next start:\n"
            f"  {set_up.new_code()}"
        )

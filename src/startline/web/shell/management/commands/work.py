"""The background work: queued jobs, and each runner's advice after their midnight."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """See the module."""

    help = "Do queued jobs until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped."""
        call_command("db_worker")

"""Whether the database file can be read in whole, before anything is served from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from startline.web.shell import disk


class Command(BaseCommand):
    """See the module."""

    help = "Read the database file; says what is wrong with it, and nothing when it is sound."

    def handle(self, *args: Any, **options: Any) -> str:
        """The first thing that is wrong, or nothing."""
        file = Path(str(settings.DATABASES["default"]["NAME"]))
        if connection.vendor != "sqlite" or not file.exists():
            return ""
        return next(iter(disk.unsound(file)), "")

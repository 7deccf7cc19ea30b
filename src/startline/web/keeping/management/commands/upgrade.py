"""Bring the database to this version: a backup first, then each step whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from startline.web.keeping import backups
from startline.web.keeping.archive import BackupRefused
from startline.web.keeping.restore import finish
from startline.web.shell.held import InUse, alone, note_upgrade, upgrade_note

RUNNING = "A server or a worker is running on this data folder. Stop it first, then migrate."


class Command(BaseCommand):
    """See the module."""

    help = "Make or update the database; what is in it is backed up first."

    def handle(self, *args: Any, **options: Any) -> None:
        """Finish a restore that broke off; back up and migrate where there are steps to take."""
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not steps and not (Path(settings.DATA) / "restoring").exists():
            return
        try:
            with alone(Path(settings.DATA)):
                finish()
                self._migrate(options["verbosity"])
        except InUse:
            raise CommandError(RUNNING) from None
        except BackupRefused as refused:
            raise CommandError(f"Nothing was changed. {refused}") from None

    def _migrate(self, verbosity: int) -> None:
        """A second try keeps the backup of the first: that one is from before."""
        if upgrade_note() is None and "accounts_user" in connection.introspection.table_names():
            note_upgrade(backups.before("upgrade"))
        call_command("migrate", interactive=False, verbosity=verbosity)
        note_upgrade(None)

"""Say whether this installation may serve; at the first start, how to set it up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from startline.web.shell import metrics
from startline.web.shell.held import upgrade_note


class Command(BaseCommand):
    """See the module."""

    help = "Check that the database is of this version."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse to serve an older or a newer database."""
        metrics.forget(settings.DATA / "metrics")
        try:
            executor = MigrationExecutor(connection)
        except OperationalError as problem:
            raise CommandError(f"The database does not answer: {problem}") from None
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            raise CommandError(
                f"The database is {len(missing)} steps behind this version. {_what_to_do()}"
            )
        known = set(executor.loader.disk_migrations)
        newer = [step for step in executor.loader.applied_migrations if step not in known]
        ours = [step for step in newer if step[0] in _OURS]
        if ours:
            raise CommandError(
                f"The database is newer than this version: {ours[0][0]} {ours[0][1]}. "
                "Install the newer version again, or restore the backup from before the upgrade."
            )


_OURS = frozenset(
    name.rpartition(".")[2] for name in settings.INSTALLED_APPS if "startline" in name
)


def _what_to_do() -> str:
    """An upgrade that broke off goes on from where it was; what was before it is kept."""
    backup = upgrade_note()
    if backup is None:
        return "Run: startline migrate (it makes a backup first)"
    return (
        f"An upgrade broke off. The backup from before it is {backup}. "
        "To go on, run: startline migrate. To go back, install the older version and run: "
        f"startline restore {backup}"
    )

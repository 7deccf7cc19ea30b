"""Other databases than the one that is served: opened under a name of their own, and closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor

from startline.web.shell.database import sqlite_settings


@contextmanager
def opened(name: str, settings: Mapping[str, Any]) -> Iterator[str]:
    """A second database for a while, by its name among Django's."""
    connections.settings[name] = connections.configure_settings(
        {"default": {}, name: dict(settings)}
    )[name]
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name]
        del connections.settings[name]


def sqlite_file(name: str, file: Path) -> Any:
    """An SQLite file as a second database."""
    return opened(name, {**sqlite_settings(file), "CONN_MAX_AGE": 0})


def bring_to_this_version(name: str) -> None:
    """Make or update the tables of a second database, the one of the cache too."""
    call_command("migrate", database=name, interactive=False, verbosity=0)
    call_command("createcachetable", database=name, verbosity=0)


def bring_to_the_version_of(source: str, name: str) -> list[type[models.Model]]:
    """Make a second database's tables those of a first, which may be behind; their models."""
    applied = MigrationExecutor(connections[source]).loader.applied_migrations
    executor = MigrationExecutor(connections[name])
    known = [step for step in applied if step in executor.loader.graph.nodes]
    followed = {
        parent.key for step in known
        for parent in executor.loader.graph.node_map[step].parents if parent.key[0] == step[0]
    }  # fmt: skip
    last = [step for step in known if step not in followed]
    executor.migrate(last)
    state = executor.loader.project_state(last)
    return list(state.apps.get_models(include_auto_created=True))

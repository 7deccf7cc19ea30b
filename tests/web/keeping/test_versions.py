"""Up and down through the versions of the database, with a record in it."""

from __future__ import annotations

import pytest

from tests.web.keeping.place import Place, is_whole

pytestmark = pytest.mark.slow

UP_AND_DOWN = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from startline.web.keeping import rows
before = rows.hashes("default")
ours = {config.label for config in __import__("django").apps.apps.get_app_configs()
        if config.name.startswith("startline.")}
steps = MigrationLoader(connection).disk_migrations
for app in sorted(ours):
    mine = sorted(name for label, name in steps if label == app)
    for name in reversed(mine[:-1]):
        call_command("migrate", app, name, verbosity=0)
    call_command("migrate", verbosity=0)
after = rows.hashes("default")
made_anew = {"django_content_type", "auth_permission"}
print(sorted(name for name in before if before[name] != after[name] and name not in made_anew))
"""


def test_R7_every_step_can_be_taken_back_and_again_and_what_was_there_before_it_is_the_same(
    place: Place,
) -> None:
    assert place.python(UP_AND_DOWN).strip() == "[]"
    assert is_whole(place.database)


OF_TOMORROW = """
import django; django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_applied("journal", "9999_of_tomorrow")
"""


def test_R8_a_newer_database_is_not_served_by_an_older_version(place: Place) -> None:
    place.python(OF_TOMORROW)

    refused = place.startline("serve", "--port", "1023")

    assert refused.returncode == 1
    assert "newer than this version: journal 9999_of_tomorrow" in refused.stderr
    assert "Traceback" not in refused.stderr


TO_THE_VERSION_BEFORE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "accounts", "0002", verbosity=0)
call_command("migrate", "planning", "0001", verbosity=0)
"""


def test_R6_an_older_database_is_backed_up_brought_here_and_says_the_same(place: Place) -> None:
    runs = place.rows('SELECT "on", distance_km FROM runlog_run ORDER BY id')
    place.python(TO_THE_VERSION_BEFORE)

    place.done("migrate")

    assert place.rows('SELECT "on", distance_km FROM runlog_run ORDER BY id') == runs
    backups = list((place.folder / "backups").glob("*-before-upgrade.backup"))
    assert len(backups) == 1
    place.done("backup", "--check", backups[0])
    place.done("restore", backups[0])  # from before: brought to this version as it comes back
    assert place.rows('SELECT "on", distance_km FROM runlog_run ORDER BY id') == runs


LONGER_THAN_IT_FITS = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "planning", "0003", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("UPDATE planning_race SET name = %s", ["x" * 300])
"""


def test_I27_what_an_older_version_let_in_too_long_is_cut_at_the_upgrade_and_whole_in_the_backup(
    place: Place,
) -> None:
    place.python(LONGER_THAN_IT_FITS)

    said = place.startline("migrate")

    assert said.returncode == 0, said.stderr
    assert "name of planning_race: 1 were longer and are cut" in said.stderr + said.stdout
    assert place.rows("SELECT length(name) FROM planning_race") == [(200,)]
    [before] = (place.folder / "backups").glob("*-before-upgrade.backup")
    place.done("backup", "--check", before)

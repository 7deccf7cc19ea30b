"""A record on PostgreSQL: moved there and back the same, backed up, restored, served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import a_server, is_here
from tests.web.keeping.place import Place, is_whole
from tests.web.keeping.test_restore import DRILL, GRANT, LOG, PLAN, SHOWN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_here(), reason="PostgreSQL's server is not installed here"),
]

MORE_RUNS = """
import django; django.setup()
from datetime import date, timedelta
from startline.web.accounts.models import Runner, User
from startline.web.runlog.models import PainReport, Run
day, extra = date(2015, 1, 1), {"b": 1.0, "a": "ü"}
for n in range(5):
    runner = Runner.objects.create(user=User.objects.create(email=f"n{n}@example.org"))
    runs = Run.objects.bulk_create(
        Run(runner=runner, on=day + timedelta(days=k), distance_km=5 + k / 7, extra=extra)
        for k in range(800))
    PainReport.objects.bulk_create(PainReport(run=run, free=True) for run in runs[::3])
"""
HASHES = """
import django; django.setup()
import json
from startline.web.keeping import rows
print(json.dumps(rows.hashes("default")))
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with a_server() as made:
        yield made


def a_database(address: str, name: str) -> str:
    """The address of a new, empty database."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as opened:
        opened.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    return address.rpartition("/")[0] + f"/{name}"


def there(place: Place, address: str) -> Place:
    """The same data folder with its rows on PostgreSQL."""
    return Place(place.folder, STARTLINE_DATABASE=address)


def test_D21_R16_moved_to_postgresql_and_back_every_table_is_the_same(
    place: Place, address: str
) -> None:
    place.python(GRANT)
    place.python(MORE_RUNS)
    before, plan = json.loads(place.python(HASHES)), place.python(PLAN_OF_ROBIN)
    to = a_database(address, "moved")

    said = place.done("move-data", "--to", to)

    assert "every table is equal" in said
    moved = there(place, to)
    assert json.loads(moved.python(HASHES)) == before
    assert moved.python(PLAN_OF_ROBIN) == plan

    place.database.rename(place.folder / "old.sqlite3")
    moved.done("move-data", "--to", "sqlite")

    assert json.loads(place.python(HASHES)) == before
    assert is_whole(place.database)
    place.python(LOG_ROBIN)  # and new rows are numbered after the old ones
    moved.python(LOG_ROBIN)


PLAN_OF_ROBIN = PLAN.replace("Runner.objects.get()", 'Runner.objects.get(user__name="Robin")')
LOG_ROBIN = LOG.replace("Runner.objects.get()", 'Runner.objects.get(user__name="Robin")')


def test_R16_nothing_is_moved_over_accounts_that_are_there_or_under_a_server(
    place: Place, address: str
) -> None:
    to = a_database(address, "full")
    place.done("move-data", "--to", to)

    nowhere = address.replace("/postgres", "/nothing")
    for target, because in (
        (to, "There are accounts"),
        ("mysql://x/y", "must look like"),
        ("sqlite", "uses already"),
        (nowhere, "does not answer"),
    ):
        refused = place.startline("move-data", "--to", target)
        assert (refused.returncode, because in refused.stderr) == (1, True), refused.stderr
        assert "Traceback" not in refused.stderr


def test_R1_R4_a_backup_of_postgresql_comes_back_into_either(
    place: Place, address: str, tmp_path: Path
) -> None:
    place.python(GRANT)
    to = a_database(address, "backed up")
    place.done("move-data", "--to", to.replace(" ", "%20"))
    moved, file = there(place, to.replace(" ", "%20")), tmp_path / "one.backup"
    before = json.loads(moved.python(HASHES))["runlog_run"]
    moved.done("backup", file)
    moved.python(LOG)

    moved.done("restore", file)

    assert json.loads(moved.python(HASHES))["runlog_run"] == before
    assert moved.python(SHOWN).split() == ["none", "ask_again", "True"]

    clean = Place(tmp_path / "clean")
    clean.done("restore", file)
    assert json.loads(clean.python(HASHES))["runlog_run"] == before


def test_D21_the_pages_are_served_from_postgresql(place: Place, address: str) -> None:
    to = a_database(address, "served")
    place.done("move-data", "--to", to)
    moved = there(place, to)

    assert json.loads(moved.python(DRILL)) == []
    with moved.served() as server:
        assert server.ask("GET", "/healthz")[2] == "ok\n"
        assert server.ask("GET", "/account/login/")[0] == 200

"""A backup, its return, an upgrade and a move with 100,000 runs: how long, and who waits meanwhile?

    python -m benchmarks.keeping [--runs 100000]

Beside the backup stands what Django offers for it (`dumpdata`), and what SQLite does by itself
(`VACUUM INTO`); while the backup is made, one program writes 200 times a second, and its longest
wait is told. The move needs PostgreSQL's server on this machine, and is left out without it.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from benchmarks.machine import measured_here

RESULTS = Path(__file__).parent / "results" / "keeping.md"
N_RUNNERS = 50
WRITES_A_SECOND = 200
MAKE = """
import django; django.setup()
import sys
from datetime import date, timedelta
from startline.web.accounts.models import Runner, User
from startline.web.runlog.models import PainReport, Run
each = int(sys.argv[1])
for n in range({n}):
    runner = Runner.objects.create(user=User.objects.create(email=f"n{{n}}@example.org"))
    rows = Run.objects.bulk_create(
        (Run(runner=runner, on=date(2015, 1, 1) + timedelta(days=k), distance_km=5 + k % 17 / 7,
             duration_min=30 + k % 40, surface="road") for k in range(each)), batch_size=500)
    PainReport.objects.bulk_create(
        (PainReport(run=run, free=k % 5 > 0, worst_nrs=2) for k, run in enumerate(rows)),
        batch_size=500)
"""
BACK = """
import django; django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
steps = MigrationLoader(connection).disk_migrations
for app in apps.get_app_configs():
    names = sorted(name for label, name in steps if label == app.label)
    if app.name.startswith("startline.web.") and len(names) > 1:
        call_command("migrate", app.label, names[-3:][0], verbosity=0)
"""


class Place:
    """A data folder, and commands in processes of their own."""

    def __init__(self, folder: Path, **more: str) -> None:
        folder.mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("STARTLINE_")}
        self.folder = folder
        self.environment = {
            **kept, "STARTLINE_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "startline.web.settings", **more,
        }  # fmt: skip

    def timed(self, *command: str) -> float:
        """Seconds a command took, its own start included."""
        begun = time.monotonic()
        subprocess.run([sys.executable, *command], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        return time.monotonic() - begun

    def startline(self, *command: str) -> float:
        """Seconds one of our commands took."""
        return self.timed("-m", "startline.cli", *command)


class Writer(threading.Thread):
    """Writes so many times a second, and remembers its longest wait."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.database, self.worst_s, self.n = database, 0.0, 0
        self.ends = threading.Event()

    def run(self) -> None:
        """Until told to end."""
        with closing(sqlite3.connect(self.database, timeout=60, isolation_level=None)) as opened:
            opened.execute("PRAGMA synchronous=FULL")
            opened.execute("CREATE TABLE IF NOT EXISTS written (n INTEGER)")
            while not self.ends.wait(1 / WRITES_A_SECOND):
                begun = time.monotonic()
                opened.execute("INSERT INTO written VALUES (?)", [self.n])
                self.worst_s = max(self.worst_s, time.monotonic() - begun)
                self.n += 1


def measured(runs: int, folder: Path) -> list[tuple[str, str, str, str, str]]:
    """The lines of the table."""
    place = Place(folder / "data")
    place.startline("migrate")
    place.timed("-c", MAKE.format(n=N_RUNNERS), str(runs // N_RUNNERS))
    database = place.folder / "startline.sqlite3"
    mib = database.stat().st_size / 2**20
    start_s = place.timed("-c", "import django; django.setup()")
    writer = Writer(database)
    writer.start()
    backup_s = place.startline("backup", str(folder / "one.backup"))
    writer.ends.set()
    writer.join()
    with closing(sqlite3.connect(database)) as opened:
        begun = time.monotonic()
        opened.execute("VACUUM INTO ?", [str(folder / "vacuumed")])
        vacuum_s = time.monotonic() - begun
        opened.execute("DROP TABLE written")
    dump_s = place.timed("-m", "django", "dumpdata", "-o", str(folder / "dump.json"))
    again = Place(folder / "again")
    restore_s = again.startline("restore", str(folder / "one.backup"))
    lines = [
        (f"backup of {runs:,} runs ({mib:.0f} MiB), checked", f"{backup_s:.1f} s", "-",
         f"dumpdata, not checked: {dump_s:.1f} s", f"{dump_s / backup_s:.1f}"),
        ("its size", f"{(folder / 'one.backup').stat().st_size / 2**20:.1f} MiB", "-",
         f"dumpdata: {(folder / 'dump.json').stat().st_size / 2**20:.1f} MiB", "-"),
        ("of that, the copy by itself", "-", "-", f"VACUUM INTO: {vacuum_s:.1f} s", "-"),
        (f"longest wait of a writer meanwhile ({writer.n} writes)",
         f"{writer.worst_s * 1000:.0f} ms", "-", "-", "-"),
        ("restore on an empty machine", f"{restore_s:.1f} s", "10 min", "-", "-"),
        ("a command by itself, with nothing to do", f"{start_s:.1f} s", "-", "-", "-"),
    ]  # fmt: skip
    return [*lines, upgraded(again), *moved(place)]


def upgraded(place: Place) -> tuple[str, str, str, str, str]:
    """Two steps of each app back, as far as there are, and `startline migrate` again.

    Beside it Django's own `migrate`, which makes no backup before and compares nothing after.
    """
    place.timed("-c", BACK)
    plain_s = place.timed("-m", "django", "migrate")
    place.timed("-c", BACK)
    ours_s = place.startline("migrate")
    return (
        "upgrade by two steps of each app, backup before it included", f"{ours_s:.1f} s", "60 s",
        f"Django's migrate, no backup: {plain_s:.1f} s", f"{plain_s / ours_s:.1f}",
    )  # fmt: skip


def moved(place: Place) -> list[tuple[str, str, str, str, str]]:
    """The move to PostgreSQL, which compares every table, and back."""
    from tests.postgres import a_server, is_here

    if not is_here():
        return []
    with a_server() as address:
        there_s = place.startline("move-data", "--to", address)
        (place.folder / "startline.sqlite3").unlink()
        back = Place(place.folder, STARTLINE_DATABASE=address)
        back_s = back.startline("move-data", "--to", "sqlite")
    return [
        ("move to PostgreSQL, every table compared", f"{there_s:.1f} s", "-", "-", "-"),
        ("and back", f"{back_s:.1f} s", "-", "-", "-"),
    ]


def main() -> None:
    """Measure, and keep the page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--runs", type=int, default=100_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = measured(given.runs, Path(folder))
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    RESULTS.write_text(
        f"# Backup, restore, upgrade, move\n\n{measured_here()} "
        f"`python -m benchmarks.keeping --runs {given.runs}`, "
        f"SQLite {sqlite3.sqlite_version}; {load()}\n\n"
        f"| what | ours | target | instead | ratio |\n|---|---|---|---|---|\n{rows}\n"
    )
    print(RESULTS.read_text())


def load() -> str:
    """How busy the machine was: the numbers are as good as it was quiet."""
    return f"load of 1, 5 and 15 minutes {json.dumps([round(one, 1) for one in os.getloadavg()])}."


if __name__ == "__main__":
    main()

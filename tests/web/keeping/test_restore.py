"""A backup of a real data folder, and what comes back from it: nothing half, nothing revoked."""

from __future__ import annotations

import json
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.web.keeping.place import Place, is_whole

pytestmark = pytest.mark.slow

RUNS = 'SELECT "on", distance_km FROM runlog_run ORDER BY id'
GRANT = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner
from startline.web.api import feeds
from startline.web.clinic import services
runner = Runner.objects.get()
session = SessionStore(); session[SESSION_KEY] = str(runner.user.pk); session.create()
_, key = tokens.make(runner, name="watch", scopes=["advice:read"])
share, link = services.share(runner, name="Kim", role="physiotherapist", scopes=["runs"],
                             may_set_limits=False)
calendar = feeds.make_address(runner, by=runner.user)
folder = Path(settings.MEDIA_ROOT) / "imports" / str(runner.public_id) / "job"
folder.mkdir(parents=True); (folder / "original").write_bytes(b"an original file")
print(session.session_key, key, link, calendar)
"""
OPENS = """
import django; django.setup()
import sys
from django.contrib.sessions.models import Session
from startline.web.accounts import tokens
from startline.web.api import feeds
from startline.web.clinic import services
session, key, link, calendar = sys.argv[1:]
print([Session.objects.filter(pk=session).exists(), tokens.find(key) is not None,
       services.find(link) is not None, feeds.find(calendar) is not None])
"""
SHOWN = """
import django; django.setup()
from startline.web.accounts.models import Runner
from startline.web.planning.selectors import shown_advice
from startline.web.planning.services import refresh_advice
runner = Runner.objects.get()
refresh_advice(runner)
shown = shown_advice(runner)
print(shown.freshness, shown.why_none, shown.advice is None)
"""
LOG = """
import django; django.setup()
from startline.web.accounts.models import Runner
from startline.web.today.services import log_run
runner = Runner.objects.get()
log_run(runner, {"on": "2026-03-01", "distance_km": 3.21}, by=runner.user)
"""


def opens(place: Place, names: list[str]) -> list[bool]:
    made = subprocess.run([sys.executable, "-c", OPENS, *names], env=place.environment,
                          capture_output=True, text=True, check=True)  # fmt: skip
    found: list[bool] = json.loads(made.stdout.lower())
    return found


def test_R1_a_backup_is_private_names_its_versions_and_counts_and_hashes_every_file(
    place: Place, tmp_path: Path
) -> None:
    place.python(GRANT)
    file = tmp_path / "one.backup"
    place.done("backup", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist())
    assert manifest["counts"]["runlog_run"] == len(place.rows(RUNS))
    assert manifest["sqlite"] == sqlite3.sqlite_version
    assert "0003_leaving_and_asked_again" in manifest["schema"]["accounts"]
    assert set(manifest["files"]) == names - {"manifest.json"}
    assert any(name.endswith("/original") for name in names)
    assert not any("secret" in name for name in names)


def test_R1_a_backup_under_writes_holds_what_was_acknowledged_before_it(
    place: Place, tmp_path: Path
) -> None:
    writer = """
import sqlite3, sys, time
opened = sqlite3.connect(sys.argv[1], timeout=20)
opened.execute("PRAGMA synchronous=FULL")
n = 0
while True:
    opened.execute("INSERT INTO accounts_setupcode (sha256, made_at) VALUES (?, '2026')", [str(n)])
    opened.commit()
    print(n, flush=True)
    n += 1
"""
    with subprocess.Popen([sys.executable, "-c", writer, str(place.database)],
                          stdout=subprocess.PIPE, text=True) as process:  # fmt: skip
        assert process.stdout is not None
        for _ in range(50):
            last = int(process.stdout.readline())
        file = tmp_path / "one.backup"
        place.done("backup", file)
        process.kill()

    with zipfile.ZipFile(file) as archive:
        archive.extract("database.sqlite3", tmp_path)
    assert is_whole(tmp_path / "database.sqlite3")
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as copy:
        numbers = [
            int(n) for (n,) in copy.execute("SELECT sha256 FROM accounts_setupcode ORDER BY id")
        ]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > last


def test_R4_what_comes_back_is_what_was_backed_up_and_what_was_there_is_kept(
    place: Place, tmp_path: Path
) -> None:
    place.python(GRANT)
    before, file = place.rows(RUNS), tmp_path / "one.backup"
    place.done("backup", file)
    place.python(LOG)
    originals = list((place.folder / "media").rglob("original"))
    originals[0].write_bytes(b"changed since")

    said = place.done("restore", file)

    assert place.rows(RUNS) == before
    assert originals[0].read_bytes() == b"an original file"
    assert is_whole(place.database)
    kept = list((place.folder / "backups").glob("*before-restore*"))
    assert len(kept) == 1
    assert kept[0].name in said
    place.done("restore", kept[0])
    assert len(place.rows(RUNS)) == len(before) + 1
    assert originals[0].read_bytes() == b"changed since"


def test_R4_no_session_key_link_or_calendar_comes_back(place: Place, tmp_path: Path) -> None:
    names, file = place.python(GRANT).split(), tmp_path / "one.backup"
    assert opens(place, names) == [True] * 4
    place.done("backup", file)

    said = place.done("restore", file)

    assert opens(place, names) == [False] * 4
    assert "1 sessions, 1 shares, 1 tokens, 1 calendar addresses" in said


def test_C30_after_a_restore_no_distance_is_shown_before_newer_signs_and_limits_were_asked_for(
    place: Place, tmp_path: Path
) -> None:
    assert place.python(SHOWN).split() == ["current", "None", "False"]
    file = tmp_path / "one.backup"
    place.done("backup", file)

    place.done("restore", file)

    assert place.python(SHOWN).split() == ["none", "ask_again", "True"]


def test_R4_a_running_server_keeps_its_database(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    place.done("backup", file)
    with place.served():
        place.python(LOG)
        refused = place.startline("restore", file)

    assert refused.returncode == 1
    assert "is running on this data folder. Stop it first" in refused.stderr
    assert (3.21,) in place.rows("SELECT distance_km FROM runlog_run")
    place.done("restore", file)


@pytest.mark.parametrize("wrong", ["cut", "changed", "a later step", "outside", "no backup"])
def test_R4_what_is_not_whole_or_is_newer_changes_nothing(
    place: Place, tmp_path: Path, wrong: str
) -> None:
    file, bad = tmp_path / "one.backup", tmp_path / "bad.backup"
    place.done("backup", file)
    spoil(file, bad, wrong)
    before = place.database.read_bytes()

    refused = place.startline("restore", bad)

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert place.database.read_bytes() == before
    assert not (place.folder / "restoring").exists()
    if wrong == "a later step":
        assert "newer startline" in refused.stderr


def spoil(file: Path, bad: Path, how: str) -> None:
    if how == "cut":
        bad.write_bytes(file.read_bytes()[:-5000])
    elif how == "no backup":
        bad.write_bytes(b"something else")
    else:
        with zipfile.ZipFile(file) as whole, zipfile.ZipFile(bad, "w") as other:
            manifest = json.loads(whole.read("manifest.json"))
            database = bytearray(whole.read("database.sqlite3"))
            if how == "changed":
                database[-1] ^= 1
            elif how == "a later step":
                manifest["schema"]["runlog"].append("9999_of_tomorrow")
            else:
                manifest["files"]["media/../../outside"] = {"bytes": 1, "sha256": "0"}
                other.writestr("media/../../outside", "x")
            other.writestr("manifest.json", json.dumps(manifest))
            other.writestr("database.sqlite3", bytes(database))


def test_D12_a_journal_left_beside_the_old_file_is_not_played_into_the_new_one(
    place: Place, tmp_path: Path
) -> None:
    before, file = place.rows(RUNS), tmp_path / "one.backup"
    place.done("backup", file)
    hot_journal(place.database)
    journal = place.database.with_name("startline.sqlite3-journal")
    assert journal.exists()
    for ending in ("-wal", "-shm"):
        place.database.with_name(f"startline.sqlite3{ending}").write_bytes(b"stale" * 1000)

    place.done("restore", file)

    assert not list(place.folder.glob("startline.sqlite3-*"))
    assert is_whole(place.database)
    assert place.rows(RUNS) == before


def hot_journal(database: Path) -> None:
    """Die in the middle of a transaction that has begun to write into the file."""
    writer = """
import os, sqlite3, sys
opened = sqlite3.connect(sys.argv[1], isolation_level=None)
opened.execute("PRAGMA cache_size=1"); opened.execute("PRAGMA cache_spill=1")
opened.execute("BEGIN IMMEDIATE")
opened.execute("UPDATE runlog_run SET distance_km = 99, surface = 'x'")
opened.execute("DELETE FROM audit_entry"); opened.execute("DELETE FROM planning_advicesnapshot")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", writer, str(database)], check=False)


def test_R4_a_restore_that_is_killed_leaves_the_old_state_or_the_new_one(
    place: Place, tmp_path: Path
) -> None:
    place.python(GRANT)
    old_file, seen = tmp_path / "old.backup", set()
    place.done("backup", old_file)
    old = place.rows(RUNS)
    place.python(LOG)
    new = place.rows(RUNS)
    original = next((place.folder / "media").rglob("original"))
    original.write_bytes(b"new")
    for n in range(4):
        process = place.started("restore", str(old_file))
        wait_until_it_works(place, process)
        time.sleep(0.02 + 0.2 * n)
        process.send_signal(signal.SIGKILL)
        process.wait()
        place.done("migrate")  # whoever comes next finishes it, or throws it away

        assert is_whole(place.database)
        state = (place.rows(RUNS), next((place.folder / "media").rglob("original")).read_bytes())
        assert state in ((old, b"an original file"), (new, b"new"))
        seen.add(len(state[0]))
        if state[0] == old:
            place.python(LOG)
            next((place.folder / "media").rglob("original")).write_bytes(b"new")
            new = place.rows(RUNS)
    assert seen


def wait_until_it_works(place: Place, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and not (place.folder / "restoring").exists():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_R4_killed_at_each_step_of_taking_its_place_it_is_finished_by_who_comes_next(
    place: Place, tmp_path: Path
) -> None:
    place.python(GRANT)
    file = tmp_path / "one.backup"
    place.done("backup", file)
    old = place.rows(RUNS)
    for step in ("_put_database", "_put_media", "after the database", "after the media"):
        place.python(LOG)
        killed = place.started_python(DIE_AT, step, str(file))
        assert killed == -signal.SIGKILL, step
        assert (place.folder / "restoring" / "READY").exists(), step

        place.done("migrate")

        assert place.rows(RUNS) == old, step
        assert not (place.folder / "restoring").exists()
        assert next((place.folder / "media").rglob("original")).read_bytes() == b"an original file"


DIE_AT = """
import django; django.setup()
import os, signal, sys
from pathlib import Path
from startline.web.keeping import restore
step, file = sys.argv[1:]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if step.startswith("after"):
    name = {"after the database": "_put_database", "after the media": "_put_media"}[step]
    real = getattr(restore, name)
    def then_die(*args): real(*args); die()
    setattr(restore, name, then_die)
else:
    setattr(restore, step, die)
restore.restore(Path(file))
"""


def test_R5_the_drill_a_clean_machine_a_backup_and_every_page(place: Place, tmp_path: Path) -> None:
    place.python(GRANT)
    file = tmp_path / "one.backup"
    place.done("backup", file)
    clean = Place(tmp_path / "clean")

    clean.done("restore", file)

    assert clean.rows(RUNS) == place.rows(RUNS)
    assert next((clean.folder / "media").rglob("original")).read_bytes() == b"an original file"
    assert json.loads(clean.python(DRILL)) == []
    assert clean.python(PLAN) == place.python(PLAN)


DRILL = """
import django; django.setup()
import json, pathlib
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from startline.web.accounts.models import Runner
settings.ALLOWED_HOSTS = ["*"]
call_command("collectstatic", interactive=False, verbosity=0)
Runner.objects.update(asked_again_since=None)
client = Client(); client.force_login(Runner.objects.get().user)
pages = ("/ /plan/ /outlook/ /better/ /missed/ /why/ /more/ /settings/ /imports/ /programme/ "
         "/log/ /run/ /sharing/ /limits/ /visits/ /report/ /report.pdf /record/ "
         "/journal/ /account/ /signs/").split()
client.post("/today/refresh/")
print(json.dumps([page for page in pages if client.get(page).status_code != 200]))
"""
PLAN = """
import django; django.setup()
import datetime, hashlib
import numpy as np
from startline.engine.advise import advise
from startline.formats.advice_json import write_advice
from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner
from startline.web.planning.case import case_value
on = datetime.date(2026, 3, 23)
case = case_from(case_value(Runner.objects.get(), on=on), today=on)
text = write_advice(advise(case, on=on, rng=np.random.default_rng(1)))
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_R11_who_left_after_the_backup_does_not_come_back_with_it(
    place: Place, tmp_path: Path
) -> None:
    place.python(GRANT)
    file = tmp_path / "one.backup"
    place.done("backup", file)
    place.python(LEAVE)
    assert place.rows("SELECT count(*) FROM accounts_user") == [(0,)]

    said = place.done("restore", file)

    assert "1 accounts that were deleted since did not come back" in said
    assert place.rows("SELECT count(*) FROM accounts_user") == [(0,)]
    assert place.rows("SELECT count(*) FROM runlog_run") == [(0,)]
    assert not list((place.folder / "media").rglob("original"))

    clean = Place(tmp_path / "clean")
    clean.done("restore", file, "--left", place.folder / "tombstones")
    assert clean.rows("SELECT count(*) FROM accounts_user") == [(0,)]


LEAVE = """
import django; django.setup()
from startline.web.accounts.models import User
from startline.web.keeping import leaving
user = User.objects.get()
leaving.ask_to_leave(user)
user.refresh_from_db()
leaving.delete_for_good(user)
from startline.web.keeping import tombstones
from datetime import UTC, datetime
tombstones.add(user, datetime.now(UTC))
"""


def test_R14_accesses_are_listed_and_everything_granted_is_ended(place: Place) -> None:
    names = place.python(GRANT).split()
    listed = [json.loads(line) for line in place.done("accesses").splitlines()]

    assert {"case.taken", "share.made", "calendar.address_made"} <= {
        one["action"] for one in listed
    }
    mine = place.done("accesses", "--actor", "robin@example.org", "--since", "2026-01-01")
    assert len(mine.splitlines()) == len(listed)
    later = str(datetime.now(UTC).year + 1)
    assert place.done("accesses", "--since", f"{later}-01-01") == ""

    said = place.done("end-everything", "--yes")

    assert "1 tokens ended" in said
    assert opens(place, names) == [False] * 4


def test_a_backup_never_overwrites_a_file(place: Place, tmp_path: Path) -> None:
    file: Any = tmp_path / "one.backup"
    file.write_text("mine")

    refused = place.startline("backup", file)

    assert refused.returncode == 1
    assert "is there already" in refused.stderr
    assert file.read_text() == "mine"

"""Crashes, full disks, locks: what was acknowledged is kept, and what was not kept says so."""

from __future__ import annotations

import os
import re
import resource
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client, override_settings

from benchmarks.kill_loop import Loop, lost
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner
from startline.web.runlog.models import Run
from startline.web.shell import checks, database, disk, held
from tests.web.keeping.place import Place, is_whole
from tests.web.today.test_phone_entries import an_entry

A_RUN = {"on": "2026-03-22", "distance": "3", "hurt": "no"}


# --- killed ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_D01_every_run_answered_with_201_is_there_after_the_worker_was_killed_again_and_again(
    tmp_path: Path,
) -> None:
    loop = Loop(tmp_path / "data", seed=secrets.randbelow(2**32))

    told = loop.run(rounds=5)

    assert told.n_acknowledged > 20
    assert lost(told, loop.database) == []
    assert is_whole(loop.database)


REFRESH = """
import django; django.setup()
from startline.web.accounts.models import Runner
from startline.web.planning.services import more_facts, refresh_advice
runner = Runner.objects.get()
print("begins", flush=True)
while True:
    with more_facts(runner): pass
    refresh_advice(runner)
"""
EVERY_ADVICE = """
import django; django.setup()
import hashlib
from startline.formats.advice_read import read_advice
from startline.web.planning.case import unpacked
from startline.web.planning.models import AdviceSnapshot
from startline.web.accounts.models import Runner
from startline.web.planning.selectors import shown_advice
n = 0
for one in AdviceSnapshot.objects.all():
    assert hashlib.sha256(unpacked(one.case_z).encode()).hexdigest() == one.case_digest
    read_advice(one.advice); n += 1
shown = shown_advice(Runner.objects.get())
newest = AdviceSnapshot.objects.latest("id")
is_newest = newest.facts_version == Runner.objects.get().facts_version
assert shown.freshness == ("current" if is_newest else "waiting"), shown
print(n)
"""


@pytest.mark.slow
def test_D02_a_plan_killed_while_it_is_made_is_the_old_one_or_the_new_one_whole(
    place: Place,
) -> None:
    for wait_s in (0.05, 0.4, 0.9):
        process = subprocess.Popen([sys.executable, "-c", REFRESH], env=place.environment,
                                   stdout=subprocess.PIPE)  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

        assert int(place.python(EVERY_ADVICE)) > 0
        assert is_whole(place.database)


BACK = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "journal", "zero", verbosity=0)
call_command("migrate", "accounts", "0002", verbosity=0)
"""


def test_D03_whenever_an_upgrade_is_killed_its_note_is_not_there_or_names_the_backup(
    tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path
    backup, seen = tmp_path / "one.backup", set[str | None]()

    def begins_and_ends() -> None:
        for _ in range(300):
            held.note_upgrade(backup)
            held.note_upgrade(None)

    with ThreadPoolExecutor(1) as upgrades:
        done = upgrades.submit(begins_and_ends)
        while not done.done():
            with suppress(FileNotFoundError):
                seen.add(held.upgrade_note())
        done.result()

    assert seen == {None, str(backup)}


@pytest.mark.slow
def test_D03_an_upgrade_that_was_killed_is_not_served_names_its_backup_and_goes_on(
    place: Place,
) -> None:
    place.python(BACK)
    runs = place.rows("SELECT count(*) FROM runlog_run")
    process = place.started("migrate")
    note = place.folder / "upgrading"
    until = time.monotonic() + 60
    while not note.exists():
        assert time.monotonic() < until
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()

    refused = place.startline("serve", "--port", "1023")
    backup = note.read_text().strip()

    assert refused.returncode == 1
    assert "steps behind this version" in refused.stderr
    assert backup in refused.stderr
    assert Path(backup).is_file()

    place.done("migrate")

    assert is_whole(place.database)
    assert place.rows("SELECT count(*) FROM runlog_run") == runs
    assert not note.exists()
    place.done("backup", "--check", backup)


@pytest.mark.slow
@pytest.mark.as_permitted
def test_D04_the_disk_is_asked_to_keep_a_run_before_it_is_acknowledged(place: Place) -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace here: see `make system`")
    trace = place.folder / "trace"
    code = """
import django; django.setup()
import os
from startline.web.accounts.models import Runner
from startline.web.today.services import log_run
from startline.web.planning import services
services.ask_for_advice = lambda _: None
runner = Runner.objects.get()
os.write(1, b"BEGINS")
log_run(runner, {"on": "2026-03-01", "distance_km": 3.21}, by=runner.user)
os.write(1, b"ANSWERS")
"""
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", str(trace),
         sys.executable, "-c", code], env=place.environment, capture_output=True, check=False,
    )  # fmt: skip
    lines = trace.read_text().splitlines() if trace.exists() else []
    if done.returncode != 0 and not any("BEGINS" in line for line in lines):
        pytest.skip(f"strace may not trace here: {done.stderr.decode()[-200:]}")
    begins = next(n for n, line in enumerate(lines) if "BEGINS" in line)
    answers = next(n for n, line in enumerate(lines) if "ANSWERS" in line)

    synced = [line for line in lines[begins:answers] if re.search(r"f(data)?sync\(", line)]

    assert len(synced) >= 2, "the journal and the database"


# --- checked before anything is served ---------------------------------------------------------


def test_D05_an_affected_sqlite_keeps_no_write_ahead_log(tmp_path: Path) -> None:
    affected = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)]
    mended = [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4)]

    assert [database.wal_is_sound(one) for one in affected] == [False] * 5
    assert [database.wal_is_sound(one) for one in mended] == [True] * 4
    expected = "WAL" if database.wal_is_sound(sqlite3.sqlite_version_info) else "DELETE"
    assert database.journal_mode(tmp_path) == expected


@pytest.mark.slow
@pytest.mark.as_permitted
@pytest.mark.skipif(database.wal_is_sound(), reason="this SQLite may keep a write-ahead log")
def test_D05_a_write_ahead_log_that_was_switched_on_by_hand_is_switched_off_at_the_start(
    place: Place,
) -> None:
    with closing(sqlite3.connect(place.database)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
    with place.served():
        pass

    assert place.rows("PRAGMA journal_mode") == [("delete",)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's journal")
def test_D05_one_that_cannot_be_switched_off_is_an_error(
    transactional_db: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(checks, "wal_is_sound", lambda: False)
    monkeypatch.setattr(checks, "_pragma", lambda _, name: "wal" if name == "journal_mode" else "0")

    with pytest.raises(SystemCheckError, match=r"startline\.E001"):
        call_command("check", databases=["default"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's memory")
def test_D06_a_mapped_database_and_a_remote_disk_are_said(monkeypatch: Any) -> None:
    monkeypatch.setattr(checks, "_pragma", lambda _, name: "268435456")
    remote = database.FileSystem("nfs4")
    monkeypatch.setattr(checks, "file_system_of", lambda _: remote)

    found = {one.id for one in checks.check_journal(databases=["default"])}

    assert {"startline.W002", "startline.W003"} <= found


def test_D06_on_a_remote_disk_there_is_no_write_ahead_log(tmp_path: Path, monkeypatch: Any) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path.resolve()} nfs4 rw 0 0\n")
    found = database.file_system_of(tmp_path / "data", mounts)
    assert database.file_system_of(Path("/elsewhere"), mounts) == database.FileSystem("ext4")
    monkeypatch.setattr(database, "wal_is_sound", lambda: True)
    monkeypatch.setattr(database, "file_system_of", lambda _: found)

    assert found == database.FileSystem("nfs4")
    assert database.journal_mode(tmp_path / "data") == "DELETE"


def test_D20_a_cache_of_one_process_is_an_error() -> None:
    loud = override_settings(SILENCED_SYSTEM_CHECKS=[])
    with loud, pytest.raises(SystemCheckError, match=r"startline\.E004"):
        call_command("check")


def test_D20_the_shipped_cache_is_shared() -> None:
    from startline.web import settings as shipped

    with override_settings(CACHES=shipped.CACHES):
        assert checks.check_shared_cache() == []


# --- locked ------------------------------------------------------------------------------------

READ_THEN_WRITE = """
import django; django.setup()
import sys, time
from django.db import transaction
from startline.web.accounts.models import Runner
end, n, worst = time.monotonic() + float(sys.argv[1]), 0, 0.0
while time.monotonic() < end:
    begun = time.monotonic()
    with transaction.atomic():
        runner = Runner.objects.get()
        Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)
    n, worst = n + 1, max(worst, time.monotonic() - begun)
print(n, worst)
"""


@pytest.mark.slow
def test_D07_eight_writers_that_read_first_lose_nothing_and_are_told_of_no_lock(
    place: Place,
) -> None:
    before = place.rows("SELECT facts_version FROM accounts_runner")[0][0]
    command = [sys.executable, "-c", READ_THEN_WRITE, "3"]
    writers = [
        subprocess.Popen(command, env=place.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    told = [one.communicate(timeout=120)[0] for one in writers]

    assert [one.returncode for one in writers] == [0] * 8
    written = sum(int(one.split()[0]) for one in told)
    assert place.rows("SELECT facts_version FROM accounts_runner")[0][0] == before + written


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's lock")
def test_D07_past_its_patience_a_form_is_answered_with_503_and_what_was_typed(
    page: Client, runner: Runner
) -> None:
    page.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        reply = page.post("/log/", {**A_RUN, "note": "sore from the stairs " * 5})
    finally:
        other.rollback()
        other.close()
        connection.close()

    text = reply.content.decode()
    assert (reply.status_code, reply["Retry-After"]) == (503, "5")
    assert "Your entry was not saved." in text
    assert 'action="/log/"' in text
    assert "sore from the stairs" in text
    assert 'name="distance" value="3"' in text
    assert page.post("/log/", A_RUN).status_code == 302


# --- full --------------------------------------------------------------------------------------

ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size=8m,nr_inodes=400 tmpfs "$1"
cp -r "$2/." "$1/"
exec "$3" -c "$4" "$1"
"""
FULL = """
import os, sys
from pathlib import Path
data = Path(sys.argv[1]); os.environ["STARTLINE_DATA"] = str(data)
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from startline.web.accounts.models import Runner
from startline.web.keeping import backups
from startline.web.runlog.models import Run
settings.ALLOWED_HOSTS = ["*"]
client = Client(raise_request_exception=False); client.force_login(Runner.objects.get().user)
run = {"on": "2026-03-01", "distance": "3", "hurt": "no"}
def fill():
    made = (data / "filler").open("ab", 0)
    try:
        while True: made.write(b"x" * 4096)
    except OSError: made.close()
def inodes():
    for n in range(10**6):
        try: (data / f"inode{n}").touch()
        except OSError: return
def clear():
    for one in [data / "filler", *data.glob("inode*")]: one.unlink(missing_ok=True)
def say(*what): print(*what, flush=True)
for how in (fill, inodes):
    clear(); n = Run.objects.count(); how()
    reply = client.post("/log/", run)
    say(reply.status_code, "Storage is full. Your entry was not saved." in reply.content.decode()
        or "The storage does not answer. Your entry was not saved." in reply.content.decode())
    say(*[client.get(page).status_code for page in ("/", "/log/", "/plan/", "/healthz")])
    say(client.get("/healthz").content.decode().strip(), Run.objects.count() - n)
    try: backups.make(data / "a.backup"); say("backup made")
    except backups.BackupRefused as refused: say("refused")
    from django.core.files.uploadedfile import SimpleUploadedFile
    sent = SimpleUploadedFile("a.gpx", b"x" * 500_000)
    reply = client.post("/imports/", {"files": sent, "whole": "1"}); say(reply.status_code)
    clear()
    say(client.post("/log/", run).status_code, Run.objects.count() - n)
from django.db import connection
connection.close()
"""


@pytest.mark.slow
@pytest.mark.as_permitted
def test_D09_D10_on_a_full_disk_entries_are_refused_with_503_pages_are_read_and_room_heals_it(
    place: Place, tmp_path: Path
) -> None:
    if not _may_mount():
        pytest.skip("no file system of one's own may be mounted here")
    small = tmp_path / "small"
    small.mkdir()
    shutil.rmtree(place.folder / "static")
    (place.folder / "static").mkdir()
    code = FULL.replace("settings.ALLOWED_HOSTS", PLAIN_STATICS + "settings.ALLOWED_HOSTS")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", ON_A_SMALL_DISK, "sh", small, place.folder,
         sys.executable, code], env=place.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    one_disk = ["503 True", "200 200 200 200", "degraded 0", "refused", "503", "302 1"]
    assert done.stdout.splitlines() == one_disk * 2, done.stderr[-3000:]


PLAIN_STATICS = """
from django.test.utils import override_settings
override_settings(STORAGES={"default": settings.STORAGES["default"], "staticfiles":
    {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}).enable()
"""


def _may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-Urm", "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@contextmanager
def nothing_grows() -> Iterator[None]:
    """The kernel refuses every write past a size: where no disk of one's own can be had."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the limit is on files of this process")
def test_D09_a_file_that_may_not_grow_refuses_an_entry_and_loses_nothing(
    page: Client, runner: Runner
) -> None:
    page.raise_request_exception = False
    before = Run.objects.filter(runner=runner).count()
    with nothing_grows():
        reply = page.post("/log/", A_RUN)
        seen = [page.get(path).status_code for path in ("/", "/log/")]

    assert reply.status_code == 503
    assert "Storage is full. Your entry was not saved." in reply.content.decode()
    assert seen == [200, 200]
    assert Run.objects.filter(runner=runner).count() == before
    assert page.post("/log/", A_RUN).status_code == 302
    assert is_whole(Path(connection.settings_dict["NAME"]))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the limit is on files of this process")
def test_D09_programs_and_phones_are_told_in_json(page: Client, runner: Runner) -> None:
    page.raise_request_exception = False
    _, key = tokens.make(runner, name="watch", scopes=["log:write"])
    assert tokens.find(key) is not None  # that it was used is noted: that was a write too
    run = {"on": "2026-03-22", "distance_km": 5}
    bearer = {"Authorization": f"Bearer {key}"}
    with nothing_grows():
        program = page.post("/api/v1/runs", run, content_type="application/json", headers=bearer)
        phone = page.post(
            "/offline/entries/", an_entry(runner),
            content_type="application/json",
        )  # fmt: skip

    assert (program.status_code, phone.status_code) == (503, 503)
    assert program.json()["error"]["code"] == "storage_full"
    assert phone.json()["code"] == "storage_full"
    assert not Run.objects.filter(runner=runner, on="2026-03-22", distance_km=5).exists()


def test_an_error_that_is_none_of_the_storage_stays_a_500(page: Client, monkeypatch: Any) -> None:
    from startline.web.today import selectors

    monkeypatch.setattr(selectors, "still_open", lambda *_: 1 / 0)
    page.raise_request_exception = False

    assert page.get("/").status_code == 500


# --- not whole ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_D11_a_file_with_noise_in_it_is_served_for_reading_and_the_last_good_backup_stays(
    place: Place,
) -> None:
    place.done("backup")
    good = list((place.folder / "backups").glob("*.backup"))
    with place.database.open("r+b") as file:
        file.seek(4096 * 30)
        file.write(os.urandom(4096))
    assert disk.unsound(place.database) != []

    with place.served() as server:
        status, _, said = server.ask("GET", "/healthz")
        refused = server.ask("POST", "/account/login/", {})[0]
    printed = (place.folder / "printed").read_text()
    told = place.python(DAILY)

    assert (status, said.strip()) == (200, "degraded")
    assert refused in (403, 503)
    assert "nothing is stored" in printed
    assert "BACKUP was not made" in told
    assert list((place.folder / "backups").glob("*.backup")) == good


DAILY = """
import django; django.setup()
import logging, sys
logging.getLogger().handlers[:] = [logging.StreamHandler(sys.stdout)]
from startline.web.keeping import backups
from datetime import timedelta
backups.EVERY = timedelta(0)
backups.daily()
print(backups.trouble())
"""


def test_D11_a_server_that_may_only_read_says_so(page: Client, runner: Runner) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own switch")
    page.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON")
    try:
        reply = page.post("/log/", A_RUN)
        read = page.get("/log/").status_code
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=OFF")

    assert (reply.status_code, read) == (503, 200)
    assert "stores nothing at the moment. Your entry was not saved." in reply.content.decode()


def test_D13_a_log_that_grew_under_a_reader_is_emptied_once_it_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "one.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE t (x)")
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM t").fetchone()
            for _ in range(50):
                writer.execute("INSERT INTO t VALUES (zeroblob(40000))")
            grown = database.log_bytes(file)
            reader.execute("COMMIT")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert grown > 1_000_000
    assert database.log_bytes(file) == 0


def test_D13_the_log_is_emptied_each_night(
    transactional_db: None, caplog: Any, monkeypatch: Any
) -> None:
    from django.conf import settings

    monkeypatch.setattr(database, "log_bytes", lambda _: 300 * 2**20)
    database.empty_the_log()

    assert settings.REGULAR_WORK["startline.web.shell.database.empty_the_log"] == 24 * 60
    if connection.vendor == "sqlite":
        assert "WAL has grown to 300 MiB" in caplog.text


def test_a_lock_on_the_folder_ends_with_its_process(tmp_path: Path) -> None:
    from startline.web.shell import held

    code = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[3] / "src")!r})
from startline.web.shell import held
held.hold(Path({str(tmp_path)!r})); print("held", flush=True); sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as other:  # fmt: skip
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(held.InUse), held.alone(tmp_path):
            pass
        other.kill()
        other.wait()
    with held.alone(tmp_path), pytest.raises(held.InUse):
        held.hold(tmp_path)


def test_two_at_once_wait_for_each_other(tmp_path: Path) -> None:
    from startline.web.shell.held import locked

    order: list[int] = []

    def one(n: int) -> None:
        with locked(tmp_path / "lock"):
            order.append(n)
            time.sleep(0.02)
            order.append(n)

    threads = [threading.Thread(target=one, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [order[n] for n in range(0, 8, 2)] == [order[n] for n in range(1, 8, 2)]
    assert os.path.exists(tmp_path / "lock")

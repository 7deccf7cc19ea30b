"""A real worker, really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

N_RUNS = 120
MAKE = """
import django; django.setup()
from pathlib import Path
from startline.web.accounts.models import Runner, User
from startline.web.imports import services
from startline.web.imports.receiving import Sent
user = User.objects.create_user("robin@example.org", "x")
runner = Runner.objects.create(user=user, time_zone="Europe/Vienna")
handler = services.folder_for_upload(runner, "x")
handler.folder.mkdir(parents=True)
sent = Sent(handler._id, "export.zip", 1)
Path("export.zip").rename(handler.folder / str(sent.public_id))
handler.sent.append(sent)
services.take_upload(runner, handler, by=user)
"""
TOLD = """
import django; django.setup()
from startline.web.imports.models import FileLine, ImportJob
from startline.web.runlog.models import Run
job = ImportJob.objects.get()
rows = sorted(Run.objects.values_list("on", "distance_km", "duration_min"))
n = Run.objects.count(), FileLine.objects.count()
print(job.state, job.n_done, job.n_runs, *n, hash(tuple(map(str, rows))))
"""


BESIDE = """
import time
from pathlib import Path
import django; django.setup()
from django.test import Client
from startline.web.accounts.models import Runner, User
from startline.web.imports.models import ImportJob
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import Run
kim = User.objects.create_user("kim@example.org", "x")
other = Runner.objects.create(user=kim, time_zone="UTC")
browser = Client(headers={"host": "localhost"})
browser.force_login(other.user)
Path("ready").touch()
while not (job := ImportJob.objects.get()).n_done:
    time.sleep(0.01)
print(job.state)
for path in ("/", "/plan/", "/log/", "/journal/"):
    print(browser.get(path).status_code)
answer = browser.post("/log/", {"on": today_of(other).isoformat(), "distance": "5", "hurt": "no"})
print(answer.status_code, Run.objects.filter(runner=other).count())
job.refresh_from_db()
print(job.state)
"""


class Place:
    """A data folder of its own with one import in the queue."""

    def __init__(self, folder: Path, *, n_runs: int = N_RUNS) -> None:
        from tests.web.imports.sent import some_runs

        kept = {k: v for k, v in os.environ.items() if not k.startswith("STARTLINE_")}
        self.folder = folder
        self.environment = {
            **kept, "STARTLINE_DATA": str(folder), "PYTHONHASHSEED": "0",
            "DJANGO_SETTINGS_MODULE": "startline.web.settings",
        }  # fmt: skip
        (folder / "export.zip").write_bytes(some_runs(n_runs))
        subprocess.run([sys.executable, "-m", "startline.cli", "migrate"], env=self.environment,
                       check=True, capture_output=True)  # fmt: skip
        self.python(MAKE)

    def python(self, code: str) -> str:
        done = subprocess.run([sys.executable, "-c", code], env=self.environment, cwd=self.folder,
                              check=False, capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def told(self) -> list[str]:
        return self.python(TOLD).split()

    def worker(self, *how: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "startline.cli", "worker", *how]
        return subprocess.Popen(command, env=self.environment)


def until(seen: Any, *, most_s: float = 120) -> None:
    """Wait until something is so."""
    end = time.monotonic() + most_s
    while not seen():
        assert time.monotonic() < end, "that took too long"
        time.sleep(0.1)


def test_I19_a_worker_killed_and_started_again_ends_with_the_table_of_one_that_was_not(
    tmp_path: Path,
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        folder.mkdir()
    uninterrupted = Place(whole)
    assert uninterrupted.worker("--once").wait(300) == 0

    place = Place(cut)
    journals = cut / "media" / "imports"
    worker = place.worker()
    until(lambda: sum(j.read_text().count('"key"') for j in journals.glob("*/*/journal")) > 20)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    state, n_done, *_ = place.told()
    assert (state, int(n_done) < N_RUNS) == ("running", True)

    again = place.worker()
    until(lambda: place.told()[0] == "done")
    again.terminate()
    assert again.wait(60) == 0

    assert place.told() == uninterrupted.told()


def test_I29_while_an_import_is_read_others_open_their_pages_and_log_a_run(tmp_path: Path) -> None:
    place = Place(tmp_path, n_runs=1000)
    with ThreadPoolExecutor() as beside:
        answers = beside.submit(place.python, BESIDE)
        until((tmp_path / "ready").exists)
        worker = place.worker()
        answered = answers.result(120).split()
    worker.terminate()
    worker.wait(60)

    assert answered == ["running", *["200"] * 4, "302", "1", "running"]

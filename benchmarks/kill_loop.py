"""A server killed again and again while runs are logged: is everything it acknowledged there?

    python -m benchmarks.kill_loop --rounds 200

Three programs log runs with pain, each under a key of its own, as fast as they are answered. Each
round kills the web worker (SIGKILL, in the middle of whatever it does); the server starts another.
What was answered with 201 must be in the database with its pain report; what was not answered is
sent again under its key, and must be there once. A killed process is no power cut: that the disk
was asked to keep each run before its answer is shown by test_D04.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.machine import measured_here

RESULTS = Path(__file__).parent / "results" / "kill_loop.md"
N_WRITERS = 3
RUNNERS_EACH = 12  # a runner's program may write 60 times a minute; the writers take turns
PATIENCE_S = 60.0
MAKE = f"""
import django; django.setup()
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, User
for n in range({N_WRITERS * RUNNERS_EACH}):
    user = User.objects.create(email=f"n{{n}}@example.org")
    print(tokens.make(Runner.objects.create(user=user), name="x", scopes=["log:write"])[1])
"""


@dataclass
class Told:
    """What the writers were answered: ids of runs that are kept, by 201 or 200."""

    acknowledged: list[str] = field(default_factory=list)
    n_sent_again: int = 0
    n_kills: int = 0
    other: list[str] = field(default_factory=list)

    @property
    def n_acknowledged(self) -> int:
        """How many runs were said to be kept."""
        return len(self.acknowledged)


class Loop:
    """A data folder, a server on it, three writers, and who kills."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("STARTLINE_")}
        self.environment = {
            **kept,
            "STARTLINE_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "startline.web.settings",
        }
        self.database = folder / "startline.sqlite3"
        self.dice = random.Random(seed)  # noqa: S311 - when to kill
        self._command("migrate")
        self.tokens = self._python(MAKE).split()
        self.port = _free_port()
        self._ends = threading.Event()
        self._ready = threading.Event()

    def _command(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "startline.cli", *arguments]
        subprocess.run(command, env=self.environment, check=True, capture_output=True)

    def _python(self, code: str) -> str:
        done = subprocess.run([sys.executable, "-c", code], env=self.environment, check=True,
                              capture_output=True, text=True)  # fmt: skip
        return done.stdout

    def run(self, *, rounds: int) -> Told:
        """So many kills, then time for the writers to send what was not answered."""
        told = Told()
        command = [sys.executable, "-m", "startline.cli", "serve", "--port", str(self.port)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet) as server:
            try:
                self._until_up()
                writers = [
                    threading.Thread(target=self._write, args=[told, n]) for n in range(N_WRITERS)
                ]
                for writer in writers:
                    writer.start()
                for _ in range(rounds):
                    self._kill_one(server.pid, told)
                time.sleep(1)
                self._ends.set()
                for writer in writers:
                    writer.join()
            finally:
                self._ends.set()
                server.terminate()
        return told

    def _kill_one(self, server: int, told: Told) -> None:
        """Let some runs be logged, then kill the worker in the middle of one."""
        enough = told.n_acknowledged + 3
        until = time.monotonic() + PATIENCE_S
        while told.n_acknowledged < enough and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(self.dice.uniform(0, 0.15))
        for worker in _children(server):
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                told.n_kills += 1
        self._until_up()

    def _until_up(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self._ask("GET", "/healthz")[0] == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError("the server did not come up")

    def _ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json", **sent})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _write(self, told: Told, writer: int) -> None:
        mine = self.tokens[writer::N_WRITERS]
        day = datetime.now(UTC).date() - timedelta(days=1)
        n = 0
        while not self._ends.is_set():
            run = {
                "on": day.isoformat(), "distance_km": 5.0,
                "pain": {"free": False, "worst_nrs": 2, "onset": {"lower_km": 2, "upper_km": 3}},
            }  # fmt: skip
            self._until_answered(run, mine[n % len(mine)], told)
            n += 1

    def _until_answered(self, run: dict[str, Any], token: str, told: Told) -> None:
        key, until = uuid4().hex, time.monotonic() + PATIENCE_S
        headers = {"Authorization": f"Bearer {token}", "Idempotency_Key": key}
        while time.monotonic() < until:
            try:
                status, body = self._ask("POST", "/api/v1/runs", run, **headers)
            except (OSError, http.client.HTTPException):
                told.n_sent_again += 1
                time.sleep(0.05)
                continue
            if status in (200, 201):
                told.acknowledged.append(json.loads(body)["id"])
                return
            if status == 429:
                time.sleep(1)
                continue
            told.other.append(f"{status}: {body[:200]}")
            return
        told.other.append("no answer within a minute")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lost(told: Told, database: Path) -> list[str]:
    """Acknowledged runs that are not there with their pain, keys that are there twice, refusals."""
    with closing(sqlite3.connect(database)) as opened:
        kept = {
            str(UUID(name))
            for (name,) in opened.execute(
                "SELECT public_id FROM runlog_run JOIN runlog_painreport ON run_id = id"
            )
        }
        twice = opened.execute(
            "SELECT idempotency_key FROM runlog_run GROUP BY 1 HAVING count(*) > 1"
        ).fetchall()
    missing = [one for one in told.acknowledged if one not in kept]
    return [*missing, *(f"twice: {key}" for (key,) in twice), *told.other]


def sound(database: Path) -> bool:
    """Whether pages, indexes and references hold."""
    with closing(sqlite3.connect(database)) as opened:
        pages = opened.execute("PRAGMA integrity_check").fetchall()
        references = opened.execute("PRAGMA foreign_key_check").fetchall()
    return pages == [("ok",)] and not references


def main() -> None:
    """Run it and keep the page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = asked.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        loop = Loop(Path(folder) / "data", seed=given.seed)
        told = loop.run(rounds=given.rounds)
        gone, is_sound = lost(told, loop.database), sound(loop.database)
    RESULTS.write_text(page(told, gone, is_sound, given.seed, time.monotonic() - begun))
    print(RESULTS.read_text())
    sys.exit(bool(gone) or not is_sound)


def page(told: Told, gone: list[str], is_sound: bool, seed: int, took_s: float) -> str:
    """What is kept."""
    return f"""# Killed while runs are logged

{measured_here()} `python -m benchmarks.kill_loop --rounds {told.n_kills}`, seed {seed}, \
{took_s / 60:.0f} minutes, SQLite {sqlite3.sqlite_version}.

| what | ours | target | instead | ratio |
|---|---|---|---|---|
| acknowledged runs lost, of {told.n_acknowledged} | {len(gone)} | 0 | - | - |
| the file is sound afterwards | {"yes" if is_sound else "no"} | yes | - | - |

{told.n_kills} kills of the web worker, three programs writing; {told.n_sent_again} requests that
were not answered were sent again under their key, and none of them is there twice.
{"".join(f"- {one}" + chr(10) for one in gone)}"""


if __name__ == "__main__":
    main()

"""A data folder of its own, with the application's own settings, in processes of its own."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

PATIENCE_S = 60
STORY = """
import django; django.setup()
from startline.cli import web
from startline.formats.strict_json import read_json
from startline.web.accounts.models import Runner, User
from startline.web.planning.services import new_facts
from startline.web.planning.take_case import take_case
user = User.objects.create_user("robin@example.org", "a long password", name="Robin")
runner = Runner.objects.create(user=user, unit="mi", time_zone="America/Toronto")
with new_facts(runner):
    take_case(runner, read_json(web.STORY.read_bytes()), by=user)
"""


class Place:
    """One data folder. Nothing of the tests' own settings reaches it."""

    def __init__(self, folder: Path, **more: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("STARTLINE_")}
        self.folder = folder
        self.environment = {
            **kept, "STARTLINE_DATA": str(folder), "STARTLINE_ADVICE": "inline",
            "DJANGO_SETTINGS_MODULE": "startline.web.settings", "PYTHONUNBUFFERED": "1", **more,
        }  # fmt: skip

    @property
    def database(self) -> Path:
        return self.folder / "startline.sqlite3"

    def startline(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "startline.cli", *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True,
                              check=False, timeout=300)  # fmt: skip

    def done(self, *arguments: str | Path) -> str:
        """What a command that must succeed printed."""
        made = self.startline(*arguments)
        assert made.returncode == 0, made.stderr + made.stdout
        return made.stdout

    def python(self, code: str) -> str:
        made = subprocess.run([sys.executable, "-c", code], env=self.environment,
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert made.returncode == 0, made.stderr
        return made.stdout

    def started_python(self, code: str, *arguments: str) -> int:
        """How some Python ended; below 0: by which signal."""
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True).returncode

    def started(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "startline.cli", *arguments]
        with (self.folder / "printed").open("ab") as out:
            return subprocess.Popen(command, env=self.environment, stdout=out, stderr=out)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as opened:
            return opened.execute(sql).fetchall()

    def with_the_story(self) -> Place:
        self.done("migrate")
        self.python(STORY)
        return self

    @contextmanager
    def served(self, *options: str) -> Iterator[Served]:
        port = a_free_port()
        process = self.started("serve", "--port", str(port), *options)
        try:
            server = Served(port, process)
            server.wait_until_up()
            yield server
        finally:
            process.terminate()
            process.wait(30)


class Served:
    """A server that runs, and a way to ask it."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process

    def wait_until_up(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server ended"
            try:
                self.ask("GET", "/healthz")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not come up")

    def ask(
        self, method: str, path: str, value: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers, body; a value is sent as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        body = None
        if value is not None:
            body, sent["Content-Type"] = json.dumps(value), "application/json"
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read().decode()
        finally:
            connection.close()


def a_free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def is_whole(database: Path) -> bool:
    """Whether pages, indexes and references of an SQLite file hold."""
    with closing(sqlite3.connect(database)) as opened:
        pages = opened.execute("PRAGMA integrity_check").fetchall()
        lost = opened.execute("PRAGMA foreign_key_check").fetchall()
    return pages == [("ok",)] and lost == []

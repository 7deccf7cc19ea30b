"""Advice is worked out in a process of its own, which ends with whoever asked it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from startline.cli import web as cli_web
from startline.web.planning import reckon

STORY = Path(cli_web.STORY).read_text()
MONDAY = date(2026, 3, 23)

SERVER = """
import multiprocessing, sys, time
from startline.web.planning import reckon
from datetime import date
if __name__ == "__main__":
    reckon.advice_json(open(sys.argv[1]).read(), on=date(2026, 3, 23), seed=0)
    print([each.pid for each in multiprocessing.active_children()][0], flush=True)
    time.sleep(60)
"""


@pytest.fixture
def beside(settings: LazySettings) -> object:
    """Advice worked out beside this process, as the server has it."""
    settings.ADVICE_WORKED_OUT = "process"
    yield
    reckon._forget_pool()


@pytest.mark.slow
def test_the_process_gives_the_same_advice_as_this_one(beside: object) -> None:
    there = reckon.advice_json(STORY, on=MONDAY, seed=7)

    assert there == reckon.work_out(STORY, MONDAY, 7)


@pytest.mark.slow
def test_when_the_process_was_killed_the_next_question_is_answered(beside: object) -> None:
    first = reckon.advice_json(STORY, on=MONDAY, seed=7)
    for process in reckon._pool()._processes.values():
        process.kill()

    assert reckon.advice_json(STORY, on=MONDAY, seed=7) == first


@pytest.mark.slow
def test_when_it_takes_too_long_there_is_no_advice_and_the_process_is_ended(
    beside: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckon.advice_json(STORY, on=MONDAY, seed=7)
    before = list(reckon._pool()._processes.values())
    monkeypatch.setattr(reckon, "MOST_S", 0.0)

    with pytest.raises(TimeoutError):
        reckon.advice_json(STORY, on=MONDAY, seed=7)

    for process in before:
        process.join(5)
        assert not process.is_alive()


@pytest.mark.slow
def test_the_process_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(SERVER)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "startline.web.settings"}
    with subprocess.Popen(
        [sys.executable, str(program), str(cli_web.STORY)],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **environment,
            "STARTLINE_DATA": str(tmp_path),
            "STARTLINE_ADVICE": "process",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    ) as server:
        assert server.stdout is not None
        child = int(server.stdout.readline())
        server.send_signal(signal.SIGKILL)
        server.wait()

    assert ends_within(child, seconds=5)


def ends_within(pid: int, *, seconds: float) -> bool:
    """Whether a process that is no child of ours is gone in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False

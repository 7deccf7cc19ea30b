"""Streams that close early, are full or not there, and Ctrl-C: no traceback, a status that says so.

Real processes and real streams: what Python does at its very end cannot be seen from inside.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import rough_week
from tests.cli.commands import ON, ROOT, case_file, case_text

LINES = 120


def shell(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash; `$STARTLINE` is the command."""
    command = f"{sys.executable} -m startline.cli"
    return subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "STARTLINE": command, **variables},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> str:
    return str(case_file(tmp_path, rough_week()))


@pytest.fixture
def many(tmp_path: Path) -> str:
    path = tmp_path / "many.jsonl"
    path.write_text(f"{case_text(rough_week())}\n" * LINES, encoding="utf-8")
    return str(path)


COMMANDS = ("advise $CASE --json", "advise $CASE", "explain $CASE", "advise --batch $MANY --jobs 2")


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_reader_that_stops_reading_ends_the_command_quietly(
    typed: str, case: str, many: str
) -> None:
    # `true` reads nothing: the pipe is broken before or while we print
    found = shell(
        f"$STARTLINE {typed} {' '.join(ON)} | true; echo ${{PIPESTATUS[0]}}", CASE=case, MANY=many
    )

    assert found.stdout.strip() in ("141", "0")  # 0: all of it fitted into the pipe in time
    assert found.stderr == "" or found.stderr.endswith("refused.\n")


def test_head_takes_the_first_line_of_a_batch_and_the_rest_is_not_computed(many: str) -> None:
    found = shell(
        f"$STARTLINE advise --batch $MANY --jobs 2 {' '.join(ON)} | head -n 1 | wc -l;"
        " echo ${PIPESTATUS[0]}",
        MANY=many,
    )

    assert found.stdout.split() == ["1", "141"]
    assert found.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("typed", [*COMMANDS, "--help", "demo --print"])
def test_a_full_disk_is_status_1_and_one_line(typed: str, case: str, many: str) -> None:
    on = " ".join(ON) if typed.startswith(("advise", "explain")) else ""
    found = shell(f"$STARTLINE {typed} {on} > /dev/full", CASE=case, MANY=many)
    told = [line for line in found.stderr.splitlines() if line and "startline advise" not in line]

    assert found.returncode == 1
    assert told == ["Not everything could be written: No space left on device."]


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_closed_stdout_is_status_1_and_one_line(typed: str, case: str, many: str) -> None:
    found = shell(f"$STARTLINE {typed} {' '.join(ON)} >&-", CASE=case, MANY=many)

    assert found.returncode == 1
    assert found.stderr == "stdout is closed: there is nowhere to print the answer.\n"


@pytest.mark.parametrize("typed", ["advise -", "advise - --json", "explain -", "advise --batch -"])
def test_a_closed_stdin_is_refused_as_unreadable(typed: str) -> None:
    found = shell(f"$STARTLINE {typed} {' '.join(ON)} <&-")

    assert (found.returncode, found.stdout) == (1, "")
    assert "stdin is closed" in found.stderr
    assert "[unreadable]" in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_closed_stderr_leaves_the_answer_as_it_is(case: str) -> None:
    typed = f"$STARTLINE advise $CASE {' '.join(ON)} --json"
    whole, without = shell(typed, CASE=case), shell(f"{typed} 2>&-", CASE=case)

    assert (without.returncode, without.stdout) == (0, whole.stdout)


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as a terminal has it, also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_in_a_batch_stops_it_with_status_130_and_one_line(many: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "startline.cli", "advise", "--batch", many, *ON, "--jobs", "2"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as batch:  # fmt: skip
        assert batch.stdout is not None
        first = batch.stdout.readline()
        os.killpg(batch.pid, signal.SIGINT)  # as a terminal does: the workers get it too
        rest, notes = batch.communicate(timeout=60)

    assert first.startswith(b"{")
    assert batch.returncode == 130
    assert notes == b"Stopped.\n"
    assert len(rest.splitlines()) < LINES - 1
    assert all(line.endswith(b"}") for line in rest.splitlines()[:-1])

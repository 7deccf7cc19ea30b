"""Reads files of strangers in a child process with limits on time and memory.

A hang, a crash or a flood of memory ends the child and becomes one `Skipped`; the next file gets a
new child. One child serves many files, because starting one costs about as much as reading one.
Parent and child talk in lines of JSON: nothing a file contains is ever unpickled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any

from startline.formats import file_limits as limits
from startline.formats.imported import Imported, ImportedRun, Reading, Skipped, Split

_CHILD = "import sys; sys.path[:] = {path!r}; from startline.formats.fenced_child import serve; "
_CALL = "serve({work!r}, cpu_s={cpu_s!r}, memory_mib={memory_mib!r})"


class FencedReader:
    """`read_file` behind a fence. A context manager; the child starts with the first file.

    `work` names the function the child calls, as ``module:function``.
    """

    def __init__(
        self,
        *,
        cpu_s: int = limits.CPU_S,
        wall_s: float = limits.WALL_S,
        memory_mib: int = limits.MEMORY_MIB,
        work: str = "startline.formats.read_file:read_file",
    ) -> None:
        self._wall_s = wall_s
        self._code = _CHILD.format(path=sys.path) + _CALL.format(
            work=work, cpu_s=cpu_s, memory_mib=memory_mib
        )
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> FencedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, path: Path, reading: Reading) -> list[Imported | Skipped]:
        """The runs in one file, or why there are none.

        Raises:
            OSError: when no process can be started at all.
        """
        child = self._child or self._start()
        too_long = threading.Event()
        timer = threading.Timer(self._wall_s, self._stop, args=(child, too_long))
        timer.daemon = True
        timer.start()
        try:
            answer = _ask(child, path, reading)
        finally:
            timer.cancel()
        if answer is None:
            return [self._died(child, reading, timed_out=too_long.is_set())]
        items = [_item(reading.source, fields) for fields in answer]
        if any(isinstance(item, Skipped) and item.code == "too_much_memory" for item in items):
            self.close()  # what a full process does next is anybody's guess
        return items

    def close(self) -> None:
        """End the child. Safe to call twice."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()  # it holds nothing that needs saving
        child.communicate()

    def _start(self) -> subprocess.Popen[str]:
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", self._code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each thread reserves memory
        )
        return self._child

    @staticmethod
    def _stop(child: subprocess.Popen[str], too_long: threading.Event) -> None:
        too_long.set()
        child.kill()

    def _died(self, child: subprocess.Popen[str], reading: Reading, *, timed_out: bool) -> Skipped:
        child.kill()
        child.communicate()
        self._child = None
        status = child.returncode
        if timed_out or status == -getattr(signal, "SIGXCPU", 0):
            detail = "Reading it takes too long. Export this one run again."
            return Skipped(reading.source, "too_slow", detail)
        detail = f"Reading it crashed (status {status}). Please send us the file."
        return Skipped(reading.source, "crashed", detail)


def _ask(child: subprocess.Popen[str], path: Path, reading: Reading) -> list[dict[str, Any]] | None:
    """One question and its answer; None when the child is gone."""
    question = {
        "path": str(path),
        "source": reading.source,
        "fingerprint": reading.fingerprint,
        "zone": reading.zone.key if reading.zone else None,
        "today": reading.today.isoformat(),
    }
    try:
        if child.stdin is None or child.stdout is None:
            return None
        child.stdin.write(json.dumps(question) + "\n")
        child.stdin.flush()
        line = child.stdout.readline()
        answer: list[dict[str, Any]] = json.loads(line)
    except (OSError, ValueError):  # a broken pipe; half a line from a dying child
        return None
    return answer


def _item(source: str, fields: dict[str, Any]) -> Imported | Skipped:
    if "code" in fields:
        return Skipped(source, fields["code"], fields["detail"])
    started_at = fields["started_at"]
    return Imported(
        source,
        ImportedRun(
            **{
                **fields,
                "on": date.fromisoformat(fields["on"]),
                "started_at": datetime.fromisoformat(started_at) if started_at else None,
                "splits": tuple(Split(*split) for split in fields["splits"]),
                "warnings": tuple(fields["warnings"]),
            }
        ),
    )

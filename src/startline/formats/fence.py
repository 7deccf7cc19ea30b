"""Reads files of strangers in child processes with limits on time and memory, several at a time.

A hang, a crash or a flood of memory ends one child and becomes one `Skipped`; the next file gets a
new child. A child serves many files, because starting one costs about as much as reading ten.
Parent and child talk in lines of JSON: nothing a file contains is ever unpickled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from startline.formats import file_limits as limits
from startline.formats.imported import Answer, Reading, Skipped
from startline.formats.sources import Source
from startline.formats.spoken import items_from, question_to

_CHILD = "import sys; sys.path[:] = {path!r}; from startline.formats.fenced_child import serve; "
_CALL = "serve({work!r}, cpu_s={cpu_s!r}, memory_mib={memory_mib!r})"
WAITING_FILES = 32  # a reader, answered or not: a slow file holds up its own reader alone


class FencedReader:
    """`read_file` behind a fence. A context manager; the child starts with the first file.

    `known` are keys of files not to be read again, `work` names the function the child calls, as
    ``module:function``.
    """

    def __init__(
        self,
        *,
        known: Collection[str] = (),
        cpu_s: int = limits.CPU_S,
        wall_s: float = limits.WALL_S,
        memory_mib: int = limits.MEMORY_MIB,
        work: str = "startline.formats.read_file:read_file",
    ) -> None:
        self._known = known
        self._cpu_s, self._wall_s, self._memory_mib = cpu_s, wall_s, memory_mib
        self._code = _CHILD.format(path=sys.path) + _CALL.format(
            work=work, cpu_s=cpu_s, memory_mib=memory_mib
        )
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> FencedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, source: Source, reading: Reading) -> Answer:
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
            answer = _ask(child, source, reading)
        finally:
            timer.cancel()
        if answer is None:
            return Answer("", (self._died(child, reading, timed_out=too_long.is_set()),))
        items = items_from(reading.source, answer["items"])
        if any(isinstance(item, Skipped) and item.code == "too_much_memory" for item in items):
            self.close()  # what a full process does next is anybody's guess
        return Answer(answer["fingerprint"], items, answer["known"])

    def close(self) -> None:
        """End the child. Safe to call twice."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()  # it holds nothing that needs saving
        child.communicate()

    def _start(self) -> subprocess.Popen[str]:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", self._code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
            env=_environment(),
        )
        self._child = child
        if child.stdin is not None:
            child.stdin.write(json.dumps(sorted(self._known)) + "\n")
        return child

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
            cause = (
                f"It takes more than {self._cpu_s} s of processor or {self._wall_s:g} s to read."
            )
            return Skipped(reading.source, "too_slow", cause, "Export this one run again.")
        cause = (
            f"Reading it crashed (status {status}; memory is limited to {self._memory_mib} MiB)."
        )
        return Skipped(reading.source, "crashed", cause, "Please send us the file.")


class FencedReaders:
    """Several fenced readers at work. Answers come in the order asked; few files are held at once.

    A context manager. `n` is the number of child processes.
    """

    def __init__(self, n: int, *, known: Collection[str] = ()) -> None:
        self._n = n
        self._all = [FencedReader(known=known) for _ in range(n)]
        self._idle: SimpleQueue[FencedReader] = SimpleQueue()
        for reader in self._all:
            self._idle.put(reader)
        self._threads = ThreadPoolExecutor(n, thread_name_prefix="fence")

    def __enter__(self) -> FencedReaders:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._all:
            child = reader._child
            if child is not None:
                child.kill()  # a thread that waits for its answer wakes up
        self._threads.shutdown(wait=True)
        for reader in self._all:
            reader.close()

    def read(self, asked: Iterable[tuple[Source, Reading]]) -> Iterator[Answer]:
        """The answers, in the order of the questions.

        Raises:
            OSError: when no process can be started at all.
        """
        waiting: deque[Future[Answer]] = deque()
        for source, reading in asked:
            waiting.append(self._threads.submit(self._read, source, reading))
            if len(waiting) >= WAITING_FILES * self._n:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _read(self, source: Source, reading: Reading) -> Answer:
        reader = self._idle.get()
        try:
            return reader.read(source, reading)
        finally:
            self._idle.put(reader)


def _environment() -> dict[str, str]:
    """Ours, without what would change a verdict or cost memory."""
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # each thread reserves memory
    # a decoder's asserts keep it from reading on in a wrong place
    env.pop("PYTHONOPTIMIZE", None)
    return env


def _ask(child: subprocess.Popen[str], source: Source, reading: Reading) -> dict[str, Any] | None:
    """One question and its answer; None when the child is gone."""
    try:
        if child.stdin is None or child.stdout is None:
            return None
        child.stdin.write(json.dumps(question_to(source, reading)) + "\n")
        child.stdin.flush()
        answer: dict[str, Any] = json.loads(child.stdout.readline())
    except (OSError, ValueError):  # a broken pipe; half a line from a dying child
        return None
    return answer

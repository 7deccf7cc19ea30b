"""Many Cases: one a line in, one Advice a line out, in the same order, in flat memory."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from startline.cli.one_case import advice_for_value, refusal_lines, stdin_bytes
from startline.cli.plain import write_utf8
from startline.engine.errors import Problem, Refused
from startline.formats.advice_json import write_advice
from startline.formats.refusals import error_of
from startline.formats.strict_json import read_json, write_json

LONGEST_LINE = 16 * 1024 * 1024
CHUNK = 16  # Cases handed to a process at a time
AHEAD = 4  # chunks in flight for each process


def run_batch(path: str, *, on: date | None, seed: int, jobs: int | None) -> int:
    """Advise on every line of the file (`-` is stdin). Exit status: 0, or 1 if any was refused."""
    with ExitStack() as stack:
        try:
            lines = stdin_bytes() if path == "-" else stack.enter_context(Path(path).open("rb"))
        except OSError as error:
            problem = Problem("unreadable", f"{error.strerror}.", "Check the path.", path)
            print(refusal_lines(path, Refused([problem]))[0], file=sys.stderr)
            return 1
        n_refused = _stream(lines, on=on, seed=seed, jobs=jobs or os.cpu_count() or 1)
    return 1 if n_refused else 0


def _stream(lines: IO[bytes], *, on: date | None, seed: int, jobs: int) -> int:
    """Print one line for each line read; count the refused ones."""
    answer = partial(answers, on=on, seed=seed)
    n_done = n_refused = 0
    with _progress() as progress, _workers(jobs) as pool:
        task = progress.add_task("Cases", total=None)
        waiting: list[Any] = []
        chunks = _chunks(lines)
        while True:
            waiting += [pool.submit(answer, c) for c in islice(chunks, jobs * AHEAD - len(waiting))]
            if not waiting:
                break
            for refused, text in waiting.pop(0).result():
                write_utf8(text)
                n_done, n_refused = n_done + 1, n_refused + refused
            progress.update(task, completed=n_done)
    print(f"{n_done} Cases, {n_refused} refused.", file=sys.stderr)
    return n_refused


@contextmanager
def _workers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that finish what is in their hands and begin nothing more once we stop."""
    pool = ProcessPoolExecutor(max_workers=jobs, initializer=_leave_stopping_to_the_parent)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_stopping_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal at once; one answer to it is enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=not sys.stderr.isatty(),
    )  # fmt: skip


def _chunks(lines: IO[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    while line := lines.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):  # drop the rest of a line nobody can mean
                line = lines.readline(LONGEST_LINE)
            line = b""
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def answers(lines: list[bytes], *, on: date | None, seed: int) -> list[tuple[bool, str]]:
    """For each line, whether it was refused and the JSON to print in its place."""
    return [answer(line, on=on, seed=seed) for line in lines]


def answer(line: bytes, *, on: date | None, seed: int) -> tuple[bool, str]:
    """One line in, one line out; a refused line gives its first problem, code and hint."""
    try:
        if not line:
            raise Refused([Problem("too_large", "The line is too long.", "At most 16 MiB a line.")])
        value = read_json(line.rstrip(b"\r\n"))
        value, day = _own_day(value, on)
        return False, write_advice(advice_for_value(value, on=day, seed=seed)[1])
    except Refused as refused:
        return True, write_json({"error": error_of(refused)})
    except Exception as fault:
        problem = f"An internal fault ({type(fault).__name__})."
        hint = "No distance was computed. Please send us this Case."
        return True, write_json({"error": {"code": "fault", "problem": problem, "hint": hint}})


def _own_day(value: Any, on: date | None) -> tuple[Any, date | None]:
    if not isinstance(value, dict) or "case" not in value or "startline" in value:
        return value, on
    if "on" not in value:
        return value["case"], on
    try:
        return value["case"], date.fromisoformat(value["on"])
    except (TypeError, ValueError):
        hint = "Days are written 2026-03-22."
        raise Refused([Problem("impossible_day", "This is not a day.", hint, "on")]) from None

"""The advice of all runners made anew, as each night: SQLite and PostgreSQL, one worker and two.

    python -m benchmarks.web.nightly
    python -m benchmarks.web.nightly --runners 1000

Every worker is a process of its own, as on another machine, with an advice process beside it as
`startline worker` has; they share nothing but the database. In the last row one of two is killed
with SIGKILL half way, and another comes after the ten minutes that make its work free again.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.web.__main__ import RESULTS as PAGES_RESULTS
from benchmarks.web.postgresql import database as a_database

RESULTS = PAGES_RESULTS.with_name("nightly.md")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Night:
    """One night: where, how many workers, how many runners; seconds, and whether each had one."""

    database: str
    workers: str
    n: int
    seconds: float
    once_each: bool


def main() -> None:
    """Fill, work, count, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runners", type=int, default=300)
    asked.add_argument("--runs", type=int, default=200)
    options = asked.parse_args()
    nights: list[Night] = []
    for database in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            environment = {**os.environ, "STARTLINE_DATA": str(folder), "PYTHONPATH": str(ROOT)}
            if database == "PostgreSQL":
                environment["STARTLINE_DATABASE"] = stack.enter_context(a_database("startline"))
            do(environment, "fill", str(options.runners), str(options.runs))
            nights += [night(environment, database, options.runners, n) for n in (1, 2)]
            nights.append(killed(environment, database, options.runners))
    report = table(nights, options.runs)
    print(report)
    RESULTS.write_text(report)


def night(environment: dict[str, str], database: str, n: int, workers: int) -> Night:
    """One night by so many workers at once."""
    do(environment, "yesterday")
    start = time.perf_counter()
    crew = [begin(environment, "work") for _ in range(workers)]
    for worker in crew:
        assert worker.wait() == 0
    seconds = time.perf_counter() - start
    return Night(database, str(workers), n, seconds, counted(environment, n))


def killed(environment: dict[str, str], database: str, n: int) -> Night:
    """Two workers, one of them killed half way; a third comes once what it held is free."""
    do(environment, "yesterday")
    start = time.perf_counter()
    crew = [begin(environment, "work") for _ in range(2)]
    while int(do(environment, "count")) < n // 2:
        time.sleep(0.2)
    crew[0].kill()
    crew[0].wait()
    assert crew[1].wait() == 0
    do(environment, "ten_minutes_later")
    do(environment, "work")
    seconds = time.perf_counter() - start
    return Night(database, "2, one killed", n, seconds, counted(environment, n))


def begin(environment: dict[str, str], what: str, *arguments: str) -> subprocess.Popen[str]:
    """One of the acts below, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.web.nightly_acts", what, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def do(environment: dict[str, str], what: str, *arguments: str) -> str:
    """The same, waited for; what it printed."""
    acting = begin(environment, what, *arguments)
    said, _ = acting.communicate()
    assert acting.returncode == 0, what
    return said.strip()


def counted(environment: dict[str, str], n: int) -> bool:
    """Whether every runner has exactly one new advice."""
    return do(environment, "once_each") == str(n)


def table(nights: list[Night], runs: int) -> str:
    """Each night a row."""
    one = {night.database: night.seconds for night in nights if night.workers == "1"}
    return "\n".join([
        "# The advice of all runners, each night",
        "",
        f"`python -m benchmarks.web.nightly`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} "
        f"cores, CPython {platform.python_version()}; runners with {runs} runs each. A worker is a "
        "process with an advice process beside it, and shares nothing but the database with the "
        "other; starting it (about two seconds) is counted. Both cores are busy with two.",
        "",
        "| database | workers | runners | seconds | a runner | ratio to one | each exactly once |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {one_.database} | {one_.workers} | {one_.n} | {one_.seconds:.1f} | "
            f"{one_.seconds / one_.n * 1000:.0f} ms | {one[one_.database] / one_.seconds:.2f} | "
            f"{'yes' if one_.once_each else 'NO'} |"
            for one_ in nights
        ),
    ]) + "\n"  # fmt: skip


if __name__ == "__main__":
    main()

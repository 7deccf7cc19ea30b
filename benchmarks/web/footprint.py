"""What a server takes: bytes for each run, seconds to start, memory at rest, and a calendar's time.

    python -m benchmarks.web.footprint                               100,000 runs
    python -m benchmarks.web.footprint --runners 500 --runs 1000     500,000 runs

Beside it, in the same run: the same runs as the Case file a person could keep them in, and the same
server on an empty database.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import measured_here
from benchmarks.web.__main__ import RESULTS as PAGES_RESULTS
from benchmarks.web.__main__ import served
from benchmarks.web.fill import fill, start_django
from benchmarks.web.load import Browser, at_rate, percentile

RESULTS = PAGES_RESULTS.with_name("web_footprint.md")
PORT = 8796
N_CALENDARS, CALENDARS_A_S = 300, 10.0
REST_S = 8


def main() -> None:
    """Fill, weigh, start, ask; print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runners", type=int, default=50)
    asked.add_argument("--runs", type=int, default=2000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as bare:
        data, empty = Path(full), Path(bare)
        start_django(data)
        fill(n_runners=options.runners, n_runs=options.runs)
        size, case, token = weighed()
        run_command(empty, "migrate")
        rows = [size_row(size, case, options), *start_rows(data, empty), *rest_rows(data)]
        with served(data, PORT):
            rows += calendar_rows(token)
    report = "\n".join([*head(options), *rows]) + "\n"
    print(report)
    RESULTS.write_text(report)


def weighed() -> tuple[float, float, str]:
    """Bytes a run in the database and in a Case file, and the address of one calendar."""
    from django.conf import settings
    from django.db import connection

    from startline.formats.strict_json import write_json
    from startline.web.accounts.models import Runner
    from startline.web.api import feeds
    from startline.web.planning.case import case_value
    from startline.web.planning.models import AdviceSnapshot
    from startline.web.planning.selectors import today_of
    from startline.web.runlog.models import Run

    runner = Runner.objects.first()
    assert runner is not None
    runs = case_value(runner, on=today_of(runner))["runs"]
    token = feeds.make_address(runner, by=runner.user)
    AdviceSnapshot.objects.exclude(runner=runner).delete()  # a day's own, and not a run's
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    connection.close()
    file = Path(settings.DATABASES["default"]["NAME"])
    return file.stat().st_size / Run.objects.count(), len(write_json(runs)) / len(runs), token


def run_command(data: Path, name: str) -> None:
    """One of ours, on a folder."""
    from tests.web.accounts.test_shipped_settings import environment

    command = [sys.executable, "-m", "startline.cli", name]
    subprocess.run(command, env=environment(data), check=True, capture_output=True)


def size_row(size: float, case: float, options: argparse.Namespace) -> str:
    """Bytes of a run."""
    return (
        f"| a run in the database, with its indexes | {size:.0f} B | 400 B "
        f"| in a Case file {case:.0f} B | {size / case:.1f} |"
    )


def start_rows(data: Path, empty: Path) -> Iterator[str]:
    """Seconds from the command to the first answer, middle of three."""
    ours, bare = (sorted(seconds_to_start(one) for _ in range(3))[1] for one in (data, empty))
    yield (
        f"| from `startline serve` to the first answer | {ours:.1f} s | 5 s "
        f"| on an empty database {bare:.1f} s | {ours / bare:.1f} |"
    )


def seconds_to_start(data: Path) -> float:
    """From the command to the first answer."""
    began = time.perf_counter()
    with served(data, PORT):
        return time.perf_counter() - began


def rest_rows(data: Path) -> Iterator[str]:
    """Memory of everything that runs, after a page was asked for and nothing more is."""
    with served(data, PORT), working(data):
        Browser(PORT, "").get("/account/login/")
        time.sleep(REST_S)
        pids = below(os.getpid())[1:]
        ours = sum(proportional_mib(pid) for pid in pids)
    plain = bare_python_mib()
    yield (
        f"| memory at rest before the first advice, web server and worker, {len(pids)} processes "
        f"| {ours:.0f} MiB | 350 MiB | a Python that did `import django` {plain:.0f} MiB "
        f"| {ours / plain:.1f} |"
    )


@contextmanager
def working(data: Path) -> Iterator[None]:
    """A worker beside."""
    from tests.web.accounts.test_shipped_settings import environment

    command = [sys.executable, "-m", "startline.cli", "worker"]
    with subprocess.Popen(command, env=environment(data)) as process:
        try:
            yield
        finally:
            process.terminate()


def bare_python_mib() -> float:
    """Memory of a process that has imported Django and waits."""
    code = "import django, time; print('ready', flush=True); time.sleep(20)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        mib = proportional_mib(process.pid)
        process.terminate()
    return mib


def below(pid: int) -> list[int]:
    """A process and all it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in below(int(child)))]


def proportional_mib(pid: int) -> float:
    """Memory of a process, with its share of what several have in common."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def calendar_rows(token: str) -> Iterator[str]:
    """A calendar program that asks, and one that has the newest already."""
    browser = Browser(PORT, "")
    path = f"/calendar/{token}.ics"
    times = {}
    for what, target in (("calendar", path), ("empty", "/healthz")):
        asks = [(what, lambda target=target: browser.get(target))] * N_CALENDARS
        answers = at_rate(asks, per_s=CALENDARS_A_S)
        assert {one.status for one in answers} == {200}
        times[what] = percentile([one.seconds for one in answers], 0.95) * 1000
    yield (
        f"| the calendar, 95 % of {N_CALENDARS} | {times['calendar']:.0f} ms | 150 ms "
        f"| an empty page {times['empty']:.0f} ms | {times['calendar'] / times['empty']:.1f} |"
    )


def head(options: argparse.Namespace) -> list[str]:
    """What was measured, and where."""
    return [
        "# What a server takes",
        "",
        f"`python -m benchmarks.web.footprint --runners {options.runners} --runs {options.runs}`, "
        f"{measured_here()} SQLite, one server process and one for advice.",
        "",
        "| what | ours | target | instead | ratio |",
        "|---|---|---|---|---|",
    ]


if __name__ == "__main__":
    main()

"""A bulk export through the web application: the worker beside the command line, in one run.

    python -m benchmarks.web.imports                 2,500 runs of an hour
    python -m benchmarks.web.imports --runs 300      a quick look

Meanwhile somebody else logs a run every second: what an import costs those who wait for a page.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.import_.generate import an_export
from benchmarks.web.__main__ import served
from benchmarks.web.fill import fill, start_django
from benchmarks.web.load import Browser, percentile

RESULTS = Path(__file__).resolve().parents[1] / "results" / "web_import.md"
N_QUIET = 30  # runs logged before the import, to compare with
DONE = ("done", "stopped")


def main() -> None:
    """Generate, import both ways, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=2500)
    asked.add_argument("--port", type=int, default=8791)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "export.zip"
        an_export(archive, options.runs, n_rides=options.runs // 10)
        plain_s = by_the_command_line(folder, archive)
        start_django(folder / "data")
        sessions = fill(n_runners=2, n_runs=200)
        with served(folder / "data", options.port):
            report = measured(folder / "data", archive, Browser(options.port, sessions[1]), plain_s)
    print(report)
    RESULTS.write_text(report)


def by_the_command_line(folder: Path, archive: Path) -> float:
    """Seconds of `startline import --jobs 1` into a Case."""
    case = folder / "case.json"
    case.write_text('{"startline": 1, "runner": {"time_zone": "UTC"}}')
    command = [sys.executable, "-m", "startline.cli", "import", str(archive)]
    begun = time.perf_counter()
    subprocess.run([*command, "--into", str(case), "--jobs", "1"], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    return time.perf_counter() - begun


def undo(job: Any, *, by: Any) -> None:
    """Take an import back."""
    from startline.web.imports import services

    services.undo(job, by=by)


def measured(data: Path, archive: Path, other: Browser, plain_s: float) -> str:
    """Every figure as one page of Markdown."""
    quiet = [_log(other) for _ in range(N_QUIET)]
    first = an_import(data, archive)
    list(first.wait(None))
    again = an_import(data, archive)
    list(again.wait(None))
    n = first.job.n_runs
    undo(first.job, by=first.job.runner.user)
    busy = an_import(data, archive)
    meanwhile = list(busy.wait(other))
    lines = [
        "# A bulk export through the web application",
        "",
        f"`python -m benchmarks.web.imports --runs {n}`, {datetime.now(UTC):%Y-%m-%d}, "
        f"{os.cpu_count()} cores, CPython {platform.python_version()}, SQLite: {n} runs of an "
        f"hour as FIT, one reader. Load of the machine at the end: {os.getloadavg()[2]:.0f} "
        "(15 minutes); this benchmark alone makes about 2.",
        "",
        "| | seconds | runs a minute | beside the command line |",
        "|---|---|---|---|",
        f"| `startline import --jobs 1` | {plain_s:.0f} | {n * 60 / plain_s:.0f} | 1 |",
        f"| worker, into the log | {first.seconds:.0f} | {n * 60 / first.seconds:.0f} | "
        f"{first.seconds / plain_s:.2f} times |",
        f"| the same export again: {again.job.n_runs} new, {again.job.n_here} already here | "
        f"{again.seconds:.0f} | | {again.seconds / plain_s:.2f} times |",
        "",
        f"Files a minute in the first half: {first.pace(0.05, 0.5):.0f}, in the second: "
        f"{first.pace(0.5, 0.95):.0f}. Memory of the worker at most {first.peak_mib:.0f} MiB.",
        "",
        "While another export is imported somebody logs a run every second: "
        f"{percentile(meanwhile, 0.5) * 1000:.0f} ms in the middle, "
        f"{percentile(meanwhile, 0.95) * 1000:.0f} ms at 95 %, {max(meanwhile) * 1000:.0f} ms at "
        f"most ({len(meanwhile)} runs, with their advice worked out on the same two cores); with "
        f"no import {percentile(quiet, 0.5) * 1000:.0f} and "
        f"{percentile(quiet, 0.95) * 1000:.0f} ms.",
    ]
    return "\n".join(lines) + "\n"


class AnImport:
    """An import in the queue, and the worker that does it."""

    def __init__(self, job: Any, worker: subprocess.Popen[bytes]) -> None:
        self.job, self.worker = job, worker
        self.begun = time.perf_counter()
        self.seconds = 0.0
        self.peak_mib = 0.0
        self.reached: list[tuple[float, int]] = []

    def wait(self, other: Browser | None) -> Iterator[float]:
        """Until it is done; how long each run took that somebody logged meanwhile."""
        while self.job.state not in DONE:
            if other is not None:
                yield _log(other)
            time.sleep(1.0)
            self.job.refresh_from_db()
            self.seconds = time.perf_counter() - self.begun
            self.reached.append((self.seconds, self.job.n_done))
            self.peak_mib = max(self.peak_mib, _mib(self.worker.pid))
        self.worker.terminate()
        self.worker.wait(60)

    def pace(self, since: float, until: float) -> float:
        """Files a minute between two shares of all."""
        total = self.job.n_found
        inside = [(at, n) for at, n in self.reached if since * total <= n <= until * total]
        if len(inside) < 2 or inside[-1][0] == inside[0][0]:
            return float("nan")
        return (inside[-1][1] - inside[0][1]) * 60 / (inside[-1][0] - inside[0][0])


def an_import(data: Path, archive: Path) -> AnImport:
    """Send the archive as the first runner and start a worker."""
    from startline.web.accounts.models import Runner
    from startline.web.imports import services
    from startline.web.imports.receiving import Sent

    runner = Runner.objects.select_related("user").order_by("id")[0]
    handler = services.folder_for_upload(runner, "bench")
    handler.folder.mkdir(parents=True)
    sent = Sent(handler._id, archive.name, archive.stat().st_size)
    shutil.copy(archive, handler.folder / str(sent.public_id))
    handler.sent.append(sent)
    job = services.take_upload(runner, handler, by=runner.user)
    environment = {**os.environ, "STARTLINE_DATA": str(data), "STARTLINE_ADVICE": "process"}
    worker = subprocess.Popen([sys.executable, "-m", "startline.cli", "worker"], env=environment)
    return AnImport(job, worker)


def _log(browser: Browser) -> float:
    begun = time.perf_counter()
    status, _, _ = browser.log_run(datetime.now(UTC).date().isoformat(), "2.1")
    assert status in (200, 302), status
    return time.perf_counter() - begun


def _mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()

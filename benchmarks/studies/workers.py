"""How studies scale with workers, and what becomes of one that is killed.

Times are of whole commands by the clock on the wall, so another program on the machine spoils
them; the processor seconds beside each say by how much.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCALED, KILLED = 240, 120
TARGETS = {"pool": 1.8, "Dask, local": 1.6}
CLUSTERS = {"pool": (), "Dask, local": ("--cluster", "local")}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the work by the clock, processor seconds of it, and the table it made."""

    wall_s: float
    core_s: float
    table: bytes


def command(folder: Path, n: int, jobs: int, *more: str) -> list[str]:
    """The study of policies on so many runners."""
    typed = ["study", "policies", "--runners", str(n), "--seed", "1", "--jobs", str(jobs)]
    return [sys.executable, "-m", "startline.cli", *typed, "-o", str(folder), *more]


def read(folder: Path) -> Took:
    """What a finished study took, and its table."""
    [one] = json.loads((folder / "timing.json").read_text())
    core_s = sum(sweep["core_s"] for sweep in one["sweeps"].values())
    return Took(one["wall_s"], core_s, (folder / "policies.parquet").read_bytes())


def ran(n: int, jobs: int, *more: str) -> Took:
    """A study from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command(Path(folder), n, jobs, *more), check=True, capture_output=True)
        return read(Path(folder))


def scaling(runners: int | None) -> list[str]:
    """One worker and two, with the pool and with a Dask cluster of this machine."""
    n = runners or SCALED
    lines = [
        f"`policies`, {n} runners x 5 policies, starting and page included. Ratio: runners a "
        "second with two workers against one. Used: processor seconds of the work over seconds "
        "by the clock and workers; under about 0.95 the machine had other things to do.", "",
        "| workers | one | two | ratio | asked | used, one and two | same bytes |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    tables = set()
    for name, more in CLUSTERS.items():
        one, two = (ran(n, jobs, *more) for jobs in (1, 2))
        tables |= {one.table, two.table}
        used = [took.core_s / took.wall_s / jobs for jobs, took in ((1, one), (2, two))]
        lines.append(
            f"| {name} | {one.wall_s:.1f} s | {two.wall_s:.1f} s | {one.wall_s / two.wall_s:.2f} | "
            f"{TARGETS[name]} | {used[0]:.2f}, {used[1]:.2f} | "
            f"{'yes' if len(tables) == 1 else 'NO'} |"
        )
    return lines


def killed(runners: int | None) -> list[str]:
    """A worker of the pool, and one of Dask, killed half way."""
    n = runners or KILLED
    undisturbed = ran(n, 2).table
    lines = [
        f"`policies`, {n} runners; one of two workers gets SIGKILL when half of the runners are "
        "done.", "",
        "| workers | portions lost and done again | result equal to the undisturbed one |",
        "|---|---|---|",
    ]  # fmt: skip
    for name, more in CLUSTERS.items():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            process = subprocess.Popen(
                command(folder, n, 2, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            kill_half_way(process, folder, n)
            process.wait()
            timing: list[dict[str, Any]] = json.loads((folder / "timing.json").read_text())
            lost = timing[0]["sweeps"]["policies"]["lost"]
            same = (folder / "policies.parquet").read_bytes() == undisturbed
            said = lost if name == "pool" else f"{lost} seen by us; Dask does them again itself"
            lines.append(f"| {name} | {said} | {'yes' if same else 'NO'} |")
    return lines


def kill_half_way(process: subprocess.Popen[bytes], folder: Path, n: int) -> None:
    """Wait for half of the runners, then kill one worker."""
    parts = folder / "parts/policies"
    while process.poll() is None:
        ends = [int(path.stem.split("-")[1]) for path in parts.glob("[0-9]*.parquet")]
        begins = [int(path.stem.split("-")[0]) for path in parts.glob("[0-9]*.parquet")]
        if sum(ends) - sum(begins) >= n / 2:
            os.kill(workers_of(process.pid)[0], signal.SIGKILL)
            return
        time.sleep(0.1)


def workers_of(pid: int) -> list[int]:
    """The worker processes below one, as deep as they stand."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
            found += workers_of(int(child))
    return found

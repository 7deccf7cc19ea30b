"""What an answer costs: time from a cold start, Cases a second in a batch, and memory.

Beside each stands what a user would do instead, in the same run: for the batch, one process for
each Case (a shell loop); for `advise`, starting Python with NumPy and doing nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from copy import deepcopy
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

DAY = "2026-03-23"
STARTLINE = [sys.executable, "-m", "startline.cli"]
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}


def rough_week() -> dict[str, Any]:
    """The story the project began with, as plain JSON."""
    text = files("startline.cli").joinpath("rough_week.case.json").read_text("utf-8")
    case: dict[str, Any] = json.loads(text)
    return case


def varied(case: dict[str, Any], n: int, seed: int = 7) -> list[str]:
    """n different Cases: other distances, limits, sites, tolerances, and 2 to 10 pain reports."""
    dice = Random(seed)  # noqa: S311 - makes examples, keeps no secret
    return [json.dumps(_another(deepcopy(case), dice), separators=(",", ":")) for _ in range(n)]


def _another(case: dict[str, Any], dice: Random) -> dict[str, Any]:
    case["runner"]["tolerance"] = dice.choice([0.1, 0.2, 0.3])
    case["restrictions"][0]["max_run_km"] = round(dice.uniform(5, 20), 3)
    case["episodes"][0]["site"] = dice.choice(["unknown", "knee_outer", "shin", "hip"])
    case["episodes"][0]["began_on"] = "2026-02-15"
    for run in case["runs"]:
        run["distance_km"] = round(run["distance_km"] * dice.uniform(0.9, 1.1), 3)
        run.pop("pain", None)
    for run in case["runs"][-dice.randint(2, 10) :]:
        run["pain"] = _said(run["distance_km"], dice)
    return case


def _said(km: float, dice: Random) -> dict[str, Any]:
    if dice.random() < 0.4:
        return {"free": True, "next_morning_nrs": 0}
    at = round(km * dice.uniform(0.3, 0.95), 3)
    onset = {"lower_km": at, "upper_km": dice.choice([at, round(min(km, at + 1), 3)])}
    return {"free": False, "onset": onset, "worst_nrs": dice.randint(1, 6), "course": "steady"}


def a_decade() -> dict[str, Any]:
    """Ten years of daily runs, the last ten weeks of them asked about."""
    case = rough_week()
    first = date(2016, 3, 25)
    case["runs"] = [
        {
            "id": f"r{i}", "on": (first + timedelta(i)).isoformat(), "distance_km": 8 + i % 7,
            "duration_min": 50 + i % 20,
        }
        for i in range(3650)
    ]  # fmt: skip
    dice = Random(3)  # noqa: S311 - as above
    for run in case["runs"][-70::2]:
        run["pain"] = _said(run["distance_km"], dice)
    return case


def seconds(command: list[str], *, n: int = 7, stdin: bytes = b"") -> float:
    """Median wall time of a command started cold."""
    took = []
    for _ in range(n):
        begun = time.perf_counter()
        subprocess.run(command, input=stdin, env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)  # fmt: skip
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def peak_mib(command: list[str]) -> float:
    """Greatest memory of a command and its children together, looked at 50 times a second."""
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(command, env=ENVIRONMENT, stdout=nowhere, stderr=nowhere)
        most = 0
        while process.poll() is None:
            most = max(most, sum(_resident_kib(pid) for pid in family(process.pid)))
            time.sleep(0.02)
    return most / 1024


def family(pid: int) -> list[int]:
    """A process and all below it, whichever of its threads started them."""
    below: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return [pid, *(one for child in below for one in family(child))]


def _resident_kib(pid: int) -> int:
    """Proportional set size where the kernel tells it: pages shared by processes count once."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


def rows(folder: Path, n_cases: int) -> list[tuple[str, str, str, str, str]]:
    """Measure everything: what, ours, target, what a user would pick instead, ratio."""
    story, many, decade = folder / "story.json", folder / "many.jsonl", folder / "decade.json"
    story.write_text(json.dumps(rough_week()))
    decade.write_text(json.dumps(a_decade()))
    lines = varied(rough_week(), n_cases)
    many.write_text("\n".join(lines) + "\n")
    numpy_s = seconds([sys.executable, "-c", "import numpy"])
    help_s = seconds([*STARTLINE, "--help"])
    advise = [*STARTLINE, "advise", str(story), "--on", DAY, "--json"]
    advise_s = seconds(advise)
    decade_s = seconds([*STARTLINE, "advise", str(decade), "--on", DAY, "--json"])
    batch = [*STARTLINE, "advise", "--batch", str(many), "--on", DAY, "--jobs", "2"]
    batch_s = seconds(batch, n=3)
    loop_s = _loop_s(lines[:20])
    mib = peak_mib(batch)
    rate = n_cases / batch_s
    return [
        ("`startline --help`, cold", f"{help_s:.2f} s", "0.3 s",
         f"python -c 'import numpy' {numpy_s:.2f} s",
         f"{help_s / numpy_s:.1f}"),
        ("`startline advise`, rough week, cold", f"{advise_s:.2f} s", "1.0 s",
         f"python -c 'import numpy' {numpy_s:.2f} s", f"{advise_s / numpy_s:.1f}"),
        ("`startline advise`, ten years of runs, cold", f"{decade_s:.2f} s", "-",
         f"the rough week {advise_s:.2f} s", f"{decade_s / advise_s:.1f}"),
        (f"`advise --batch`, {n_cases} different Cases, 2 processes", f"{rate:.0f} Cases/s",
         "40 Cases/s", f"a shell loop, one process a Case: {1 / loop_s:.1f} Cases/s",
         f"{rate * loop_s:.1f}"),
        ("memory of that batch, all processes", f"{mib:.0f} MiB", "300 MiB", "-", "-"),
    ]  # fmt: skip


def _loop_s(lines: list[str]) -> float:
    """Seconds a Case when a process is started for each."""
    begun = time.perf_counter()
    for line in lines:
        subprocess.run([*STARTLINE, "advise", "-", "--on", DAY, "--json"], input=line.encode(),
                       env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=True)  # fmt: skip
    return (time.perf_counter() - begun) / len(lines)


def main() -> None:
    """Print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = rows(Path(folder), options.cases)
    lines = [
        "# What an answer costs", "",
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {date.today().isoformat()}.", "",  # noqa: DTZ011 - a date for people
        "| what | ours | target | instead | ratio |", "|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in found),
    ]  # fmt: skip
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "speed.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

"""The whole import of an archive: seconds, memory, and whether file 2,500 costs more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.import_.generate import an_export
from benchmarks.speed import family, peak_mib
from startline.formats.importer import Settings, find_sources, import_sources
from startline.formats.journal import Journal
from startline.formats.memory import Memory

WINDOW = 100  # files over which the time of one is averaged
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Speed:
    """What one import cost."""

    first_s: float
    first_cpu_s: float
    n_runs: int
    again_s: float
    n_new: int
    mib: float
    early_ms: float
    late_ms: float


def measure(folder: Path, n_runs: int) -> Speed:
    """Import once, again, once more for memory, and once in this process for the pace."""
    archive, case = folder / "export.zip", folder / "case.json"
    if not archive.exists():
        an_export(archive, n_runs, n_rides=n_runs // 10)
    command = [sys.executable, "-m", "startline.cli", "import", str(archive), "--json"]
    first_s, cpu_s, first = _import([*command, "--into", str(_empty(case))])
    again_s, _, again = _import([*command, "--into", str(case)])
    mib = peak_mib([*command, "--into", str(_empty(case))])
    early_ms, late_ms = _pace(archive, n_runs)
    return Speed(first_s, cpu_s, len(first["runs"]), again_s, len(again["runs"]), mib,
                 early_ms, late_ms)  # fmt: skip


def _empty(case: Path) -> Path:
    case.write_text('{"startline": 1, "runner": {"time_zone": "Europe/Vienna"}}')
    return case


def _import(command: list[str]) -> tuple[float, float, dict[str, list[object]]]:
    begun, before = time.perf_counter(), os.times()
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
    after = os.times()
    cpu_s = after.children_user + after.children_system
    cpu_s -= before.children_user + before.children_system
    found: dict[str, list[object]] = json.loads(done.stdout)
    return time.perf_counter() - begun, cpu_s, found


def _pace(archive: Path, n_runs: int) -> tuple[float, float]:
    """Milliseconds of processor a file around file 100 and up to the last, all processes together.

    Of processor, because what others do on the machine at that moment is not ours.
    """
    settings = Settings(zone=ZoneInfo("Europe/Vienna"), today=datetime.now(UTC).date())
    items = import_sources(find_sources([archive]), settings, Memory([], []), Journal())
    half = min(WINDOW // 2, n_runs // 8)
    early, late = (WINDOW - half, WINDOW + half), (n_runs - 2 * half, n_runs)
    marks = {n: 0.0 for n in (*early, *late)}
    for n, _ in enumerate(items, start=1):
        if n in marks:
            marks[n] = _processor_s()
    early_s, late_s = (marks[end] - marks[begin] for begin, end in (early, late))
    return 1000 * early_s / (2 * half), 1000 * late_s / (2 * half)


def _processor_s() -> float:
    """Seconds of processor this process and its children have used."""
    ticks = 0
    for pid in family(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def table(found: Speed, n_runs: int) -> list[str]:
    """Markdown."""
    cores = len(os.sched_getaffinity(0))
    busy = os.getloadavg()[0]
    return [
        f"{n_runs} runs of an hour, one sample a second, FIT gzipped, one archive with its table. "
        f"{cores} cores; load of the machine at the end {busy:.1f} (2 is ours).",
        "",
        "| what | ours | target |",
        "|---|---|---|",
        f"| whole import, {found.n_runs} runs | {found.first_s:.1f} s "
        f"({found.first_cpu_s:.1f} s of processor) | 90 s |",
        f"| the same archive again, {found.n_new} new | {found.again_s:.1f} s | 15 s, 0 new |",
        f"| peak memory, all processes | {found.mib:.0f} MiB | 400 MiB |",
        f"| a file around file {WINDOW} | {found.early_ms:.1f} ms of processor | - |",
        f"| a file around file {n_runs} | {found.late_ms:.1f} ms of processor "
        f"({found.late_ms / found.early_ms:.2f} times) | 1.2 times |",
    ]

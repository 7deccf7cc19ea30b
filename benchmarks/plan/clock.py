"""How long a plan takes, and how many Cases a second the command answers."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.plan.cases import drawn
from benchmarks.plan.question import SEED, before, question, shipped
from benchmarks.speed import ENVIRONMENT, STARTLINE
from startline.engine.advise import advise
from startline.formats.case_json import case_from

PLAN_TARGET_S = (0.25, 0.5)
RATE_TARGET = 12


@dataclass(frozen=True)
class Times:
    """Seconds for each Case: planning alone, and the whole Advice."""

    plan_s: tuple[float, ...]
    advice_s: tuple[float, ...]


def times(n_cases: int) -> Times:
    """Plan part and whole Advice of the first Cases, one process, after one to warm up."""
    plans, whole = [], []
    for number in range(-1, n_cases):
        one = drawn(number)
        case = case_from(one.case, today=one.on)
        known = before(case, one.on)
        begun = time.process_time()
        shipped(question(known))
        planned = time.process_time()
        advise(case, on=one.on, rng=np.random.default_rng(SEED))
        if number >= 0:
            plans.append(planned - begun)
            whole.append(time.process_time() - planned)
    return Times(tuple(plans), tuple(whole))


def batch_rate(n_cases: int) -> tuple[float, float]:
    """Cases a second of `startline advise --batch` with two processes, starting included.

    As the clock on the wall goes, and by processor time, were both cores free.
    """
    drawn_cases = [drawn(number) for number in range(n_cases)]
    lines = [json.dumps({"on": one.on.isoformat(), "case": one.case}) for one in drawn_cases]
    spent_before = _children_s()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [*STARTLINE, "advise", "--batch", str(path), "--jobs", "2"]
        begun = time.perf_counter()
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True)
        seconds = time.perf_counter() - begun
    assert len(done.stdout.splitlines()) == n_cases
    return n_cases / seconds, n_cases * 2 / (_children_s() - spent_before)


def _children_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def report(n_cases: int) -> list[str]:
    """The section on time."""
    found = times(n_cases)
    wall, free = batch_rate(n_cases)
    return [
        "## Time", "",
        f"{n_cases} Cases, one process, processor time; Python {sys.version.split()[0]}. "
        "Planning is calendar, forecast of the onset, plan and limits; the Advice is everything "
        "but reading the file.", "",
        "| what | median | 95th percentile | slowest | target |", "|---|---|---|---|---|",
        _row("planning", found.plan_s, "0.25 s, 0.5 s"),
        _row("whole Advice", found.advice_s, "-"), "",
        f"`startline advise --batch`, two processes, starting included: {wall:.0f} Cases/s by the "
        f"clock, {free:.0f} by processor time (two free cores); target {RATE_TARGET}.", "",
    ]  # fmt: skip


def _row(what: str, seconds: Sequence[float], target: str) -> str:
    mid, high, most = np.quantile(seconds, [0.5, 0.95, 1.0])
    return f"| {what} | {mid:.3f} s | {high:.3f} s | {most:.3f} s | {target} |"

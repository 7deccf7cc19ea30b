"""Every reader in turn, and the page of what came of it."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.fuzz.one import KEPT, TOO_LONG_S, found_in
from benchmarks.fuzz.targets import TARGETS
from benchmarks.machine import measured_here

PAGE = Path(__file__).parents[1] / "results" / "fuzz.md"
HEAD = """# Readers given what nobody wrote

{machine}

`make fuzz SECONDS={seconds}`: {seconds} s for each reader, seed {seed}, {how}. A fault is any
exception but a reader's own refusals, an answer that is not whole, or an input that takes over
{longest} s. What HTML comes of Markdown is searched for tags that run or load something; a Case
that is read is written and read again.
"""


def run(name: str, seconds: int, seed: int, *, led: bool) -> dict[str, Any]:
    """One reader in a process of its own; that the process died is a fault too."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [sys.executable, "-m", "benchmarks.fuzz.one", name, str(seconds), str(out),
                   str(seed), "led" if led else "plain"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        nothing: dict[str, Any] = {"name": name, "n": 0, "faults": {}}
        found = found_in(out) if out.exists() else nothing
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["without a word"])[-1]
        found["faults"][f"the process ended with {done.returncode}: {last[:120]}"] = 1
    return found


def page(found: list[dict[str, Any]], *, seconds: int, seed: int, led: bool) -> str:
    """The page of results."""
    how = "inputs led by atheris" if led else "inputs changed at random"
    head = HEAD.format(
        machine=measured_here(), seconds=seconds, seed=seed, how=how, longest=TOO_LONG_S
    )
    rows = ["| reader | inputs read | a second | slowest, ms | memory, MiB | faults |",
            "|---|---|---|---|---|---|"]  # fmt: skip
    for one in found:
        rate = one["n"] / max(one.get("seconds", 0), 1e-9)
        rows.append(
            f"| {one['name']} | {one['n']:,} | {rate:,.0f} | {one.get('slowest_ms', 0):.0f} "
            f"| {one.get('mib', 0):.0f} | {len(one['faults'])} |"
        )
    faults = [
        f"- {one['name']}: {kind} ({n} times)" for one in found for kind, n in one["faults"].items()
    ]
    told = "\n".join(["", "## Faults", "", *(faults or ["None."])])
    return "\n".join([head, *rows, told, *_before()]) + "\n"


def _before() -> list[str]:
    """What earlier runs found and was mended: kept by hand at the end of the page."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    mark = "\n## Found before and mended"
    return [mark + text.partition(mark)[2].rstrip()] if mark in text else []


def main() -> None:
    """Fuzz, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument("--seconds", type=int, default=600, help="for each reader")
    parser.add_argument("--only", nargs="*", choices=sorted(TARGETS), default=list(TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris, also where it is")
    said = parser.parse_args()
    led = not said.plain and importlib.util.find_spec("atheris") is not None
    found = []
    for name in said.only:
        found.append(run(name, said.seconds, said.seed, led=led))
        print(json.dumps(found[-1]), flush=True)
    if len(found) == len(TARGETS):
        PAGE.write_text(page(found, seconds=said.seconds, seed=said.seed, led=led), "utf-8")
    if any(one["faults"] for one in found):
        sys.exit(f"There are faults; their inputs lie in {KEPT}.")


if __name__ == "__main__":
    main()

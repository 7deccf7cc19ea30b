"""python -m benchmarks.onset: every contender against every baseline, then the gate."""

from __future__ import annotations

import argparse
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.onset.contest import claimed_worlds, compete, contenders
from benchmarks.onset.gate import judge
from benchmarks.onset.report import markdown, write_csv

N_RUNNERS, N_QUICK = 500, 50
SEED = 20_260_503


def main() -> int:
    """Measure, print, write; a failed clause is a result, not an error."""
    asked = arguments()
    if asked.check:
        return print_check()
    results = compete(n_runners=asked.runners, seed=asked.seed)
    gates = {model.name: judge(results, model.name, claimed_worlds()) for model in contenders()}
    text = markdown(results, gates, heading=heading(asked.seed, asked.runners))
    print(text)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "onset.md").write_text(text, encoding="utf-8")
    write_csv(results, asked.out / "onset.csv")
    from benchmarks.onset.pictures import draw  # slow to import; not needed by --check

    draw(results, asked.out)
    return 0


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.onset", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{N_QUICK} runners per world")
    parser.add_argument("--runners", type=int, help=f"runners per world ({N_RUNNERS})")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--check", action="store_true", help="check the benchmark itself")
    asked = parser.parse_args()
    asked.runners = asked.runners or (N_QUICK if asked.quick else N_RUNNERS)
    return asked


def heading(seed: int, n_runners: int) -> list[str]:
    """When, how and with what these figures were made."""
    return [
        f"- made on {datetime.now(UTC):%Y-%m-%d}, seed {seed}, {n_runners} runners per world",
        f"- Python {platform.python_version()}, numpy {np.__version__}",
        f"- command: `python -m benchmarks.onset --runners {n_runners} --seed {seed}`",
    ]


def print_check() -> int:
    """Run the self-check; the exit status says whether it held."""
    from benchmarks.onset.self_check import facts  # not needed by a measurement

    held = True
    for fact, true in facts():
        print(f"{'ok  ' if true else 'FAIL'} {fact}")
        held = held and true
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

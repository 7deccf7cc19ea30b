"""python -m benchmarks.plan: time, the objective beside a search, stability, and a rough crowd."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.plan import clock, contest, crowd, steady

PARTS = ("time", "exact", "steady", "random")


def main() -> None:
    """Measure what was asked for, print it, and write it where every part was asked for."""
    asked = arguments()
    lines = [
        "# The whole plan", "",
        f"{os.cpu_count()} cores, {datetime.now(tz=UTC).date().isoformat()}; "
        "`make bench-plan`. Cases are drawn by number (`cases.py`): 18-week programmes of six "
        "shapes, any day of weeks 1 to 16, healthy, hurting, returning, limits of all kinds.", "",
    ]  # fmt: skip
    sections = {
        "time": lambda: clock.report(asked.cases),
        "exact": lambda: contest.report(asked.exact, asked.seconds),
        "steady": lambda: steady.report(asked.steady, asked.searched),
        "random": lambda: crowd.report(asked.random),
    }
    for part in asked.part or PARTS:
        found = sections[part]()
        print("\n".join(found), flush=True)
        lines += found
    if not asked.part:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "plan.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="this part alone, unwritten")
    parser.add_argument("--cases", type=int, default=500, help="Cases that are timed")
    parser.add_argument("--exact", type=int, default=30, help="Cases that are searched")
    parser.add_argument("--seconds", type=float, default=60, help="most seconds for a search")
    parser.add_argument("--steady", type=int, default=200, help="Cases with one run more")
    parser.add_argument("--searched", type=int, default=30, help="of those, searched afresh")
    parser.add_argument("--random", type=int, default=10_000, help="odd Cases")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    return parser.parse_args()


if __name__ == "__main__":
    main()

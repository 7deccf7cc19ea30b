"""Measure the studies. Each part prints a table and keeps it under `benchmarks/results`.

python -m benchmarks.studies cost                          # one runner's advice: core-ms, bytes
python -m benchmarks.studies scaling --runners 240         # one worker and two, pool and Dask
python -m benchmarks.studies killed --runners 120          # kill -9 half way: the same result?
python -m benchmarks.studies policies --runners 10000      # the study itself, its results kept
python -m benchmarks.studies calibration --runners 3000
python -m benchmarks.studies sensitivity --runners 48
python -m benchmarks.studies backtest --histories ../shared/data/histories
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.studies import cost, kept, workers

MEASURED = {
    "cost": "What one runner's advice of a day costs",
    "scaling": "One worker and two",
    "killed": "A worker killed half way",
}
STUDIES = ("policies", "calibration", "sensitivity", "backtest")
OUT = Path("benchmarks/results")


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=(*MEASURED, *STUDIES))
    parser.add_argument("--runners", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20_260_503)
    parser.add_argument("--histories", type=Path)
    parser.add_argument("--folder", type=Path, help="keep everything here; goes on if it is there")
    asked = parser.parse_args()
    if asked.part in STUDIES:
        text = kept.results(asked.part, asked)
        (OUT / f"study-{asked.part}.md").write_text(text, encoding="utf-8")
        print(text)
        return
    lines = {"cost": cost.table, "scaling": workers.scaling, "killed": workers.killed}[asked.part](
        asked.runners
    )
    print("\n".join(lines))
    keep(asked.part, lines)


def keep(part: str, lines: list[str]) -> None:
    """Replace one part of the page; the others stay as they were measured."""
    path = OUT / "studies.md"
    text = path.read_text("utf-8") if path.exists() else ""
    sections = dict(re.findall(r"(?ms)^## ([^\n]+)\n\n(.*?)\n*(?=^## |\Z)", text))
    command = f"python -m benchmarks.studies {' '.join(sys.argv[1:])}"
    head = f"`{command}`, {os.cpu_count()} cores, Python {sys.version.split()[0]}, " + str(
        datetime.now(UTC).date()
    )
    sections[MEASURED[part]] = "\n".join([f"{head}.", "", *lines]).rstrip()
    order = [title for title in MEASURED.values() if title in sections]
    body = "".join(f"\n## {title}\n\n{sections[title]}\n" for title in order)
    path.write_text(f"# What studies cost\n{body}", "utf-8")


if __name__ == "__main__":
    main()

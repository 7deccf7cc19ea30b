"""Simulate, ask, compare, and write the page and the picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.outlook.clock import measure
from benchmarks.outlook.picture import draw
from benchmarks.outlook.report import page
from benchmarks.outlook.rough_week import SEED
from benchmarks.outlook.runner import WORLDS
from benchmarks.outlook.sensitivity import sensitivity
from benchmarks.outlook.study import Answer, ask


def main() -> None:
    """Print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runners", type=int, default=400, help="of each world; thrice as described"
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    times, moved = measure(), sensitivity()
    found: dict[str, list[Answer]] = {}
    for world in WORLDS:
        n = options.runners * (3 if world.described else 1)
        found[world.name] = [one for i in range(n) for one in ask(world, i, SEED)]
        print(f"{world.name}: {n} runners", file=sys.stderr)
    lines = page(found, times, moved)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "outlook.md").write_text("\n".join(lines) + "\n")
    draw(found, options.out / "outlook.png")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

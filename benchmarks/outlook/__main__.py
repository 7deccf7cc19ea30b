"""Simulate, ask, compare, and write the page and the picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.outlook.clock import measure
from benchmarks.outlook.picture import draw
from benchmarks.outlook.report import page
from benchmarks.outlook.rough import sensitivity
from benchmarks.outlook.rough_week import SEED
from benchmarks.swept import swept
from startline.study.chances import TURN
from startline.study.described import WORLDS
from startline.study.tenths import answers_of


def main() -> None:
    """Print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runners", type=int, default=400, help="of each world; thrice as described"
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    times, moved = measure(), sensitivity()
    table = swept("calibration", "chances", runners=options.runners * len(TURN), seed=SEED)
    answers = answers_of(table)
    found = {world.name: [one for one in answers if one.world == world.name] for world in WORLDS}
    lines = page(found, times, moved)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "outlook.md").write_text("\n".join(lines) + "\n")
    draw(found, options.out / "outlook.png")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

"""Simulation-based calibration of the full posterior: one sweep of the study `calibration`.

The whole study, with what an Advice says beside it: `startline study calibration`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.machine import measured_here
from benchmarks.swept import swept
from startline.study.calibration import posterior
from startline.study.page import Page, Section, markdown_of
from startline.study.places import judge

SEED = 2026


def main() -> None:
    """Print the verdicts and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    judged = judge(swept("calibration", "places", runners=options.draws, seed=SEED))
    told = [f"{options.draws} draws from the prior, 2 to 10 runs each, seed {SEED}. "
            f"{measured_here()}"]  # fmt: skip
    sections = [Section("Places in the posterior", posterior(judged))]
    text = markdown_of(Page("Simulation-based calibration of the onset belief", told, sections))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "calibration.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

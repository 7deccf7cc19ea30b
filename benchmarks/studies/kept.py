"""A whole study, its results kept as a page of Markdown with machine, date and time."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.swept import tell
from startline.study.page import markdown_of
from startline.study.run import Where, run_study
from startline.study.studies import study_of
from startline.study.sweeps import Options


def results(name: str, asked: argparse.Namespace) -> str:
    """Run the study, or go on with it, and tell what it found and took."""
    study = study_of(name)
    options = Options(
        seed=asked.seed,
        runners=asked.runners or study.runners,
        histories=None if asked.histories is None else str(asked.histories),
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = asked.folder or Path(temporary)
        page = run_study(study, options, Where(folder, asked.jobs), tell)
        timing = json.loads((folder / "timing.json").read_text("utf-8"))
    title, _, rest = markdown_of(page).partition("\n\n")
    return f"{title}\n\n{made(name, options, timing)}\n\n{rest}"


def made(name: str, options: Options, timing: list[dict[str, Any]]) -> str:
    """How, where and when: the seconds of all sittings together."""
    typed = f"--runners {options.runners}" if options.runners else "--histories FOLDER"
    last = timing[-1]
    core_s = sum(sweep["core_s"] for one in timing for sweep in one["sweeps"].values())
    wall_s = sum(one["wall_s"] for one in timing)
    sittings = f" in {len(timing)} sittings" if len(timing) > 1 else ""
    return (
        f"`startline study {name} {typed} --seed {options.seed} --jobs {last['jobs']}`: "
        f"{wall_s / 60:.1f} min by the clock{sittings}, {core_s / 60:.1f} min of processor; "
        f"{last['machine']}, {last['on']}."
    )

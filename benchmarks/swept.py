"""A sweep of a study on two cores, for the benchmarks that look at its table."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from startline.study.run import Where, gather, still_to_do, sweep_through
from startline.study.studies import study_of, sweep_of
from startline.study.sweeps import Columns, Options

JOBS = 2


def swept(study: str, sweep: str, *, runners: int, seed: int) -> Columns:
    """The finished table."""
    found, options = sweep_of(study, sweep), Options(seed=seed, runners=runners)
    with tempfile.TemporaryDirectory() as folder:
        where = Where(Path(folder), JOBS)
        todo = still_to_do(found, options, where.folder)
        sweep_through(study_of(study), found, options, where, todo, tell)
        return gather(found, options, where.folder)


def tell(name: str, done: int, n: int) -> None:
    """Progress, kept apart from the results."""
    print(f"\r{name} {done}/{n}", end="\n" if done == n else "", file=sys.stderr, flush=True)

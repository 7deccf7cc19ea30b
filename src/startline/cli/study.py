"""`startline study`: ask a study what it finds; progress on stderr, the findings on stdout."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from startline.engine.errors import StartlineError
from startline.study.run import Tell, Where, run_study
from startline.study.studies import study_of
from startline.study.sweeps import Options


def run(
    name: str,
    *,
    runners: int | None,
    jobs: int | None,
    cluster: str | None,
    seed: int,
    histories: str | None,
    folder: str | None,
) -> int:
    """Run a study into its folder. Exit status: 0, or 1 where it was refused or stopped."""
    study = study_of(name)
    options = Options(seed=seed, runners=runners or study.runners, histories=histories)
    where = Where(Path(folder or f"study-{name}"), jobs or cores(), cluster)
    try:
        with _stopped_alike(), _progress() as tell:
            page = run_study(study, options, where, tell)
    except StartlineError as stopped:
        click.echo(f"startline study {name}: {stopped} [{stopped.code}]", err=True)
        return 1
    except KeyboardInterrupt:
        said = f"Stopped. What is done is kept in {where.folder}; the same command goes on."
        click.echo(said, err=True)
        return 1
    for line in page.summary:
        click.echo(line + "\n")
    click.echo(f"Tables and pictures: {where.folder / 'index.html'}", err=True)
    return 0


@contextmanager
def _stopped_alike() -> Iterator[None]:
    """A study that is told to end ends as with Ctrl-C: in good order, with what is done kept."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def cores() -> int:
    """The cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def _progress() -> Iterator[Tell]:
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=not sys.stderr.isatty(),
    )  # fmt: skip
    tasks = {}

    def tell(name: str, done: int, n: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=n)
        bar.update(tasks[name], completed=done)

    with bar:
        yield tell

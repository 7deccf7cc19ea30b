"""One study from start to page: what the folder has already, what is still to do, what it says.

The folder holds `study.json` (what was asked), `parts/` (finished portions), one Parquet table
for each sweep, `index.html`, `results.md`, and `timing.json` (what it took, where and when: the
single file that differs between two runs of the same study).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from startline.engine.compose import ENGINE_VERSION
from startline.study import parts
from startline.study.crews import a_crew
from startline.study.errors import StudyRefused
from startline.study.page import Page, html_of, markdown_of
from startline.study.sweeps import Columns, Finished, Options, Study, Sweep
from startline.study.work import ItemTask, ToDo, carry_out, code_in_use

Tell = Callable[[str, int, int], None]
"""Hears the sweep, how many of its items are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Where:
    """Who works, and where the results go."""

    folder: Path
    jobs: int = 1
    cluster: str | None = None


def run_study(
    study: Study, options: Options, where: Where, tell: Tell = lambda name, done, n: None
) -> Page:
    """Do what is missing, gather the tables, and write the page.

    Raises:
        StudyRefused: if the options cannot be, a package is missing, or the folder is another's.
        WorkersLost: if workers end again and again. What is done is kept.
    """
    parts.arrow()
    study.check(options)
    claim(study, options, where.folder)
    work_through(study, options, where, tell)
    tables = {sweep.name: gather(sweep, options, where.folder) for sweep in study.sweeps}
    page = study.page(tables, options)
    (where.folder / "index.html").write_text(html_of(page), encoding="utf-8")
    (where.folder / "results.md").write_text(markdown_of(page), encoding="utf-8")
    return page


def work_through(study: Study, options: Options, where: Where, tell: Tell) -> None:
    """Do what is missing of every sweep, and note what it took, stopped or not."""
    begun = time.perf_counter()
    todos: dict[str, ToDo] = {}
    try:
        for sweep in study.sweeps:
            todos[sweep.name] = still_to_do(sweep, options, where.folder)
            sweep_through(study, sweep, options, where, todos[sweep.name], tell)
    finally:
        note_time(where, todos, time.perf_counter() - begun)


def claim(study: Study, options: Options, folder: Path) -> None:
    """Make the folder this study's, or see that it is.

    Raises:
        StudyRefused: if the folder holds another study, another seed or what other code made.
    """
    asked = {
        "study": study.name, "seed": options.seed, "engine": ENGINE_VERSION,
        "code": code_in_use(), "histories": digest_of(options.histories),
    }  # fmt: skip
    path = folder / "study.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        if held is None:
            path.write_text(json.dumps(asked, indent=1) + "\n", encoding="utf-8")
    except (OSError, ValueError) as error:
        hint = "Name another folder with -o."
        raise StudyRefused(f"{folder} cannot be used ({error}).", hint=hint) from None
    other = [key for key in asked if held is not None and held.get(key) != asked[key]]
    if held is not None and other:
        said = ", ".join(f"{key} {held.get(key)} instead of {asked[key]}" for key in other)
        raise StudyRefused(
            f"{folder} holds another study: {said}.",
            hint="Name another folder with -o, or remove that one.",
        )


def digest_of(histories: str | None) -> str | None:
    """A digest of the histories by content, wherever they lie."""
    if histories is None:
        return None
    digest = hashlib.sha256()
    for path in sorted(Path(histories).glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def still_to_do(sweep: Sweep, options: Options, folder: Path) -> ToDo:
    """The items of a sweep that no part holds yet."""
    have = [portion for portion, _ in parts.kept(folder / "parts" / sweep.name)]
    return ToDo(parts.gaps(have, sweep.count(options)))


def sweep_through(
    study: Study, sweep: Sweep, options: Options, where: Where, todo: ToDo, tell: Tell
) -> None:
    """Do what is left of a sweep, and keep each portion as it is finished."""
    folder, n = where.folder / "parts" / sweep.name, sweep.count(options)
    still = sum(map(len, todo.left))
    tell(sweep.name, n - still, n)
    if not still:
        return

    def keep(one: Finished) -> None:
        parts.write_part(folder, sweep, one.portion, one.rows)
        tell(sweep.name, n - still + todo.n_done + len(one.portion), n)

    task = ItemTask(study.name, sweep.name, options)
    with a_crew(task, jobs=min(where.jobs, still), cluster=where.cluster) as crew:
        carry_out(todo, crew, keep)


def gather(sweep: Sweep, options: Options, folder: Path) -> Columns:
    """The whole table of a sweep, written beside the page."""
    table = parts.gathered(folder / "parts" / sweep.name, sweep, sweep.count(options))
    parts.write_whole(folder / f"{sweep.name}.parquet", table)
    return parts.columns_of(table)


def note_time(where: Where, todos: Mapping[str, ToDo], wall_s: float) -> None:
    """Add what this run took to `timing.json`; a run that found everything done adds nothing."""
    done = {
        name: {"items": todo.n_done, "core_s": round(todo.core_s, 2), "lost": todo.n_lost}
        for name, todo in todos.items()
        if todo.n_done
    }
    if not done:
        return
    path = where.folder / "timing.json"
    runs: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    runs.append(
        {
            "on": datetime.now(UTC).date().isoformat(),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
            f"Python {platform.python_version()}",
            "jobs": where.jobs, "cluster": where.cluster is not None,
            "wall_s": round(wall_s, 2), "sweeps": done,
        }
    )  # fmt: skip
    path.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")

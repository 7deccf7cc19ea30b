"""Files, folders and archives -> runs, each counted once, none lost without a line.

The way of one file: what a table says about it -> read behind the fence, unless its bytes are
known -> same run as another? -> `Imported`, `Skipped` or `AlreadyHere`. Rows of tables whose file
is missing come last.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from startline.formats.fence import FencedReaders
from startline.formats.imported import (
    AlreadyHere,
    Answer,
    Imported,
    ImportedRun,
    Item,
    Reading,
    Skipped,
    TableRead,
)
from startline.formats.journal import Journal
from startline.formats.memory import BOTH, KnownRun, Memory
from startline.formats.read_file import key_of
from startline.formats.sources import Source, sources_in

FILES_A_READER = 8  # a process more is worth starting for so many files


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for a whole import.

    `zone` is where the runner lives (None: days are taken in UTC, with a warning), `today` the
    runner's day, `unit` the runner's own, ``km`` or ``mi``, for tables that do not name theirs.
    `columns` are the confirmed columns of a plain table. `jobs` is the number of processes.
    """

    zone: ZoneInfo | None
    today: date
    unit: str | None = None
    columns: str | None = None
    jobs: int | None = None

    def __post_init__(self) -> None:
        """Refuse a zone that cannot be named to another process."""
        if self.zone is not None and not self.zone.key:
            zone = self.zone
            raise ValueError(f"Zone {zone!r} has no name; use one such as ZoneInfo('Europe/Riga').")


def find_sources(paths: Iterable[Path]) -> list[Source | Skipped]:
    """All files to look at, in a stable order, each once, with a line for those we cannot read."""
    found = {(each.source if isinstance(each, Skipped) else each.name): each
             for each in sources_in(paths)}  # fmt: skip
    return list(found.values())


def import_paths(
    paths: Iterable[Path],
    *,
    zone: ZoneInfo | None,
    today: date,
    known_sources: Collection[str] = frozenset(),
    known_runs: Iterable[KnownRun] = (),
) -> Iterator[Item]:
    """Find and import in one go. See `import_sources`."""
    settings = Settings(zone=zone, today=today)
    memory = Memory(known_sources, known_runs)
    return import_sources(find_sources(paths), settings, memory, Journal())


def import_sources(
    found: Sequence[Source | Skipped], settings: Settings, memory: Memory, journal: Journal
) -> Iterator[Item]:
    """Read the sources and yield one item or more for each, in their order, tables last.

    `memory` holds what is here already, `journal` what an import that was cut off had read.
    Nothing inside a file makes this raise.

    Raises:
        OSError: when no process can be started, or the journal cannot be written.
    """
    n_files = sum(isinstance(each, Source) for each in found)
    jobs = settings.jobs or min(_n_cores(), 1 + n_files // FILES_A_READER)
    known = memory.known() | journal.keys
    with closing(journal), FencedReaders(jobs, known=known) as readers:
        yield from _Import(settings, memory, journal, readers).all(found)


def _n_cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux alone can tell what is ours
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass
class _Table:
    """A table that was read, and its rows that no file has answered for yet."""

    source: Source
    items: tuple[Imported | Skipped, ...]
    n_with_file: int = 0


@dataclass
class _Import:
    """One import on its way. `_rows` are rows of tables by the name of the file they speak of."""

    settings: Settings
    memory: Memory
    journal: Journal
    readers: FencedReaders
    _rows: dict[str, tuple[_Table, Imported | Skipped]] = field(default_factory=dict)

    def all(self, found: Sequence[Source | Skipped]) -> Iterator[Item]:
        """Tables are read first, because they speak of the files; their own runs come last."""
        are_tables = [s for s in found if isinstance(s, Source) and s.kind == "csv"]
        names = {s.name for s in found if isinstance(s, Source)}
        tables = [self._table(s, answer, names) for s, answer in self._answers(are_tables)]
        yield from self._files([s for s in found if isinstance(s, Skipped) or s.kind != "csv"])
        for table in tables:
            yield from self._rest_of(table)

    def _table(self, source: Source, answer: Answer, names: set[str]) -> _Table:
        table = _Table(source, answer.items)
        folder = source.name.rpartition("/")[0]
        for item in answer.items:
            if item.row is None or not item.row.file:
                continue
            name = f"{folder}/{item.row.file}" if folder else item.row.file
            if name in names:
                self._rows[name] = (table, item)
                table.n_with_file += 1
        return table

    def _files(self, found: Sequence[Source | Skipped]) -> Iterator[Item]:
        told = {name: self._no_run(item) for name, (_, item) in self._rows.items()}
        to_read = [s for s in found if isinstance(s, Source) and not told.get(s.name)]
        answers = self._answers(to_read)
        for each in found:
            if isinstance(each, Skipped):
                yield each
            elif cause := told.get(each.name):
                yield Skipped(each.name, "not_a_run", cause, "Nothing to do.")
            else:
                yield from self._taken(*next(answers))

    @staticmethod
    def _no_run(item: Imported | Skipped) -> str | None:
        """What a table says about a file that need not be read."""
        no_run = isinstance(item, Skipped) and item.code == "not_a_run"
        return f"Its table: {item.cause}" if isinstance(item, Skipped) and no_run else None

    def _answers(self, sources: Sequence[Source]) -> Iterator[tuple[Source, Answer]]:
        asked = ((source, self._reading(source)) for source in sources)
        return zip(sources, self.readers.read(asked), strict=True)

    def _reading(self, source: Source) -> Reading:
        s = self.settings
        row = self._rows[source.name][1].row if source.name in self._rows else None
        columns = s.columns if source.asked_for else "none"
        return Reading(source.name, s.zone, s.today, row.sport if row else None, s.unit, columns)

    def _taken(self, source: Source, answer: Answer) -> Iterator[Item]:
        _, told = self._rows.get(source.name, (None, None))
        kept = self.memory.same_file(answer.fingerprint) if answer.fingerprint else None
        if kept is not None:
            yield AlreadyHere(source.name, answer.fingerprint, kept, "same_file")
            return
        items = self._items(source, answer)
        by_row = told.run if isinstance(told, Imported) else None
        if by_row is not None and not any(isinstance(item, Imported) for item in items):
            yield from items
            doubts = (*by_row.warnings, "file_unusable")
            yield self._once(source.name, replace(by_row, warnings=doubts))
            return
        for item in items:
            if isinstance(item, Skipped):
                yield item
            else:
                yield self._once(item.source, _with(item.run, by_row if len(items) == 1 else None))

    def _items(self, source: Source, answer: Answer) -> tuple[Imported | Skipped, ...]:
        key = key_of(answer.fingerprint, self._reading(source))
        if answer.known:
            return self.journal.items(key, source.name) or ()
        if answer.fingerprint:
            self.journal.add(key, answer.items)
        return answer.items

    def _once(self, name: str, run: ImportedRun, item: Imported | None = None) -> Item:
        """The run, or word that it is here already."""
        row = item.row if item else None
        same_file = self.memory.same_file(run.source) if "#" not in run.source else None
        same_as = same_file if same_file is not None else self.memory.same_run(run)
        if same_as is None:
            self.memory.note(run)
            return Imported(name, run, row)
        self.memory.note_source(run.source, same_as)
        because = "same_run" if same_file is None else "same_file"
        return AlreadyHere(name, run.source, same_as, because, row)

    def _rest_of(self, table: _Table) -> Iterator[Item]:
        """The rows that stand for themselves, because no file was there for them."""
        with_file = {id(item) for _, item in self._rows.values()}
        rows = [item for item in table.items if item.row is not None]
        if rows or not table.items:
            yield TableRead(table.source.name, len(rows), table.n_with_file)
        for item in table.items:
            if id(item) in with_file:
                continue
            if isinstance(item, Skipped):
                yield item
                continue
            run = item.run
            if item.row and item.row.file:
                run = replace(run, warnings=(*run.warnings, "file_missing"))
            yield self._once(item.source, run, item)


def _with(run: ImportedRun, by_row: ImportedRun | None) -> ImportedRun:
    """A recorded run that a row of a table speaks of too: one run, both sources."""
    return run if by_row is None else replace(run, source=f"{run.source}{BOTH}{by_row.source}")

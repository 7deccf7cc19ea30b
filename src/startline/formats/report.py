"""What became of every file, with the cause and what its owner can do. The counts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from startline.formats.imported import (
    AlreadyHere,
    Imported,
    ImportedRun,
    Item,
    Skipped,
    TableRead,
)
from startline.formats.memory import BOTH

OUTCOMES = ("imported", "already_here", "skipped", "needs_review")
HARMLESS = frozenset({"not_a_run", "unsupported", "not_an_activity"})  # nothing is wrong with it

# Doubts about a run that a person should look at: what it may mean, what to do.
TO_REVIEW = {
    "partial": ("The file breaks off; the run goes as far as it could be read.",
                "Copy it from the watch again, or correct the distance by hand."),
    "needs_review": ("Many of its points cannot be right and were left out.",
                     "Compare the distance with what you remember."),
    "distance_mismatch": ("The watch and its track differ by more than 20 %; the larger counts.",
                          "Correct the distance by hand if the smaller is right."),
    "file_unusable": ("The recording could not be read; the table's own numbers were taken.",
                      "Export this one run again if you want its splits."),
    "unit_assumed": ("The table does not say whether it counts kilometres or miles.",
                     "Say so with --unit km or --unit mi and import it again."),
    "date_order_assumed": ("Day and month can be read either way round in this table.",
                           "Check one date you know."),
    "far_for_you": ("It is more than three times as far as any run of the month before.",
                    "Check the distance: a comma or a unit may be amiss."),
}  # fmt: skip
_DO_NOTHING = "Nothing to do."
_SAME = {"same_file": "It was imported before",
         "same_run": "Another recording of this run is kept"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """How one file ended: `outcome` is one of `OUTCOMES`, `code` says why, `do` what to do."""

    source: str
    outcome: str
    code: str
    cause: str
    do: str
    n_runs: int

    def to_json(self) -> dict[str, Any]:
        """Its fields, in their order."""
        return {
            "source": self.source,
            "outcome": self.outcome,
            "code": self.code,
            "cause": self.cause,
            "do": self.do,
            "runs": self.n_runs,
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything one import brought. `noted` are recordings to note beside runs already here."""

    runs: tuple[ImportedRun, ...]
    skipped: tuple[Skipped, ...]
    n_already_here: int
    files: tuple[FileOutcome, ...] = ()
    noted: tuple[tuple[str, str], ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many files ended in which way; they add up to `files`."""
        tally = Counter(file.outcome for file in self.files)
        return {"files": len(self.files), **{name: tally[name] for name in OUTCOMES}}

    def to_json(self) -> dict[str, Any]:
        """What `startline import --json` prints."""
        return {
            "runs": [run.to_json() for run in self.runs],
            "skipped": [skip.to_json() for skip in self.skipped],
            "already_here": self.n_already_here,
            "counts": self.counts,
            "files": [file.to_json() for file in self.files],
        }


@dataclass(slots=True)
class _OfFile:
    """What was said about one file so far."""

    runs: list[ImportedRun] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    here: list[AlreadyHere] = field(default_factory=list)
    table: TableRead | None = None


def report(items: Iterable[Item]) -> ImportReport:
    """Gather what an import yields. A run recorded twice is kept once, with both sources."""
    runs: dict[str, ImportedRun] = {}
    files: dict[str, _OfFile] = {}
    noted: list[tuple[str, str]] = []
    for item in items:
        file = files.setdefault(item.source, _OfFile())
        if isinstance(item, Imported):
            runs[item.run.source] = item.run
            file.runs.append(item.run)
        elif isinstance(item, Skipped):
            file.skipped.append(item)
        elif isinstance(item, TableRead):
            file.table = item
        else:
            file.here.append(item)
            noted += _note(item, runs)
    every = [skip for file in files.values() for skip in file.skipped]
    n_here = sum(len(file.here) for file in files.values())
    ended = tuple(_ended(name, file, anything_new=bool(runs)) for name, file in files.items())
    return ImportReport(tuple(runs.values()), tuple(every), n_here, ended, tuple(noted))


def _note(item: AlreadyHere, runs: dict[str, ImportedRun]) -> list[tuple[str, str]]:
    """Write a second recording beside the run that is kept, here or in the Case."""
    kept = runs.get(item.same_as)
    if kept is None:
        return [(item.same_as, item.fingerprint)] if item.same_as else []
    told = kept.source.split(BOTH)
    new = [one for one in item.fingerprint.split(BOTH) if one not in told]
    if item.because == "same_run":
        runs[item.same_as] = replace(kept, source=BOTH.join([*told, *new]))
    return []


def _ended(name: str, file: _OfFile, *, anything_new: bool) -> FileOutcome:
    n_runs = len(file.runs)
    doubts = [code for run in file.runs for code in run.warnings if code in TO_REVIEW]
    if doubts:
        code = file.skipped[0].code if file.skipped else doubts[0]
        cause, do = TO_REVIEW[doubts[0]]
        return FileOutcome(name, "needs_review", code, cause, do, n_runs)
    if file.table is not None:
        return _ended_table(name, file, file.table, anything_new=anything_new)
    if n_runs:
        return FileOutcome(name, "imported", "run", "", _DO_NOTHING, n_runs)
    if file.here:
        cause = _kept(file.here[0])
        return FileOutcome(name, "already_here", file.here[0].because, cause, _DO_NOTHING, 0)
    return _ended_refused(name, file.skipped)


def _kept(item: AlreadyHere) -> str:
    """Which recording is kept, so that a person can look at the pair."""
    names = [source.partition(":")[2] for source in item.same_as.split(BOTH)]
    kept = f": {', '.join(names)}" if any(names) else ""
    return f"{_SAME[item.because]}{kept}."


def _ended_table(name: str, file: _OfFile, table: TableRead, *, anything_new: bool) -> FileOutcome:
    cause = (
        f"{table.n_rows} rows: {table.n_with_file} with a recording, {len(file.runs)} runs "
        f"of their own, {len(file.here)} already here, {len(file.skipped)} left out."
    )
    wrong = [skip for skip in file.skipped if skip.code not in HARMLESS]
    if wrong:
        do = wrong[0].hint or _DO_NOTHING
        return FileOutcome(name, "needs_review", wrong[0].code, cause, do, len(file.runs))
    new = file.runs or (anything_new and not file.here)
    outcome = "imported" if new else "already_here"
    return FileOutcome(name, outcome, "table", cause, _DO_NOTHING, len(file.runs))


def _ended_refused(name: str, skipped: Sequence[Skipped]) -> FileOutcome:
    first = skipped[0] if skipped else Skipped(name, "empty", "Nothing was in it.", _DO_NOTHING)
    outcome = "needs_review" if first.code == "columns_not_confirmed" else "skipped"
    return FileOutcome(name, outcome, first.code, first.cause, first.hint or _DO_NOTHING, 0)

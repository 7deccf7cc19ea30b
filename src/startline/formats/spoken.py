"""Questions and answers between the processes, and in the journal, as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from startline.formats.imported import Imported, ImportedRun, Reading, Row, Skipped, Split
from startline.formats.sources import Source, Span
from startline.formats.sports import Sport


def question_to(source: Source, reading: Reading) -> dict[str, Any]:
    """Which file to read, and what is known about it beforehand."""
    return {
        "source": {**asdict(source), "path": str(source.path)},
        "reading": {
            **asdict(reading),
            "zone": reading.zone.key if reading.zone else None,
            "today": reading.today.isoformat(),
        },
    }


def question_from(said: dict[str, Any]) -> tuple[Source, Reading]:
    """The other way round."""
    source, reading = said["source"], said["reading"]
    span, sport = source["span"], reading["sport"]
    path = Path(source["path"])
    return (
        Source(**{**source, "path": path, "span": Span(**span) if span else None}),
        Reading(
            **{
                **reading,
                "zone": ZoneInfo(reading["zone"]) if reading["zone"] else None,
                "today": date.fromisoformat(reading["today"]),
                "sport": Sport(**sport) if sport else None,
            }
        ),
    )


def items_to(items: Iterable[Imported | Skipped]) -> list[dict[str, Any]]:
    """Runs and refusals. The name of the file is left out: the one who asked knows it."""
    return [_item_to(item) for item in items]


def items_from(source: str, said: Iterable[dict[str, Any]]) -> tuple[Imported | Skipped, ...]:
    """The other way round, for a file called `source`."""
    return tuple(_item_from(source, each) for each in said)


def _item_to(item: Imported | Skipped) -> dict[str, Any]:
    row = {"row": asdict(item.row)} if item.row else {}
    if isinstance(item, Skipped):
        return {"code": item.code, "cause": item.cause, "hint": item.hint, **row}
    run = item.run
    named = {field.name: getattr(run, field.name) for field in fields(run)}
    splits = {
        name: [[split.at, split.min, split.hr] for split in named[name]]
        for name in ("splits", "mile_splits")
    }
    started_at = run.started_at.isoformat() if run.started_at else None
    return {"run": {**named, **splits, "on": run.on.isoformat(), "started_at": started_at}, **row}


def _item_from(source: str, said: dict[str, Any]) -> Imported | Skipped:
    row = _row_from(said.get("row"))
    if "run" not in said:
        return Skipped(source, said["code"], said["cause"], said["hint"], row)
    run = said["run"]
    started_at = run["started_at"]
    return Imported(
        source,
        ImportedRun(
            **{
                **run,
                "on": date.fromisoformat(run["on"]),
                "started_at": datetime.fromisoformat(started_at) if started_at else None,
                "splits": tuple(Split(*split) for split in run["splits"]),
                "mile_splits": tuple(Split(*split) for split in run["mile_splits"]),
                "warnings": tuple(run["warnings"]),
            }
        ),
        row,
    )


def _row_from(said: dict[str, Any] | None) -> Row | None:
    if said is None:
        return None
    sport = said["sport"]
    return Row(said["line"], said["file"], Sport(**sport) if sport else None)

"""Entries with the fields a reader should find: three sets made up here, and a fourth in place."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "tests" / "formats" / "entries"
JOURNAL = ROOT.parent / "shared" / "data" / "journal_entries.csv"

KM_PER_MILE = 1.609344
DISTANCES = ("distance_run_km", "distance_planned_km", "onset_km", "cap_km")
FIELDS = (
    *DISTANCES, "next_long_run_km", "weeks_to_race", "body_site", "treatments", "missed_runs",
    "mood",
)  # fmt: skip
LISTS = frozenset({"next_long_run_km", "treatments"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, its text and its fields; a list for every field, empty where nothing is said."""

    name: str
    text: str
    fields: Mapping[str, list[Any]]


def ours(name: str) -> list[Entry]:
    """A set of this project: development, held_out or fresh."""
    with (OURS / f"{name}.toml").open("rb") as file:
        told = tomllib.load(file)["entry"]
    return [Entry(f"{name} {n}", each["text"], _ours(each)) for n, each in enumerate(told, 1)]


def _ours(told: Mapping[str, Any]) -> dict[str, list[Any]]:
    fields: dict[str, list[Any]] = {}
    for field in FIELDS:
        said = told.get(field.removesuffix("_km"), [])
        values = said if isinstance(said, list) else [said]
        fields[field] = [_km(one) for one in values] if field.endswith("_km") else values
    return fields


def _km(said: str) -> float:
    number, unit = said.split()
    return float(number) * (KM_PER_MILE if unit == "mi" else 1.0)


def journal() -> list[Entry]:
    """The 53 entries beside the checkout."""
    with JOURNAL.open(newline="", encoding="utf-8") as file:
        return [
            Entry(row["post_id"], row["own_paraphrase"], _journal(row))
            for row in csv.DictReader(file)
        ]


def _journal(row: Mapping[str, str]) -> dict[str, list[Any]]:
    fields: dict[str, list[Any]] = {}
    for field in FIELDS:
        said = row["emotion" if field == "mood" else field]
        parts = [part for part in said.split(";") if part and part != "unknown"]
        numbers = field.endswith("_km") or field in ("weeks_to_race", "missed_runs")
        fields[field] = [float(part) for part in parts] if numbers else list(parts)
    return fields

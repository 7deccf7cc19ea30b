"""The story the project began with."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from startline.engine.case import Case
from startline.formats.case_json import read_case

DAY = date(2026, 3, 23)
SEED = 20260503


def rough_week() -> Case:
    """The rough week as a case."""
    text = files("startline.cli").joinpath("rough_week.case.json").read_bytes()
    return read_case(text, today=DAY)

"""A run typed in and its recording are one run: the words stay, the recording adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from startline.formats.imported import ImportedRun
from startline.formats.memory import BOTH

SAME_DISTANCE = 0.03  # a share of the longer of the two


def is_typed_in(held: Mapping[str, Any], run: ImportedRun) -> bool:
    """Whether `held`, a run of a Case on the same day, was typed in and is this recording.

    A run that has a clock time was recorded itself, and is recognised by that.
    """
    apart = abs(held["distance_km"] - run.distance_km)
    near = apart <= SAME_DISTANCE * max(held["distance_km"], run.distance_km)
    return near and "started_at" not in held


def added_by(run: ImportedRun, held: Mapping[str, Any]) -> dict[str, Any]:
    """What the recording knows that was not typed in. It keeps its id: episodes may name it."""
    return {
        key: value for key, value in run.to_case_run().items() if key != "id" and key not in held
    }


def both_sources(told: str, more: str) -> str:
    """The fingerprints of two recordings of one run, each once.

    >>> both_sources("fit:aa", "gpx:bb + fit:aa")
    'fit:aa + gpx:bb'
    """
    known = told.split(BOTH) if told else []
    return BOTH.join([*known, *(one for one in more.split(BOTH) if one and one not in known)])

"""Which vendor sport codes are runs, and on what surface. The table is `sport_types.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

UNCLEAR = "unclear"
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sport:
    """One vendor code in our words. `surface` is None when it is not a run."""

    name: str
    surface: str | None


@cache
def table() -> dict[str, dict[str, str]]:
    """The whole mapping: ``surface`` and one table a format."""
    text = files("startline.formats").joinpath("sport_types.toml").read_text("utf-8")
    return tomllib.loads(text)


def sport_of(vendor: str, code: str, sub_code: str | None = None) -> Sport | None:
    """The sport behind a vendor's code; None if no row knows it or the file itself is unclear.

    >>> sport_of("fit", "running", "trail")
    Sport(name='trail_run', surface='trail')
    >>> sport_of("gpx", "Trail Running").surface
    'trail'
    >>> sport_of("tcx", "Biking").surface is None
    True
    """
    rows = table()[vendor]
    plain = _NOT_A_LETTER.sub("_", code.strip().lower()).strip("_")
    name = rows.get(f"{plain}/{sub_code}", rows.get(plain, UNCLEAR))
    return None if name == UNCLEAR else Sport(name, table()["surface"].get(name))

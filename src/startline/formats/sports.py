"""Which vendor sport codes are runs, and on what surface. The table is `sport_types.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from startline.formats.plain_words import plain_word

UNCLEAR = "unclear"
NAMES = "names"  # of sports as people read them, in many languages
_NOT_A_LETTER = re.compile(r"[\W_]+")


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


@cache
def _rows(vendor: str) -> Mapping[str, str]:
    return {_plain(code): name for code, name in table()[vendor].items()}


def _plain(code: str) -> str:
    """A code without case, accents, spaces and signs; a slash parts sport and sub-sport."""
    return "/".join(_NOT_A_LETTER.sub("", plain_word(part)) for part in code.split("/"))


def sport_of(vendor: str, code: str, sub_code: str | None = None) -> Sport | None:
    """The sport behind a vendor's code; None if no row knows it or the file itself is unclear.

    >>> sport_of("fit", "running", "trail")
    Sport(name='trail_run', surface='trail')
    >>> sport_of("gpx", "Trail Running").surface, sport_of("names", "Course à pied").surface
    ('trail', 'unstated')
    >>> sport_of("tcx", "Biking").surface is None
    True
    """
    plain = _plain(code.replace("/", " "))
    rows = _rows(vendor)
    name = rows.get(f"{plain}/{_plain(sub_code)}") if sub_code else None
    name = name or rows.get(plain) or (None if vendor == "fit" else _rows(NAMES).get(plain))
    surfaces = table()["surface"]
    return None if name in (None, UNCLEAR) else Sport(str(name), surfaces.get(str(name)))

"""Ready programmes: data with their sources, and what builds them for one runner and one race."""

from startline.formats.programmes.build import build
from startline.formats.programmes.data import NAMES, OtherProgramme, RaceProgramme, Source, load
from startline.formats.programmes.ladders import build_ladder
from startline.formats.programmes.walk_run import build_walk_run

__all__ = [
    "NAMES",
    "OtherProgramme",
    "RaceProgramme",
    "Source",
    "build",
    "build_ladder",
    "build_walk_run",
    "load",
]

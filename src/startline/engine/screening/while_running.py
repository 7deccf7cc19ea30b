"""During a run: what the traffic light says to each rating, before anybody knows how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from startline.engine.case import Case
from startline.engine.runs import PainReport, Run
from startline.engine.screening.traffic_light import Light, light_of

COURSES = ("steady", "eased", "worsened")
_ANY_DAY = date(2000, 1, 1)  # the light of a run asks for no day but that of a check-in
_AS_FAR_KM = 1.0  # nor for its length


def most_nrs(case: Case, on: date) -> int | None:
    """The highest pain that the runner and every limit in force accept; None: nobody said."""
    said = [case.runner.max_nrs, *(r.max_nrs for r in case.restrictions if r.is_active(on))]
    return min((nrs for nrs in said if nrs is not None), default=None)


def lights_while_running(tissue: str, most: int | None) -> Mapping[str, tuple[Light, ...]]:
    """For each way pain may go on, the light of the ratings 0 to 10.

    What comes after the run is taken as good as it can be: a check still to come holds nothing
    back now. Above `most`, the pain that is accepted, the light is red.

    >>> [light.name for light in lights_while_running("knee", None)["steady"][:5]]
    ['GREEN', 'GREEN', 'GREEN', 'AMBER', 'RED']
    """
    return {course: tuple(_lights(course, tissue, most)) for course in COURSES}


def _lights(course: str, tissue: str, most: int | None) -> Iterable[Light]:
    for nrs in range(11):
        pain = PainReport(
            free=nrs == 0,
            worst_nrs=nrs,
            course=course,
            settled_within_hour=True,
            next_morning_nrs=0,
            limp=False,
            sharp=False,
        )
        run = Run(on=_ANY_DAY, distance_km=_AS_FAR_KM, stopped_because="done", pain=pain)
        above = most is not None and nrs > most
        yield Light.RED if above else light_of(run, tissue)

"""The race is as long as the race is, whatever its session in the programme says."""

from datetime import date

import pytest

from startline.engine.case import Case
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from tests.builders import advice_on

MONDAY, RACE_ON = date(2026, 3, 23), date(2026, 3, 24)


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ({"duration_min": 5.0}, {"max_run_min": 45.0}),
        ({"distance_km": 42.0}, {"max_run_km": 42.1}),
        ({"distance_km": 1.0}, {"max_run_km": 5.0}),
    ],
)
def test_a_race_whose_session_is_shorter_than_it_is_shown_over_the_limit_and_not_planned(
    said: dict[str, float], limit: dict[str, float]
) -> None:
    case = Case(
        race=Race(on=RACE_ON, distance_km=42.195),
        programme=Programme(sessions=(Session(on=RACE_ON, kind="race", **said),)),
        runs=(Run(on=date(2026, 3, 21), distance_km=4.5),),
        restrictions=(Restriction(id="new", set_by="clinician", from_day=MONDAY, **limit),),
    )

    race = advice_on(case, MONDAY).plan[1]

    assert (race.kind, race.over_limit, race.distance_km) == ("race", True, 0.0)
    assert race.programmed_km == 42.195

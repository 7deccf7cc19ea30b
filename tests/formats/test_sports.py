"""The table of vendor sport codes: complete, and every word in it one we know."""

from __future__ import annotations

import re

import pytest

from startline.formats.schema import schema
from startline.formats.sports import Sport, sport_of, table

NOT_RUNS = {
    *("ride", "walk", "swim", "row", "gym", "snow", "water", "skate", "climb", "ball_game"),
    *("air", "vehicle", "wheelchair", "transition", "other", "unclear"),
}


def test_every_sport_the_fit_profile_knows_has_a_row():
    from fitdecode.profile import FIELD_TYPES

    assert set(FIELD_TYPES["sport"].enum.values()) - set(table()["fit"]) == set()


@pytest.mark.parametrize("vendor", ["fit", "tcx", "gpx", "names"])
def test_every_row_says_a_run_with_a_surface_or_a_sport_that_is_none(vendor: str):
    words = set(table()[vendor].values())

    assert words - set(table()["surface"]) - NOT_RUNS == set()


def test_every_surface_is_one_a_case_may_hold():
    allowed = schema("case")["$defs"]["run"]["properties"]["surface"]["enum"]

    assert set(table()["surface"].values()) <= set(allowed)


@pytest.mark.parametrize("code", ["", "  ", "surface", "66", "running/"])
def test_a_code_without_a_row_is_no_sport(code: str):
    assert sport_of("tcx", code) is None or code == "running/"


STRAVA = [
    *("AlpineSki", "BackcountrySki", "Badminton", "Canoeing", "Crossfit", "EBikeRide"),
    *("Elliptical", "EMountainBikeRide", "Golf", "GravelRide", "Handcycle"),
    *("HighIntensityIntervalTraining", "Hike", "IceSkate", "InlineSkate", "Kayaking"),
    *("Kitesurf", "MountainBikeRide", "NordicSki", "Padel", "Pickleball", "Pilates"),
    *("Racquetball", "Ride", "RockClimbing", "RollerSki", "Rowing", "Run", "Sail"),
    *("Skateboard", "Snowboard", "Snowshoe", "Soccer", "Squash", "StairStepper"),
    *("StandUpPaddling", "Surfing", "Swim", "TableTennis", "Tennis", "TrailRun", "Velomobile"),
    *("VirtualRide", "VirtualRow", "VirtualRun", "Walk", "WeightTraining", "Wheelchair"),
    *("Windsurf", "Workout", "Yoga"),
]


@pytest.mark.parametrize("code", STRAVA)
def test_every_sport_strava_knows_has_a_row_as_code_and_as_words(code: str):
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code)

    assert sport_of("names", code) == sport_of("names", words) is not None
    assert sport_of("gpx", code) is not None


def test_the_runs_among_them_are_runs_and_the_others_are_not():
    runs = {code for code in STRAVA if (sport_of("names", code) or Sport("", None)).surface}

    assert runs == {"Run", "TrailRun", "VirtualRun"}

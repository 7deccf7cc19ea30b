"""Ready programmes: their data keep their own rules, and the builder keeps to the runner's days."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from startline.engine.errors import Refused
from startline.engine.plans import Programme, Session
from startline.engine.races import MARATHON_KM, Race
from startline.formats.programmes import (
    NAMES,
    RaceProgramme,
    build,
    build_ladder,
    build_walk_run,
    load,
)
from startline.formats.programmes.build import week_totals_km
from startline.formats.programmes.data import read_programme

RACE_DAY = date(2026, 5, 3)  # a Sunday
TO_A_RACE = [name for name in NAMES if isinstance(load(name), RaceProgramme)]
DAYS = ["tue", "wed", "thu", "sun"]


def a_build(name: str = "first_marathon", **parts: Any) -> Programme:
    of = load(name)
    km = of.race_km if isinstance(of, RaceProgramme) else 5.0
    whole = {"race": Race(on=RACE_DAY, distance_km=km), "run_days": DAYS, "long_run_day": "sun"}
    return build(name, **{**whole, **parts})


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.problems]


def notes(programme: Programme) -> dict[str, Any]:
    return {note["code"]: note["values"] for note in programme.extra["notes"]}


def longs(programme: Programme) -> list[Session]:
    return [one for one in programme.sessions if one.kind == "long"]


def the_text(name: str) -> str:
    return files("startline.formats.programmes").joinpath(f"{name}.toml").read_text("utf-8")


# --- data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_programme_names_its_sources_and_their_grades(name: str) -> None:
    sources = load(name).sources

    assert sources
    assert {source.grade for source in sources} <= {"A", "B", "C", "D"}
    assert all(source.supports for source in sources)
    assert not any(word in source.cite for source in sources for word in (".md", "evidence"))


@pytest.mark.parametrize("name", TO_A_RACE)
def test_a_new_longest_run_is_at_most_a_tenth_longer_than_the_longest_before_it(name: str) -> None:
    of = load(name)
    assert isinstance(of, RaceProgramme)
    runs = [week.long_km for week in of.weeks if week.long_km is not None]

    assert all(km <= 1.1001 * max(runs[:i]) for i, km in enumerate(runs) if i)


@pytest.mark.parametrize("name", TO_A_RACE)
def test_the_last_three_weeks_shrink_and_every_fourth_is_lighter(name: str) -> None:
    of = load(name)
    assert isinstance(of, RaceProgramme)
    totals = [week.total_km for week in of.weeks]

    assert max(totals) > totals[-3] > totals[-2] > totals[-1]
    assert all(
        totals[i] < 0.85 * totals[i - 1]
        for i, week in enumerate(of.weeks)
        if week.phase == "cutback"
    )
    assert sum(week.phase == "cutback" for week in of.weeks) >= len(of.weeks) // 6


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ('phase = "race"', 'phase = "build"', "phases"),
        ("long_km = 13, easy_km = [8, 6, 5]", "long_km = 33, easy_km = [8, 6, 5]", "late_peak"),
        ("long_km = 12, ", "", "long_run"),
        ("long_km = 12,", "long_km = 1200,", "outside_what_can_be"),
        ("most_peak_long_km = 32", "most_peak_long_km = 62", "scaling"),
        ("fewest_weeks = 12", "fewest_weeks = 2", "fewest_weeks"),
        ('grade = "B"', 'grade = "gold"', "grade"),
        ("race_km = 42.195", "race_km = 42.195\ncolour = 3", "misshapen"),
        ("race_km = 42.195\n", "", "misshapen"),
        ("weeks = [", "weeks = [[", "not_toml"),
    ],
)
def test_a_file_that_breaks_a_rule_of_programmes_is_refused(was: str, now: str, code: str) -> None:
    text = the_text("first_marathon")
    assert was in text

    with pytest.raises(Refused) as refused:
        read_programme(text.replace(was, now), name="broken")

    assert code in codes(refused)


@pytest.mark.parametrize(
    ("name", "was", "now", "code"),
    [
        ("walk_run", "run_min = 30, walk_min = 0", "run_min = 1, walk_min = 9", "goes_back"),
        ("ladder_22_days", "{ rest = true }", "{ rest = true, run_min = 5 }", "step"),
        ("ladder_run_walk", "walk_min = 1, run_min = 3", "walk_min = 9, run_min = 1", "goes_back"),
        ("ladder_outer_knee", "step_percent = 110", "step_percent = 150", "step"),
        ("walk_run", 'form = "minutes"', 'form = "dance"', "form"),
    ],
)
def test_a_ladder_that_goes_back_or_leaps_is_refused(
    name: str, was: str, now: str, code: str
) -> None:
    text = the_text(name)
    assert was in text

    with pytest.raises(Refused) as refused:
        read_programme(text.replace(was, now), name=name)

    assert code in codes(refused)


def test_an_unknown_programme_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(Refused) as refused:
        load("ultra")

    assert "first_marathon" in refused.value.hint


# --- building -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TO_A_RACE)
def test_the_race_is_the_last_session_and_the_day_before_it_is_free(name: str) -> None:
    made = a_build(name, run_days=["tue", "thu", "sat", "sun"])

    assert (made.sessions[-1].kind, made.sessions[-1].on) == ("race", RACE_DAY)
    assert not any(one.on == RACE_DAY - timedelta(1) for one in made.sessions)


def test_weeks_count_back_from_a_race_on_any_weekday() -> None:
    saturday = Race(on=date(2026, 5, 2), distance_km=MARATHON_KM)

    made = a_build(race=saturday)
    before = [(saturday.on - one.on).days for one in longs(made)]

    assert before[-1] == 13  # the Sunday six days before the race belongs to its own week
    assert {day % 7 for day in before} == {6}
    assert len(before) == 17


def test_an_id_names_week_and_kind_and_stays_when_the_race_moves_by_a_week() -> None:
    later = Race(on=RACE_DAY + timedelta(7), distance_km=MARATHON_KM)

    once, moved = a_build(), a_build(race=later)

    assert [one.id for one in once.sessions] == [one.id for one in moved.sessions]
    assert "w13-long" in {one.id for one in once.sessions}


def test_a_hard_session_is_never_the_day_before_or_after_the_long_run_where_days_allow() -> None:
    made = a_build("second_marathon", run_days=["mon", "wed", "fri", "sat", "sun"])
    hard = [one for one in made.sessions if one.kind in ("pace", "intervals")]

    assert hard
    assert {one.on.strftime("%a") for one in hard} <= {"Wed", "Fri", "Thu"}


def test_with_fewer_days_the_shortest_easy_runs_go_first_and_it_says_so() -> None:
    whole = a_build("second_marathon", run_days=["tue", "wed", "thu", "fri", "sun"])
    fewer = a_build("second_marathon", run_days=["tue", "thu", "sun"])
    kept = {one.id: one.distance_km for one in fewer.sessions}

    assert "w13-pace" in kept
    assert "w13-easy-1" in kept
    assert not {"w13-easy-2", "w13-easy-3"} & kept.keys()
    assert kept["w13-easy-1"] == next(
        one.distance_km for one in whole.sessions if one.id == "w13-easy-1"
    )
    assert notes(fewer)["sessions_left_out"]["n_a_week"] == 2
    assert "sessions_left_out" not in notes(whole)


@pytest.mark.parametrize("name", TO_A_RACE)
def test_scaling_never_lifts_the_longest_run_above_its_bound(name: str) -> None:
    of = load(name)
    assert isinstance(of, RaceProgramme)

    for unit in ("km", "mi"):
        made = a_build(name, usual_week_km=300, unit=unit)

        assert max(one.distance_km or 0 for one in longs(made)) <= of.most_peak_long_km
        assert {"usual_above", "long_run_held"} <= notes(made).keys()


def test_a_smaller_usual_week_gives_smaller_weeks_down_to_the_bound_and_says_so() -> None:
    usual, little, nothing = (a_build(usual_week_km=km) for km in (28, 26, 0))
    peaks = [max(week_totals_km(one.sessions).values()) for one in (usual, little, nothing)]

    assert peaks[0] > peaks[1] > peaks[2] > 0.85 * peaks[0]
    assert "usual_below" in notes(nothing)
    assert "usual_below" not in notes(little)


def test_distances_are_whole_halves_of_the_runners_unit() -> None:
    for unit, km in (("km", 1.0), ("mi", 1.609344)):
        halves = [2 * (one.distance_km or 0) / km for one in longs(a_build(unit=unit))]

        assert halves == pytest.approx([round(half) for half in halves], abs=0.01)


def test_a_late_start_takes_the_later_part_and_no_session_lies_before_that_day() -> None:
    on = RACE_DAY - timedelta(93)

    made = a_build(on=on)

    assert made.sessions[0].on >= on
    assert notes(made)["later_part"] == {"week": 5, "of_weeks": 18, "long_km": 15.0}
    assert [one.id for one in longs(made)][-1] == longs(a_build())[-1].id


def test_a_race_too_near_is_refused_and_a_shorter_programme_is_named() -> None:
    with pytest.raises(Refused) as refused:
        a_build(on=RACE_DAY - timedelta(60))

    assert codes(refused) == ["too_near"]
    assert "late_start" in refused.value.hint
    assert "60 days" in refused.value.problem


def test_a_race_next_week_is_refused_with_a_later_race_as_the_way_on() -> None:
    with pytest.raises(Refused) as refused:
        a_build(on=RACE_DAY - timedelta(8))

    assert codes(refused) == ["too_near"]
    assert "later race" in refused.value.hint


def test_joining_well_above_the_usual_week_is_said() -> None:
    made = a_build(on=RACE_DAY - timedelta(90), usual_week_km=26)

    assert notes(made)["joins_above"]["from_km"] > 1.3 * 26


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"on": RACE_DAY + timedelta(1)}, "race_over"),
        ({"race": Race(on=RACE_DAY, distance_km=21.1)}, "race_distance"),
        ({"run_days": []}, "run_days"),
        ({"run_days": ["tue", "noday"]}, "run_days"),
        ({"long_run_day": "sat"}, "long_run_day"),
        ({"usual_week_km": -1}, "outside_what_can_be"),
        ({"usual_week_km": float("nan")}, "outside_what_can_be"),
        ({"name": "ladder_22_days"}, "no_race_in_it"),
        ({"name": "walk_run", "on": RACE_DAY - timedelta(20)}, "too_near"),
        ({"name": "walk_run", "minutes_a_week": 5}, "minutes_a_week"),
        (
            {"name": "walk_run", "race": Race(on=RACE_DAY, distance_km=MARATHON_KM)},
            "race_distance",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(parts: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        a_build(**parts)

    assert codes(refused) == [code]
    assert refused.value.hint


def test_a_race_of_another_length_names_the_programme_for_it() -> None:
    with pytest.raises(Refused) as refused:
        a_build(race=Race(on=RACE_DAY, distance_km=21.1))

    assert "half_marathon" in refused.value.hint


# --- minutes ------------------------------------------------------------------------------------


def a_walk_run(**parts: Any) -> Programme:
    whole = {"starts_on": date(2026, 1, 5), "run_days": ["mon", "tue", "thu", "sat"]}
    return build_walk_run(**{**whole, **parts})


def test_a_walk_run_session_has_its_minutes_and_its_split() -> None:
    first = a_walk_run().sessions[0]

    assert first.kind == "run_walk"
    assert first.extra["run_walk"] == {"run_min": 1.0, "walk_min": 2.0, "repeats": 8}
    assert first.duration_min == 5 + 8 * 3 + 5
    assert first.distance_km is None


def test_a_beginner_runs_three_days_that_do_not_follow_each_other() -> None:
    days = {one.on.strftime("%a") for one in a_walk_run().sessions}

    assert len(days) == 3
    assert not {"Mon", "Tue"} <= days


@pytest.mark.parametrize("minutes", [45, 60, 75, 90, 120, 180])
def test_no_week_of_the_walk_run_programme_takes_more_minutes_than_there_are(minutes: int) -> None:
    made = a_walk_run(minutes_a_week=minutes)
    weeks: dict[int, float] = {}
    for one in made.sessions:
        weeks[one.extra["week"]] = weeks.get(one.extra["week"], 0) + (one.duration_min or 0)

    assert len(weeks) == 10
    assert max(weeks.values()) <= minutes


def test_more_minutes_give_longer_sessions_up_to_half_as_long_again() -> None:
    short, usual, much = (a_walk_run(minutes_a_week=m).sessions[0] for m in (60, 102, 180))

    assert (short.duration_min or 0) < (usual.duration_min or 0) < (much.duration_min or 0)
    assert much.extra["run_walk"]["repeats"] == 12


def test_walk_run_ends_with_a_short_race_when_there_is_one() -> None:
    made = a_build("walk_run")

    assert made.sessions[-1].kind == "race"
    assert all(one.on < RACE_DAY - timedelta(1) for one in made.sessions[:-1])


# --- ladders ------------------------------------------------------------------------------------


def test_the_ladder_of_22_days_walks_before_it_runs_and_rests_four_times() -> None:
    made = build_ladder("ladder_22_days", starts_on=date(2026, 1, 5))
    kinds = [one.kind for one in made.sessions]

    assert kinds[:5] == ["cross"] * 5
    assert kinds.count("rest") == 4
    assert kinds.index("run_walk") == 5
    assert made.sessions[5].extra["run_walk"] == {"run_min": 5.0, "walk_min": 25.0, "repeats": 1}
    assert made.sessions[-1].on == date(2026, 1, 25)


def test_the_run_walk_ladder_runs_a_greater_share_with_every_turn_and_never_two_days_in_a_row() -> (
    None
):
    made = build_ladder("ladder_run_walk", starts_on=date(2026, 1, 5))
    splits = [one.extra["run_walk"] for one in made.sessions if one.kind == "run_walk"]
    shares = [split["run_min"] / (split["run_min"] + split["walk_min"]) for split in splits]
    days = [one.on for one in made.sessions]

    assert shares == sorted(shares)
    assert (min(shares), max(shares)) == (0.2, 0.75)
    assert {(b - a).days for a, b in pairwise(days)} == {2}
    assert all((one.duration_min or 0) <= 30 for one in made.sessions)


def test_the_outer_knee_ladder_starts_at_half_of_onset_and_grows_by_a_tenth() -> None:
    made = build_ladder("ladder_outer_knee", starts_on=date(2026, 1, 5), onset_km=10.0)
    kms = [one.distance_km or 0 for one in made.sessions]

    assert kms[0] == 5.0
    assert all(b <= 1.1 * a + 0.001 for a, b in pairwise(kms))
    assert {one.on.strftime("%a") for one in made.sessions} == {"Mon", "Wed", "Fri"}


def test_every_ladder_says_what_to_do_when_it_hurts() -> None:
    for name in ("ladder_22_days", "ladder_run_walk", "ladder_outer_knee"):
        made = build_ladder(name, starts_on=date(2026, 1, 5), onset_km=10.0)

        assert made.extra["rule"] in notes(made)


@pytest.mark.parametrize("onset_km", [None, 0.0, -3.0, float("nan"), 400.0])
def test_the_outer_knee_ladder_needs_to_know_where_pain_begins(onset_km: float | None) -> None:
    with pytest.raises(Refused) as refused:
        build_ladder("ladder_outer_knee", starts_on=date(2026, 1, 5), onset_km=onset_km)

    assert codes(refused) == ["onset_km"]


def test_a_programme_to_a_race_is_no_ladder() -> None:
    with pytest.raises(Refused):
        build_ladder("first_marathon", starts_on=date(2026, 1, 5))


def test_building_twice_gives_equal_programmes() -> None:
    assert a_build() == a_build()
    assert replace(a_build(), name="x") != a_build()


@pytest.mark.parametrize(
    "name",
    [
        "words.programmes", "formats.own_programme.cells", "formats.own_programme.days",
        "formats.own_programme.words", "formats.programmes.build", "formats.programmes.walk_run",
        "formats.programmes.week_days",
    ],
)  # fmt: skip
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    outcome = doctest.testmod(import_module(f"startline.{name}"))

    assert outcome.attempted > 0
    assert outcome.failed == 0

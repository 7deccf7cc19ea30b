"""Laws of ready programmes: any race day, run days, usual week, unit and day to begin."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from startline.engine.errors import Refused
from startline.engine.plans import Programme
from startline.engine.races import Race
from startline.formats.case_json import case_from, case_to
from startline.formats.programmes import NAMES, RaceProgramme, build, load
from startline.formats.programmes.week_days import WEEKDAYS, days_apart
from tests.builders import a_case

TO_A_RACE = [name for name in NAMES if isinstance(load(name), RaceProgramme)]
TAPER_DAYS = 21


@st.composite
def built(draw: st.DrawFn) -> tuple[Programme, RaceProgramme, Race, list[str], str, date | None]:
    """Any programme to a race that can be built, with what it was built for."""
    of = load(draw(st.sampled_from(TO_A_RACE)))
    assert isinstance(of, RaceProgramme)
    race = Race(on=date(2026, 1, 1) + timedelta(draw(st.integers(0, 800))), distance_km=of.race_km)
    run_days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))
    long_day = draw(st.sampled_from(run_days))
    on = draw(st.none() | st.integers(0, 140).map(lambda n: race.on - timedelta(n)))
    n_left = of.fewest_weeks if on is None else -(-((race.on - on).days + 1) // 7)
    assume(n_left >= of.fewest_weeks)  # nearer ones are refused, see below
    made = build(
        of.name, race=race, run_days=run_days, long_run_day=long_day,
        usual_week_km=draw(st.none() | st.floats(0, 200)),
        unit=draw(st.sampled_from(["km", "mi"])), on=on,
    )  # fmt: skip
    return made, of, race, run_days, long_day, on


@given(st.sampled_from(TO_A_RACE), st.integers(-500, 60))
def test_a_race_is_refused_exactly_where_fewer_weeks_are_left_than_may_be_used(name, days_left):
    of = load(name)
    assert isinstance(of, RaceProgramme)
    race = Race(on=date(2026, 5, 3), distance_km=of.race_km)
    on = race.on - timedelta(days_left)
    assume(days_left < 7 * of.fewest_weeks - 7)

    with pytest.raises(Refused) as refused:
        build(name, race=race, run_days=["sun"], long_run_day="sun", on=on)

    assert refused.value.problems[0].code == ("race_over" if days_left < 0 else "too_near")


def weekday(on: date) -> str:
    return WEEKDAYS[on.weekday()]


@given(built())
def test_sessions_lie_on_run_days_or_race_day_in_order_and_none_after_the_race(given_):
    made, _, race, run_days, _, on = given_
    days = [one.on for one in made.sessions]

    assert all(weekday(one.on) in run_days or one.kind == "race" for one in made.sessions)
    assert days == sorted(days)
    assert len(set(days)) == len(days)
    assert days[-1] == race.on
    assert on is None or days[0] >= on
    assert [one.on for one in made.sessions if one.kind == "race"] == [race.on]


@given(built())
def test_every_week_but_the_last_has_one_long_run_on_its_day_and_it_is_the_weeks_longest(given_):
    made, of, _, _, long_day, on = given_
    weeks = groupby(made.sessions[:-1], key=lambda one: one.extra["week"])
    for number, group in weeks:
        held = list(group)
        longs = [one for one in held if one.kind == "long"]
        if number == len(of.weeks):
            assert longs == []
        elif on is None or number > made.sessions[0].extra["week"]:
            assert [weekday(one.on) for one in longs] == [long_day]
            assert max(one.distance_km for one in held) == longs[0].distance_km


@given(built())
def test_the_longest_run_is_not_in_the_last_three_weeks(given_):
    made, _, race, _, _, _ = given_
    runs = [one for one in made.sessions if one.kind != "race"]
    late = [one.distance_km for one in runs if (race.on - one.on).days < TAPER_DAYS]
    before = [one.distance_km for one in runs if (race.on - one.on).days >= TAPER_DAYS]

    assert max(before) > max(late)


@given(built())
def test_cutback_weeks_are_there_and_lighter_than_the_week_before(given_):
    made, of, _, _, _, on = given_
    assume(on is None)
    totals: dict[int, float] = {}
    for one in made.sessions[:-1]:
        number = one.extra["week"]
        totals[number] = totals.get(number, 0) + one.distance_km
    cutbacks = [i + 1 for i, week in enumerate(of.weeks) if week.phase == "cutback"]

    assert cutbacks
    assert all(totals[number] < totals[number - 1] for number in cutbacks)


@given(built())
def test_no_long_run_is_above_what_is_published_or_the_programmes_own_bound(given_):
    made, of, *_ = given_
    longest = max((one.distance_km for one in made.sessions if one.kind == "long"), default=0)

    assert longest <= min(of.most_peak_long_km, of.published_peak_long_km[1])


@given(built())
def test_hard_sessions_keep_a_day_from_the_long_run_wherever_a_run_day_does(given_):
    made, _, _, run_days, long_day, _ = given_
    can = any(days_apart(day, long_day) >= 2 for day in run_days)
    hard = [one for one in made.sessions if one.kind in ("pace", "intervals")]

    assert not can or all(days_apart(weekday(one.on), long_day) >= 2 for one in hard)


@given(built())
def test_a_built_programme_is_a_valid_part_of_a_case_and_reads_back_as_it_was(given_):
    made, _, race, *_ = given_
    case = a_case(programme=made, race=race)

    assert case_from(case_to(case), today=race.on).programme == made

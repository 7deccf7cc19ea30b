"""A Case is read whole or refused whole, with every problem and its place; nothing said is lost."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.case import Case
from startline.engine.errors import Refused
from startline.formats.advice_json import advice_to
from startline.formats.case_json import case_from, case_to, read_case, write_case
from startline.formats.schema import problems
from startline.formats.strict_json import write_json
from tests.builders import MONDAY, advice_on, rough_week


def a_value(**fields: Any) -> dict[str, Any]:
    """A Case as parsed JSON."""
    return {"startline": 1, **fields}


def run(**fields: Any) -> dict[str, Any]:
    return {"on": "2026-03-22", "distance_km": 10, **fields}


def hurt(lower_km: float, upper_km: float, **fields: Any) -> dict[str, Any]:
    return {"free": False, "onset": {"lower_km": lower_km, "upper_km": upper_km}, **fields}


def limit(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "set_by": "clinician", "from": "2026-03-01", **fields}


def refusals(value: Any) -> list[tuple[str, str]]:
    """Code and place of every problem; each says what is wrong and what to do."""
    with pytest.raises(Refused) as caught:
        case_from(value, today=MONDAY)
    assert all(one.problem and one.hint for one in caught.value.problems)
    return [(one.code, one.place) for one in caught.value.problems]


def is_read(value: Any) -> Case:
    return case_from(value, today=MONDAY)


@pytest.mark.parametrize("value", [None, [], "startline", 1, True, 1.5])
def test_what_is_no_object_is_no_case(value: Any) -> None:
    assert refusals(value) == [("schema_type", "")]


@pytest.mark.parametrize("version", [0, 2, "1", None, True])
def test_another_version_of_the_format_is_refused(version: Any) -> None:
    assert [place for _, place in refusals({"startline": version})] == ["startline"]


def test_a_case_that_does_not_say_its_version_is_refused() -> None:
    assert refusals({}) == [("schema_required", "")]


def test_an_empty_case_is_a_case() -> None:
    assert is_read({"startline": 1}) == Case()


@pytest.mark.parametrize("km", [-1, -0.001, 500.001, 1e17, 1e308, "10", True, None, [], {}])
def test_a_distance_below_nought_beyond_500_km_or_no_number_is_refused(km: Any) -> None:
    [(_, place)] = refusals(a_value(runs=[run(), run(distance_km=km)]))

    assert place == "runs[1].distance_km"


@pytest.mark.parametrize("km", [5e-324, 1e-9, 0.0001])
def test_a_run_of_next_to_nothing_is_refused_or_leaves_a_sound_answer(km: float) -> None:
    try:
        case = is_read(a_value(runs=[run(), run(distance_km=km, duration_min=30)]))
    except Refused:
        return

    assert problems("advice", advice_to(advice_on(case))) == []


DAYS = [
    ("runs", {"distance_km": 10}, "on"),
    ("check_ins", {}, "on"),
    ("red_flags", {"code": "fever"}, "opened_on"),
    ("restrictions", {"id": "a", "set_by": "runner"}, "from"),
    ("episodes", {"id": "a", "site": "shin"}, "began_on"),
    ("prescriptions", {"id": "a", "what": "stretches"}, "from"),
    ("adherence", {"prescription": "a", "done": True}, "on"),
    ("cross_sessions", {"kind": "cycling", "duration_min": 30}, "on"),
    ("appointments", {"with": "doctor"}, "on"),
]


@pytest.mark.parametrize(("part", "item", "field"), DAYS, ids=[name for name, _, _ in DAYS])
@pytest.mark.parametrize(
    "day",
    ["1969-12-31", "0001-01-01", "2029-04-01", "9999-12-31", "2026-02-30", "2026-13-01",
     "22.03.2026", "2026-3-2", "20260322", "2026-03-22T08:00:00Z", "", 20260322, None],
)  # fmt: skip
def test_a_day_that_cannot_be_or_is_no_day_is_refused_in_every_part(
    part: str, item: dict[str, Any], field: str, day: Any
) -> None:
    [(_, place)] = refusals(a_value(**{part: [{**item, field: day}]}))

    assert place == f"{part}[0].{field}"


def test_a_day_of_the_year_0_is_refused_like_any_other_that_cannot_be() -> None:
    assert refusals(a_value(runs=[run(on="0000-01-01")])) == [("impossible_day", "runs[0].on")]


def test_a_race_or_a_session_beyond_three_years_is_refused() -> None:
    far = {"on": "2029-04-01", "distance_km": 10}
    value = a_value(race=far, programme={"sessions": [{**far, "kind": "race"}]})

    assert refusals(value) == [
        ("impossible_day", "race.on"),
        ("impossible_day", "programme.sessions[0].on"),
    ]


@pytest.mark.parametrize("day", ["1970-01-01", "2029-03-23"])
def test_1970_and_three_years_ahead_are_still_days(day: str) -> None:
    assert is_read(a_value(check_ins=[{"on": day}])).check_ins[0].on == date.fromisoformat(day)


@pytest.mark.parametrize(
    "moment",
    ["2016-12-31T23:59:60Z", "2026-03-22t08:00:00z", "0000-01-01T00:00:00Z", "2026-03-22T08:00:00",
     "2026-03-22 08:00:00Z", "2026-03-22T24:00:00Z", "2026-03-22T08:00:00+99:00", "08:00", 8],
)  # fmt: skip
def test_a_moment_is_read_or_refused_at_its_place(moment: Any) -> None:
    value = a_value(runs=[run(started_at=moment)])
    try:
        read = is_read(value)
    except Refused:
        assert [place for _, place in refusals(value)] == ["runs[0].started_at"]
    else:
        assert read.runs[0].started_at is not None


@pytest.mark.parametrize(
    ("part", "item"),
    [
        ("runs", run(id="a")),
        ("restrictions", limit()),
        ("episodes", {"id": "a", "site": "shin", "began_on": "2026-03-01"}),
        ("prescriptions", {"id": "a", "what": "stretches", "from": "2026-03-01"}),
    ],
)
def test_an_id_that_stands_twice_is_refused_where_it_stands_again(
    part: str, item: dict[str, Any]
) -> None:
    other = {**item, "id": "b"}

    assert refusals(a_value(**{part: [item, other, item]})) == [("repeated_id", f"{part}[2].id")]


def test_a_session_id_that_stands_twice_is_refused() -> None:
    session = {"id": "a", "on": "2026-03-24", "kind": "rest"}

    assert refusals(a_value(programme={"sessions": [session, session]})) == [
        ("repeated_id", "programme.sessions[1].id")
    ]


def test_runs_without_ids_and_one_id_in_two_lists_are_no_repetition() -> None:
    is_read(a_value(runs=[run(), run(), run(id="a")], restrictions=[limit(id="a")]))


@pytest.mark.parametrize("onset", [(9, 12), (12, 12), (0, 10.5)])
def test_an_onset_beyond_the_run_is_refused(onset: tuple[float, float]) -> None:
    value = a_value(runs=[run(pain=hurt(*onset))])

    assert refusals(value) == [("beyond_the_run", "runs[0].pain.onset")]


def test_an_onset_at_the_very_end_is_no_contradiction_for_a_watch() -> None:
    is_read(a_value(runs=[run(pain=hurt(10.1, 10.1))]))


def test_an_onset_that_ends_before_it_begins_is_refused() -> None:
    assert refusals(a_value(runs=[run(pain=hurt(9, 8))])) == [
        ("ends_before_it_starts", "runs[0].pain.onset")
    ]


@pytest.mark.parametrize(
    "pain",
    [
        {"free": True, "onset": {"lower_km": 1, "upper_km": 2}},
        {"free": True, "worst_nrs": 1},
        {"free": True, "marks": [{"at_km": 2, "nrs": 3}]},
    ],
)
def test_pain_free_with_pain_is_refused(pain: dict[str, Any]) -> None:
    [(code, _)] = refusals(a_value(runs=[run(pain=pain)]))

    assert code == "free_yet_painful"


def test_a_mark_beyond_the_run_is_refused() -> None:
    pain = {"free": False, "marks": [{"at_km": 5, "nrs": 2}, {"at_km": 11, "nrs": 2}]}

    assert refusals(a_value(runs=[run(pain=pain)])) == [
        ("beyond_the_run", "runs[0].pain.marks[1].at_km")
    ]


@pytest.mark.parametrize("nrs", [11, -1, 2.5, "3", None, True, 1e17])
@pytest.mark.parametrize("field", ["worst_nrs", "next_morning_nrs"])
def test_pain_11_and_whatever_is_no_whole_number_from_0_to_10_is_refused(
    field: str, nrs: Any
) -> None:
    value = a_value(runs=[run(pain={"free": False, field: nrs})])

    assert [place for _, place in refusals(value)] == [f"runs[0].pain.{field}"]


def test_pain_11_is_refused_in_marks_and_check_ins_too() -> None:
    pain = {"free": False, "marks": [{"at_km": 2, "nrs": 11}]}
    value = a_value(runs=[run(pain=pain)], check_ins=[{"on": "2026-03-22", "morning_nrs": 11}])

    assert [place for _, place in refusals(value)] == [
        "runs[0].pain.marks[0].nrs",
        "check_ins[0].morning_nrs",
    ]


@pytest.mark.parametrize("pain", [True, "none", [], 0])
def test_pain_that_is_no_report_is_refused_at_its_run(pain: Any) -> None:
    assert refusals(a_value(runs=[run(pain=pain)])) == [("schema_type", "runs[0].pain")]


def test_a_report_that_does_not_say_whether_it_hurt_is_refused() -> None:
    assert refusals(a_value(runs=[run(pain={})])) == [("schema_required", "runs[0].pain")]


@pytest.mark.parametrize(
    ("part", "item", "second"),
    [
        ("restrictions", limit(until="2026-02-28"), "until"),
        ("restrictions", limit(lifted_on="2026-02-28"), "lifted_on"),
        ("episodes", {"id": "a", "site": "shin", "began_on": "2026-03-01",
                      "resolved_on": "2026-02-28"}, "resolved_on"),
        ("red_flags", {"code": "fever", "opened_on": "2026-03-01",
                       "closed_on": "2026-02-28"}, "closed_on"),
        ("prescriptions", {"id": "a", "what": "b", "from": "2026-03-01",
                           "until": "2026-02-28"}, "until"),
    ],
)  # fmt: skip
def test_an_end_before_its_start_is_refused(part: str, item: dict[str, Any], second: str) -> None:
    assert refusals(a_value(**{part: [item]})) == [("ends_before_it_starts", f"{part}[0].{second}")]


def test_a_limit_of_one_day_is_a_limit() -> None:
    is_read(a_value(restrictions=[limit(until="2026-03-01", lifted_on="2026-03-01")]))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"restrictions": [limit(max_run_km=0.05)]}, "restrictions[0].max_run_km"),
        ({"restrictions": [limit(max_run_min=0.5)]}, "restrictions[0].max_run_min"),
        ({"restrictions": [limit(max_run_min=1e9)]}, "restrictions[0].max_run_min"),
        ({"restrictions": [limit(max_week_km=501)]}, "restrictions[0].max_week_km"),
        ({"restrictions": [limit(max_runs_per_week=15)]}, "restrictions[0].max_runs_per_week"),
        ({"restrictions": [limit(max_run_km=True)]}, "restrictions[0].max_run_km"),
        ({"runs": [run(duration_min=0)]}, "runs[0].duration_min"),
        ({"runs": [run(duration_min=1e9)]}, "runs[0].duration_min"),
        ({"race": {"on": "2026-05-03", "distance_km": 0.1}}, "race.distance_km"),
        ({"race": {"on": "2026-05-03", "distance_km": 10, "goal_min": 1e9}}, "race.goal_min"),
        ({"runner": {"tolerance": 0}}, "runner.tolerance"),
        ({"runner": {"tolerance": 0.51}}, "runner.tolerance"),
        ({"runner": {"birth_year": 10**17}}, "runner.birth_year"),
        ({"runner": {"unit": "miles"}}, "runner.unit"),
        ({"cross_sessions": [{"on": "2026-03-01", "kind": "rowing", "duration_min": 1e6}]},
         "cross_sessions[0].duration_min"),
    ],
)  # fmt: skip
def test_a_number_outside_what_can_be_is_refused(fields: dict[str, Any], place: str) -> None:
    assert [where for _, where in refusals(a_value(**fields))] == [place]


@pytest.mark.parametrize(
    "name", ["Europe/Nowhere", "", "America", "../../etc/passwd", "a\0b", "x" * 10_000, "\ufffd"]
)
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    value = a_value(runner={"time_zone": name})

    assert refusals(value) == [("unknown_time_zone", "runner.time_zone")]


def test_every_problem_of_a_kind_is_reported_in_one_go_with_its_place() -> None:
    value = a_value(
        runs=[run(distance_km=-1), run(), run(pain={"free": False, "worst_nrs": 11})],
        restrictions=[{"id": "a", "set_by": "nobody", "from": "2026-03-01"}],
    )

    assert {place for _, place in refusals(value)} == {
        "runs[0].distance_km",
        "runs[2].pain.worst_nrs",
        "restrictions[0].set_by",
    }


def test_a_wrong_value_does_not_hide_a_contradiction_elsewhere() -> None:
    value = a_value(
        runs=[run(distance_km=-1), run(pain=hurt(20, 30))],
        restrictions=[limit(until="2026-02-28")],
    )

    assert {place for _, place in refusals(value)} == {
        "runs[0].distance_km",
        "runs[1].pain.onset",
        "restrictions[0].until",
    }


def test_a_long_list_of_problems_says_when_it_was_cut() -> None:
    with pytest.raises(Refused) as caught:
        is_read(a_value(runs=[run(distance_km=-1)] * 1000))
    found = caught.value.problems

    assert len(found) == 1000 or "more" in found[-1].problem


def test_a_problem_quotes_a_long_value_in_part() -> None:
    with pytest.raises(Refused) as caught:
        is_read(a_value(runner={"unit": "x" * 100_000, "time_zone": "y" * 100_000}))

    assert all(len(one.problem) < 300 for one in caught.value.problems)


@pytest.mark.parametrize(
    "unknown",
    [
        {"mood": "fine"},
        {"equipment": [{"on": "2024-01-01", "name": "shoes", "km": 400.5}]},
        {"family": [{"birthday": {"on": "1955-05-05"}, "from": "1940-01-01", "on": "soon"}]},
        {"x": {"NaN": None, "deep": [[[[[[1]]]]]]}},
    ],
)
def test_unknown_fields_are_kept_and_never_an_error(unknown: dict[str, Any]) -> None:
    value = a_value(runs=[{**run(), **unknown}], runner=dict(unknown), **unknown)

    kept = case_to(is_read(value))

    assert kept == value


def test_the_rough_week_survives_a_round_trip() -> None:
    again = read_case(write_case(rough_week()).encode("utf-8"), today=MONDAY)

    assert again == rough_week()
    assert write_case(again) == write_case(rough_week())


def test_a_null_report_means_that_nobody_was_asked() -> None:
    assert is_read(a_value(runs=[run(pain=None)])) == is_read(a_value(runs=[run()]))


def test_one_point_nought_is_one() -> None:
    rated = is_read(a_value(runs=[run(pain={"free": False, "worst_nrs": 3.0})]))

    assert rated.runs[0].pain is not None
    assert repr(rated.runs[0].pain.worst_nrs) == "3"


# --- any value of the story, replaced by any rubbish ------------------------------------------

RUBBISH: list[Any] = [
    None, True, False, 0, -1, 1, 2.5, 11, 501, 1e17, -1e17, 1e308, 5e-324, 10**17, "", "x", "2",
    "\ufffd", "\0", "mi", "clinician", "0000-01-01", "1969-12-31", "2026-03-23", "9999-12-31",
    "2026-03-22T23:59:60Z", "2026-03-22T08:00:00Z", "x" * 5000, [], {}, [[]], [None], {"on": None},
    {"free": True}, {"free": False}, {"lower_km": 0, "upper_km": 0},
    {"lower_km": 1e-9, "upper_km": 2},
]  # fmt: skip


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    """The rough week with every part of the format that it lacks, short."""
    value = case_to(rough_week())
    value["programme"]["sessions"] = value["programme"]["sessions"][-45:-25]
    value["runs"] = value["runs"][-6:]
    value["check_ins"] = [{"on": "2026-03-23", "morning_nrs": 1, "confidence": 5}]
    value["red_flags"] = [
        {
            "code": "fever",
            "opened_on": "2026-03-10",
            "closed_on": "2026-03-12",
            "closed_by": "runner",
        }
    ]
    value["cross_sessions"] = [{"on": "2026-03-20", "kind": "cycling", "duration_min": 40}]
    value["restrictions"][0] |= {
        "until": "2026-04-16", "max_run_min": 120, "max_week_km": 40, "max_runs_per_week": 4,
        "min_rest_days_between_runs": 0, "max_nrs": 2, "easy_only": True, "surfaces": ["road"],
    }  # fmt: skip
    value["runs"][-1]["started_at"] = "2026-03-22T08:30:00-04:00"
    value["runs"][-1]["pain"]["marks"] = [{"at_km": 10, "nrs": 3}]
    value["runner"]["race_results"] = [{"on": "2025-10-05", "distance_km": 10, "time_min": 55}]
    return value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a JSON value with every key or index in it."""
    found = []
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        found += [(value, key), *places(value[key])]
    return found


@given(st.data())
def test_with_any_value_replaced_or_left_out_a_case_is_refused_or_answered_in_full(
    story: dict[str, Any], data: st.DataObject
) -> None:
    value = copy.deepcopy(story)
    container, key = data.draw(st.sampled_from(places(value)), label="where")
    if data.draw(st.booleans(), label="left out"):
        del container[key]
    else:
        container[key] = copy.deepcopy(data.draw(st.sampled_from(RUBBISH), label="rubbish"))

    try:
        case = read_case(write_json(value), today=MONDAY)
    except Refused:
        assert refusals(value)
        return

    advice = advice_to(advice_on(case))
    assert problems("advice", advice) == []
    assert json.loads(write_json(advice)) == advice
    assert read_case(write_case(case), today=MONDAY) == case


@given(st.data())
def test_a_file_cut_or_changed_anywhere_is_refused_or_read(
    story: dict[str, Any], data: st.DataObject
) -> None:
    text = bytearray(write_json(story).encode("utf-8"))
    at = data.draw(st.integers(0, len(text) - 1))
    if data.draw(st.booleans()):
        del text[at:]
    else:
        text[at] = data.draw(st.integers(0, 255))

    try:
        case = read_case(bytes(text), today=MONDAY)
    except Refused:
        return

    assert write_case(case)


def test_a_case_may_be_read_years_later() -> None:
    text = write_case(rough_week())

    for years in (1, 10, 100):
        assert read_case(text, today=MONDAY + timedelta(365 * years)) == rough_week()


def test_the_word_that_a_log_is_complete_is_read_and_written_back() -> None:
    case = case_from({"startline": 1, "log_complete_until": "2026-03-21"}, today=MONDAY)

    assert case.log_complete_until == date(2026, 3, 21)
    assert case_to(case) == {"startline": 1, "runner": {}, "log_complete_until": "2026-03-21"}


@pytest.mark.parametrize("day", ["1969-12-31", "2030-01-01"])
def test_a_log_complete_until_a_day_that_cannot_be_is_refused_at_its_place(day: str) -> None:
    with pytest.raises(Refused) as refused:
        case_from({"startline": 1, "log_complete_until": day}, today=MONDAY)

    assert [p.place for p in refused.value.problems] == ["log_complete_until"]

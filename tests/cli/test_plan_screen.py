"""The weeks, the coming days and what decided them, as a person reads them in eighty columns."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from rich.console import Console

from startline.cli.plan_screen import show_coming_days, show_weeks
from startline.cli.screen import show_advice
from startline.cli.why_days import show_why
from startline.engine.advice import Advice, PlannedDay
from startline.engine.case import Case, Runner
from startline.engine.episodes import RedFlag
from startline.engine.plans import CrossTraining, Move, Programme, Reason, RunWalk, Session
from startline.words.explain import is_changed
from startline.words.reasons import BOUNDS, sentence
from startline.words.weeks import weeks_of
from tests.builders import (
    MONDAY,
    SUNDAY,
    a_case,
    a_green_run,
    a_limit,
    a_week,
    advice_on,
    rough_week,
)
from tests.cli.commands import ON, an_advice, case_text, in_a_process, in_one_line, startline

LONG_NAMES = a_case(
    restrictions=(
        a_limit(by="the physiotherapist at the clinic by the river", until_day=SUNDAY),
        a_limit(id="own", set_by="runner", by=None, max_run_km=6.0),
        a_limit(id="easy", by="doctor", max_run_km=None, easy_only=True, surfaces=("grass",)),
    )
)
FLAGGED = a_case(red_flags=(RedFlag(code="chest_pain", opened_on=MONDAY),))
FREE = a_case(episodes=(), runs=tuple(a_green_run(days, 30.0) for days in (1, 4, 8, 12, 16)))
PAGES = {
    "rough week": rough_week(),
    "names": LONG_NAMES,
    "flag": FLAGGED,
    "free": FREE,
    "silent": a_case(runs=(a_green_run(60, 10.0),)),
    "empty": Case(),
}


def printed(show: Any, *arguments: Any, width: int = 80, **console: Any) -> str:
    file = io.StringIO()
    show(Console(file=file, width=width, highlight=False, soft_wrap=True, **console), *arguments)
    return file.getvalue()


def an_advice_with(*plan: PlannedDay) -> Advice:
    """The rough week's advice with another plan."""
    return replace(advice_on(rough_week()), plan=plan)


def a_day(ahead: int, kind: str = "easy", km: float | None = 4.0, **more: Any) -> PlannedDay:
    was = {"programmed_km": km, **more}
    return PlannedDay(on=MONDAY + timedelta(ahead), kind=kind, distance_km=km, **was)


def bars(text: str) -> list[tuple[int, int]]:
    """Cells of the plan and of what the programme has beyond it, week by week."""
    rows = [row for row in text.splitlines()[2:] if " of " in row]
    return [(row.count("█"), row.count("░")) for row in rows]


# --- eighty columns, any terminal -------------------------------------------------------------


@pytest.mark.parametrize("command", ["advise", "explain"])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("unit", ["mi", "km"])
def test_every_page_fits_eighty_columns_when_piped(command: str, name: str, unit: str) -> None:
    case = replace(PAGES[name], runner=replace(PAGES[name].runner, unit=unit))
    lines = startline(command, "-", *ON, stdin=case_text(case)).stdout.splitlines()

    assert [line for line in lines if len(line) > 80 or line != line.rstrip()] == []


def test_a_page_reads_the_same_with_colours_without_and_in_a_pipe() -> None:
    advice = advice_on(rough_week(), seed=0)
    coloured = printed(show_advice, rough_week(), advice, force_terminal=True)
    plain = printed(show_advice, rough_week(), advice, force_terminal=True, no_color=True)
    piped = startline("advise", "-", *ON, stdin=case_text(rough_week())).stdout

    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == re.sub(r"\x1b\[[\d;]*m", "", plain) == piped
    assert "\x1b" not in piped


def test_a_terminal_without_blocks_gets_letters_for_bars() -> None:
    text = case_text(rough_week()).encode()
    found = in_a_process("advise", "-", *ON, stdin=text, PYTHONIOENCODING="ascii").stdout.decode()

    assert re.search(r"23 Mar  #+\.+ ", found)


def test_a_wide_terminal_is_not_filled_with_long_lines() -> None:
    wide = printed(show_advice, rough_week(), advice_on(rough_week(), seed=0), width=200)

    assert max(len(line) for line in wide.splitlines()) <= 80


# --- the coming days --------------------------------------------------------------------------


def coming(*plan: PlannedDay) -> list[str]:
    text = printed(show_coming_days, an_advice_with(a_day(0), *plan), "km")
    return [in_one_line(line) for line in text.splitlines()[3:]]


def test_a_day_shows_the_plan_of_the_programme_what_else_and_both_chances() -> None:
    instead = (CrossTraining("pool_running", 45),)
    day = a_day(1, km=4.5, programmed_km=8.0, p_pain_free=0.8, cross_train=instead)

    assert coming(day) == ["Tue 24 Mar easy 4.5 of 8 45 min pool running about 8 in 10, 2 not"]


def test_a_day_as_programmed_shows_one_number_and_a_rest_day_none() -> None:
    assert coming(a_day(1, "long", 12.0), a_day(2, "rest", None)) == [
        "Tue 24 Mar long 12",
        "Wed 25 Mar rest",
    ]


def test_a_walk_run_day_shows_how_it_is_split_and_how_long_it_is() -> None:
    split = {"run_walk": RunWalk(2, 1, 8), "duration_min": 24.0}

    assert coming(a_day(1, "run_walk", **split))[1] == (
        "run 2 min, walk 1 min, 8 times, 24 min in all"
    )


def test_a_shortened_walk_run_day_never_shows_the_repeats_of_the_whole() -> None:
    split = {"run_walk": RunWalk(2, 1, 8), "duration_min": 12.0, "programmed_km": None}
    short = Reason("shortened", {"from_km": 4.0, "to_km": 2.0})

    how = coming(a_day(1, "run_walk", 2.0, reasons=(short,), **split))[1]

    assert how == "run 2 min, walk 1 min, in turn, 12 min in all"


def test_seven_days_are_coming_and_no_more() -> None:
    assert len(coming(*(a_day(n) for n in range(1, 20)))) == 7


# --- the weeks --------------------------------------------------------------------------------


def weeks_text(*plan: PlannedDay) -> str:
    return printed(show_weeks, an_advice_with(*plan), "km")


def test_every_week_to_the_race_has_a_line_with_its_sums_and_its_long_run() -> None:
    text = printed(show_weeks, advice_on(rough_week(), seed=0), "mi")
    rows = [in_one_line(re.sub("[█░]", "", line)) for line in text.splitlines()[2:]]

    assert len(rows) == 6
    assert rows[0].startswith("23 Mar")
    assert rows[0].endswith("of 32 long 2.5 of 18")
    assert rows[2].endswith("of 20")
    assert "taper" in rows[4]
    assert rows[5].endswith("race 0 of 26.2 over your limit")


def test_a_bar_is_full_as_programmed_and_never_full_below_it() -> None:
    full, nearly = [a_day(0, km=10.0)], [a_day(7, km=9.99, programmed_km=10.0)]

    [whole, short] = bars(weeks_text(*full, *nearly))

    assert whole[1] == 0
    assert short[1] >= 1
    assert whole[0] == sum(short)


def test_a_run_however_short_has_a_cell_and_no_run_has_none() -> None:
    text = weeks_text(a_day(0, km=0.8, programmed_km=60.0), a_day(7, km=0.0, programmed_km=60.0))

    assert [plan for plan, _ in bars(text)] == [1, 0]


def test_longer_weeks_have_longer_bars() -> None:
    found = bars(weeks_text(*(a_day(7 * n, km=10.0 + 10 * n) for n in range(4))))

    assert found == sorted(found)
    assert len(set(found)) == 4


def test_what_was_run_today_is_no_part_of_what_is_ahead() -> None:
    done = a_day(0, km=0.0, programmed_km=8.0, reasons=(Reason("already_run"),))
    [week] = weeks_of(an_advice_with(done, a_day(1, km=4.0)))

    assert (week.planned_km, week.programmed_km) == (4.0, 4.0)


def test_a_week_the_plan_holds_light_says_so() -> None:
    light = Reason("lighter_week", {"to_km": 3.0})
    text = weeks_text(a_day(0), a_day(7, km=3.0, programmed_km=8.0, reasons=(light,)))

    assert text.splitlines()[3].endswith("lighter week")


def test_a_case_without_runs_ahead_has_no_weeks_to_show() -> None:
    assert printed(show_weeks, advice_on(a_case(programme=None, race=None)), "km") == ""


def test_years_of_weeks_are_counted_and_not_all_shown() -> None:
    lines = weeks_text(*(a_day(7 * n) for n in range(40))).splitlines()

    assert lines[-1] == "  and 10 weeks more"


# --- what decided each day --------------------------------------------------------------------


def why_text(case: Case) -> str:
    return printed(show_why, advice_on(case, seed=0), case.runner.unit or "km")


def test_every_changed_day_is_told_with_what_changed_it() -> None:
    advice = advice_on(rough_week(), seed=0)
    told = why_text(rough_week())
    numbers = re.findall(r"(?:[\d.]+ of [\d.]+)", told.replace("\n", " "))

    changed = [day for day in advice.plan if day.distance_km is not None and is_changed(day)]

    assert len(changed) > 15
    assert len(numbers) == len(changed) + 2 * len(weeks_of(advice))  # and each week's two


def test_days_behind_each_other_with_one_reason_are_told_once() -> None:
    first = in_one_line(why_text(rough_week()).split("30 Mar")[0])

    assert "Tue 24 to Thu 26 Mar: 2.3 of 4, 2.4 of 7, 2.4 of 4 mi" in first
    assert first.count(BOUNDS["onset"]) == 1


def test_who_set_a_limit_and_until_when_stand_beside_the_days_it_bound() -> None:
    limit = a_limit(max_run_km=5.0, until_day=date(2026, 3, 30))
    text = in_one_line(why_text(replace(FREE, restrictions=(limit,))))

    assert "long 5 of 28.9 km at most 5 km: the limit your physiotherapist set, until Mon" in text
    assert "the limit your physiotherapist set, past Mon 30 Mar until somebody lifts it" in text


def test_a_week_as_programmed_has_its_bar_and_nothing_below_it() -> None:
    case = replace(FREE, programme=a_week(long_km=20.0))
    quiet = [line for line in why_text(case).splitlines() if line.startswith("    ")]

    assert [line for line in quiet if "race" not in line and "at most" not in line] == []


def test_what_moved_a_day_is_told_even_where_its_distance_stayed() -> None:
    moved = replace(FREE, moves=(Move(from_day=MONDAY + timedelta(1), to_day=MONDAY),))

    assert "Moved by you from Tue 24 Mar." in why_text(moved)


def test_a_run_day_that_was_changed_by_the_runners_days_is_told() -> None:
    runner = Runner(run_days=("mon", "wed", "fri", "sat"), long_run_day="sat")

    assert "Moved from Sun 29 Mar to one of your run days." in why_text(
        replace(FREE, runner=runner)
    )


@pytest.mark.parametrize("name", PAGES)
def test_every_reason_of_every_day_is_a_sentence_without_gaps(name: str) -> None:
    advice = advice_on(PAGES[name])
    for reason in [*advice.reasons, *(r for day in advice.plan for r in day.reasons)]:
        said = sentence(reason.code, reason.values, "mi")

        assert not re.search(r"[{}_]|None", said)


def test_the_ways_on_are_named_and_none_is_chosen() -> None:
    [reason] = [r for r in advice_on(rough_week()).reasons if r.code == "purpose_out_of_reach"]
    said = sentence(reason.code, reason.values, "mi")

    assert "walking breaks from the start, the half instead, or a later race" in said
    assert "yours to choose" in said
    assert "13.1 mi" in said


# --- today ------------------------------------------------------------------------------------


def test_a_run_done_today_is_said_to_be_done_and_not_put_off() -> None:
    case = a_case(
        programme=Programme(sessions=(Session(on=MONDAY, kind="easy", distance_km=5.0),)),
        runs=(*a_case().runs, a_green_run(0, 5.0)),
    )
    today = printed(show_advice, case, advice_on(case)).split("Today  ")[1].split("\n\n")[0]

    assert "Today's run is done." in today
    assert "Not today" not in today


def test_a_session_in_minutes_that_is_not_run_is_still_said_to_be_programmed() -> None:
    sessions = (Session(on=MONDAY, kind="easy", duration_min=30.0),)
    case = a_case(programme=Programme(sessions=sessions), restrictions=(a_limit(no_running=True),))
    today = printed(show_advice, case, advice_on(case)).split("Today  ")[1]

    assert "No run. A session in minutes was programmed. At most 0 km." in today


def test_limits_on_how_one_runs_stand_beside_today() -> None:
    limit = a_limit(id="how", by="doctor", max_nrs=2, surfaces=("grass", "track"), easy_only=True)
    case = a_case(restrictions=(limit,))
    today = printed(show_advice, case, advice_on(case)).split("Today")[1].split("Next long run")[0]

    assert "Set by doctor: pain up to 2 of 10 while running." in today
    assert "Set by doctor: grass, track." in today
    assert "Set by doctor: easy running." in today


def test_recording_a_longer_run_than_every_limit_is_always_possible() -> None:
    far = {"on": SUNDAY.isoformat(), "distance_km": 60, "pain": {"free": True}}
    runs = [{"on": f"2026-03-{day:02}", "distance_km": 5} for day in (8, 15)]
    text = case_text(a_case(restrictions=(a_limit(max_run_km=5.0),)), runs=[*runs, far])

    result = startline("advise", "-", *ON, stdin=text)
    advice = an_advice(startline("advise", "-", *ON, "--json", stdin=text).stdout)

    assert (result.exit_code, result.stderr, advice["status"]) == (0, "", "ok")
    assert "60 km, free of pain" in result.stdout
    assert "is 60 km: unusual. Is that right?" in in_one_line(result.stdout)
    assert all((day["distance_km"] or 0) <= 5.0 for day in advice["plan"])
    assert advice["next_long_run"]["advised_km"] > 0


def test_limits_that_leave_no_run_are_told_in_the_runners_unit_with_their_author() -> None:
    short = a_limit(max_run_km=0.5, by="physiotherapist", from_day=MONDAY)

    said = [
        sentence(reason.code, reason.values, "mi")
        for reason in advice_on(replace(rough_week(), restrictions=(short,))).conflicts
    ]

    assert said == [
        "No run fits under: at most 0.3 mi a run, set by physiotherapist.",
        "By themselves the limits allow 0 runs in the coming week.",
    ]

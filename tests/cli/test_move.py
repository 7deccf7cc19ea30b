"""`startline move`: a session moved by hand, its limits there, what is refused, the way back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from startline.cli import whole_file
from startline.engine.case import Case, Runner
from startline.engine.plans import Move, Programme, Session
from tests.builders import MONDAY, NEXT_SUNDAY, SUNDAY, a_case, a_limit, a_run, advice_on
from tests.cli.commands import ON, an_advice, case_file, in_one_line, startline

SATURDAY, TUESDAY, RACE = NEXT_SUNDAY - timedelta(1), MONDAY + timedelta(1), date(2026, 5, 3)


def day(ahead: int) -> str:
    return (MONDAY + timedelta(ahead)).isoformat()


def move(case: Path, *arguments: Any) -> Result:
    typed = [one.isoformat() if isinstance(one, date) else one for one in arguments]
    return startline("move", case, *typed, *ON)


def held(case: Path) -> Any:
    return json.loads(case.read_text(encoding="utf-8"))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return case_file(tmp_path, a_case(restrictions=(a_limit(),)), mood="low")


def test_a_moved_session_stands_on_its_new_day_in_the_next_advice(case: Path) -> None:
    result = move(case, NEXT_SUNDAY, SATURDAY)
    advice = an_advice(startline("advise", case, *ON, "--json").stdout)
    planned = {one["on"]: one for one in advice["plan"]}

    assert result.exit_code == 0
    assert planned[SATURDAY.isoformat()]["kind"] == "long"
    assert planned[SATURDAY.isoformat()]["programmed_km"] == 28.968
    assert planned[NEXT_SUNDAY.isoformat()]["distance_km"] is None


def test_the_programme_keeps_the_day_and_unknown_fields_are_kept(case: Path) -> None:
    before = held(case)

    move(case, NEXT_SUNDAY, SATURDAY)

    assert held(case) == {
        **before,
        "moves": [{"from": NEXT_SUNDAY.isoformat(), "to": SATURDAY.isoformat()}],
    }


def test_the_limit_that_binds_on_the_new_day_is_shown(tmp_path: Path) -> None:
    nine = a_limit(max_run_km=4.0, until_day=NEXT_SUNDAY)
    case = case_file(tmp_path, a_case(restrictions=(nine,), episodes=()))

    text = in_one_line(move(case, NEXT_SUNDAY, SATURDAY).stdout)

    assert "Sat 28 Mar: long 4 of 28.9 km" in text
    assert "at most 4 km: the limit your physiotherapist set, until Sun 29 Mar" in text
    assert "Moved by you from Sun 29 Mar." in text


def test_where_no_limit_binds_that_is_said(tmp_path: Path) -> None:
    sessions = (Session(on=TUESDAY, kind="easy", distance_km=4.0),)
    free = a_case(episodes=(), programme=Programme(sessions=sessions))

    assert "No limit binds there." in move(case_file(tmp_path, free), TUESDAY, MONDAY).stdout


@pytest.mark.parametrize(
    ("from_day", "to_day", "code"),
    [
        (TUESDAY, MONDAY + timedelta(2), "day_taken"),
        (TUESDAY, TUESDAY, "same_day"),
        (TUESDAY, MONDAY + timedelta(8), "too_far"),
        (TUESDAY, SUNDAY, "day_gone"),
        (TUESDAY, RACE, "after_race"),
        (TUESDAY, RACE + timedelta(1), "after_race"),
        (MONDAY, SATURDAY, "no_session"),
        (SUNDAY, MONDAY, "no_session"),
        (RACE, RACE - timedelta(1), "race_stays"),
    ],
)
def test_what_cannot_be_moved_is_refused_with_what_to_do_and_nothing_is_written(
    case: Path, from_day: date, to_day: date, code: str
) -> None:
    before = case.read_bytes()

    result = move(case, from_day, to_day)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.rstrip().endswith(f"[{code}]")
    assert result.stderr.count(". ") >= 2  # what happened, and what to do
    assert case.read_bytes() == before


def test_a_missed_session_is_not_carried_over_even_by_hand(tmp_path: Path) -> None:
    missed = Session(on=SUNDAY, kind="long", distance_km=20.0)
    case = case_file(tmp_path, a_case(programme=Programme(sessions=(missed,))))

    result = move(case, SUNDAY, MONDAY)

    assert (result.exit_code, "[day_run]" in result.stderr) == (1, True)
    assert "not carried over" in result.stderr


def test_a_day_that_was_run_takes_no_second_run_and_gives_none_away(tmp_path: Path) -> None:
    sessions = tuple(
        Session(on=MONDAY + timedelta(n), kind="easy", distance_km=4.0) for n in (0, 2)
    )
    ran = a_case(programme=Programme(sessions=sessions), runs=(a_run(0, 4.0),))
    case = case_file(tmp_path, ran)

    assert "[day_run]" in move(case, MONDAY, TUESDAY).stderr
    assert "[day_taken]" in move(case, MONDAY + timedelta(2), MONDAY).stderr


def test_a_session_is_moved_from_the_run_day_it_stands_on(tmp_path: Path) -> None:
    runner = Runner(run_days=("mon", "wed", "fri", "sat"), long_run_day="sat")
    case = case_file(tmp_path, a_case(runner=runner))

    assert "[no_session]" in move(case, NEXT_SUNDAY, MONDAY + timedelta(3)).stderr
    assert move(case, SATURDAY, NEXT_SUNDAY).exit_code == 0


def test_moving_it_again_changes_the_one_move_and_never_goes_further_from_its_day(
    case: Path,
) -> None:
    move(case, NEXT_SUNDAY, SATURDAY)
    move(case, SATURDAY, MONDAY + timedelta(4))

    assert held(case)["moves"] == [{"from": NEXT_SUNDAY.isoformat(), "to": day(4)}]
    assert "[too_far]" in move(case, MONDAY + timedelta(4), MONDAY + timedelta(13)).stderr


def test_moving_it_back_to_its_day_is_no_move_at_all(case: Path) -> None:
    before = held(case)

    move(case, NEXT_SUNDAY, SATURDAY)
    move(case, SATURDAY, NEXT_SUNDAY)

    assert held(case) == before


@pytest.mark.parametrize("named", [NEXT_SUNDAY, SATURDAY])
def test_undo_takes_the_day_it_came_from_or_the_day_it_stands_on(case: Path, named: date) -> None:
    before = held(case)
    move(case, NEXT_SUNDAY, SATURDAY)

    result = move(case, "--undo", named)

    assert result.exit_code == 0
    assert "on its own day again" in result.stdout
    assert held(case) == before


def test_undo_where_nothing_was_moved_is_refused(case: Path) -> None:
    result = move(case, "--undo", NEXT_SUNDAY)

    assert (result.exit_code, "[no_move]" in result.stderr) == (1, True)


def test_putting_one_back_where_another_now_stands_is_refused(tmp_path: Path) -> None:
    both = (Move(from_day=TUESDAY, to_day=SATURDAY), Move(from_day=NEXT_SUNDAY, to_day=TUESDAY))
    case = case_file(tmp_path, a_case(moves=both))

    result = move(case, "--undo", SATURDAY)

    assert (result.exit_code, "[move_lost]" in result.stderr) == (1, True)
    assert len(held(case)["moves"]) == 2


def test_a_dry_run_shows_the_day_and_writes_nothing(case: Path) -> None:
    before = case.read_bytes()

    dry = move(case, NEXT_SUNDAY, SATURDAY, "--dry-run")

    assert case.read_bytes() == before
    assert "nothing was written" in dry.stderr
    assert dry.stdout == move(case, NEXT_SUNDAY, SATURDAY).stdout


def test_what_move_shows_is_what_the_next_advice_says(case: Path) -> None:
    shown = move(case, NEXT_SUNDAY, SATURDAY).stdout
    moved = a_case(restrictions=(a_limit(),), moves=(Move(from_day=NEXT_SUNDAY, to_day=SATURDAY),))
    planned = {one.on: one for one in advice_on(moved, seed=0).plan}

    assert f"long {int((planned[SATURDAY].distance_km or 0) * 10) / 10:g} of 28.9 km" in shown


@pytest.mark.parametrize(
    "arguments",
    [(), (TUESDAY,), (TUESDAY, "soon"), ("--undo",), ("--undo", TUESDAY, MONDAY), ("--undo", "x")],
)
def test_wrong_usage_is_status_2_and_nothing_is_written(case: Path, arguments: Any) -> None:
    before = case.read_bytes()

    result = move(case, *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert case.read_bytes() == before


def test_a_case_that_is_refused_or_is_no_file_is_refused_here_too(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{}")

    assert move(broken, TUESDAY, MONDAY).exit_code == 1
    assert "[unreadable]" in move(tmp_path / "none.json", TUESDAY, MONDAY).stderr
    assert "[not_a_file]" in startline("move", "-", TUESDAY.isoformat(), day(0), *ON).stderr


def test_a_case_without_a_programme_has_nothing_to_move(tmp_path: Path) -> None:
    result = move(case_file(tmp_path, Case()), TUESDAY, MONDAY)

    assert "[no_session]" in result.stderr


def test_a_file_that_cannot_be_put_in_place_stays_whole_and_leaves_no_rest(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = case.read_bytes()
    monkeypatch.setattr(whole_file.os, "fsync", refuse)

    result = move(case, NEXT_SUNDAY, SATURDAY)

    assert (result.exit_code, "[not_writable]" in result.stderr) == (1, True)
    assert case.read_bytes() == before
    assert [one.name for one in case.parent.iterdir()] == [case.name]


def test_a_link_to_a_case_stays_a_link(case: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(case)

    move(link, NEXT_SUNDAY, SATURDAY)

    assert link.is_symlink()
    assert held(case)["moves"]


def test_no_move_by_hand_gets_round_a_limit(tmp_path: Path) -> None:
    nine = a_limit(max_run_km=3.0, from_day=SATURDAY)
    free = replace(a_case(restrictions=(nine,)), episodes=())
    case = case_file(tmp_path, free)
    move(case, NEXT_SUNDAY, SATURDAY)

    advice = an_advice(startline("advise", case, *ON, "--json").stdout)

    later = [one for one in advice["plan"] if one["on"] >= SATURDAY.isoformat()]
    assert max(one["distance_km"] or 0 for one in later) == 3.0

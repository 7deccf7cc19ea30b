"""`startline export`: files of our own, nobody else's overwritten, one number everywhere."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from startline.engine.advice import PlannedDay
from startline.engine.case import Appointment, Runner
from startline.engine.episodes import RedFlag
from startline.formats import outgoing
from startline.formats.case_json import case_to, read_case
from startline.words.units import shown
from tests.builders import MONDAY, NEXT_SUNDAY, a_case, a_limit, advice_on, rough_week
from tests.cli.commands import (
    ON,
    an_advice,
    case_file,
    in_a_process,
    in_one_line,
    startline,
    strictly,
)
from tests.formats.exported import events, km_said, metres, titles
from tests.formats.visit_report.reading import text_of


def a_story(folder: Path, **changes: object) -> Path:
    return case_file(folder, replace(rough_week(), **changes))  # type: ignore[arg-type]


def advised_km(case: Path) -> dict[date, float]:
    advice = an_advice(startline("advise", case, "--json", *ON).stdout)
    return {
        date.fromisoformat(day["on"]): day["distance_km"]
        for day in advice["plan"]
        if day["distance_km"]
    }


def test_E08_all_three_exports_say_what_advise_says(tmp_path: Path):
    case = a_story(tmp_path)
    plan = advised_km(case)
    for kind in ("ics", "fit", "json"):
        assert startline("export", kind, case, "-o", tmp_path / kind, *ON).exit_code == 0
    said = titles((tmp_path / "ics").read_bytes())
    files = sorted((tmp_path / "fit").iterdir())
    whole = strictly((tmp_path / "json").read_bytes())

    assert {day for day, title in said.items() if km_said(title)} == plan.keys()
    assert all(-0.001 < plan[day] - km_said(said[day]) < 0.161 for day in plan)  # mile marks
    assert [metres(file.read_bytes()) for file in files] == [
        round(km * 1000) for km in plan.values()
    ]
    assert {d["on"]: d["distance_km"] for d in whole["advice"]["plan"] if d["distance_km"]} == {
        day.isoformat(): km for day, km in plan.items()
    }


def test_json_holds_the_case_without_loss_and_the_same_advice(tmp_path: Path):
    case = a_story(tmp_path)
    for name in ("one.json", "two.json"):
        assert startline("export", "json", case, "-o", tmp_path / name, *ON).exit_code == 0
    whole = strictly((tmp_path / "one.json").read_text("utf-8"))

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert read_case(json.dumps(whole["case"]), today=MONDAY) == rough_week()
    assert an_advice(json.dumps(whole["advice"])) == whole["advice"]
    assert whole["advice"] == strictly(startline("advise", case, "--json", *ON).stdout)


def test_a_calendar_written_twice_is_the_same_file_though_the_clock_went_on(tmp_path: Path):
    case, plan = a_story(tmp_path), tmp_path / "plan.ics"
    startline("export", "ics", case, "-o", plan, *ON)
    first = plan.read_bytes()

    again = startline("export", "ics", case, "-o", plan, *ON)

    assert plan.read_bytes() == first
    assert "0 new or changed, 0 cancelled" in again.stderr


def test_a_tighter_limit_changes_the_calendar_that_is_there(tmp_path: Path):
    plan = tmp_path / "plan.ics"
    startline("export", "ics", a_story(tmp_path), "-o", plan, *ON)
    before = events(plan.read_bytes())
    tighter = a_story(tmp_path, restrictions=(a_limit(max_run_km=2.0),))

    assert startline("export", "ics", tighter, "-o", plan, *ON).exit_code == 0

    sunday = events(plan.read_bytes())[NEXT_SUNDAY]
    assert (sunday.uid, sunday.sequence) == (before[NEXT_SUNDAY].uid, 1)
    assert sunday.summary == "Long run 1.2 mi"


def test_hours_are_local_and_reasons_are_told_to_those_who_ask(tmp_path: Path):
    case, plan = a_story(tmp_path), tmp_path / "plan.ics"

    startline("export", "ics", case, "-o", plan, "--at", "06:30", "--with-reasons", *ON)

    sunday = events(plan.read_bytes())[NEXT_SUNDAY]
    assert sunday.dtstart.strftime("%H:%M %Z") == "06:30 EDT"
    assert "2.5 mi instead of 18 mi." in sunday.description
    assert "At most 9 mi: the limit your physiotherapist set." in sunday.description
    assert "Decided by how the last runs went" in sunday.description
    assert "{" not in sunday.description


def test_the_limit_that_decided_is_named_with_its_author(tmp_path: Path):
    case = a_story(tmp_path, restrictions=(a_limit(max_run_km=2.0),))
    plan = tmp_path / "plan.ics"

    startline("export", "ics", case, "-o", plan, "--with-reasons", *ON)

    told = events(plan.read_bytes())[NEXT_SUNDAY].description
    assert "Decided by the limit your physiotherapist set." in told


def test_hours_without_a_time_zone_are_not_guessed_and_that_is_said(tmp_path: Path):
    case = a_story(tmp_path, runner=Runner(unit="mi"))
    plan = tmp_path / "plan.ics"

    result = startline("export", "ics", case, "-o", plan, "--at", "07:00", *ON)

    assert result.exit_code == 0
    assert "no time zone" in result.stderr
    assert events(plan.read_bytes())[NEXT_SUNDAY].dtstart == NEXT_SUNDAY


@pytest.mark.parametrize("kind", ["ics", "json"])
@pytest.mark.parametrize("held", [b"", b"my diary", b'{"startline": 1}', b"\xff\x00"])
def test_a_file_that_is_not_ours_is_left_as_it_is(tmp_path: Path, kind: str, held: bytes):
    case, mine = a_story(tmp_path), tmp_path / "mine"
    mine.write_bytes(held)

    result = startline("export", kind, case, "-o", mine, *ON)

    assert result.exit_code == 1
    assert "[not_ours]" in result.stderr
    assert mine.read_bytes() == held


def test_a_case_is_never_overwritten_by_its_own_export(tmp_path: Path):
    case = a_story(tmp_path)

    assert startline("export", "json", case, "-o", case, *ON).exit_code == 1
    assert strictly(case.read_text("utf-8")) == case_to(rough_week())


def test_workouts_no_longer_planned_go_and_strangers_stay(tmp_path: Path):
    folder = tmp_path / "watch"
    startline("export", "fit", a_story(tmp_path), "-o", folder, *ON)
    (folder / "2026-03-25-my-run.fit").write_bytes(b"mine")
    (folder / "2026-03-27-easy-run.fit").write_bytes(b"mine too")
    limited = a_story(tmp_path, restrictions=(a_limit(max_run_km=None, max_runs_per_week=1),))

    result = startline("export", "fit", limited, "-o", folder, *ON)

    names = {file.name for file in folder.iterdir()}
    planned = {f"{day}" for day in advised_km(limited)}
    strangers = {"2026-03-25-my-run.fit", "2026-03-27-easy-run.fit"}
    assert result.exit_code == 0
    assert {name[:10] for name in names - strangers} == planned
    assert strangers <= names
    assert "removed, no longer planned" in result.stderr


def test_a_workouts_name_that_is_somebodys_file_stops_the_whole_export(tmp_path: Path):
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "2026-03-29-long-run.fit").write_bytes(b"mine")

    result = startline("export", "fit", a_story(tmp_path), "-o", folder, *ON)

    assert result.exit_code == 1
    assert "2026-03-29-long-run.fit: This file is not ours." in result.stderr
    assert [file.name for file in folder.iterdir()] == ["2026-03-29-long-run.fit"]


@pytest.mark.parametrize("kind", ["ics", "fit"])
def test_C04_a_red_flag_comes_first_and_takes_back_what_was_exported(tmp_path: Path, kind: str):
    to = tmp_path / kind
    startline("export", kind, a_story(tmp_path), "-o", to, *ON)
    flags = (RedFlag(code="chest_pain", opened_on=MONDAY),)

    result = startline("export", kind, a_story(tmp_path, red_flags=flags), "-o", to, *ON)

    assert result.exit_code == 0
    assert result.stderr.startswith("Call your emergency number now. Do not run.")
    assert (list(to.iterdir()) if kind == "fit" else titles(to.read_bytes())) in ([], {})


def test_what_is_missing_is_said_and_no_run_written(tmp_path: Path):
    case, plan = tmp_path / "case.json", tmp_path / "plan.ics"
    case.write_text('{"startline": 1}')

    result = startline("export", "ics", case, "-o", plan, *ON)

    assert result.exit_code == 0
    assert "No run and no check-in yet." in result.stderr
    assert titles(plan.read_bytes()) == {}


@pytest.mark.parametrize("kind", ["ics", "fit"])
def test_C34_a_broken_limit_writes_nothing(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
):
    case, to = a_story(tmp_path), tmp_path / kind
    monkeypatch.setattr(outgoing, "whole_metres", lambda km: 40_000 if km else None)

    result = startline("export", kind, case, "-o", to, *ON)

    assert result.exit_code == 1
    assert "[limit_broken]" in result.stderr
    assert not to.exists()


@pytest.mark.parametrize("kind", ["ics", "fit", "json"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, kind: str):
    case = a_story(tmp_path)

    result = startline("export", kind, case, "-o", tmp_path / "nowhere" / "plan", *ON)

    assert result.exit_code == 1
    assert "[not_writable]" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"case.json"}


@pytest.mark.parametrize("kind", ["ics", "json"])
def test_a_full_disk_leaves_what_was_there_and_nothing_half_written(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
):
    case, to = a_story(tmp_path), tmp_path / kind
    startline("export", kind, case, "-o", to, *ON)
    before = to.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    limited = a_story(tmp_path, restrictions=(a_limit(max_run_km=2.0),))
    result = startline("export", kind, limited, "-o", to, *ON)

    assert result.exit_code == 1
    assert "No space left on device." in result.stderr
    assert to.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"case.json", kind}


def test_an_event_that_cannot_be_written_is_named_and_the_rest_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def note(case: object, day: PlannedDay) -> str:
        return "fine" if day.on != NEXT_SUNDAY else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr("startline.cli.export.session_note", note)
    case, plan = a_story(tmp_path), tmp_path / "plan.ics"

    result = startline("export", "ics", case, "-o", plan, "--with-reasons", *ON)

    assert result.exit_code == 1
    assert "Sun 29 Mar: left out" in result.stderr
    said = titles(plan.read_bytes())
    assert NEXT_SUNDAY not in said
    assert NEXT_SUNDAY + timedelta(7) in said


def test_a_folder_is_no_calendar_and_a_file_is_no_folder(tmp_path: Path):
    case = a_story(tmp_path)

    assert startline("export", "ics", case, "-o", tmp_path, *ON).exit_code == 1
    assert startline("export", "fit", case, "-o", case, *ON).exit_code == 1


def test_a_new_file_is_for_its_owner_and_an_old_one_keeps_its_mode(tmp_path: Path):
    case, plan = a_story(tmp_path), tmp_path / "plan.ics"
    startline("export", "ics", case, "-o", plan, *ON)
    new = stat.S_IMODE(plan.stat().st_mode)
    plan.chmod(0o644)

    startline("export", "ics", case, "-o", plan, *ON)

    assert (new, stat.S_IMODE(plan.stat().st_mode)) == (0o600, 0o644)


@pytest.mark.parametrize(
    "arguments",
    [
        ("doc", "case.json", "-o", "x"),
        ("ics", "case.json"),
        ("fit", "case.json", "-o", "x", "--at", "07:00"),
        ("json", "case.json", "-o", "x", "--with-reasons"),
        ("ics", "case.json", "-o", "x", "--at", "25:00"),
    ],
)
def test_wrong_usage_is_status_two(arguments: tuple[str, ...]):
    assert startline("export", *arguments).exit_code == 2


def test_a_bad_case_is_refused_before_anything_is_written(tmp_path: Path):
    case = tmp_path / "case.json"
    case.write_text('{"startline": 2}')

    assert startline("export", "ics", case, "-o", tmp_path / "x.ics", *ON).exit_code == 1
    assert not (tmp_path / "x.ics").exists()


def test_C20_workouts_and_json_are_the_same_bytes_whatever_the_hash_seed(tmp_path: Path):
    case = case_file(tmp_path, a_case())
    for seed in ("0", "4711"):
        for kind in ("fit", "json"):
            done = in_a_process(
                "export", kind, case, "-o", tmp_path / (kind + seed), *ON, PYTHONHASHSEED=seed
            )
            assert done.returncode == 0
    one, two = (
        [file.read_bytes() for file in sorted((tmp_path / f"fit{seed}").iterdir())]
        for seed in ("0", "4711")
    )

    assert one == two
    assert (tmp_path / "json0").read_bytes() == (tmp_path / "json4711").read_bytes()


# --- pdf: the report for a visit ---------------------------------------------------------------


def report(case: Path, *typed: str) -> str:
    """The text of the report that a command writes."""
    to = case.parent / "report.pdf"
    assert startline("export", "pdf", case, "-o", to, *ON, *typed).exit_code == 0
    return text_of(to.read_bytes())


def test_E08_the_report_says_what_advise_says(tmp_path: Path):
    case = a_story(tmp_path)
    screen = in_one_line(startline("advise", case, *ON).stdout)
    said = report(case)

    for sentence in (
        "2.5 mi instead of 18 mi.",
        "That far: about 8 in 10 stay free of pain, about 2 in 10 do not.",
        "In the middle at 5 mi; 8 in 10 between 0.7 mi and 10.2 mi.",
        "Too early to tell: about 4 runs more to compare.",
    ):
        assert sentence in screen
        assert sentence in said


def test_the_report_is_for_its_owner_alone_and_written_over_an_earlier_one(tmp_path: Path):
    case = a_story(tmp_path)
    report(case)
    first = (tmp_path / "report.pdf").read_bytes()
    report(case)

    assert (tmp_path / "report.pdf").read_bytes() == first
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == 0o600


def test_the_report_is_never_written_over_anything_else(tmp_path: Path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4\na letter")
    result = startline("export", "pdf", a_story(tmp_path), "-o", letter, *ON)

    assert result.exit_code == 1
    assert "[not_ours]" in result.stderr
    assert letter.read_bytes() == b"%PDF-1.4\na letter"


def test_the_report_is_in_the_unit_asked_for_and_tells_from_the_day_asked_for(tmp_path: Path):
    said = report(a_story(tmp_path), "--unit", "km", "--since", "2026-03-16")

    assert "4 km instead of 28.9 km." in said
    assert "Since Mon 16 Mar 2026." in said
    assert " mi " not in said


def test_the_report_is_in_the_language_asked_for_or_else_in_the_runners(tmp_path: Path):
    case = a_story(tmp_path)
    runner = replace(rough_week().runner, extra={"language": "de"})

    assert "Für den Termin am" in report(case, "--language", "de")
    assert "Für den Termin am" in report(a_story(tmp_path, runner=runner))
    assert "For the visit on" in report(a_story(tmp_path, runner=runner), "--language", "en")


def test_the_report_begins_at_the_last_visit_and_compares_with_it(tmp_path: Path):
    visit = Appointment(on=date(2026, 3, 17), with_whom="physiotherapist")
    said = report(a_story(tmp_path, appointments=(visit,)))

    assert "Since Tue 17 Mar 2026." in said
    then = advice_on(rough_week(), date(2026, 3, 17), seed=0).next_long_run
    assert then is not None
    far = shown(then.advised_km or 0, "mi")
    assert f"The next long run: {far} then, 2.5 mi now." in said


def test_the_report_names_an_open_sign_before_anything_else(tmp_path: Path):
    flag = RedFlag(code="chest_pain", opened_on=MONDAY)
    case = a_story(tmp_path, red_flags=(flag,))
    result = startline("export", "pdf", case, "-o", tmp_path / "report.pdf", *ON)

    assert result.exit_code == 0
    assert "Call your emergency number now." in result.stderr
    said = report(case)
    assert said.index("Call your emergency number now.") < said.index("What I would like to know")
    assert "instead of" not in said


def test_a_report_from_a_day_after_it_is_refused(tmp_path: Path):
    to = tmp_path / "report.pdf"
    result = startline("export", "pdf", a_story(tmp_path), "-o", to, *ON, "--since", "2026-03-24")

    assert result.exit_code == 1
    assert "[impossible_day]" in result.stderr
    assert not to.exists()


@pytest.mark.parametrize(
    "typed", [("--since", "2026-03-16"), ("--language", "de"), ("--unit", "km")]
)
def test_what_belongs_to_the_report_is_wrong_usage_elsewhere(
    tmp_path: Path, typed: tuple[str, ...]
):
    result = startline("export", "json", a_story(tmp_path), "-o", tmp_path / "x", *ON, *typed)

    assert result.exit_code == 2
    assert "belong to pdf" in result.stderr


def test_a_plan_above_a_limit_leaves_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    case, to = a_story(tmp_path), tmp_path / "report.pdf"
    low = tuple(replace(one, max_run_km=1.0) for one in rough_week().restrictions)
    monkeypatch.setattr(outgoing, "active", lambda case, on: list(low))

    assert startline("export", "pdf", case, "-o", to, *ON).exit_code == 1
    assert not to.exists()

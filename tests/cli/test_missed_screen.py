from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from startline.engine.advice import MinuteRange, MissedAdvice, ShareRange
from startline.engine.case import CrossSession
from startline.formats.advice_json import advice_to
from startline.formats.case_json import write_case
from startline.formats.schema import problems
from startline.words.missed import SENTENCES, cost, cross, kept, lines
from tests.builders import MONDAY, SUNDAY, advice_on, rough_week
from tests.cli.commands import startline

STORY = Path(str(files("startline.cli").joinpath("rough_week.case.json")))
ALL = ShareRange(1.0, 1.0, 1.0)


def missed(**parts: object) -> MissedAdvice:
    whole: dict[str, object] = {
        "n_missed": 3, "n_shortened": 0, "n_moved": 0, "n_unknown": 0, "longest_gap_days": 6,
        "aerobic_kept": ShareRange(0.97, 0.95, 0.98), "durability_kept": ALL,
        "cost_min": MinuteRange(3.1, 4.4, 6.1),
    }  # fmt: skip
    return MissedAdvice(**{**whole, **parts})  # type: ignore[arg-type]


def test_the_rough_week_is_told_what_is_kept_before_what_it_costs():
    screen = startline("advise", STORY, "--on", "2026-03-23").stdout
    section = " ".join(screen.split("What the missed runs cost")[1].split())

    assert "You keep about 99 parts in 100 of your aerobic fitness" in section
    assert "about 4 minutes longer (between 3 and 6 minutes)" in section
    assert section.index("You keep") < section.index("minutes longer")
    assert "Counted: 3 runs missed, 2 shorter than programmed." in section
    assert "Nothing is caught up" in section


def test_where_nothing_was_missed_the_section_is_left_out():
    whole = rough_week()
    so_far = replace(whole, runs=whole.runs[:9])
    on = so_far.runs[-1].on
    text = write_case(so_far)

    assert (advice_on(so_far, on).missed or missed()).n_missed == 0
    screen = startline("advise", "-", "--on", on.isoformat(), stdin=text).stdout
    assert "Today" in screen
    assert "missed runs cost" not in screen


def test_every_reason_the_engine_gives_has_its_sentence():
    codes = {
        "nothing_missed", "missed_unknown", "missed_in_taper", "missed_stop", "never_caught_up",
    }  # fmt: skip

    assert SENTENCES.keys() == codes


def test_minutes_are_said_with_their_range_and_little_is_said_as_little():
    assert "about 4 minutes longer (between 3 and 6 minutes)" in cost(MinuteRange(3.1, 4.4, 6.1))
    assert "about 1 minute longer (between 0 and 2 minutes)" in cost(MinuteRange(0.4, 0.9, 1.6))
    assert "under a minute" in cost(MinuteRange(0.1, 0.4, 0.8))
    assert "costs nothing" in cost(MinuteRange(0, 0, 0))


def test_what_is_kept_is_said_in_parts_of_a_hundred_never_as_what_is_lost():
    assert kept(ALL, "it") == "You keep all or nearly all of it"
    assert kept(ShareRange(0.9, 0.85, 0.94), "it") == (
        "You keep about 90 parts in 100 of it (between 85 and 94)"
    )
    assert kept(ShareRange(0.99, 0.988, 0.993), "it") == "You keep about 99 parts in 100 of it"
    assert cross(ShareRange(0.021, 0.012, 0.03)).startswith("Cross-training kept about 2 ")
    assert "under 1" in cross(ShareRange(0.002, 0.001, 0.003))


def test_the_last_hour_is_named_where_it_faded_most():
    said = " ".join(lines(missed(durability_kept=ShareRange(0.93, 0.9, 0.96))))

    assert "the last hour of a long race" in said
    assert "the last hour of a long race" not in " ".join(lines(missed()))


def test_runs_the_log_does_not_tell_of_are_counted_neither_way():
    unsaid = advice_on(rough_week(), MONDAY + timedelta(7)).missed

    assert unsaid is not None
    assert any("4 runs of which the log does not tell" in line for line in lines(unsaid))


@pytest.mark.parametrize("word", ["lost fitness", "behind", "catch up", "should have", "%"])
def test_no_line_shames_counts_down_or_gives_a_bare_percentage(word: str):
    cycled = tuple(
        CrossSession(on=SUNDAY - timedelta(n), kind="cycling", duration_min=50) for n in range(5)
    )
    found = advice_on(replace(rough_week(), cross_sessions=cycled)).missed

    assert found is not None
    assert word not in " ".join(lines(found))


@pytest.mark.parametrize("with_race", [True, False])
def test_the_answer_fits_the_published_format(with_race: bool):
    cycled = (CrossSession(on=SUNDAY, kind="cycling", duration_min=90),)
    case = replace(rough_week(), cross_sessions=cycled)
    case = case if with_race else replace(case, race=None)
    written = advice_to(advice_on(case, MONDAY))

    assert problems("advice", written) == []
    assert ("cost_min" in written["missed"]) is with_race
    assert "cross_kept" in written["missed"]
    assert {"aerobic_days", "moved_days", "stop_cost"} <= set(written["assumptions"])


def test_explain_names_the_sources_behind_the_cost():
    screen = startline("explain", STORY, "--on", "2026-03-23").stdout.replace("\n", " ")

    assert "10.3389/fspor.2022.1096124" in screen
    assert "10.1111/sms.13725" in screen

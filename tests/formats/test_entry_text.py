"""An entry in plain words: what is read has its words in it, and nothing ever breaks it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.entry.gold import JOURNAL, journal, ours
from benchmarks.entry.readers import startline
from benchmarks.entry.score import distances, overall, scores
from startline.formats.entry_text import EntryFields, Found, read_entry
from startline.formats.entry_text.read import MOST_CHARS
from startline.words.units import KM_PER_MILE

WORDS = st.sampled_from(
    ["ran", "8", "13.1", "mile", "km", "hurt", "at", "no pain", "my friend", "half way", "1/2",
     "physio", "says", "not beyond", "9", "planned", "next Sunday", "the 18", "six weeks", "-3",
     "٥", "1e9", "knee", ".", "\n", "🏃", "\u202e", "until", "stopped", "instead of"]
)  # fmt: skip


def everything_found(fields: EntryFields) -> Iterator[Found[object]]:
    for name in fields.__slots__:
        value = getattr(fields, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Found):
                yield one


@given(text=st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)))
def test_whatever_is_written_each_value_has_its_place_in_the_text(text: str) -> None:
    for one in everything_found(read_entry(text)):
        assert 0 <= one.start <= one.end <= len(text)
        assert text[one.start : one.end] == one.words
        if isinstance(one.value, float):
            assert math.isfinite(one.value)
            assert one.value >= 0


@pytest.mark.parametrize(
    "said",
    ["My friend ran 20 miles yesterday.", "No pain at all, 5 km done.", "Last year I ran 42 km."],
)
def test_somebody_elses_run_and_no_pain_set_no_onset(said: str) -> None:
    assert read_entry(said).onset_km is None


def test_of_a_text_of_the_longest_kind_whole_sentences_are_read_and_the_place_is_told() -> None:
    sentence = "I ran 8 miles. "
    long = sentence * 4300

    read = read_entry(long)

    assert MOST_CHARS - len(sentence) < read.read_to <= MOST_CHARS
    assert long[: read.read_to].endswith("miles.")
    assert long[read.read_to :].startswith(" I ran")
    assert read_entry(long[: read.read_to]) == read


@pytest.mark.parametrize("text", ["x" * 70_000, "x " * 40_000, "🏃" * 7000])
def test_a_long_text_without_sentences_is_read_to_a_place_within_the_most(text: str) -> None:
    assert MOST_CHARS // 2 < read_entry(text).read_to <= MOST_CHARS


def test_of_a_short_text_everything_is_read() -> None:
    assert read_entry("I ran 8 miles.").read_to == len("I ran 8 miles.")


@pytest.mark.parametrize("said", ["Ran 20 metres.", "Ran 20 meters and stopped.", "Did 200m."])
def test_metres_are_never_miles(said: str) -> None:
    run = read_entry(said, unit="mi").distance_run_km

    assert run is None or run.value <= 0.2


@pytest.mark.parametrize("part", ["knee", "leg", "knees", "shins"])
def test_a_body_part_after_a_place_does_not_make_it_a_count(part: str) -> None:
    onset = read_entry(f"Planned 12 miles. At 6 {part} began to hurt, stopped at 8.").onset_km

    assert onset is not None
    assert round(onset.value / KM_PER_MILE, 2) == 6


# --- no pain -------------------------------------------------------------------------------------

NO_PAIN = st.sampled_from(
    ["No pain", "No pain at all", "It was pain free", "Nothing hurt", "My knee was fine",
     "Zero pain", "It did not hurt", "Not a twinge", "I felt no pain", "No issues"]
)  # fmt: skip
PAIN = st.sampled_from(
    ["my knee hurt on the hill", "it ached on the way home", "the shin was sore afterwards",
     "then my hip seized up", "I limped home", "there was a niggle", "it hurt a bit at mile 6",
     "it started to hurt after 5 miles", "the calf tightened", "it was painful from 4",
     "it hurt so I will rest tomorrow", "the Sunday loop made my knee ache",
     "pain from half way", "my foot was throbbing", "the last mile was agony"]
)  # fmt: skip
BETWEEN = st.sampled_from(
    [". ", ", ", " but ", "; ", ".\n", "\n\n", ", though ", " and then ", " - "]
)
RUN = st.sampled_from(["Ran 8 miles today.", "8 miles done.", "Today I ran 8 of 12 miles."])


@given(run=RUN, no=NO_PAIN, pain=PAIN, between=BETWEEN, first=st.booleans(), last=st.booleans())
def test_no_pain_beside_words_of_pain_in_any_order_is_never_a_run_without_pain(
    run: str, no: str, pain: str, between: str, first: bool, last: bool
) -> None:
    told = between.join([pain, no] if last else [no, pain])
    text = f"{run} {told}." if first else f"{told}. {run}"

    assert read_entry(text).pain_free is None


@given(run=RUN, no=NO_PAIN)
def test_no_pain_and_no_word_of_pain_is_a_run_without_pain(run: str, no: str) -> None:
    read = read_entry(f"{run} {no}.")

    assert read.pain_free is not None
    assert read.onset_km is None


@pytest.mark.parametrize(
    "said",
    ["No pain until mile 6.", "No pain for the first 5 miles.", "No pain at mile 3.",
     "No pain at first.", "No pain? I wish.", "Not pain free.", "I can't say it was pain free.",
     "Last Sunday no pain.", "If there is no pain I go on.", "My sister had no pain.",
     "No pain yet.", "Almost no pain.", "No more pain than usual.", "Hopefully no pain on Sunday.",
     "No pain on the bike.", "The kneecap was fine downhill and bad on the flat."],
)  # fmt: skip
def test_no_pain_of_a_part_another_day_or_somebody_else_is_no_run_without_pain(said: str) -> None:
    assert read_entry(f"Ran 8 miles today. {said}").pain_free is None


def test_no_pain_without_a_run_says_nothing_of_a_run() -> None:
    assert read_entry("It doesn't hurt on the sofa.").pain_free is None


# --- how well ------------------------------------------------------------------------------------


def test_entries_kept_aside_are_read_as_well_as_promised() -> None:
    found = scores(ours("held_out"), startline)

    assert (overall(found).f1 or 0) >= 0.85


@pytest.mark.real_data
def test_the_journal_beside_the_checkout_is_read_as_well_as_promised() -> None:
    if not JOURNAL.is_file():
        pytest.skip("no folder ../shared/data beside the checkout")
    found = scores(journal(), startline)

    assert (overall(found).f1 or 0) >= 0.85
    assert (distances(found).precision or 0) >= 0.9

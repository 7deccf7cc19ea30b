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


def test_of_a_text_of_the_longest_kind_the_first_pages_are_read() -> None:
    sentence = "I ran 8 miles. "
    long = sentence * 4300

    assert len(long) > MOST_CHARS
    assert read_entry(long) == read_entry(long[:MOST_CHARS])


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

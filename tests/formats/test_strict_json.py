"""Strict JSON: every loophole of the format is refused with a reason, and nothing else is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.errors import Refused
from startline.formats import strict_json
from startline.formats.strict_json import read_json, write_json


def refusal(text: str | bytes) -> tuple[str, str]:
    """Code and place of the first problem."""
    with pytest.raises(Refused) as caught:
        read_json(text)
    first = caught.value.problems[0]
    assert first.problem
    assert first.hint
    return first.code, first.place


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 19])
@pytest.mark.parametrize("around", ["{}", '{{"a": {{"b": [1, {}]}}}}'])
def test_what_is_no_finite_number_is_refused_wherever_it_stands(number: str, around: str) -> None:
    assert refusal(around.format(number))[0] == "not_a_number"


def test_a_number_of_a_million_digits_is_refused_and_not_worked_out() -> None:
    assert refusal("1" * 1_000_000)[0] == "not_a_number"
    assert refusal("-" + "1" * 1_000_000)[0] == "not_a_number"


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '[{"x": {"a": 1, "b": 2, "a": 3}}]'])
def test_a_key_that_stands_twice_is_refused_even_with_the_same_value(text: str) -> None:
    assert refusal(text)[0] == "repeated_key"


def test_a_repeated_key_that_cannot_be_written_is_refused_in_words_that_can() -> None:
    with pytest.raises(Refused) as caught:
        read_json(r'{"\ud800": 1, "\ud800": 2}')

    assert caught.value.problems[0].problem.encode("utf-8")


@pytest.mark.parametrize(("before", "after"), [("[", "]"), ('{"a":', "}")])
def test_100_000_levels_are_refused(before: str, after: str) -> None:
    assert refusal(before * 100_000 + "1" + after * 100_000)[0] == "too_deep"


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "Ünal"}'.encode("latin-1"),
        '{"name": "x"}'.encode("utf-16"),
        '{"name": "Ünal"}'.encode()[:11],
        b'{"name": "\xed\xa0\x80"}',
        b"\xff\xfe\xfd",
    ],
)
def test_what_is_not_utf8_is_refused(text: bytes) -> None:
    assert refusal(text)[0] == "not_utf8"


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1, column 1"),
        ("   ", "line 1, column 4"),
        ("\0\0", "line 1, column 1"),
        ('{"a": 1,}', "line 1, column 9"),
        ('{\n "a": 1\n "b": 2}', "line 3, column 2"),
        ("{'a': 1}", "line 1, column 2"),
        ("{} {}", "line 1, column 4"),
        ("// a word\n{}", "line 1, column 1"),
        ('{"a": 0x10}', "line 1, column 8"),
        ('{"a": 1_0}', "line 1, column 8"),
        ('{"a": 01}', "line 1, column 8"),
        ('{"a": +1}', "line 1, column 7"),
        ('{"a": "x\n"}', "line 1, column 9"),
        ('{"a": True}', "line 1, column 7"),
    ],
)
def test_what_is_no_json_is_refused_with_line_and_column(text: str, place: str) -> None:
    assert refusal(text) == ("not_json", place)
    assert refusal(text.encode()) == ("not_json", place)


def test_more_than_the_most_bytes_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MOST_BYTES", 10)

    assert read_json('"12345678"') == "12345678"
    assert refusal('"123456789"')[0] == "too_large"


def test_half_a_character_becomes_a_mark_and_whole_ones_stay() -> None:
    assert read_json(r'{"\ud800": ["\udfff", "\ud83d\ude00"]}') == {"�": ["�", "😀"]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [{"a": -float("inf")}]])
def test_what_is_no_finite_number_is_never_written(value: object) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(value)


characters = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | characters,
    lambda inner: st.lists(inner) | st.dictionaries(characters, inner),
    max_leaves=20,
)


@given(values, st.sampled_from([None, 1]))
def test_what_was_written_reads_back_the_same_and_any_reader_can_read_it(
    value: object, indent: int | None
) -> None:
    text = write_json(value, indent=indent)

    assert read_json(text.encode("utf-8")) == value
    assert json.loads(text) == value


pieces = st.lists(
    st.sampled_from(
        ["{", "}", "[", "]", ":", ",", '"a"', '"\\ud800"', "1", "-0", "1e400", "NaN", "null", "\n"]
    )
).map("".join)


@given(st.binary() | pieces.map(str.encode))
def test_any_bytes_at_all_are_read_or_refused(text: bytes) -> None:
    try:
        value = read_json(text)
    except Refused:
        return

    assert write_json(value).encode("utf-8")

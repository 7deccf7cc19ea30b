"""An Advice written as JSON and read back is the same Advice."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from startline.engine.advise import advise
from startline.engine.errors import Refused
from startline.formats.advice_json import write_advice
from startline.formats.advice_read import read_advice
from tests.builders import a_case, a_run


def test_what_was_written_is_read_back_to_the_byte() -> None:
    advice = advise(a_case(), on=date(2026, 3, 23), rng=np.random.default_rng(0))

    written = write_advice(advice)

    assert write_advice(read_advice(written)) == written


def test_without_an_open_problem_it_is_read_back_too() -> None:
    free = a_case(episodes=(), runs=tuple(a_run(n, 5.0) for n in (1, 3, 5)))
    advice = advise(free, on=date(2026, 3, 23), rng=np.random.default_rng(0))
    written = write_advice(advice)

    assert advice.outlook is not None
    assert advice.outlook.options[0].p_pain_within_limit is None
    assert write_advice(read_advice(written)) == written


@pytest.mark.parametrize("text", ["{}", "[]", '{"startline": 1}', '{"startline": 1, "on": "x"}'])
def test_what_is_no_advice_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Refused, match=r"^advice: "):
        read_advice(text)


def test_an_advice_with_a_broken_day_is_refused() -> None:
    advice = advise(a_case(), on=date(2026, 3, 23), rng=np.random.default_rng(0))
    raw = json.loads(write_advice(advice))
    raw["plan"][0]["on"] = "yesterday"

    with pytest.raises(Refused):
        read_advice(json.dumps(raw))

"""The light during a run: never milder for more pain, a lower limit, or pain that grows."""

from __future__ import annotations

from datetime import date

import pytest

from startline.engine.screening.traffic_light import LAST_GREEN_AND_LAST_AMBER, Light
from startline.engine.screening.while_running import COURSES, lights_while_running, most_nrs
from startline.formats.case_json import case_from
from startline.words.stop_now import NOW, rules

TISSUES = sorted(LAST_GREEN_AND_LAST_AMBER)
MOSTS = [None, *range(11)]
DAY = date(2026, 3, 23)


@pytest.mark.parametrize("tissue", TISSUES)
@pytest.mark.parametrize("most", MOSTS)
def test_C7_more_pain_and_pain_that_grows_never_get_a_milder_light(
    tissue: str, most: int | None
) -> None:
    lights = lights_while_running(tissue, most)

    for line in lights.values():
        assert list(line) == sorted(line)
    for nrs in range(11):
        assert lights["worsened"][nrs] >= lights["steady"][nrs] == lights["eased"][nrs]


@pytest.mark.parametrize("tissue", TISSUES)
def test_C8_a_lower_limit_never_gets_a_milder_light(tissue: str) -> None:
    for lower, higher in zip(range(10), range(1, 11), strict=True):
        low, high = (lights_while_running(tissue, most) for most in (lower, higher))
        for course in COURSES:
            assert all(a >= b for a, b in zip(low[course], high[course], strict=True))


@pytest.mark.parametrize("tissue", TISSUES)
@pytest.mark.parametrize("most", MOSTS)
def test_pain_above_what_is_accepted_is_red(tissue: str, most: int | None) -> None:
    above = range(11 if most is None else most + 1, 11)
    for line in lights_while_running(tissue, most).values():
        assert {line[nrs] for nrs in above} <= {Light.RED}


def test_the_lowest_of_the_runners_word_and_the_limits_in_force_counts() -> None:
    limits = [
        {"id": "a", "set_by": "clinician", "from": "2026-03-01", "max_nrs": 2},
        {"id": "b", "set_by": "clinician", "from": "2026-04-01", "max_nrs": 0},
    ]
    case = case_from({"startline": 1, "runner": {"max_nrs": 4}, "restrictions": limits}, today=DAY)
    assert most_nrs(case, DAY) == 2
    assert most_nrs(case_from({"startline": 1, "runner": {}}, today=DAY), DAY) is None


@pytest.mark.parametrize("tissue", TISSUES)
@pytest.mark.parametrize("most", MOSTS)
def test_the_rules_in_words_say_what_the_table_says(tissue: str, most: int | None) -> None:
    lights = lights_while_running(tissue, most)
    said = list(rules(lights, most))

    first_red = lights["steady"].index(Light.RED)
    assert any(f"Red: pain of {first_red} or more" in line for line in said)
    green = max(nrs for nrs in range(11) if lights["steady"][nrs] is Light.GREEN)
    assert said[0].startswith("Green: no pain" if green == 0 else f"Green: pain up to {green} of")
    assert not any(" km" in line or " mi" in line for line in [*said, *NOW.values()])

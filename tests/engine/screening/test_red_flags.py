"""Red flags: open until a person closes them, raised by the log where it must."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from startline.engine.episodes import Episode, RedFlag
from startline.engine.screening.red_flags import red_flags
from tests.builders import MONDAY, a_case, a_painful_run, advice_on

YESTERDAY = MONDAY - timedelta(1)


@pytest.mark.parametrize(
    ("code", "by", "closed"),
    [("fever", "runner", True), ("fever", "clinician", True), ("fever", None, False),
     ("chest_pain", "runner", False), ("chest_pain", "clinician", True)],
)  # fmt: skip
def test_a_flag_closes_by_a_person_and_an_emergency_by_a_clinician_alone(
    code: str, by: str | None, closed: bool
) -> None:
    flag = RedFlag(code=code, opened_on=date(2026, 3, 1), closed_on=YESTERDAY, closed_by=by)

    assert flag.is_open(MONDAY) is not closed


def test_a_flag_closes_from_the_day_after() -> None:
    flag = RedFlag(code="fever", opened_on=YESTERDAY, closed_on=YESTERDAY, closed_by="clinician")

    assert [flag.is_open(YESTERDAY), flag.is_open(MONDAY)] == [True, False]


def test_a_flag_is_not_open_before_it_was_opened() -> None:
    assert not RedFlag(code="fever", opened_on=MONDAY).is_open(YESTERDAY)


@pytest.mark.parametrize(
    ("site", "tissue", "code"),
    [("groin", "muscle", "groin_pain_on_running"), ("shin", "bone", "bone_tenderness")],
)
def test_groin_pain_and_pain_in_bone_stop_until_a_clinician_has_looked(
    site: str, tissue: str, code: str
) -> None:
    episode = Episode(id="e", site=site, tissue=tissue, began_on=date(2026, 3, 1))
    case = a_case(episodes=(episode,), runs=(a_painful_run(3),))
    seen = RedFlag(code=code, opened_on=YESTERDAY, closed_on=YESTERDAY, closed_by="clinician")
    by_runner = RedFlag(code=code, opened_on=YESTERDAY, closed_on=YESTERDAY, closed_by="runner")

    assert advice_on(case).status == "stop"
    assert [r.values["flag"] for r in advice_on(case).reasons if r.code == "red_flag"] == [code]
    assert advice_on(a_case(episodes=(episode,), runs=case.runs, red_flags=(seen,))).status == "ok"
    assert (
        advice_on(a_case(episodes=(episode,), runs=case.runs, red_flags=(by_runner,))).status
        == "stop"
    )


def test_a_clinicians_look_before_the_last_painful_run_does_not_clear_it() -> None:
    episode = Episode(id="e", site="groin", began_on=date(2026, 3, 1))
    before = RedFlag(
        code="groin_pain_on_running", opened_on=date(2026, 3, 2),
        closed_on=date(2026, 3, 10), closed_by="clinician",
    )  # fmt: skip

    case = a_case(episodes=(episode,), runs=(a_painful_run(3),), red_flags=(before,))

    assert any(flag.is_open(MONDAY) for flag in red_flags(case, case.runs, MONDAY))


def test_emergencies_come_first() -> None:
    flags = (
        RedFlag(code="bone_tenderness", opened_on=YESTERDAY),
        RedFlag(code="collapse", opened_on=YESTERDAY),
    )

    assert [r.values["flag"] for r in advice_on(a_case(red_flags=flags)).reasons][:2] == [
        "collapse",
        "bone_tenderness",
    ]

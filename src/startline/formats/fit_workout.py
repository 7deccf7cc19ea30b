"""A planned run as a workout for a watch: out, turn, back, in whole metres or seconds.

What the steps add up to is never more than the day's own distance, so the watch says "stop" at
it or before. FIT's own terms (workout, step) are used here and nowhere else.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

import fitdecode

from startline.engine.advice import Advice
from startline.engine.case import Case
from startline.engine.errors import LimitBroken
from startline.engine.load import read_log, slow_pace_s_per_km
from startline.engine.plans import HARD_KINDS
from startline.formats.ics import calendar_name
from startline.formats.outgoing import Outgoing, active, check_within, outgoing
from startline.words import sessions
from startline.words.units import day_and_month, in_minutes, shown

PRODUCT = 26202  # with the maker "development": how a workout of ours is known again
TURN_M = 20  # how long the watch shows "turn": assumption, a few seconds at any pace
TURN_S = 10
TURN_SHARE = 10  # but never more than a tenth of the run
WALK_S_PER_KM = 720  # 5 km/h, near the comfortable speed of adults: doi:10.1093/ageing/26.1.15
NAMES = {
    "easy": "easy-run",
    "long": "long-run",
    "pace": "pace-run",
    "intervals": "intervals",
    "test": "test-run",
    "run_walk": "run-walk",
    "race": "race",
}
FILE_NAME = re.compile(rf"\d{{4}}-\d\d-\d\d-(run|{'|'.join(NAMES.values())})\.fit")

Unit = Literal["m", "s"]


@dataclass(frozen=True, slots=True)
class Step:
    """So many metres or seconds of something; or the steps since `first` again, `times` in all."""

    name: str
    length: int
    unit: Unit
    walked: bool = False
    note: str = ""
    first: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Spells:
    """How long to run and to walk in turn, in the unit of the run; no walking at all is 0."""

    run: int
    walk: int


@dataclass(frozen=True, slots=True)
class WorkoutFile:
    """One file for a watch."""

    name: str
    data: bytes


def write_workouts(case: Case, advice: Advice, *, stamp: datetime) -> tuple[WorkoutFile, ...]:
    """A workout for each run of the plan, in order of days; `stamp` is when they were made.

    Raises:
        LimitBroken: if the steps of one add up to more than may be run.
    """
    pace = slow_pace_s_per_km(read_log(case, advice.on).runs, advice.on)
    owner = calendar_name(case)
    files = []
    for one in sorted(outgoing(case, advice), key=lambda each: each.on):
        if one.what in ("run", "race"):
            steps = steps_of(one, case, pace)
            _check(steps, one, case, advice)
            serial = zlib.crc32(f"{owner} {one.on}".encode()) or 1  # 0 would mean "unknown"
            files.append(WorkoutFile(file_name(one), _encoded(one, steps, serial, stamp)))
    return tuple(files)


def file_name(one: Outgoing) -> str:
    """The day first, so that a folder is in order; nothing in it was typed by anybody."""
    return f"{one.on.isoformat()}-{NAMES.get(one.kind, 'run')}.fit"


def is_ours(name: str, data: bytes) -> bool:
    """Whether a file was written here, by its name and by what it says of itself."""
    if not FILE_NAME.fullmatch(name):
        return False
    try:
        with fitdecode.FitReader(BytesIO(data)) as reader:
            said = next(f for f in reader if f.frame_type == fitdecode.FIT_FRAME_DATA)
            made_by = (said.get_raw_value("manufacturer"), said.get_raw_value("product"))
    except Exception:  # a stranger's bytes can end in anything; then they are not ours
        return False
    return made_by == (255, PRODUCT)


def steps_of(one: Outgoing, case: Case, pace_s_per_km: int) -> tuple[Step, ...]:
    """The steps of a run. A race has one; it has a course and no turn."""
    unit: Unit = "s" if one.minutes and not _is_held_to_km(case, one) else "m"
    total = (one.minutes or 0) * 60 if unit == "s" else one.metres
    if one.what == "race":
        return (Step(sessions.step("race"), total, unit, note=f"{one.shown}."),)
    turn = min(TURN_M if unit == "m" else TURN_S, total // TURN_SHARE)
    half = total // 2  # where the advice says to turn
    spells = _spells(one, unit, pace_s_per_km)
    out = _leg("out", half, unit, spells, at=0)
    back = _leg("back", total - half - turn, unit, spells, at=len(out) + 1)
    out[0] = replace(out[0], note=_out_note(one, half, unit, case))
    back[0] = replace(back[0], note=_most_note(one, case))
    home = sessions.step("turn")
    return (*out, Step(home, turn, unit, note=f"{home}."), *back)


def _is_held_to_km(case: Case, one: Outgoing) -> bool:
    """Whether minutes could carry a quick runner past a distance that somebody or a pain set."""
    limits = (limit.max_run_km or limit.max_week_km for limit in active(case, one.on))
    hurting = any(episode.is_open(one.on) for episode in case.episodes)
    return hurting or bool(one.day.reasons) or any(limits)


def _spells(one: Outgoing, unit: Unit, pace_s_per_km: int) -> Spells:
    """Run and walk in turn. As distances, at a pace so slow that no spell of running is longer."""
    spells = one.day.run_walk
    if spells is None:
        return Spells(0, 0)
    run_s, walk_s = (math.floor(minutes * 60) for minutes in (spells.run_min, spells.walk_min))
    if unit == "s":
        return Spells(run_s, walk_s)
    return Spells(run_s * 1000 // pace_s_per_km, walk_s * 1000 // WALK_S_PER_KM)


def _leg(name: str, length: int, unit: Unit, spells: Spells, *, at: int) -> list[Step]:
    """One way: all of it, or spells of running and walking and what is left over at the end."""
    if not (spells.run and spells.walk and length > spells.run):
        return [Step(sessions.step(name), length, unit)]
    times, rest = divmod(length, spells.run + spells.walk)
    turns = [
        (sessions.step(f"{name}_run"), spells.run, False),
        (sessions.step(f"{name}_walk"), spells.walk, True),
    ]
    steps = [Step(what, far, unit, walked) for what, far, walked in turns] if times else []
    if times > 1:
        steps.append(Step(sessions.step("again"), 0, unit, first=at, times=times))
    left = (min(rest, spells.run), max(0, rest - spells.run))
    ends = [Step(turns[i][0], left[i], unit, turns[i][2]) for i in (0, 1) if left[i]]
    return [*steps, *ends]


def _out_note(one: Outgoing, half: int, unit: Unit, case: Case) -> str:
    far = shown(half / 1000, case.runner.unit or "km")
    where = in_minutes(half // 60) if unit == "s" else far
    return sessions.turn_note(where, easy=one.kind not in HARD_KINDS)


def _most_note(one: Outgoing, case: Case) -> str:
    """What no run that day may exceed, minutes too where somebody limited them."""
    most = [limit.max_run_min for limit in active(case, one.on) if limit.max_run_min is not None]
    return sessions.most_note(one.shown, math.floor(min(most)) if most else None)


def length_of(steps: Iterable[Step], unit: Unit) -> int:
    """Metres or seconds of all steps together, every turn of a repeat counted."""
    total = 0
    walked: list[Step] = []
    for step in steps:
        again = walked[step.first :] if step.first is not None else []
        total += sum(each.length for each in again) * (step.times - 1) if again else step.length
        walked.append(step)
        if step.unit != unit:
            raise LimitBroken("A run was to be measured in two units at once.")
    return total


def _check(steps: tuple[Step, ...], one: Outgoing, case: Case, advice: Advice) -> None:
    unit = steps[0].unit
    total = length_of(steps, unit)
    check_within(case, advice, one.on, total if unit == "m" else one.metres)
    if unit == "s" and total > (one.minutes or 0) * 60:
        raise LimitBroken(f"{one.on} was about to leave longer than it is planned.")


def _encoded(one: Outgoing, steps: tuple[Step, ...], serial: int, stamp: datetime) -> bytes:
    from fit_tool import FitFileBuilder

    builder = FitFileBuilder()
    builder.add_all([*_head(one, len(steps), serial, stamp), *_messages(steps)])
    return bytes(builder.build_bytes())


def _head(one: Outgoing, n_steps: int, serial: int, stamp: datetime) -> Iterator[Any]:
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.workout_message import WorkoutMessage
    from fit_tool.profile.profile_type import FileType, Manufacturer, Sport

    about = FileIdMessage()
    about.type = FileType.WORKOUT
    about.manufacturer, about.product = Manufacturer.DEVELOPMENT.value, PRODUCT
    about.serial_number = serial
    about.time_created = int(stamp.timestamp()) * 1000
    yield about
    whole = WorkoutMessage()
    plain_title = re.split("[:,] ", one.title)[0]  # no name of a race: no words typed by anybody
    whole.workout_name = f"{day_and_month(one.on)} {plain_title}"
    whole.sport = Sport.RUNNING
    whole.num_valid_steps = n_steps  # "again" is one of them, as in the maker's own examples
    yield whole


def _messages(steps: tuple[Step, ...]) -> Iterator[Any]:
    from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
    from fit_tool.profile.profile_type import Intensity, WorkoutStepDuration, WorkoutStepTarget

    for index, step in enumerate(steps):
        message = WorkoutStepMessage()
        message.message_index = index
        message.workout_step_name = step.name
        message.target_type = WorkoutStepTarget.OPEN
        if step.first is not None:
            message.duration_type = WorkoutStepDuration.REPEAT_UNTIL_STEPS_CMPLT
            message.duration_step, message.target_repeat_steps = step.first, step.times
        elif step.unit == "m":
            message.duration_type = WorkoutStepDuration.DISTANCE
            message.duration_distance = float(step.length)
        else:
            message.duration_type = WorkoutStepDuration.TIME
            message.duration_time = float(step.length)
        if step.first is None:
            message.intensity = Intensity.RECOVERY if step.walked else Intensity.ACTIVE
        if step.note:
            message.notes = step.note
        yield message

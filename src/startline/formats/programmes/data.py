"""The programmes as data: read from their files, and refused if they break their own rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from startline.engine.errors import Problem, Refused
from startline.engine.guardrails import CROSS_MIN, RACE_KM, SESSION_KM, Guardrail

NAMES = (
    "first_marathon", "second_marathon", "late_start", "half_marathon", "walk_run",
    "ladder_22_days", "ladder_run_walk", "ladder_outer_knee",
)  # fmt: skip
GRADES = ("A", "B", "C", "D")
PHASES = ("build", "cutback", "taper", "race")
HARD = ("pace", "intervals")
TAPER_WEEKS = 2  # full ones before the week of the race: with it, three weeks (Smyth & Lawlor 2021)


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from. A: trial or very large cohort; B: cohort; C: practice; D: none."""

    cite: str
    grade: str
    supports: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week in km: the long run, easy runs, and at most one hard session (kind, km)."""

    phase: str
    long_km: float | None
    easy_km: tuple[float, ...]
    hard: tuple[str, float] | None

    @property
    def total_km(self) -> float:
        """The whole week without the race, km."""
        return (self.long_km or 0) + sum(self.easy_km) + (self.hard[1] if self.hard else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceProgramme:
    """A programme towards a race. `usual_week_km` is the week it is written for (scale 1)."""

    name: str
    title: str
    for_whom: str
    race_km: float
    usual_week_km: float
    least_scale: float
    most_scale: float
    least_peak_long_km: float
    most_peak_long_km: float
    fewest_weeks: int
    published_peak_long_km: tuple[float, float]
    published_peak_week_km: tuple[float, float]
    weeks: tuple[Week, ...]
    sources: tuple[Source, ...]

    @property
    def peak_long_km(self) -> float:
        """The longest run, km."""
        return max(week.long_km or 0 for week in self.weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProgramme:
    """A walk-run programme or a ladder; `table` is the checked file without title and sources."""

    name: str
    title: str
    for_whom: str
    form: str
    table: Mapping[str, Any]
    sources: tuple[Source, ...]


@cache
def load(name: str) -> RaceProgramme | OtherProgramme:
    """A programme by name.

    Raises:
        Refused: if there is none of that name.
    """
    if name not in NAMES:
        said = f'There is no programme "{name[:40]}".'
        raise Refused(
            [Problem("unknown_programme", said, f"Use one of {', '.join(NAMES)}.", "name")]
        )
    text = files("startline.formats.programmes").joinpath(f"{name}.toml").read_text("utf-8")
    return read_programme(text, name=name)


def read_programme(text: str, *, name: str) -> RaceProgramme | OtherProgramme:
    """A programme from the text of its file.

    Raises:
        Refused: with every rule of programmes it breaks.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            [Problem("not_toml", f"{error}.", "Check the brackets and commas.")]
        ) from None
    try:
        made = _race_programme(raw, name) if raw["form"] == "race" else _other(raw, name)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"A field is missing or of the wrong kind ({error})."
        raise Refused([Problem("misshapen", said, "Compare with first_marathon.toml.")]) from None
    broken = [*_about_sources(made.sources), *_rules(made)]
    if broken:
        raise Refused(broken)
    return made


def _race_programme(raw: dict[str, Any], name: str) -> RaceProgramme:
    weeks = tuple(_week(week) for week in raw.pop("weeks"))
    sources = _sources(raw)
    del raw["form"]
    low, high = (
        tuple(map(float, raw.pop(f"published_peak_{what}_km"))) for what in ("long", "week")
    )
    return RaceProgramme(
        name=name, weeks=weeks, sources=sources,
        published_peak_long_km=(low[0], low[1]), published_peak_week_km=(high[0], high[1]), **raw,
    )  # fmt: skip


def _week(raw: dict[str, Any]) -> Week:
    hard = [(kind, float(raw[f"{kind}_km"])) for kind in HARD if f"{kind}_km" in raw]
    if len(hard) > 1:
        raise ValueError("week with two hard sessions")
    strange = raw.keys() - {"phase", "long_km", "easy_km", "pace_km", "intervals_km"}
    if strange:
        raise ValueError(f"week with {', '.join(sorted(strange))}")
    long_km = float(raw["long_km"]) if "long_km" in raw else None
    return Week(raw["phase"], long_km, tuple(map(float, raw["easy_km"])), next(iter(hard), None))


def _other(raw: dict[str, Any], name: str) -> OtherProgramme:
    sources = _sources(raw)
    title, for_whom, form = raw.pop("title"), raw.pop("for_whom"), raw.pop("form")
    return OtherProgramme(
        name=name, title=title, for_whom=for_whom, form=form, table=raw, sources=sources
    )


def _sources(raw: dict[str, Any]) -> tuple[Source, ...]:
    return tuple(Source(**source) for source in raw.pop("sources"))


def _about_sources(sources: tuple[Source, ...]) -> Iterator[Problem]:
    if not sources:
        yield Problem(
            "no_source", "No source is named.", 'Name one; "assumption" is one.', "sources"
        )
    for i, source in enumerate(sources):
        if source.grade not in GRADES:
            said = f'"{source.grade}" is no grade.'
            yield Problem("grade", said, "Use A, B, C or D.", f"sources[{i}].grade")


def _rules(made: RaceProgramme | OtherProgramme) -> Iterator[Problem]:
    if isinstance(made, RaceProgramme):
        yield from _order_of_weeks(made)
        yield from _distances(made)
        yield from _scaling(made)
    elif made.form not in _RULES:
        yield Problem("form", f'"{made.form}" is no form.', f"Use {', '.join(_RULES)}.", "form")
    else:
        yield from _RULES[made.form](made.table)


def _order_of_weeks(made: RaceProgramme) -> Iterator[Problem]:
    phases = [week.phase for week in made.weeks]
    ends = ["taper"] * TAPER_WEEKS + ["race"]
    if phases[-len(ends) :] != ends or set(phases[: -len(ends)]) != {"build", "cutback"}:
        said = f"The weeks are {', '.join(phases)}."
        hint = "Build and cutback weeks, then taper, taper, race."
        yield Problem("phases", said, hint, "weeks")
    for i, week in enumerate(made.weeks):
        if (week.long_km is None) != (week.phase == "race"):
            hint = "Every week has one long run; in the last the race takes its place."
            yield Problem("long_run", f"Week {i + 1} breaks this.", hint, f"weeks[{i}].long_km")
    longs = [week.long_km or 0 for week in made.weeks]
    if max(longs) in longs[-len(ends) :] or max(longs) == 0:
        said = "The longest run is in the last three weeks."
        yield Problem("late_peak", said, "Put it before the taper.", "weeks")


def _distances(made: RaceProgramme) -> Iterator[Problem]:
    for i, week in enumerate(made.weeks):
        others = [*week.easy_km, *([week.hard[1]] if week.hard else [])]
        for km in [*others, *([week.long_km] if week.long_km else [])]:
            yield from _fenced(km, SESSION_KM, f"weeks[{i}]")
        if week.long_km is not None and others and max(others) >= week.long_km:
            said = f"Week {i + 1} has a run as long as its long run."
            yield Problem("long_run", said, "Shorten it.", f"weeks[{i}]")
    yield from _fenced(made.race_km, RACE_KM, "race_km")


def _scaling(made: RaceProgramme) -> Iterator[Problem]:
    peak, (_, most_published) = made.peak_long_km, made.published_peak_long_km
    bounds = made.least_peak_long_km <= peak <= made.most_peak_long_km <= most_published
    if not (0 < made.least_scale <= 1 <= made.most_scale and bounds):
        said = (
            "The bounds of scaling do not hold the programme itself, or pass the published range."
        )
        yield Problem("scaling", said, "least <= as written <= most <= published.", "least_scale")
    if not TAPER_WEEKS + 1 < made.fewest_weeks <= len(made.weeks):
        said = f"{made.fewest_weeks} weeks cannot be used alone."
        yield Problem("fewest_weeks", said, "More than the taper, at most all.", "fewest_weeks")


def _fenced(value: float, fence: Guardrail, place: str) -> Iterator[Problem]:
    if fence.judge(value) != "fine":
        said = f"{value:g} {fence.unit} is unusual for {fence.what}."
        yield Problem("outside_what_can_be", said, "Check the number.", place)


def _minutes_rules(table: Mapping[str, Any]) -> Iterator[Problem]:
    around = table["warm_up_min"] + table["cool_down_min"]
    shares = []
    for i, week in enumerate(table["weeks"]):
        turn = week["run_min"] + week["walk_min"]
        yield from _fenced(around + turn * week["repeats"], CROSS_MIN, f"weeks[{i}]")
        shares.append(week["run_min"] / turn)
    if shares != sorted(shares):
        yield Problem("goes_back", "A week walks more than the one before.", "Reorder.", "weeks")


def _days_rules(table: Mapping[str, Any]) -> Iterator[Problem]:
    for i, day in enumerate(table["days"]):
        minutes = day.get("run_min", 0) + day.get("walk_min", 0)
        if not day.get("rest"):
            yield from _fenced(minutes, CROSS_MIN, f"days[{i}]")
        if bool(day.get("rest")) == (minutes > 0) or day.get("brisk_min", 0) > minutes:
            said = f"Day {i + 1} is neither rest nor a session."
            yield Problem("step", said, "Give rest, or minutes.", f"days[{i}]")


def _stages_rules(table: Mapping[str, Any]) -> Iterator[Problem]:
    shares = [s["run_min"] / (s["run_min"] + s["walk_min"]) for s in table["stages"]]
    if shares != sorted(shares) or min(s["sessions"] for s in table["stages"]) < 1:
        yield Problem("goes_back", "A stage walks more than the one before.", "Reorder.", "stages")
    yield from _fenced(table["session_min"], CROSS_MIN, "session_min")


def _distance_rules(table: Mapping[str, Any]) -> Iterator[Problem]:
    if not (0 < table["start_percent"] <= 100 < table["step_percent"] <= 115):
        said = "The first step or the growth is out of range."
        yield Problem("step", said, "Start at most at onset; grow by at most 15 %.", "step_percent")


_RULES = {
    "minutes": _minutes_rules, "days": _days_rules, "stages": _stages_rules,
    "distance": _distance_rules,
}  # fmt: skip

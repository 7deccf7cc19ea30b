"""From a Case and its Advice to the page for a visit. Every number is the one the screens show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from startline.engine.adherence import adherence
from startline.engine.advice import Advice, Bound, DayAdvice
from startline.engine.case import Appointment, Case
from startline.engine.load import read_log
from startline.engine.onset.observations import window_start
from startline.engine.plans import RUN_KINDS
from startline.engine.runs import Run
from startline.engine.whole import whole_metres
from startline.formats import pictures as p
from startline.formats.outgoing import check_within
from startline.formats.pictures.adherence_strip import MOST_DAYS as STRIP_DAYS
from startline.formats.visit_report.page import (
    Block,
    Items,
    Paragraph,
    Rows,
    Section,
    Shown,
    Terms,
    VisitReport,
)
from startline.words import questions, today, trend
from startline.words import visit_report as words
from startline.words.language import current_language
from startline.words.reasons import FLAGS, limit_name, sentence

MOST_RUNS = 14
MOST_LINES = 8
MOST_LIMITS = 10
MOST_STRIPS = 4
MOST_DAYS = 84
TO_A_PERSON = frozenset({
    "see_clinician", "onset_earlier_each_time", "no_distance_within_tolerance", "bone_screen_due",
    "limit_lapsed", "limit_says_nothing", "limit_maybe_misspelt", "conflict", "stopped_from_fear",
    "painkiller_runs_left_out", "check_in_first",
})  # fmt: skip
"""Reasons of the Advice that belong before a clinician."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page is made from."""

    case: Case
    advice: Advice
    since: date
    unit: str
    then: Advice | None = None
    own: tuple[str, ...] = ()
    most_runs: int = MOST_RUNS
    most_lines: int = MOST_LINES

    @property
    def on(self) -> date:
        """The day of the advice."""
        return self.advice.on


def visit_report(
    case: Case,
    advice: Advice,
    *,
    unit: str | None = None,
    since: date | None = None,
    then: Advice | None = None,
    own: Sequence[str] = (),
    most_runs: int = MOST_RUNS,
    most_lines: int = MOST_LINES,
) -> VisitReport:
    """The page in the language in force (`words.language`).

    `since` is the last visit, by default as the Case has it, else the first day of the problem;
    `then` the advice for that day; `own` the runner's own questions beside those of the Case.

    Raises:
        LimitBroken: if a planned distance is above a limit of its day. Nothing may leave then.
    """
    for day in advice.plan:
        check_within(case, advice, day.on, whole_metres(day.distance_km) or 0)
    asked = Asked(
        case=case,
        advice=advice,
        since=since or last_visit(case, advice.on) or _beginning(case, advice.on),
        unit=unit or case.runner.unit or "km",
        then=then,
        own=tuple(own),
        most_runs=most_runs,
        most_lines=most_lines,
    )
    return VisitReport(
        on=asked.on,
        since=asked.since,
        language=current_language(),
        unit=asked.unit,
        title=words.title(asked.on),
        below_title=tuple(_below_title(asked)),
        sections=tuple(_sections(asked)),
        definitions=Section(
            "definitions",
            words.heading("definitions"),
            (Terms(words.definitions()), Paragraph(words.text("you"))),
        ),
        made_by=words.made_by(advice),
    )


def last_visit(case: Case, on: date) -> date | None:
    """The day of the newest visit before `on`."""
    return max((one.on for one in case.appointments if one.on < on), default=None)


def _beginning(case: Case, on: date) -> date:
    return max(window_start(case, on), on - timedelta(MOST_DAYS))


def next_visits(case: Case, on: date) -> list[Appointment]:
    """The visits of the next day that has any, today included."""
    ahead = [one for one in case.appointments if one.on >= on]
    first = min((one.on for one in ahead), default=None)
    return [one for one in ahead if one.on == first]


def _below_title(asked: Asked) -> Iterator[str]:
    yield from dict.fromkeys(words.visit(one) for one in next_visits(asked.case, asked.on))
    race = asked.case.race
    if race is not None and race.on >= asked.on:
        yield today.to_the_race(race.name, (race.on - asked.on).days)
    yield today.data_age(asked.advice)
    yield words.since_when(asked.since)


def _sections(asked: Asked) -> Iterator[Section]:
    for name, blocks in (
        ("why", _why(asked)),
        ("questions", _questions(asked)),
        ("signs", _signs(asked)),
        ("runs", _runs(asked)),
        ("onset", _onset(asked)),
        ("pain", _pain(asked)),
        ("exercises", _exercises(asked)),
        ("changed", _changed(asked)),
        ("now", _now(asked)),
    ):
        found = tuple(blocks)
        if found:
            yield Section(name, words.heading(name), found)


# --- why, and what to ask ----------------------------------------------------------------------


def _why(asked: Asked) -> Iterator[Block]:
    if asked.advice.status == "stop":
        yield Paragraph(today.red_flags_first(asked.advice), strong=True)
    problems = [words.problem(one) for one in asked.case.episodes if one.is_open(asked.on)]
    told = [
        sentence(one.code, one.values, asked.unit)
        for one in (*asked.advice.conflicts, *asked.advice.reasons)
        if one.code in TO_A_PERSON
    ]
    yield Items(_few([*(problems or [words.text("no_problem")]), *told], asked))


def _few(lines: Iterable[str], asked: Asked) -> tuple[str, ...]:
    """The first of them, and how many there are beside; the page has an end."""
    every = tuple(lines)
    kept = every[: asked.most_lines]
    more = len(every) - len(kept)
    return (*kept, words.more(more)) if more else kept


def _questions(asked: Asked) -> Iterator[Block]:
    """The runner's own first, then those of the Advice with their evidence."""
    notes = [one.note for one in next_visits(asked.case, asked.on) if one.note]
    own = [line for note in notes for line in note.splitlines()]
    lines = [words.noted(one) for one in dict.fromkeys([*own, *asked.own]) if one.strip()]
    lines += [f"{questions.question(one)} {questions.evidence(one)}" for one in asked.advice.to_ask]
    yield Items(_few(lines, asked)) if lines else Paragraph(words.text("no_questions"))


def _signs(asked: Asked) -> Iterator[Block]:
    """What was marked, and, since silence is no answer, what was not."""
    case, on = asked.case, asked.on
    marked = [one for one in case.red_flags if one.opened_on <= on]
    newest = sorted(marked, key=lambda one: (one.is_open(on), one.opened_on), reverse=True)
    if newest:
        yield Items(_few((words.sign(one, on) for one in newest), asked))
    silent = [code for code in FLAGS if code not in {one.code for one in marked} | {"other"}]
    yield Paragraph(words.not_marked(silent))


# --- what may be run now -----------------------------------------------------------------------


def _now(asked: Asked) -> Iterator[Block]:
    """Today and the next long run: the number, its chance, and every limit."""
    advice, unit = asked.advice, asked.unit
    days = [advice.today]
    long = advice.next_long_run
    if long is not None and long.on != advice.on:
        days.append(long)
    for day in days:
        said = [words.day_told(day, unit), today.chance_of(day)]
        yield Paragraph(" ".join(one for one in said if one))
    rows = list(_bound_rows(days, asked))
    heads = words.columns("now")[: len(days) + 1]
    yield Rows(p.Table(heads, tuple(rows[:MOST_LIMITS])))
    if len(rows) > MOST_LIMITS:
        yield Paragraph(words.limits_left_out(len(rows) - MOST_LIMITS))


def _bound_rows(days: Sequence[DayAdvice], asked: Asked) -> Iterator[tuple[str, ...]]:
    """Every limit of these days, lowest first, with how far it allows on each."""
    by_day = [{_same(one): one for one in day.bounds} for day in days]
    every = {key: one for bounds in reversed(by_day) for key, one in bounds.items()}
    for key, one in sorted(every.items(), key=lambda item: (item[1].max_run_km, item[1].code)):
        cells = (_bound_cell(bounds.get(key), asked.unit) for bounds in by_day)
        yield (limit_name(one, asked.on), *cells)


def _same(one: Bound) -> tuple[str, str | None, str | None]:
    return (one.code, one.restriction, one.by)


def _bound_cell(one: Bound | None, unit: str) -> str:
    if one is None:
        return "–"
    far = today.bound_far(one, unit)
    return words.decides(far) if one.binding else far


# --- what was run, and how it went -------------------------------------------------------------


def _onset(asked: Asked) -> Iterator[Block]:
    advice = asked.advice
    start = min(asked.since, _beginning(asked.case, asked.on))
    yield Shown(p.onset_over_time(asked.case, advice, unit=asked.unit, since=start))
    if advice.onset is not None:
        yield Paragraph(today.where_it_hurts(advice.onset, asked.unit))
    if advice.treatment is not None:
        yield Paragraph(trend.verdict(advice.treatment))


def _pain(asked: Asked) -> Iterator[Block]:
    start = min(asked.since, _beginning(asked.case, asked.on))
    yield Shown(p.pain_course(asked.case, on=asked.on, since=start))
    if asked.advice.treatment is not None:
        yield Paragraph(trend.pain(asked.advice.treatment.get("pain_change"), asked.unit))


def _exercises(asked: Asked) -> Iterator[Block]:
    """Days done, not done and unsaid, and what else was done beside the trend."""
    case, on, treatment = asked.case, asked.on, asked.advice.treatment
    if case.prescriptions:
        yield Shown(p.adherence_strip(case, on=on, most=min(MOST_STRIPS, asked.most_lines)))
    if treatment is None:
        return
    done = treatment["done"]
    told_by_the_strip = window_start(case, on) >= on - timedelta(STRIP_DAYS)
    lines = trend.what_was_done({**done, "prescriptions": []} if told_by_the_strip else done)
    found = _few(lines, asked)
    if found:
        yield Paragraph(trend.done_since(done))
        yield Items(found)


def _runs(asked: Asked) -> Iterator[Block]:
    case, on, unit = asked.case, asked.on, asked.unit
    outcomes = [
        one for one in adherence(case, read_log(case, on).runs, on=on) if one.on >= asked.since
    ]
    if outcomes:
        yield Paragraph(words.counted(outcomes))
    found = sorted((r for r in case.runs if asked.since <= r.on <= on), key=_when)
    if not found:
        yield Paragraph(words.text("no_runs"))
        return
    shown = found[-asked.most_runs :]
    programmed = _programmed(case)
    rows = [
        words.run_row(run, run.planned_km or programmed.get(run.on), _most_km(case, run.on), unit)
        for run in shown
    ]
    yield Rows(p.Table(words.columns("runs"), tuple(rows)))
    if len(found) > len(shown):
        yield Paragraph(words.runs_before(len(found) - len(shown), asked.since))


def _when(run: Run) -> tuple[date, float]:
    return (run.on, run.distance_km)


def _programmed(case: Case) -> Mapping[date, float]:
    """Kilometres that the programme asked for, by day; none where it gave minutes."""
    asked: dict[date, float] = {}
    for session in case.programme.sessions if case.programme else ():
        if session.kind in RUN_KINDS and session.distance_km is not None:
            asked[session.on] = asked.get(session.on, 0.0) + session.distance_km
    return asked


def _most_km(case: Case, on: date) -> float | None:
    """The lowest limit on the length of a run that somebody had set for that day."""
    binding = [one for one in case.restrictions if one.is_active(on)]
    found = [0.0 for one in binding if one.no_running]
    found += [one.max_run_km for one in binding if one.max_run_km is not None]
    return min(found, default=None)


# --- what changed ------------------------------------------------------------------------------


def _changed(asked: Asked) -> Iterator[Block]:
    lines = list(_changes(asked))
    if asked.then is not None:
        lines += list(words.then_and_now(asked.then, asked.advice, asked.unit))
        lines.append(words.by_then(asked.since))
    yield Items(_few(lines or [words.text("nothing_changed")], asked))


def _changes(asked: Asked) -> Iterator[str]:
    """Limits set and lifted, and what was prescribed, from the last visit on."""
    since, on = asked.since, asked.on
    for one in asked.case.restrictions:
        if since <= one.from_day <= on:
            yield words.began(one, asked.unit)
        if (
            one.lifted_on is not None
            and since <= one.lifted_on <= on
            and not one.is_active(max(on, one.lifted_on + timedelta(1)))
        ):
            yield words.lifted(one, one.lifted_on, asked.unit)
    for what in asked.case.prescriptions:
        if since <= what.from_day <= on:
            yield words.prescribed(what)

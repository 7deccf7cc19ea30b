"""What the pictures say: titles, labels, and the finding of each in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from startline.engine.advice import Advice, Bound, OnsetAdvice, OptionOutlook, OutlookAdvice
from startline.engine.prescriptions import Prescription
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.words import outlook as ways
from startline.words import today, trend
from startline.words.chances import in_ten, in_ten_both, in_ten_with_range
from startline.words.language import N_, _, ngettext
from startline.words.plan import WEEKS_AHEAD, WEEKS_TO_THE_RACE, run_named, week_note, whole_of
from startline.words.reasons import bound_name, clipped, limit_name, runs, sentence, until_when
from startline.words.units import (
    capitalised,
    day_name,
    days_named,
    shown,
    unit_name,
    whole,
)
from startline.words.weeks import Week, programmed_km

TITLES: Mapping[str, str] = {
    "onset_by_distance": N_("Chance of staying free of pain, by distance"),
    "onset_over_time": N_("Where pain began, run by run"),
    "pain_course": N_("Worst pain and the morning after"),
    "adherence_strip": N_("Exercises, day by day"),
    "options": N_("The ways on, side by side"),
    "run_strip": N_("One run, from its start to its end"),
    "body_map": N_("Where it hurts"),
    "twenty_pain_free": N_("Twenty runs like this one"),
    "twenty_start": N_("Twenty versions of the weeks to the race"),
    "twenty_finish": N_("Twenty versions of the weeks to the race"),
}

LABELS: Mapping[str, str] = {
    "plan": N_("plan"),
    "programme": N_("programme"),
    "long_run": N_("long run"),
    "race_over_limit": N_("race, over your limit"),
    "in_ten_free": N_("of 10 runs, so many stay free of pain that far"),
    "began_here": N_("pain began here"),
    "began_in_here": N_("pain began somewhere in here"),
    "free_to_the_end": N_("free of pain to the end"),
    "first_step": N_("pain from the first step"),
    "nobody_asked": N_("says nothing about pain"),
    "limit_set": N_("limit on a run"),
    "eight_in_ten_today": N_("a run today: the middle, and 8 in 10"),
    "trend": N_("trend, with its doubt"),
    "today": N_("today"),
    "worst": N_("worst pain of a run"),
    "morning": N_("next morning"),
    "worst_not_said": N_("worst pain not said"),
    "morning_not_said": N_("morning not said"),
    "nrs": N_("pain, from 0 to 10"),
    "done": N_("done"),
    "not_done": N_("not done"),
    "unknown": N_("nothing said"),
    "free": N_("free of pain"),
    "hurting": N_("hurting"),
    "planned": N_("planned"),
    "start": N_("start"),
    "finish": N_("finish"),
    "range": N_("range"),
    "front": N_("from the front"),
    "back": N_("from the back"),
    "your_right": N_("your right"),
    "your_left": N_("your left"),
}


def title(name: str) -> str:
    """What a picture is called."""
    return _(TITLES[name])


def label(name: str) -> str:
    """A word or two beside a shape."""
    return _(LABELS[name])


# --- the weeks to the race ---------------------------------------------------------------------


def weeks_title(advice: Advice) -> str:
    """What the picture of the weeks is called, as on the screen."""
    to_race = any(day.kind == "race" for day in advice.plan)
    return _(WEEKS_TO_THE_RACE if to_race else WEEKS_AHEAD)


def week_parts(week: Week, unit: str) -> Iterator[str]:
    """What a week's line says beside its bar."""
    now, was = whole(week.planned_km, unit), whole(week.programmed_km, unit)
    yield f"{now if now == was else whole_of(now, was)} {unit}"
    if week.long_run is not None:
        yield run_named(week.long_run, unit)
    if week.note:
        yield week_note(week.note)


def weeks_described(weeks: Sequence[Week], unit: str) -> str:
    """The weeks in a sentence or two."""
    planned = sum(week.planned_km for week in weeks)
    programmed = sum(week.programmed_km for week in weeks)
    if not programmed:
        return _("No run is programmed.")
    said = ngettext(
        "In {n} week the plan has {now} of the {was} {unit} programmed.",
        "In {n} weeks the plan has {now} of the {was} {unit} programmed.",
        len(weeks),
    ).format(
        n=len(weeks), now=whole(planned, unit), was=whole(programmed, unit), unit=unit_name(unit)
    )
    return " ".join([said, *_longest(weeks, unit), *_race_over(weeks)])


def _longest(weeks: Sequence[Week], unit: str) -> Iterator[str]:
    longs = [day for week in weeks if (day := week.long_run) and day.kind == "long"]
    if longs:
        longest = max(longs, key=lambda day: (day.distance_km or 0, programmed_km(day)))
        asked = max(longs, key=programmed_km)
        yield _("The longest run ahead is {now}; the programme's was {was}.").format(
            now=shown(longest.distance_km or 0, unit), was=shown(programmed_km(asked), unit)
        )


def _race_over(weeks: Sequence[Week]) -> Iterator[str]:
    if any(day.over_limit for week in weeks for day in week.days):
        yield _("The race is over your limit.")


def weeks_headings(unit: str) -> tuple[str, ...]:
    """Heads of the table of weeks."""
    name = unit_name(unit)
    return (
        _("week from"),
        _("plan, {unit}").format(unit=name),
        _("programme, {unit}").format(unit=name),
        _("long run or race"),
        _("what it is for"),
    )


def week_row(week: Week, unit: str) -> tuple[str, ...]:
    """One week as a row."""
    long = week.long_run
    return (
        day_name(week.days[0].on),
        whole(week.planned_km, unit),
        whole(week.programmed_km, unit),
        run_named(long, unit) if long else "",
        week_note(week.note),
    )


# --- the chance against distance ---------------------------------------------------------------


def bound_told(one: Bound, on: date) -> str:
    """A limit by its name, and whether it decides the day."""
    name = limit_name(one, on)
    return _("{limit}: it decides").format(limit=name) if one.binding else name


def by_distance_described(
    advice: Advice, onset: OnsetAdvice, bounds: Sequence[Bound], tolerance: float, unit: str
) -> str:
    """What decides, then where pain would begin and how far the runner's own tolerance reaches."""
    said = [today.red_flags_first(advice)] if advice.status == "stop" else []
    said += [_bound_sentence(one, advice.on, unit) for one in bounds if one.binding]
    said.append(today.where_it_hurts(onset, unit))
    said += [
        _("{far} is where {chance} stay free of pain, the chance you accept.").format(
            far=shown(one.max_run_km, unit), chance=in_ten(1 - tolerance)
        )
        for one in bounds
        if one.code == "onset" and one.max_run_km > 0
    ]
    others = [one for one in bounds if one.code == "clinician_limit" and not one.binding]
    return " ".join([*said, *(_bound_sentence(one, advice.on, unit) for one in others)])


def _bound_sentence(one: Bound, on: date, unit: str) -> str:
    said = _("Today at most {far}: {limit}.") if one.binding else _("At most {far}: {limit}.")
    return said.format(far=shown(one.max_run_km, unit), limit=limit_name(one, on))


def by_distance_headings() -> tuple[str, ...]:
    """Heads of the table of chances."""
    return (_("distance"), _("stays free of pain"))


def by_distance_row(km: float, p: float, unit: str) -> tuple[str, ...]:
    """One distance with its chance, both outcomes named."""
    return (shown(km, unit), in_ten_both(p))


# --- where pain began, run by run --------------------------------------------------------------


def far_on_each_run(unit: str) -> str:
    """What the upright axis counts."""
    return _("{unit} from the start of the run").format(unit=unit_name(unit))


def what_was_said(run: Run, unit: str) -> str:
    """What somebody said about pain on a run; that nobody did."""
    if run.pain is None:
        return _("nobody was asked")
    if run.pain.painkiller:
        return sentence("painkiller_runs_left_out", {"runs": 1}, unit).rstrip(".")
    if run.pain.onset is not None and run.pain.onset.is_first_step:
        return label("first_step")
    return today.how_it_went(run, unit)


def run_told(run: Run, unit: str) -> str:
    """One run in a line."""
    return _("{day}, {far}: {what}").format(
        day=day_name(run.on), far=shown(run.distance_km, unit), what=what_was_said(run, unit)
    )


def cap_told(one: Restriction, on: date, unit: str) -> str:
    """A limit on the length of a run, by its author and its last day."""
    code = "runner_limit" if one.set_by == "runner" else "clinician_limit"
    name = bound_name(code, one.by)
    until = f", {until_when(one.until_day, on)}" if one.until_day else ""
    return f"{shown(one.max_run_km or 0, unit)}: {name}{until}"


def over_time_described(
    shown_runs: Sequence[Run], caps: Sequence[Restriction], advice: Advice, unit: str
) -> str:
    """How many runs say what, the newest that hurt, the limits, and the verdict on the trend."""
    told = [run for run in shown_runs if run.pain is not None and not run.pain.painkiller]
    hurt = [run for run in told if run.hurt]
    said = [
        _("{n_runs} say something about pain: {free} free of it to the end, {hurt} hurt.").format(
            n_runs=runs(len(told)), free=len(told) - len(hurt), hurt=len(hurt)
        )
    ]
    if hurt:
        said.append(_("The newest that hurt: {run}.").format(run=run_told(hurt[-1], unit)))
    said += [_("At most {limit}.").format(limit=cap_told(one, advice.on, unit)) for one in caps]
    if advice.treatment is not None:
        said.append(trend.verdict(advice.treatment))
    return " ".join(said)


def over_time_headings() -> tuple[str, ...]:
    """Heads of the table of runs."""
    return (_("day"), _("distance"), _("pain"))


def over_time_row(run: Run, unit: str) -> tuple[str, ...]:
    """One run as a row."""
    return (day_name(run.on), shown(run.distance_km, unit), what_was_said(run, unit))


# --- twenty figures ----------------------------------------------------------------------------

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "pain_free": (N_("{chance} stay free of pain"), N_("{other} do not")),
    "finish": (N_("{chance} finish"), N_("{other} do not")),
    "start": (N_("{chance} start"), N_("{other} do not")),
}
"""Both outcomes of what twenty figures show."""


def outcomes(outcome: str, p: float, low: float, high: float) -> tuple[str, str]:
    """Both outcomes, each with its chance."""
    did, did_not = OUTCOMES[outcome]
    return (
        _(did).format(chance=in_ten_with_range(p, low, high)),
        _(did_not).format(other=in_ten(1 - p)),
    )


def both_outcomes(did: str, did_not: str) -> str:
    """Both outcomes in one sentence."""
    return _("{did}, {did_not}.").format(did=capitalised(did), did_not=did_not)


def figures_headings() -> tuple[str, ...]:
    """Heads of the table of the twenty."""
    return (_("outcome"), _("figures of 20"))


# --- the ways on -------------------------------------------------------------------------------


def options_described(outlook: OutlookAdvice) -> str:
    """Each way on with its chance of finishing; nothing here recommends one."""
    return " ".join(f"{ways.way(one)}: {ways.finishing(one)}." for one in outlook.options)


def options_headings() -> tuple[str, ...]:
    """Heads of the table of ways on."""
    return (_("way on"), _("start"), _("finish"), _("open until"))


def option_row(one: OptionOutlook) -> tuple[str, ...]:
    """One way on as a row."""
    until = day_name(one.decide_by) if one.decide_by else ""
    return (ways.way(one), ways.chance(one.p_start), ways.chance(one.p_finish), until)


def option_told(one: OptionOutlook) -> str:
    """Its two chances in words, and until when it is open."""
    said = [
        _("Start: {chance}").format(chance=ways.chance(one.p_start)),
        ways.finishing(one),
    ]
    if one.decide_by is not None:
        said.append(_("open until {day}").format(day=day_name(one.decide_by)))
    return f"{'; '.join(said)}."


def ten_of_ten() -> str:
    """The end of an axis of chances."""
    return _("10 of 10")


# --- pain, run by run --------------------------------------------------------------------------


def rating(nrs: int | None) -> str:
    """A rating; that nobody gave one.

    >>> rating(3), rating(None)
    ('3', 'not said')
    """
    return _("not said") if nrs is None else str(nrs)


def pain_course_described(rated: Sequence[Run]) -> str:
    """The first and the last worst rating, the last morning, and how many are blank."""
    known = [run for run in rated if run.pain and run.pain.highest_nrs is not None]
    if not known:
        return _("No run was rated yet.")
    said = [_worst_of(known[-1])]
    if len(known) > 1:
        said.insert(0, _worst_of(known[0]))
    blank = len(rated) - len(known)
    if blank:
        said.append(_("{n_runs} without a rating.").format(n_runs=runs(blank)))
    mornings = [run for run in rated if run.pain and run.pain.next_morning_nrs is None]
    if mornings:
        said.append(
            _("The morning after was not said for {n_runs}.").format(n_runs=runs(len(mornings)))
        )
    return " ".join(said)


def _worst_of(run: Run) -> str:
    nrs = run.pain.highest_nrs if run.pain else None
    return _("{day}: worst pain {nrs} of 10.").format(day=day_name(run.on), nrs=nrs)


def pain_course_headings() -> tuple[str, ...]:
    """Heads of the table of ratings."""
    return (_("day"), _("worst pain"), _("next morning"))


def pain_course_row(on: date, worst: str, morning: str) -> tuple[str, ...]:
    """One day's ratings as a row."""
    return (day_name(on), worst, morning)


def worst_told(run: Run) -> str:
    """One run's worst rating in a line."""
    nrs = run.pain.highest_nrs if run.pain else None
    return _("{day}, worst pain: {nrs}").format(day=day_name(run.on), nrs=rating(nrs))


def morning_told(on: date, nrs: int | None) -> str:
    """One morning's rating in a line."""
    return _("{day}, morning: {nrs}").format(day=day_name(on), nrs=rating(nrs))


def check_in_row(on: date, morning: int) -> tuple[str, ...]:
    """A morning that was rated by itself, as a row."""
    return (day_name(on), "", _("{nrs}, that morning").format(nrs=morning))


# --- one run -----------------------------------------------------------------------------------


def strip_headings() -> tuple[str, ...]:
    """Heads of the table of one run."""
    return (_("part of the run"), _("distance"))


def strip_rows(run: Run, unit: str) -> Iterator[tuple[str, ...]]:
    """One run in its parts: what it was, what was said, and what was planned."""
    yield (_("run"), shown(run.distance_km, unit))
    if run.planned_km is not None:
        yield (label("planned"), shown(run.planned_km, unit))
    yield (_("pain"), what_was_said(run, unit))
    for mark in run.pain.marks if run.pain else ():
        yield (_("pain {nrs} of 10").format(nrs=mark.nrs), shown(mark.at_km, unit))


# --- exercises ---------------------------------------------------------------------------------


def days_said(answers: Sequence[bool | None]) -> str:
    """How many days were done, not done and not spoken of, as on the screen."""
    return trend.days_said(
        {
            "days_done": answers.count(True),
            "days_not_done": answers.count(False),
            "days_unknown": answers.count(None),
        }
    )


def exercise_told(one: Prescription, answers: Sequence[bool | None]) -> str:
    """One prescription and what was said about it."""
    return f"{clipped(one.what)}: {days_said(answers)}"


def adherence_headings() -> tuple[str, ...]:
    """Heads of the table of exercises."""
    return (_("exercise"), _("days"), label("done"), label("not_done"), label("unknown"))


def exercise_on(day: date, said: bool | None) -> str:
    """One day of one exercise."""
    answer = {True: "done", False: "not_done", None: "unknown"}[said]
    return f"{day_name(day)}: {label(answer)}"


def exercises_described(told: Sequence[str], first: date, last: date) -> str:
    """Every exercise with its days."""
    if not told:
        return no_exercises()
    return f"{days_named(first, last)}. {'; '.join(told)}."


def exercises_more(n: int) -> str:
    """That so many exercises are not drawn; the table has them all."""
    return ngettext("and {n} exercise more", "and {n} exercises more", n).format(n=n)


def adherence_row(one: Prescription, span: str, answers: Sequence[bool | None]) -> tuple[str, ...]:
    """One exercise as a row."""
    counted = (answers.count(True), answers.count(False), answers.count(None))
    return (clipped(one.what), span, *map(str, counted))


def no_exercises() -> str:
    """That nothing was prescribed."""
    return _("No exercises are prescribed.")


# --- a body ------------------------------------------------------------------------------------

SITES: Mapping[str, str] = {
    "knee_outer": N_("knee, outer side"),
    "knee_front": N_("knee, front"),
    "shin": N_("shin"),
    "achilles": N_("Achilles tendon"),
    "plantar": N_("sole of the foot"),
    "calf": N_("calf"),
    "hip": N_("hip"),
    "groin": N_("groin"),
    "hamstring": N_("back of the thigh"),
    "quad": N_("front of the thigh"),
    "foot": N_("foot"),
    "ankle": N_("ankle"),
    "back": N_("back"),
    "other": N_("another place"),
    "unknown": N_("place not said"),
}

SIDES: Mapping[str, str] = {
    "left": N_("{site}, left"),
    "right": N_("{site}, right"),
    "both": N_("{site}, both sides"),
}


NOWHERE = frozenset({"other", "unknown"})
"""Places that no picture of a body can show."""


def site_name(site: str, side: str | None = None) -> str:
    """A place on the body in words.

    >>> site_name("shin", "left"), site_name("back")
    ('shin, left', 'back')
    """
    name = _(SITES[site]) if site in SITES else site.replace("_", " ")
    if side is None or side not in SIDES or site in NOWHERE:
        return name
    return _(SIDES[side]).format(site=name)


def body_described(places: Sequence[str]) -> str:
    """The places that are marked."""
    if not places:
        return _("A body from the waist down, seen from the front and from the back.")
    return capitalised("; ".join(places)) + "."


def body_headings() -> tuple[str, ...]:
    """Heads of the table of places."""
    return (_("place"),)

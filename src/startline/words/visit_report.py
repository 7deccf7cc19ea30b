"""The page to hand over at a visit: its headings, its columns, and what its words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from startline.engine.adherence import SessionOutcome
from startline.engine.advice import Advice, DayAdvice
from startline.engine.case import Appointment
from startline.engine.episodes import Episode, RedFlag
from startline.engine.prescriptions import Prescription
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.words import today, trend
from startline.words.language import N_, _, ngettext
from startline.words.pictures import rating, site_name, what_was_said
from startline.words.plan import kind_name
from startline.words.reasons import FLAGS, clipped, flag_named, limit_words, runs, who
from startline.words.units import day_name, shown

LONGEST_NOTE = 300  # letters of a note or a question on the page

HEADINGS: Mapping[str, str] = {
    "why": N_("Why I come"),
    "signs": N_("Signs that need a look"),
    "questions": N_("What I would like to know"),
    "now": N_("What may be run now"),
    "runs": N_("Runs, against plan and limit"),
    "onset": N_("Where pain began, run by run"),
    "pain": N_("Worst pain and the morning after"),
    "exercises": N_("Exercises"),
    "changed": N_("What changed"),
    "definitions": N_("What the words mean"),
}

COLUMNS: Mapping[str, Sequence[str]] = {
    "runs": (
        N_("day"), N_("planned"), N_("run"), N_("limit then"), N_("pain"), N_("worst"),
        N_("next morning"), N_("stopped"),
    ),
    "now": (N_("limit"), N_("today"), N_("next long run")),
}  # fmt: skip

STOPPED: Mapping[str, str] = {
    "done": N_("as meant"),
    "pain": N_("for pain"),
    "fear_of_pain": N_("for fear of pain"),
    "limit": N_("at the limit"),
    "time": N_("for time"),
    "other": N_("for another reason"),
}

CLOSERS: Mapping[str, str] = {
    "clinician": N_("closed on {day} by a clinician"),
    "runner": N_("closed on {day} by the runner"),
}

TEXTS: Mapping[str, str] = {
    "you": N_("“You” on this page is the runner. Distances are rounded down."),
    "no_problem": N_("No problem is open in the log."),
    "no_runs": N_("No run was logged in this time."),
    "no_questions": N_("No question is written down."),
    "not_marked": N_("Not marked in the log, which does not say that anybody asked: {signs}."),
    "nothing_changed": N_("Nothing was changed in this time."),
    "letters": N_("Letters that no font here can show stand as ▯."),
    "by_then": N_(
        "“Then” is what today's log gives for {day}; what was shown that day may have differed."
    ),
}

DEFINITIONS: Sequence[tuple[str, str]] = (
    (
        N_("pain, 0 to 10"),
        N_("The numeric rating scale: 0 is none, 10 the worst there could be."),
    ),
    (
        N_("pain from 5.5 to 6.5"),
        N_("It began somewhere between these distances. One number: it began there."),
    ),
    (
        N_("free of pain"),
        N_("Somebody asked after the run, and there was none to its end."),
    ),
    (
        N_("nobody was asked"),
        N_("The run counts as distance and says nothing about pain."),
    ),
    (
        N_("limit"),
        N_("The most that may be run. It is a maximum, not a target, and binds until a person "
           "lifts it."),
    ),
    (
        N_("it decides"),
        N_("The lowest limit of that day: no run is planned beyond it."),
    ),
    (
        N_("where pain may begin"),
        N_("The distance up to which pain stays away on as many runs as the runner accepts, by a "
           "model of this runner's own log."),
    ),
    (
        N_("8 in 10 between"),
        N_(
            "On 8 runs of 10 pain would begin between these two distances, as far as the log "
            "tells."
        ),
    ),
    (
        N_("the light"),
        N_("From the last runs: green as usual, amber stay, red rest and one step back."),
    ),
    (
        N_("nothing said"),
        N_("A day nobody spoke of: neither done nor missed."),
    ),
)  # fmt: skip


def heading(name: str) -> str:
    """The head of a part of the page."""
    return _(HEADINGS[name])


def columns(name: str) -> tuple[str, ...]:
    """The heads of a table's columns."""
    return tuple(_(one) for one in COLUMNS[name])


def text(name: str) -> str:
    """A sentence that stands by itself."""
    return _(TEXTS[name])


def definitions() -> tuple[tuple[str, str], ...]:
    """Each word of the page with what it means."""
    return tuple((_(word), _(means)) for word, means in DEFINITIONS)


def title(on: date) -> str:
    """What the page is called."""
    return _("For the visit on {day} {year}").format(day=day_name(on), year=on.year)


def since_when(since: date) -> str:
    """From which day on the page tells."""
    return _("Since {day} {year}.").format(day=day_name(since), year=since.year)


def made_by(advice: Advice) -> str:
    """What made the numbers, so that they can be made again."""
    return _("Made by startline, engine {version}, seed {seed}.").format(
        version=advice.engine_version, seed=advice.seed
    )


# --- why ---------------------------------------------------------------------------------------


def problem(one: Episode) -> str:
    """One open problem: where, since when, and the clinician's own words for it."""
    place = site_name(one.site, one.side)
    said = _("{place}, since {day} {year}").format(
        place=place[0].upper() + place[1:], day=day_name(one.began_on), year=one.began_on.year
    )
    return f"{said}: “{noted(one.label)}”." if one.label else f"{said}."


def visit(one: Appointment) -> str:
    """Whom the visit is with."""
    return _("{day}: {whom}").format(
        day=day_name(one.on), whom=who(trend.WITH.get(one.with_whom, one.with_whom))
    )


def noted(said: str) -> str:
    """Somebody's own words, cut where they would fill the page."""
    words = " ".join(said.split())
    return words if len(words) <= LONGEST_NOTE else f"{words[: LONGEST_NOTE - 1]}…"


def more(n: int) -> str:
    """That so many lines have no room."""
    return ngettext("and {n} more", "and {n} more", n).format(n=n)


# --- signs -------------------------------------------------------------------------------------


def sign(one: RedFlag, on: date) -> str:
    """One sign that was marked, since when, and who closed it."""
    said = _("{sign}, marked on {day}").format(
        sign=flag_named(one.code), day=day_name(one.opened_on)
    )
    if one.is_open(on) or one.closed_on is None:
        return _("{marked}: open.").format(marked=said)
    closed = _(CLOSERS[one.closed_by or "runner"]).format(day=day_name(one.closed_on))
    return f"{said}; {closed}."


# --- runs --------------------------------------------------------------------------------------


def run_row(
    run: Run, planned_km: float | None, most_km: float | None, unit: str
) -> tuple[str, ...]:
    """One run as a row; what nobody said is a dash."""
    pain = run.pain
    return (
        day_name(run.on),
        shown(planned_km, unit) if planned_km is not None else "–",
        shown(run.distance_km, unit),
        shown(most_km, unit) if most_km is not None else "–",
        what_was_said(run, unit),
        rating(pain.highest_nrs) if pain else "–",
        rating(pain.next_morning_nrs) if pain else "–",
        _stopped(run.stopped_because),
    )


def _stopped(because: str | None) -> str:
    return "–" if because is None or because not in STOPPED else _(STOPPED[because])


def runs_before(n: int, since: date) -> str:
    """That the table leaves out the older runs."""
    return _("{n_runs} more since {day}.").format(n_runs=runs(n), day=day_name(since))


def counted(outcomes: Sequence[SessionOutcome]) -> str:
    """What became of the programmed runs of this time."""
    n = {code: sum(one.outcome == code for one in outcomes) for code in
         ("done", "shortened", "moved", "missed", "unknown")}  # fmt: skip
    said = [
        _("{n} as programmed").format(n=n["done"]),
        _("{n} shorter").format(n=n["shortened"]),
        _("{n} on another day").format(n=n["moved"]),
        _("{n} not run").format(n=n["missed"]),
        _("{n} not known").format(n=n["unknown"]),
    ]
    told = [one for one, key in zip(said, n, strict=True) if n[key] or key == "done"]
    total = runs(len(outcomes))
    return _("Of {n_runs} programmed: {counts}.").format(n_runs=total, counts=", ".join(told))


# --- now ---------------------------------------------------------------------------------------


def day_told(day: DayAdvice, unit: str) -> str:
    """A day's one number, as on the screen."""
    large, rest = today.number_of(day, unit)
    kind = f", {kind_name(day.kind)}" if day.kind else ""
    return f"{day_name(day.on)}{kind}: {large}{rest}"


def decides(far: str) -> str:
    """A distance that decides its day."""
    return _("{far}, it decides").format(far=far)


# --- what changed ------------------------------------------------------------------------------


def limit_set(one: Restriction, unit: str) -> Iterator[str]:
    """What a limit says, one after the other."""
    for name in ("max_run_km", "max_run_min", "max_week_km", "max_runs_per_week",
                 "min_rest_days_between_runs", "max_nrs", "surfaces"):  # fmt: skip
        value = getattr(one, name)
        if value is not None:
            yield limit_words(name, value, unit)
    for name in ("no_running", "easy_only"):
        if getattr(one, name):
            yield limit_words(name, None, unit)


def began(one: Restriction, unit: str) -> str:
    """A limit that began in this time."""
    return _("{day}: limit by {by}, {limits}.").format(
        day=day_name(one.from_day),
        by=who(one.by or one.set_by),
        limits=", ".join(limit_set(one, unit)) or "–",
    )


def lifted(one: Restriction, on: date, unit: str) -> str:
    """A limit that was lifted in this time."""
    return _("{day}: lifted, the limit by {by}, {limits}.").format(
        day=day_name(on),
        by=who(one.by or one.set_by),
        limits=", ".join(limit_set(one, unit)) or "–",
    )


def prescribed(one: Prescription) -> str:
    """An exercise or a treatment that began in this time."""
    return _("{day}: {what}.").format(day=day_name(one.from_day), what=clipped(one.what))


def by_then(since: date) -> str:
    """What "then" means."""
    return text("by_then").format(day=day_name(since))


def then_and_now(then: Advice, now: Advice, unit: str) -> Iterator[str]:
    """What was said of the last visit's day, and what is said now."""
    if then.onset is not None and now.onset is not None:
        yield _("Where pain would begin, in the middle: {then} then, {now} now.").format(
            then=shown(then.onset.median_km, unit), now=shown(now.onset.median_km, unit)
        )
    if then.next_long_run is not None and now.next_long_run is not None:
        yield _("The next long run: {then} then, {now} now.").format(
            then=shown(then.next_long_run.advised_km or 0, unit),
            now=shown(now.next_long_run.advised_km or 0, unit),
        )
    if then.treatment is not None and now.treatment is not None:
        was, is_now = trend.verdict(then.treatment), trend.verdict(now.treatment)
        yield is_now if was == is_now else _("Then: {was} Now: {now}").format(was=was, now=is_now)


def not_marked(codes: Sequence[str]) -> str:
    """Every sign of the format that is not in the log."""
    return text("not_marked").format(signs="; ".join(_(FLAGS[code]) for code in codes))


def limits_left_out(n: int) -> str:
    """That the table leaves out limits, all of which allow more than those in it."""
    return ngettext(
        "{n} more limit allows as far or further.", "{n} more limits allow as far or further.", n
    ).format(n=n)

"""Keeping what a step says. Each opens the transaction and asks for new advice on commit."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from startline.engine.case import Case
from startline.engine.races import Race as EngineRace
from startline.formats.case_json import case_to
from startline.formats.programmes import build
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning.limits import add_limit, book_visit, prescribe, set_race
from startline.web.planning.models import Race
from startline.web.planning.services import new_facts
from startline.web.planning.take_case import set_programme
from startline.web.profile import forms as f
from startline.web.runlog.models import Episode
from startline.web.runlog.services import add_run, check, open_red_flag
from startline.web.shell.numbers import to_km


def keep_signs(form: f.SignsForm, runner: Runner, by: User) -> None:
    """Open each sign that was ticked."""
    with new_facts(runner):
        for code in form.cleaned_data["signs"]:
            open_red_flag(runner, {"code": code, "opened_on": form.today.isoformat()}, by=by)


def keep_you(form: f.YouForm, runner: Runner, by: User) -> None:
    """Unit, zone and what is accepted; what was left open stays as it was."""
    data = form.cleaned_data
    with new_facts(runner):
        runner.unit = data["unit"] or runner.unit
        runner.time_zone = data["time_zone"] or runner.time_zone
        runner.tolerance = float(data["tolerance"]) if data["tolerance"] else runner.tolerance
        if data["max_nrs"] is not None:
            runner.max_nrs = int(data["max_nrs"])
        if data["birth_year"] is not None:
            runner.birth_year = int(data["birth_year"])
        runner.cross_training = data["cross_training"] or None
        runner.save(
            update_fields=[
                "unit", "time_zone", "tolerance", "max_nrs", "birth_year", "cross_training"
            ]
        )  # fmt: skip
        record(runner, by, "runner.changed")


def keep_race(form: f.RaceForm, runner: Runner, by: User) -> None:
    """The race, when one was named."""
    part = form.part()
    if part is not None:
        with new_facts(runner):
            set_race(runner, part, by=by)


def keep_programme(form: f.ProgrammeForm, runner: Runner, by: User) -> None:
    """Run days, and the ready programme built for them and the race.

    Raises:
        Refused: if the programme does not fit the race or the days.
    """
    data = form.cleaned_data
    days, long_day = data["run_days"], data["long_run_day"] or None
    race = Race.objects.filter(runner=runner).first()
    usual = data["usual_week"]
    made = None
    if data["ready"] and race is not None:
        made = build(
            data["ready"],
            race=EngineRace(on=race.on, distance_km=race.distance_km),
            run_days=days,
            long_run_day=long_day,
            usual_week_km=None if usual is None else to_km(usual, runner.unit),
            unit=runner.unit,
            on=form.today,
        )
    with new_facts(runner):
        runner.run_days, runner.long_run_day = days or None, long_day or ""
        runner.save(update_fields=["run_days", "long_run_day"])
        if made is not None:
            set_programme(runner, case_to(Case(programme=made))["programme"])
        record(runner, by, "programme.set", ready=data["ready"])


def keep_runs(form: f.RunsForm, runner: Runner, by: User) -> None:
    """Every row that was filled in."""
    parts = form.parts()
    for part in parts:
        check("runs", part)
    if parts:
        with new_facts(runner):
            for part in parts:
                add_run(runner, part, by=by)


def keep_hurt(form: f.HurtForm, runner: Runner, by: User) -> None:
    """The episode, when a place was named."""
    part = form.part()
    if part is None:
        return
    whole = {**part, "id": uuid4().hex}
    check("episodes", whole)
    with new_facts(runner):
        Episode.from_case(runner, whole).save()
        record(runner, by, "episode.told")


def keep_clinician(form: f.ClinicianForm, runner: Runner, by: User) -> None:
    """The limit, the exercise and the visit, each when it was named."""
    limit, exercise, visit = form.limit(), form.exercise(), form.visit()
    if limit is exercise is visit is None:
        return
    with new_facts(runner):
        if limit:
            add_limit(runner, limit, by=by, told_by_runner=True)
        if exercise:
            prescribe(runner, exercise, by=by, author=None)
        if visit:
            book_visit(runner, visit, by=by)


def welcomed(runner: Runner) -> None:
    """The first five minutes are over, whatever was skipped."""
    if runner.welcomed_at is None:
        Runner.objects.filter(pk=runner.pk).update(welcomed_at=timezone.now())

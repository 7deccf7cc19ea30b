"""The steps of the first five minutes, in their order; each is a section of the settings too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from startline.web.accounts.models import Runner, User
from startline.web.planning.models import Race
from startline.web.profile import forms as f
from startline.web.profile import services as s


@dataclass(frozen=True)
class Step:
    """One page: its code in the address, its title, its form, what it keeps and shows."""

    code: str
    title: Promise
    form: type[f.StepForm]
    keep: Callable[[Any, Runner, User], None]
    initial: Callable[[Runner], dict[str, Any]] = lambda runner: {}
    in_settings: bool = True


def _you(runner: Runner) -> dict[str, Any]:
    return {
        "unit": runner.unit,
        "time_zone": runner.time_zone,
        "tolerance": f"{runner.tolerance:g}" if runner.tolerance else "0.2",
        "max_nrs": "" if runner.max_nrs is None else str(runner.max_nrs),
        "cross_training": runner.cross_training or [],
        "birth_year": "" if runner.birth_year is None else str(runner.birth_year),
    }


def _race(runner: Runner) -> dict[str, Any]:
    race = Race.objects.filter(runner=runner).first()
    if race is None:
        return {}
    lengths = {f.MARATHON_KM: "marathon", f.HALF_KM: "half"}
    return {
        "name": race.name,
        "on": race.on,
        "distance": lengths.get(race.distance_km, "other"),
        "half_offered": race.half_offered,
    }


def _programme(runner: Runner) -> dict[str, Any]:
    return {"run_days": runner.run_days or [], "long_run_day": runner.long_run_day}


STEPS = (
    Step("signs", _("First, any of these signs?"), f.SignsForm, s.keep_signs, in_settings=False),
    Step("you", _("Units and what you accept"), f.YouForm, s.keep_you, _you),
    Step("race", _("The race"), f.RaceForm, s.keep_race, _race),
    Step("programme", _("Your days and programme"), f.ProgrammeForm, s.keep_programme, _programme),
    Step("runs", _("The last runs"), f.RunsForm, s.keep_runs, in_settings=False),
    Step("hurt", _("Where it hurts"), f.HurtForm, s.keep_hurt),
    Step("clinician", _("What your clinician said"), f.ClinicianForm, s.keep_clinician),
)
BY_CODE = {step.code: step for step in STEPS}


def after(step: Step) -> Step | None:
    """The next step; None after the last."""
    n = STEPS.index(step) + 1
    return STEPS[n] if n < len(STEPS) else None

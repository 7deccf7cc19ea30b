"""A run in ten seconds: what the log form asks, and the part of a Case it becomes."""

from __future__ import annotations

import math
import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from startline.engine.guardrails import CROSS_MIN, RUN_KM
from startline.web.accounts.models import UNITS
from startline.web.shell.days import day_input
from startline.web.shell.numbers import NumberField, to_km
from startline.words.plan import CROSS_TRAINING, cross_name
from startline.words.units import KM_PER_MILE, number

RATINGS = [(str(n), str(n)) for n in range(11)]
MOST_TAPS = 26  # marks to tap: as many as a marathon has miles
MOST_MARKS = 200  # taps during one run
FAR_TIMES = 3  # times the longest run of 30 days: "did you mean 13?"

HURT = [("no", _("No")), ("yes", _("Yes")), ("unasked", _("Skip"))]
COURSES = [("worsened", _("It grew")), ("steady", _("It stayed")), ("eased", _("It eased"))]
STOPPED = [
    ("done", _("I had run what I wanted")),
    ("pain", _("Pain")),
    ("fear_of_pain", _("Fear of pain")),
    ("limit", _("A limit")),
    ("time", _("Time")),
    ("other", _("Something else")),
]
SURFACES = [
    ("road", _("Road")),
    ("trail", _("Trail")),
    ("track", _("Track")),
    ("treadmill", _("Treadmill, indoors")),
]
YES_NO = [("no", _("No")), ("yes", _("Yes"))]
SETTLED = [("yes", _("Yes")), ("no", _("No")), ("", _("I cannot say yet"))]
_MARK = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)@(10|[0-9])")


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(widget=forms.RadioSelect, label=label, choices=choices, required=False)


class PainQuestions(forms.Form):
    """What is asked about pain on a run. Every question may be left open.

    `began_at` and `marks` come from the Run screen: where the runner pressed, in their unit.
    """

    hurt = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("Did it hurt?"), choices=HURT, initial="unasked"
    )
    began = _choice(_("Where did it begin?"), ())
    began_at = NumberField(most=500, required=False, widget=forms.HiddenInput)
    marks = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
    worst_nrs = _choice(_("The worst of it: 0 none, 10 the worst you can imagine"), RATINGS)
    course = _choice(_("How did it go on?"), COURSES)
    settled = _choice(_("Had it gone within an hour after?"), SETTLED)
    stopped_because = _choice(_("Why did you stop?"), STOPPED)
    limp = _choice(_("Did it change how you run?"), YES_NO)
    sharp = _choice(_("Was it sharp?"), YES_NO)
    painkiller = _choice(_("Anything against pain before or during the run?"), YES_NO)

    def __init__(self, *args: Any, unit: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit
        marks = [(str(n), f"{n}") for n in range(1, MOST_TAPS + 1)]
        choices = [("first", _("First step")), *marks, ("unknown", _("I cannot say"))]
        self.fields["began"].choices = choices  # type: ignore[attr-defined]

    def clean_marks(self) -> list[dict[str, float]]:
        """The taps of a run, each a distance and a rating: ``6.1@3 7@5``."""
        taps = self.cleaned_data["marks"].split()
        found = [_MARK.fullmatch(tap) for tap in taps[:MOST_MARKS]]
        if not all(found):
            raise forms.ValidationError(_("The taps of this run cannot be read."))
        return [
            {"at_km": to_km(float(tap[1]), self.unit), "nrs": int(tap[2])} for tap in found if tap
        ]

    def check_began(self, distance: float | None) -> None:
        """Refuse a mark beyond the end of a run; the distance is in the runner's unit."""
        data = self.cleaned_data
        began = data.get("began", "")
        if data.get("hurt") != "yes" or distance is None or not began.isdigit():
            return
        if int(began) > math.ceil(distance):
            self.add_error("began", _("That lies beyond the end of the run."))

    def pain_of(self, distance_km: float) -> dict[str, Any] | None:
        """The answers as a pain report; None when the question was skipped."""
        data = self.cleaned_data
        if data["hurt"] == "unasked":
            return None
        said = {n: data[n] == "yes" for n in ("limp", "sharp", "painkiller") if data.get(n)}
        if data["hurt"] == "no":
            return {"free": True, **said}
        return {"free": False, **said, **self._how_it_hurt(distance_km)}

    def _how_it_hurt(self, distance_km: float) -> dict[str, Any]:
        data = self.cleaned_data
        pain: dict[str, Any] = {}
        if data.get("worst_nrs"):
            pain["worst_nrs"] = int(data["worst_nrs"])
        if data.get("course"):
            pain["course"] = data["course"]
        if data.get("settled"):
            pain["settled_within_hour"] = data["settled"] == "yes"
        if data.get("marks"):
            pain["marks"] = [
                {**tap, "at_km": min(tap["at_km"], distance_km)} for tap in data["marks"]
            ]
        onset = self._onset(distance_km)
        return {**pain, "onset": onset} if onset else pain

    def _onset(self, distance_km: float) -> dict[str, float] | None:
        at = self.cleaned_data.get("began_at")
        if at is not None:
            at_km = min(to_km(at, self.unit), distance_km)
            return {"lower_km": at_km, "upper_km": at_km}
        return stretch(self.cleaned_data.get("began", ""), self.unit, distance_km)


class LogForm(PainQuestions):
    """One run. Every question but the day and the distance may be left open."""

    on = forms.DateField(label=_("Day"), widget=day_input())
    distance = NumberField(label=_("Distance"), most=500, least=0.01)
    duration = NumberField(label=_("Minutes"), most=5760, least=0.1, required=False)
    surface = _choice(_("Surface"), SURFACES)
    confirmed = forms.BooleanField(label=_("Yes, that is right"), required=False)
    key = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex
    )

    def __init__(self, *args: Any, unit: str, today: date, longest_km: float, **kwargs: Any):
        super().__init__(*args, unit=unit, **kwargs)
        self.today, self.longest_km = today, longest_km
        self.must_confirm = False

    def clean_on(self) -> date:
        """The day; a run that lies ahead is no run yet."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(
                _("That day is still to come. Log the run once it is done.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Ask once more about a distance far beyond the others: a comma or a unit may be amiss."""
        data = super().clean() or {}
        distance = data.get("distance")
        if distance is not None and not data.get("confirmed"):
            km = to_km(distance, self.unit)
            far = self.longest_km and km > FAR_TIMES * self.longest_km
            if far or RUN_KM.judge(km) == "confirm":
                self.must_confirm = True
                self.add_error("distance", self._far(distance))
        self.check_began(distance)
        return data

    def _far(self, distance: float) -> str:
        return _("%(far)s is unusual for you. Is that right? Change it, or tick the box below.") % {
            "far": f"{number(distance)} {self.unit}"
        }

    def part(self) -> dict[str, Any]:
        """The run as a part of a Case."""
        data = self.cleaned_data
        part: dict[str, Any] = {
            "on": data["on"].isoformat(),
            "distance_km": to_km(data["distance"], self.unit),
        }
        if data.get("duration"):
            part["duration_min"] = data["duration"]
        for name in ("surface", "stopped_because"):
            if data.get(name):
                part[name] = data[name]
        pain = self.pain_of(part["distance_km"])
        return part if pain is None else {**part, "pain": pain}


class PainForm(PainQuestions):
    """The pain questions alone, for a run that came from a file."""

    def __init__(self, *args: Any, distance_km: float, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.distance_km = distance_km
        self.fields["hurt"].choices = HURT[:2]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The mark lies on the run."""
        data = super().clean() or {}
        self.check_began(self.distance_km / (KM_PER_MILE if self.unit == "mi" else 1))
        return data


def _cross_kinds() -> list[tuple[str, str]]:
    return [(kind, cross_name(kind)) for kind in CROSS_TRAINING]


class CrossForm(forms.Form):
    """Cross-training done: what, how long, when."""

    on = forms.DateField(label=_("Day"), widget=day_input())
    kind = forms.ChoiceField(widget=forms.RadioSelect, label=_("What"), choices=_cross_kinds)
    minutes = NumberField(label=_("Minutes"), most=CROSS_MIN.absolute[1], least=1)

    prefix = "cross"

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """The day; what lies ahead is not done yet."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come. Log it once it is done."))
        return day

    def part(self) -> dict[str, Any]:
        """The session as a part of a Case."""
        data = self.cleaned_data
        day = data["on"].isoformat()
        return {"on": day, "kind": data["kind"], "duration_min": data["minutes"]}


class UnitForm(forms.Form):
    """The unit a phone counted in."""

    unit = forms.ChoiceField(choices=UNITS)


def stretch(began: str, unit: str, distance_km: float) -> dict[str, float] | None:
    """The stretch of road a tap means: half a mile, or half a kilometre, to either side.

    >>> stretch("6", "mi", 12.875)
    {'lower_km': 8.851, 'upper_km': 10.461}
    >>> stretch("first", "km", 5), stretch("unknown", "km", 5)
    ({'lower_km': 0.0, 'upper_km': 0.0}, None)
    """
    if began == "first":
        return {"lower_km": 0.0, "upper_km": 0.0}
    if not began.isdigit():
        return None
    step = KM_PER_MILE if unit == "mi" else 1.0
    mark = int(began)
    lower, upper = (mark - 0.5) * step, (mark + 0.5) * step
    upper = min(upper, distance_km)
    return {"lower_km": round(min(lower, upper), 3), "upper_km": round(upper, 3)}

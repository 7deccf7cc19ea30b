"""A run in ten seconds: what the log form asks, and the part of a Case it becomes."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from startline.engine.guardrails import RUN_KM
from startline.web.shell.numbers import NumberField, to_km
from startline.words.units import KM_PER_MILE

RATINGS = [(str(n), str(n)) for n in range(11)]
MOST_TAPS = 26  # marks to tap: as many as a marathon has miles
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
    ("treadmill", _("Treadmill")),
]
YES_NO = [("no", _("No")), ("yes", _("Yes"))]


class LogForm(forms.Form):
    """One run. Every question but the day and the distance may be left open."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    distance = NumberField(label=_("Distance"), most=500, least=0.01)
    hurt = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("Did it hurt?"), choices=HURT, initial="unasked"
    )
    began = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("Where did it begin?"), required=False
    )
    worst_nrs = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("The worst of it: 0 none, 10 the worst you can imagine"),
        choices=RATINGS,
        required=False,
    )
    course = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("How did it go on?"), choices=COURSES, required=False
    )
    stopped_because = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("Why did you stop?"), choices=STOPPED, required=False
    )
    duration = NumberField(label=_("Minutes"), most=5760, least=0.1, required=False)
    surface = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("Surface"), choices=SURFACES, required=False
    )
    limp = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Did it change how you run?"),
        choices=YES_NO,
        required=False,
    )
    sharp = forms.ChoiceField(
        widget=forms.RadioSelect, label=_("Was it sharp?"), choices=YES_NO, required=False
    )
    painkiller = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Anything against pain before or during the run?"),
        choices=YES_NO,
        required=False,
    )
    confirmed = forms.BooleanField(label=_("Yes, that is right"), required=False)

    def __init__(self, *args: Any, unit: str, today: date, longest_km: float, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit, self.today, self.longest_km = unit, today, longest_km
        self.must_confirm = False
        self.fields["began"].choices = self._marks()  # type: ignore[attr-defined]

    def _marks(self) -> list[tuple[str, Any]]:
        marks = [(str(n), f"{n}") for n in range(1, MOST_TAPS + 1)]
        return [("first", _("First step")), *marks, ("unknown", _("I cannot say"))]

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
        self._check_began(data)
        return data

    def _far(self, distance: float) -> str:
        return _(
            "%(far)g %(unit)s is unusual for you. Is that right? Change it, or tick the box below."
        ) % {"far": distance, "unit": self.unit}

    def _check_began(self, data: dict[str, Any]) -> None:
        began, distance = data.get("began", ""), data.get("distance")
        if data.get("hurt") != "yes" or distance is None or not began.isdigit():
            return
        if int(began) > math.ceil(distance):
            self.add_error("began", _("That lies beyond the end of the run."))

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
        pain = self._pain(part["distance_km"])
        return part if pain is None else {**part, "pain": pain}

    def _pain(self, distance_km: float) -> dict[str, Any] | None:
        data = self.cleaned_data
        if data["hurt"] == "unasked":
            return None
        said = {n: data[n] == "yes" for n in ("limp", "sharp", "painkiller") if data.get(n)}
        if data["hurt"] == "no":
            return {"free": True, **said}
        pain: dict[str, Any] = {"free": False, **said}
        if data.get("worst_nrs"):
            pain["worst_nrs"] = int(data["worst_nrs"])
        if data.get("course"):
            pain["course"] = data["course"]
        onset = stretch(data.get("began", ""), self.unit, distance_km)
        return {**pain, "onset": onset} if onset else pain


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

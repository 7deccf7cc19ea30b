"""An edited run: what the form does not ask about, and what was not touched, stays as it was."""

from __future__ import annotations

from typing import Any

from startline.web.runlog.models import Run
from startline.web.today.forms import LogForm

ASKED = frozenset({"on", "distance_km", "duration_min", "surface", "stopped_because"})
ASKED_OF_PAIN = frozenset(
    {"free", "onset", "worst_nrs", "course", "settled_within_hour", "limp", "sharp", "painkiller"}
)


def edited(run: Run, form: LogForm) -> dict[str, Any]:
    """The run as a part of a Case after an edit.

    A distance or a place nobody touched keeps the precision it was recorded with: the form shows
    both rounded.
    """
    before = run.as_case()
    if not run.case_id:
        before.pop("id")
    kept = {name: value for name, value in before.items() if name not in ASKED}
    part = {**kept, **form.part()}
    if "distance" not in form.changed_data:
        part["distance_km"] = run.distance_km
    if part.get("pain"):
        part["pain"] = _edited_pain(run, form, part["pain"])
    return part


def _edited_pain(run: Run, form: LogForm, said: dict[str, Any]) -> dict[str, Any]:
    report = getattr(run, "pain", None)
    if report is None:
        return said
    before = report.as_case()
    kept = {name: value for name, value in before.items() if name not in ASKED_OF_PAIN}
    if said["free"]:
        kept.pop("marks", None)
    elif "began" not in form.changed_data and "onset" in before:
        kept["onset"] = before["onset"]
        said = {name: value for name, value in said.items() if name != "onset"}
    return {**kept, **said}

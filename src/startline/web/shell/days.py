"""Days in forms: the browser's own calendar, which reads and writes days in one way alone."""

from __future__ import annotations

from django import forms


def day_input() -> forms.DateInput:
    """An input for a day. Its value is the same in every language: a browser reads no other."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

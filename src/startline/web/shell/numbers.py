"""Numbers as people type them: one strict reading for every form."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from startline.words.units import KM_PER_MILE, localised
from startline.words.units import number as said

_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")


def read_number(text: str) -> float:
    """A plain decimal number, with a point or a comma.

    >>> read_number("13,1"), read_number(" 5 ")
    (13.1, 5.0)

    Raises:
        ValueError: for anything else: 1_0, 0x10, 1e3, other digits, an empty text.
    """
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(text)
    return float(stripped.replace(",", "."))


class NumberField(forms.CharField):
    """A decimal number typed with a point or a comma; `cleaned` is a float or None."""

    def __init__(self, *, most: float, least: float = 0, **kwargs: object) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "max_length": 12, **kwargs})  # type: ignore[arg-type]
        self.most, self.least = most, least

    def prepare_value(self, value: object) -> object:
        """A number with the reader's decimal mark; whatever else was typed stays as it is."""
        text = str(value or "")
        return localised(text) if _NUMBER.fullmatch(text) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether it is another number, however either is written."""
        if not self.disabled and _NUMBER.fullmatch(f"{initial}") and _NUMBER.fullmatch(f"{data}"):
            return read_number(f"{initial}") != read_number(f"{data}")
        return super().has_changed(initial, data)

    def clean(self, value: object) -> float | None:
        """The number.

        Raises:
            ValidationError: saying what was typed and what would do.
        """
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            number = read_number(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(value)s” is not a number. Write it like 6.5."), params={"value": text}
            ) from None
        if not self.least <= number <= self.most:
            raise forms.ValidationError(
                _("%(value)s is out of range: between %(least)s and %(most)s."),
                params={"value": text, "least": said(self.least), "most": said(self.most)},
            )
        return number


def to_km(number: float, unit: str) -> float:
    """Kilometres from what was typed in the runner's unit, to the metre."""
    return round(number * (KM_PER_MILE if unit == "mi" else 1), 3)

"""A row that is one part of a Case: the same fields under the format's names, nothing lost."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from startline.engine.errors import Problem, Refused
from startline.web.accounts.models import Runner


class CasePart(models.Model):
    """Base of rows that travel into a Case and back.

    `CASE_NAMES` maps each attribute to its name in the format; fields the format has beyond them
    are kept in `extra`.
    """

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    extra = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    def as_case(self) -> dict[str, Any]:
        """This part as JSON values of the format; what nobody said is left out."""
        known = {
            name: _plain(value)
            for attribute, name in self.CASE_NAMES.items()
            if (value := getattr(self, attribute)) not in (None, "")
        }
        return {**self.extra, **known}

    @classmethod
    def from_case(cls, runner: Runner, part: Mapping[str, Any]) -> Self:
        """A row, not yet stored, from a part that was read and found good."""
        row = cls(runner=runner)
        row.take(part)
        return row

    def take(self, part: Mapping[str, Any]) -> None:
        """Take every field from a part; what it does not say becomes unsaid here.

        Raises:
            Refused: if a text has more characters than are kept.
        """
        refuse_longer(self, part, self.CASE_NAMES)
        names = self.CASE_NAMES
        for attribute, name in names.items():
            field = self._meta.get_field(attribute)
            value = part.get(name)
            if value is None:
                value = None if field.null else field.get_default()  # type: ignore[union-attr]
            setattr(self, attribute, field.to_python(value))  # type: ignore[union-attr]
        self.extra = {key: value for key, value in part.items() if key not in names.values()}


def refuse_longer(row: models.Model, part: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Refuse a part with a text that its column does not take: the Case format sets no lengths.

    Raises:
        Refused: naming each such text.
    """
    problems = []
    for attribute, name in names.items():
        most = getattr(row._meta.get_field(attribute), "max_length", None)
        text = part.get(name)
        if most is not None and isinstance(text, str) and len(text) > most:
            said = _("This text has %(n)s characters.") % {"n": len(text)}
            hint = _("At most %(n)s are kept.") % {"n": most}
            problems.append(Problem("too_long", said, hint, name))
    if problems:
        raise Refused(problems)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value

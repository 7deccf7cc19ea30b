"""On which days a limit binds and a red flag is open, seen from the day of asking.

The rule, read from the format's own words: a limit binds from its first day until a person lifts
it, and is lifted from the next day on. A clinician lifts any limit. A runner lifts their own,
and a clinician's only by acknowledging it after its `until`, which lifts nothing by itself.
A lifting dated after the day of asking has not happened, whatever the record says.
"""

from __future__ import annotations

from datetime import date, timedelta

from startline.engine.episodes import RedFlag
from startline.engine.restrictions import Restriction

FOR_THE_CLINICIAN = ("chest_pain", "collapse", "calf_swelling", "bladder_bowel_or_saddle")
"""Signs that a clinician alone may close (safety invariant C-4, emergency class)."""

Days = tuple[date, date]  # first and last day, both included


def days_in_force(limit: Restriction, *, on: date) -> Days:
    """The first and last day on which a limit binds, as far as is known on day `on`.

    >>> nine = Restriction(id="a", set_by="clinician", from_day=date(2026, 3, 16),
    ...                    lifted_on=date(2026, 3, 20), lifted_by="runner")
    >>> days_in_force(nine, on=date(2026, 5, 1))[1] == date.max  # not his to lift
    True
    """
    first = limit.from_day if type(limit.from_day) is date else date.min
    lifted = _has_happened(limit.lifted_on, on)
    if lifted is None or not _had_the_right(limit, lifted):
        return first, date.max
    return first, lifted


def is_in_force(limit: Restriction, day: date, *, on: date) -> bool:
    """Whether a limit binds on `day`, as far as is known on day `on`."""
    first, last = days_in_force(limit, on=on)
    return first <= day <= last


def stopped_from(flags: tuple[RedFlag, ...], *, on: date) -> date | None:
    """The first day from `on` with an open red flag: no running from then on. None: no such day.

    The contract stops every later day of an advice given on a day with an open flag, also where
    the flag was closed that very day: the next day's advice is free of it.
    """
    starts = [_open_from(flag, on=on) for flag in flags]
    return min((start for start in starts if start is not None), default=None)


def _open_from(flag: RedFlag, *, on: date) -> date | None:
    opened = flag.opened_on if type(flag.opened_on) is date else date.min
    closed = _has_happened(flag.closed_on, on)
    may_close = flag.closed_by == "clinician" or (
        flag.closed_by == "runner" and flag.code not in FOR_THE_CLINICIAN
    )
    start = max(opened, on)
    if closed is None or not may_close:
        return start
    return start if start < closed + timedelta(days=1) else None


def _has_happened(day: date | None, on: date) -> date | None:
    return day if type(day) is date and day <= on else None


def _had_the_right(limit: Restriction, lifted: date) -> bool:
    if limit.lifted_by == "clinician":
        return True
    if limit.lifted_by != "runner":
        return False
    ended = type(limit.until_day) is date and lifted > limit.until_day
    return limit.set_by == "runner" or ended

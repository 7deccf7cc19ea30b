"""One thing to know about the server, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string

State = Literal["well", "look", "act"]
ORDER: dict[State, int] = {"act": 0, "look": 1, "well": 2}


@dataclass(frozen=True)
class Fact:
    """What it is, what is the case, how that stands, and what to do when it does not stand well."""

    name: str
    said: str
    state: State = "well"
    do: str = ""


Source = Callable[[], Iterable[Fact]]


def all_facts() -> list[Fact]:
    """Everything the sources in `settings.HEALTH` tell, what needs somebody first."""
    found = [fact for name in settings.HEALTH for fact in _told(name)]
    return sorted(found, key=lambda fact: ORDER[fact.state])


def _told(name: str) -> list[Fact]:
    """What one source tells; that it broke is a fact too."""
    source: Source = import_string(name)
    try:
        return list(source())
    except Exception as problem:  # a page about faults must not be one
        return [Fact(name, type(problem).__name__, "act", "")]


def worst(facts: Iterable[Fact]) -> State:
    """The state of the whole: that of its worst part."""
    return min((fact.state for fact in facts), key=ORDER.__getitem__, default="well")

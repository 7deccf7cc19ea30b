"""Every address of the application, taken from its own table; a new one is in here by itself."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

PARTS = {
    "on": ["2026-03-23"],
    "year": ["2026"],
    "month": ["3"],
    "pk": ["1"],
    "kind": ["markdown"],
    "provider_id": ["club"],
    "uidb36": ["1"],
    "key": ["x-y"],
    "slug": ["robin-runs"],
}


class Address(NamedTuple):
    """A route, its name, its view and paths that may reach something."""

    route: str
    name: str
    view: Any
    paths: list[str]


def every_address() -> list[Address]:
    """All of them, with what is in the database in the place of parameters."""
    return list(_below(get_resolver(), "/"))


def _below(resolver: URLResolver, before: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield Address(route, pattern.name or "", pattern.callback, list(_paths(route)))


def _plain(pattern: str) -> str:
    """A regular expression's groups, written as the other routes write theirs."""
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern).strip("^$")


def _paths(route: str) -> Iterator[str]:
    parts = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    for values in product(*(_values(kind, name) for kind, name in parts)):
        path = route
        for value in values:
            path = re.sub(r"<[^>]+>", lambda _, value=value: value, path, count=1)
        yield path


def _values(kind: str, name: str) -> list[str]:
    if name in PARTS:
        return PARTS[name]
    return (_public_ids() if kind == "uuid" else _codes()) or [str(uuid.uuid4())]


def _public_ids() -> list[str]:
    """One row of each kind that has a public id."""
    found = []
    for model in apps.get_models():
        if any(field.name == "public_id" for field in model._meta.fields):
            first = model._default_manager.values_list("public_id", flat=True).first()
            found += [str(first)] if first else []
    return found


def _codes() -> list[str]:
    from startline.web.profile.steps import STEPS

    return [step.code for step in STEPS]

"""Counting how often somebody may do something, in the cache that all processes share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from startline.web import settings as shipped
from startline.web.shell import rates


@pytest.fixture
def shared_cache(transactional_db: None, settings: Settings) -> None:
    """The cache as it is shipped: a table."""
    settings.CACHES = shipped.CACHES
    call_command("createcachetable", verbosity=0)
    caches["default"].clear()


def test_O12_as_many_as_allowed_get_through_however_many_ask_at_once(shared_cache: None) -> None:
    def ask(_: int) -> bool:
        try:
            return rates.seconds_to_wait("somebody", "reads", most=20) == 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(ask, range(60)))

    assert sum(allowed) == 20


def test_whoever_must_wait_is_not_counted_and_asking_how_long_counts_nothing(
    shared_cache: None,
) -> None:
    assert rates.still_to_wait("a", "x", most=1) == 0
    assert rates.seconds_to_wait("a", "x", most=1) == 0

    waits = [rates.seconds_to_wait("a", "x", most=1), rates.still_to_wait("a", "x", most=1)]

    assert all(0 < wait <= 60 for wait in waits)
    assert rates.seconds_to_wait("b", "x", most=1) == 0
    assert rates.seconds_to_wait("a", "y", most=1) == 0


def test_many_others_do_not_push_a_count_out_of_the_cache(shared_cache: None) -> None:
    rates.seconds_to_wait("a", "x", most=1)
    for n in range(400):  # past Django's own 300, a third of all would go
        rates.seconds_to_wait(f"other{n}", "x", most=1)

    assert rates.seconds_to_wait("a", "x", most=1) > 0

"""Attempts are counted by where they truly come from, and once for all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from startline.web.accounts.addresses import client_address
from tests.web.accounts.people import a_confirmed_user, type_password

PEER = "198.51.100.7"


def address(forwarded: str | None = None, peer: str = PEER) -> str:
    headers = {"x-forwarded-for": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))


def test_A02_without_proxies_a_forwarded_address_is_not_believed(settings: Settings) -> None:
    settings.N_PROXIES = 0

    assert address("203.0.113.9") == PEER


@pytest.mark.parametrize(
    ("n", "forwarded", "expected"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", PEER),
        (1, "nobody", PEER),
        (1, "", PEER),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_A02_with_proxies_the_entry_of_the_outermost_of_ours_counts(
    settings: Settings, n: int, forwarded: str, expected: str
) -> None:
    settings.N_PROXIES = n

    assert address(forwarded) == expected


def test_a_connection_through_a_socket_in_a_file_still_has_something_to_count_by() -> None:
    assert address(peer="") == "0.0.0.0"  # noqa: S104 - nothing listens


@pytest.mark.django_db
def test_A02_forged_addresses_share_the_counter_of_the_connection(settings: Settings) -> None:
    a_confirmed_user()
    for n in range(10):
        forged = {"x-forwarded-for": f"203.0.113.{n}"}
        type_password(Client(), f"nobody{n}@example.org", headers=forged)

    assert type_password(Client()).status_code == 429


@pytest.mark.django_db
def test_A02_a_thousand_addresses_of_one_ipv6_network_share_a_counter() -> None:
    a_confirmed_user()
    seen = [
        type_password(
            Client(), f"nobody{n}@example.org", REMOTE_ADDR=f"2001:db8:1:2:{n:x}::{n:x}"
        ).status_code
        for n in range(1000)
    ]

    assert seen.count(200) == 10
    assert set(seen[10:]) == {429}
    neighbour = type_password(Client(), REMOTE_ADDR="2001:db8:1:3::1")
    assert neighbour.status_code == 302


@pytest.mark.usefixtures("shared_cache")
def test_attempts_at_the_same_moment_are_counted_exactly() -> None:
    """Eight at once, each with a connection of its own as another process has."""

    def attempt(n: int) -> int:
        try:
            return int(type_password(Client(), f"nobody{n}@example.org").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(attempt, range(24)))

    assert seen.count(200) == 10
    assert seen.count(429) == 14


@pytest.mark.usefixtures("shared_cache")
def test_three_thousand_other_counters_push_none_out() -> None:
    for n in range(10):
        type_password(Client(), f"nobody{n}@example.org")
    cache.set_many({f"other{n}": n for n in range(3000)}, 3600)

    assert type_password(Client()).status_code == 429

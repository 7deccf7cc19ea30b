"""A PostgreSQL database of a benchmark's own, which keeps what it is told, and is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg

from tests.postgres import a_server


@contextmanager
def database(name: str, *, with_: str | None = None) -> Iterator[str]:
    """The address of a new database, perhaps with an extension.

    Raises:
        NotHere: when no server is installed (`make system`).
    """
    with a_server(durable=True) as server:
        ask(server, f"create database {name}")
        address = server.removesuffix("/postgres") + f"/{name}"
        if with_ is not None:
            ask(address, f"create extension {with_}")
        yield address


def ask(address: str, statement: str) -> None:
    """One statement by itself."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def with_socket_behind(address: str) -> str:
    """The same address as SQLAlchemy reads it: the folder of the socket as a parameter."""
    parts = urlsplit(address)
    return f"postgresql://{parts.username}@{parts.path}?host={unquote(parts.hostname or '')}"

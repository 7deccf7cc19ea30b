"""Where the server may go by itself: to what was named, to public addresses, and not round them."""

from __future__ import annotations

import ast
import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from startline.web.accounts import outbound
from startline.web.accounts.outbound import may_go_to, outbound_session
from tests.house.repository import modules

INSIDE = [
    "127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "0x7f.1", "0.0.0.0", "localhost", "[::1]",  # noqa: S104 - nothing listens
    "[::ffff:127.0.0.1]", "[::]", "169.254.169.254", "10.1.2.3", "192.168.0.1", "172.16.9.9",
    "[fc00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1", "224.0.0.1",
]  # fmt: skip


class Asked(BaseHTTPRequestHandler):
    """Answers as its path says, and counts."""

    hits: list[str]

    def do_GET(self) -> None:
        self.hits.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/there")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):  # who asked has gone
            self._send()

    def _send(self) -> None:
        for _ in range(200 if self.path == "/long" else 1):
            self.wfile.write(b"{}" if self.path != "/long" else b"x" * 2**16)
        while self.path == "/slow":
            self.wfile.write(b" ")
            time.sleep(0.05)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[ThreadingHTTPServer]:
    kind = type("Here", (Asked,), {"hits": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def hits(listener: ThreadingHTTPServer) -> list[str]:
    found: list[str] = listener.RequestHandlerClass.hits  # type: ignore[attr-defined]
    return found


def name_it(settings: Settings, address: str) -> None:
    app = {"settings": {"server_url": address}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


@pytest.fixture
def named(listener: ThreadingHTTPServer, settings: Settings) -> str:
    """The address of the listener, as named by whoever runs the server."""
    address = f"http://127.0.0.1:{listener.server_address[1]}"
    name_it(settings, address)
    return address


@pytest.mark.parametrize("host", INSIDE)
def test_O01_an_address_inside_is_not_gone_to_however_it_is_written(
    listener: ThreadingHTTPServer, settings: Settings, host: str
) -> None:
    name_it(settings, "https://id.example.org")

    with pytest.raises(requests.ConnectionError), outbound_session() as session:
        session.get(f"http://{host}:{listener.server_address[1]}/keys")
    assert hits(listener) == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "gopher://a/"])
def test_O01_there_is_no_other_way_than_the_web(settings: Settings, address: str) -> None:
    with pytest.raises(requests.exceptions.InvalidSchema), outbound_session() as session:
        session.get(address)


def test_O01_a_name_that_means_something_else_a_moment_later_leads_nowhere_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked up once: what was checked is where the connection goes."""
    name_it(settings, "https://id.example.org")
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    went: list[tuple[str, int]] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(place: tuple[str, int], *_: Any, **__: Any) -> Any:
        went.append(place)
        raise OSError("no network in a test")

    monkeypatch.setattr(outbound.socket, "getaddrinfo", look_up)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(requests.ConnectionError), outbound_session() as session:
        session.get("https://keys.example.org/keys")

    assert went == [("93.184.215.14", 443)]


def test_O01_one_address_inside_among_several_is_enough_to_stay_here(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (one, port)) for one in ("93.184.215.14", "10.0.0.5")]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", look_up)
    with pytest.raises(outbound.NotPublic):
        outbound.checked_address("keys.example.org", 443, named=False)


def test_O01_what_was_named_may_stand_inside_and_no_other_port_of_it(named: str) -> None:
    with outbound_session() as session:
        assert session.get(f"{named}/keys").json() == {}
        other = int(named.rpartition(":")[2]) + 1
        with pytest.raises(requests.ConnectionError, match="public address"):
            session.get(f"http://127.0.0.1:{other}/")


def test_O01_no_redirect_is_followed(named: str, listener: ThreadingHTTPServer) -> None:
    with pytest.raises(requests.TooManyRedirects), outbound_session() as session:
        session.get(f"{named}/away")
    assert hits(listener) == ["/away"]


@pytest.mark.parametrize("path", ["/long", "/slow"])
def test_O01_an_answer_ends_by_size_and_by_time(
    named: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(outbound, "LONGEST_S", 0.5)
    began = time.monotonic()

    with pytest.raises(requests.ConnectionError), outbound_session() as session:
        session.get(named + path)
    assert time.monotonic() - began < 4


def test_O01_no_proxy_of_the_environment_is_asked(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    with outbound_session() as session:
        assert session.get(f"{named}/keys").status_code == 200


@given(st.ip_addresses())
def test_O01_no_private_address_is_public_whatever_it_is_wrapped_in(ip: Any) -> None:
    if ip.version == 4:
        wrapped = [f"::ffff:{ip}", str(ipaddress.IPv6Address(0x64FF9B << 96 | int(ip)))]
        assert {may_go_to(one, named=False) for one in wrapped} == {may_go_to(str(ip), named=False)}
    if ip.is_private or ip.is_loopback or ip.is_link_local:
        assert not may_go_to(str(ip), named=False)


# --- as shipped nobody is called ---------------------------------------------------------------

WAYS_OUT = {"requests", "urllib3", "httpx", "aiohttp", "http.client", "urllib.request", "smtplib",
            "ftplib", "socket", "xmlrpc", "telnetlib", "websockets"}  # fmt: skip
MAY_NAME = {
    "src/startline/web/accounts/outbound.py",  # the one way out
    "src/startline/web/accounts/openid/views.py",  # its errors
    "src/startline/web/imports/receiving.py",  # the socket of who sends to us
    "src/startline/cli/web.py",  # whether a port is free
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def leads_out(name: str) -> bool:
    return any(name == way or name.startswith(way + ".") for way in WAYS_OUT)


def test_O02_one_module_goes_out_and_no_other_can() -> None:
    found = {name for name, tree in modules() if any(map(leads_out, imported(tree)))}

    assert found <= MAY_NAME


def test_O02_another_module_would_be_found() -> None:
    for text in ("import requests", "from urllib import request", "import http.client"):
        assert any(map(leads_out, imported(ast.parse(text)))), text


def no_network(*args: Any, **kwargs: Any) -> Any:
    raise AssertionError("somebody was called")


@pytest.fixture
def walled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """No name is looked up and no connection made."""
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    return no_network


def test_O02_every_page_is_made_without_a_call(page: Any, walled: Any) -> None:
    from tests.web.accounts.every_address import every_address

    opened = [page.get(address.paths[0]).status_code for address in every_address()]

    assert opened.count(200) > 40


def test_O02_a_run_is_logged_and_advised_without_a_call(page: Any, walled: Any) -> None:
    said = {"on": "2026-03-23", "distance": "2.2", "hurt": "no"}

    assert page.post("/log/", said).status_code == 302
    assert "mi" in page.get("/").content.decode()


def test_O02_the_wall_stops_a_call(walled: Any) -> None:
    with pytest.raises(AssertionError, match="called"):
        socket.create_connection(("example.org", 443))

"""The one way out: to providers to sign in at, and nowhere else.

The host and port that whoever runs the server named may stand anywhere, also in their own network.
Any other address comes out of an answer, and an answer may be forged: it has to be at a public
address. A name is looked up once, and the connection goes to the address that was checked, so a
name that means something else a moment later leads nowhere. No redirect is followed, no proxy of
the environment is asked, and a connection ends after five seconds or a mebibyte.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

LONGEST_S = 5.0
LARGEST = 2**20
PIECE = 2**16
PORTS = {"http": 80, "https": 443}
Place = tuple[str, int]
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(requests.ConnectionError):
    """The name leads to an address inside, or to none."""


class TooMuch(requests.ConnectionError):
    """The answer is too long or takes too long."""


def outbound_session() -> requests.Session:
    """A session that goes to named and to public places alone."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    adapter = _Careful(frozenset(named_places()))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def named_places() -> Iterator[Place]:
    """Host and port of every provider in the settings."""
    for kind in settings.SOCIALACCOUNT_PROVIDERS.values():
        for app in kind["APPS"]:
            parts = urlsplit(app["settings"]["server_url"])
            yield str(parts.hostname), parts.port or PORTS[parts.scheme]


def checked_address(host: str, port: int, *, named: bool) -> str:
    """The address a name stands for now, if it is one we may go to.

    Raises:
        NotPublic: if there is none, or if any of them is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotPublic(f"{host} has no address.") from None
    addresses = [str(where[0]).partition("%")[0] for *_, where in found]
    if not addresses or not all(may_go_to(one, named=named) for one in addresses):
        raise NotPublic(f"{host} does not stand at a public address.")
    return addresses[0]


def may_go_to(address: str, *, named: bool) -> bool:
    """Whether a connection may go there.

    >>> may_go_to("93.184.215.14", named=False), may_go_to("10.0.0.5", named=False)
    (True, False)
    >>> may_go_to("10.0.0.5", named=True), may_go_to("169.254.169.254", named=True)
    (True, False)
    """
    ip = _inner(ipaddress.ip_address(address))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return False
    return named or ip.is_global


def _inner(ip: IP) -> IP:
    """The IPv4 address that an IPv6 one is a wrapper for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo or ip


class _Checked:
    """Connects to the address that was checked; the certificate is still that of the name."""

    named: frozenset[Place] = frozenset()
    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            place = (name.strip("[]").lower(), self.port)
            self._dns_host = checked_address(*place, named=place in self.named)
            made: socket.socket = super()._new_conn()  # type: ignore[misc]
            _cut_later(made)
            return made
        except NotPublic as refused:
            raise NewConnectionError(self, str(refused)) from None  # type: ignore[arg-type]
        finally:
            self._dns_host = name


def _cut_later(made: socket.socket) -> None:
    """End a connection in five seconds whatever is said over it: a timeout is for each silence."""
    timer = threading.Timer(LONGEST_S, _cut, [made.dup()])
    timer.daemon = True
    timer.start()


def _cut(held: socket.socket) -> None:
    with held, contextlib.suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)


def _pools(named: frozenset[Place]) -> dict[str, Any]:
    """Kinds of pools whose connections check where they go."""
    plain = type("Plain", (_Checked, HTTPConnection), {"named": named})
    secure = type("Secure", (_Checked, HTTPSConnection), {"named": named})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }


class _Careful(HTTPAdapter):
    """Connections as above, and answers of bounded length and time."""

    def __init__(self, named: frozenset[Place]) -> None:
        self._named = named
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Take our kinds of pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._named)

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Ask, and read the answer to its end or to the limit.

        Raises:
            TooMuch: beyond the limit.
        """
        until = time.monotonic() + LONGEST_S
        response = super().send(request, **{**kwargs, "stream": True, "timeout": LONGEST_S})
        try:
            body = b"".join(_bounded(response, until))
        except HTTPError as problem:
            raise TooMuch("The answer broke off.") from problem
        finally:
            response.close()
        response._content, response._content_consumed = body, True
        return response


def _bounded(response: requests.Response, until: float) -> Iterable[bytes]:
    size = 0
    for piece in response.raw.stream(PIECE, decode_content=True):
        size += len(piece)
        if size > LARGEST:
            raise TooMuch("The answer is too long.")
        yield piece
    if time.monotonic() > until:  # cut: what has no length seems to have come to its end
        raise TooMuch("The answer took too long.")

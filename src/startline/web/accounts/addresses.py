"""Where a request comes from, for counting: forged headers change nothing."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 - nothing listens on it: a socket in a file has no address


def client_address(request: HttpRequest) -> str:
    """The address nearest to us that none of our own proxies has.

    With n proxies in front (STARTLINE_PROXIES), the n-th entry of X-Forwarded-For from its end was
    written by the outermost of them; what stands before it anybody may write. With none, or with
    fewer entries than proxies, the address of the connection.
    """
    peer = _address(request.META.get("REMOTE_ADDR", "")) or NOWHERE
    chain = request.headers.get("X-Forwarded-For", "").split(",")
    if not 0 < settings.N_PROXIES <= len(chain):
        return peer
    return _address(chain[-settings.N_PROXIES]) or peer


def _address(text: str) -> str | None:
    """An address in its one spelling; an IPv4 one inside IPv6 as IPv4."""
    try:
        address = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)

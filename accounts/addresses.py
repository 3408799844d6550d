"""From which address somebody asks, as far as it can be trusted."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](:\d+)?|(?P<four>[\d.]+):\d+")
# Whoever has one address of IPv6 has the 2^64 others that begin like it.
PREFIX = 64


def address_of(request: HttpRequest) -> str | None:
    """The address of who asks, None where there is none, as behind a Unix socket."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return to_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def to_address(peer: str, forwarded: str, proxies: int) -> str | None:
    """The last address that was not written by a reader: each proxy adds who asked it to X-Forwarded-For.

    Where fewer have added theirs than there should be, somebody went past them, and `peer` is who that was.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] if proxies else []
    wanted = hops[-proxies] if 0 < proxies <= len(hops) else peer
    return read_address(wanted) or read_address(peer)


def read_address(text: str) -> str | None:
    """An address without port; of IPv6 the network that one customer has (RFC 6177)."""
    match = WITH_PORT.fullmatch(text)
    try:
        address = ip_address((match["six"] or match["four"] if match else text).partition("%")[0])
    except ValueError:
        return None
    if not isinstance(address, IPv6Address) or address.is_loopback:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, PREFIX), strict=False).network_address)

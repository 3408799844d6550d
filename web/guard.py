"""Which addresses of the network may be asked: those of the public internet. Pure.

IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and later ones), the multicast
ranges, and one address inside Azure. Of IPv6 only 2000::/3 is given out at all (RFC 4291), so that mapped,
translated (64:ff9b::/96), unique local, link-local and multicast addresses fall away without being listed.
"""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

WEB_PORTS = frozenset({80, 443})

CLOSED = [
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by customers of a provider
        "127.0.0.0/8",
        "168.63.129.16/32",  # what Azure tells its machines
        "169.254.0.0/16",  # link-local, and what clouds tell their machines
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
GIVEN_OUT_6 = IPv6Network("2000::/3")
CLOSED_6 = [
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
]


def is_public(address: str) -> bool:
    """Whether an address of IPv4 or IPv6, as a socket names it, is one on the public internet."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if ip.version == 4:
        return not any(ip in net for net in CLOSED)
    return ip in GIVEN_OUT_6 and not any(ip in net for net in CLOSED_6)


@dataclass(frozen=True)
class Gate:
    """Where connections may go; `opened` are addresses and ports besides, as tests need them."""

    opened: frozenset[tuple[str, int]] = frozenset()

    def lets(self, address: str, port: int) -> bool:
        return (address, port) in self.opened or (port in WEB_PORTS and is_public(address))

    def lets_port(self, port: int) -> bool:
        return port in WEB_PORTS | {opened for _, opened in self.opened}

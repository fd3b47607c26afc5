"""The proxies whose word about a visitor's address counts, and how they write addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_WITH_PORT = re.compile(r'"?(?:\[([0-9A-Fa-f:.%\w]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)"?')


class Proxies:
    """Addresses and networks; `address in proxies` tells whether one is a trusted proxy's."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are addresses or networks, as `as_network` reads them."""
        self._networks = [as_network(one) for one in names]

    def __contains__(self, address: object) -> bool:
        try:
            parsed = ipaddress.ip_address(str(address))
        except ValueError:
            return False
        mapped = parsed.ipv4_mapped if parsed.version == 6 else None
        return any((mapped or parsed) in one for one in self._networks)


def as_network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return an address (`172.18.0.2`) or a network (`172.18.0.0/16`); raises ValueError."""
    return ipaddress.ip_network(name, strict=False)


def without_port(address: str) -> str:
    """Return an address of X-Forwarded-For without the port that some proxies add to it."""
    found = _WITH_PORT.fullmatch(address)
    return (found[1] or found[2]) if found else address

"""The trusted reverse proxies, and how proxies write addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_WITH_PORT = re.compile(r'"?(?:\[([0-9A-Fa-f:.%\w]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)"?')


class Proxies:
    """Trusted proxies; `address in proxies` is True for any of their addresses."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are addresses or networks in the form that `as_network` reads."""
        self._networks = [as_network(name) for name in names]

    def __contains__(self, address: object) -> bool:
        try:
            parsed = ipaddress.ip_address(str(address))
        except ValueError:
            return False
        mapped = parsed.ipv4_mapped if parsed.version == 6 else None
        return any((mapped or parsed) in network for network in self._networks)


def as_network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Parse an address (`172.18.0.2`) or a network (`172.18.0.0/16`); raises ValueError."""
    return ipaddress.ip_network(name, strict=False)


def without_port(address: str) -> str:
    """Return an address from X-Forwarded-For without the port that some proxies add."""
    match = _WITH_PORT.fullmatch(address)
    return (match[1] or match[2]) if match else address

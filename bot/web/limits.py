"""How much one address may ask for; tables are bounded."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Container, Sequence

from bot.trusted_proxies import without_port

_TABLE = 10_000


_WIDE_PREFIX = 48
_WIDE = 8
"""How many times one visitor's share all of an IPv6 /48 get: a site of many networks."""


def networks_of(address: str) -> tuple[tuple[str, int], ...]:
    """Return under which names an address is counted, each with its share.

    A provider gives one customer up to 65,536 IPv6 /64 networks: they are counted together too.
    """
    near = network_of(address)
    if not near.endswith("/64"):
        return ((near, 1),)
    wide = ipaddress.ip_network(near).supernet(new_prefix=_WIDE_PREFIX)
    return (near, 1), (str(wide), _WIDE)


def network_of(address: str) -> str:
    """Return what is counted as one visitor: an IPv4 address, or an IPv6 /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))


def visitor(peer: str, forwarded: Sequence[str], trusted: Container[str]) -> str:
    """Return the visitor's address.

    X-Forwarded-For counts only when the peer is a trusted proxy: the right-most address that
    is not itself trusted. `forwarded` are all lines of that header: some proxies add a line of
    their own below the one that the visitor made up.
    """
    if peer not in trusted:
        return peer
    for part in reversed(",".join(forwarded).split(",")):
        address = without_port(part.strip())
        if address and address not in trusted:
            return address[:64]
    return peer


class RateLimit:
    """At most `per_minute` requests a minute for each visitor, counted in fixed minutes."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Count a request and return whether it may pass."""
        minute = int(self._clock() // 60)
        within = [
            self._count(key, minute) <= self._per_minute * share
            for key, share in networks_of(address)
        ]
        return all(within)

    def _count(self, key: str, minute: int) -> int:
        started, count = self._counts.pop(key, (minute, 0))
        count = count + 1 if started == minute else 1
        self._counts[key] = (minute, count)
        if len(self._counts) > _TABLE:
            self._counts.popitem(last=False)
        return count


class ConnectionCount:
    """How many connections are open, in all and per visitor."""

    def __init__(self, most: int, most_each: int, exempt: Container[str]) -> None:
        self._most = most
        self._most_each = most_each
        self._exempt = exempt
        self._open: Counter[str] = Counter()
        self._all = 0

    def take(self, address: str) -> bool:
        """Count a new connection and return whether it may stay."""
        within = True
        for key, share in networks_of(address):
            self._open[key] += 1
            within = within and self._open[key] <= self._most_each * share
        self._all += 1
        return (within or address in self._exempt) and self._all <= self._most

    def give_back(self, address: str) -> None:
        """Forget a connection that ended."""
        self._all -= 1
        for key, _ in networks_of(address):
            self._open[key] -= 1
            if self._open[key] <= 0:
                del self._open[key]

"""Metrics for Prometheus, served on a separate port; off by default.

Labels are bounded by construction: they are numbers, or names from a list (commands, routes,
endpoints, kinds of error), and everything else counts as "other". None of them names a person, a
server, a link or a token. docs/operations.md explains each metric.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from math import isfinite
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.request_ids import Kind, Request

_log = logging.getLogger(__name__)

OTHER = "other"
BROKE, TOO_LATE = "broke", "TooLate"
"""Outcomes of commands: a fault in the bot, and an answer that Discord no longer takes."""

_LINK_STEPS = ("offered", "started", "authorized", "waiting", "linked", "undone")
_GRANTS = ("authorization_code", "refresh_token", "client_credentials")
_TOKEN_OUTCOMES = ("granted", "GrantInvalid", "AppRejected", "BadRequest", "SignInUnavailable")
_STATEMENTS = ("select", "insert", "update", "delete")
_GROUPS_OF_NAMES = ("press", "suggest", "loop", "event", "task")
_ANSWER_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 10.0, 30.0)
_LAG_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SPOTIFY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_COUNTERS = {
    "commands": ("Commands by outcome", ("command", "outcome")),
    "spotify_requests": (
        "Requests to Spotify by endpoint group and HTTP status (0: no answer)",
        ("group", "status"),
    ),
    "spotify_held_back": ("Requests to Spotify that were not sent", ("reason",)),
    "spotify_token_requests": ("Requests for tokens", ("grant", "outcome")),
    "links": ("Links by the step they reached", ("step",)),
    "link_failures": ("Links that failed", ("reason",)),
    "gateway_events": ("Connections to Discord's gateway", ("shard", "event")),
    "web_requests": ("Web requests", ("route", "status")),
    "database_statements": (
        "Statements to the database by kind (without BEGIN, COMMIT and PRAGMA)",
        ("kind",),
    ),
    "database_connections": ("Connections to the database that were opened", ()),
}
_HISTOGRAMS = {
    "answer_seconds": ("Time to the answer, by kind of command", ("kind",), _ANSWER_BUCKETS),
    "acknowledge_seconds": (
        "Time to an interaction's first answer, by kind of command",
        ("kind",),
        _ANSWER_BUCKETS,
    ),
    "loop_lag_seconds": ("How late the event loop is, measured every second", (), _LAG_BUCKETS),
    "spotify_request_seconds": (
        "Time of a request to Spotify, by endpoint and HTTP status (0: no answer)",
        ("endpoint", "status"),
        _SPOTIFY_BUCKETS,
    ),
}
"""What is counted and timed: name, what it says, labels (and the upper ends of its buckets)."""

_LIVE = {
    "earshot_gateway_latency_seconds": ("Time a heartbeat takes, by shard", "shard"),
    "earshot_gateway_ready": ("Whether all shards are connected (1) or not (0)", None),
    "earshot_spotify_paused_seconds": ("How long Spotify's pauses last, by group", "group"),
    "earshot_spotify_budget_used_ratio": ("Used part of the day's requests, the largest", None),
    "earshot_database_wal_bytes": ("Size of SQLite's write-ahead log", None),
    "earshot_disk_free_bytes": ("What the bot may still write to the database's disk", None),
    "earshot_backup_age_seconds": ("How long ago the newest backup was made", None),
    "earshot_queue_age_seconds": ("How long the oldest thing that is due has waited", "queue"),
}
"""Gauges that are read when Prometheus asks: name, what it says, and its label."""

Reader = Callable[[], Mapping[str, float]]
"""Returns the current values by label; called from the thread that serves the metrics."""


class Names:
    """The values that a label may have: those added, and the first `room` others that come."""

    def __init__(self, known: Iterable[str] = (), *, room: int = 0) -> None:
        self._known = set(known)
        self._room = room

    def add(self, names: Iterable[str]) -> None:
        """Allow more names."""
        self._known.update(names)

    def of(self, name: str) -> str:
        """Return the name, or "other"."""
        if name in self._known:
            return name
        if self._room:
            self._room -= 1
            self._known.add(name)
            return name
        return OTHER


class CommandNames(Names):
    """Names of commands, menus and presses; an unknown one keeps only its group ("press …")."""

    def of(self, name: str) -> str:
        """Return the name, its group, or "other"."""
        if (known := super().of(name)) != OTHER:
            return known
        group = name.partition(" ")[0]
        return group if group in _GROUPS_OF_NAMES else OTHER


class _LiveGauges(Collector):
    """Reads gauges when they are asked for; a reader that fails or is gone is left out."""

    def __init__(self) -> None:
        self.readers: dict[tuple[str, str], Reader] = {}

    def collect(self) -> Iterator[Metric]:
        """Yield every gauge, even those without a value right now."""
        for name, (said, label) in _LIVE.items():
            gauge = GaugeMetricFamily(name, said, labels=[label] if label else [])
            for (of, _source), read in list(self.readers.items()):
                if of == name:
                    for value, number in _read(read).items():
                        if isfinite(number):
                            gauge.add_metric([value] if label else [], number)
            yield gauge


def _read(read: Reader) -> Mapping[str, float]:
    try:
        return read()
    except Exception as error:
        # One gauge less; all others and every alert on them would be lost with it.
        _log.warning("a metric can't be read: %s", type(error).__name__)
        return {}


class Metrics:
    """Counts and times commands, links, requests to Spotify and the web, and database use."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.command_names = CommandNames()
        self.shards = Names()
        self._outcomes, self._routes = Names(room=200), Names(room=100)
        self._endpoints, self._groups = Names(room=100), Names(room=50)
        self._ends = Names((*_LINK_STEPS, *_GRANTS, *_TOKEN_OUTCOMES), room=60)
        self._live = _LiveGauges()
        self.registry.register(self._live)
        ProcessCollector(registry=self.registry)
        self._count = {
            name: Counter(f"earshot_{name}", said, labels, registry=self.registry)
            for name, (said, labels) in _COUNTERS.items()
        }
        self._time = {
            name: Histogram(
                f"earshot_{name}", said, labels, registry=self.registry, buckets=buckets
            )
            for name, (said, labels, buckets) in _HISTOGRAMS.items()
        }
        self.gateway_starts_left = Gauge(
            "earshot_gateway_starts_left",
            "Gateway sessions that Discord still allowed at the last start",
            registry=self.registry,
        )
        for step in _LINK_STEPS:
            self._count["links"].labels(step)
        for grant, outcome in product(_GRANTS, _TOKEN_OUTCOMES):
            self._count["spotify_token_requests"].labels(grant, outcome)

    def expect(self, commands: Iterable[str], link_failures: Iterable[str]) -> None:
        """Name what may be counted; what alerts look at begins at 0, so the first one shows."""
        names = set(commands)
        self.command_names.add(names)
        for name in names:
            for outcome in (BROKE, TOO_LATE):
                self._count["commands"].labels(name, outcome)
        for reason in link_failures:
            self._count["link_failures"].labels(self._ends.of(reason))

    def command(self, name: str, outcome: str) -> None:
        """Count a command; `outcome` is "answered" or the kind of error."""
        self._count["commands"].labels(
            self.command_names.of(name), self._outcomes.of(outcome)
        ).inc()

    def answered(self, request: Request) -> None:
        """Time a command that has got its answer."""
        self._time["answer_seconds"].labels(_kind(request)).observe(request.seconds)

    def acknowledged(self, request: Request) -> None:
        """Time an interaction that Discord knows to be taken care of."""
        self._time["acknowledge_seconds"].labels(_kind(request)).observe(request.seconds)

    def spotify(self, group: str, endpoint: str, status: int, seconds: float) -> None:
        """Count and time a request to Spotify."""
        known = _status(status)
        self._count["spotify_requests"].labels(self._groups.of(group), known).inc()
        self._time["spotify_request_seconds"].labels(self._endpoints.of(endpoint), known).observe(
            seconds
        )

    def held_back(self, reason: str) -> None:
        """Count a request to Spotify that a pause or the budget held back."""
        self._count["spotify_held_back"].labels(self._ends.of(reason)).inc()

    def token_request(self, grant: str, outcome: str) -> None:
        """Count a request for tokens; a refresh is one of them."""
        self._count["spotify_token_requests"].labels(
            self._ends.of(grant), self._ends.of(outcome)
        ).inc()

    def loop_lag(self, seconds: float) -> None:
        """Note by how much the event loop was late."""
        self._time["loop_lag_seconds"].observe(seconds)

    def link(self, step: str) -> None:
        """Count a link that has got this far."""
        self._count["links"].labels(self._ends.of(step)).inc()

    def link_failed(self, reason: str) -> None:
        """Count a link that has ended without success."""
        self._count["link_failures"].labels(self._ends.of(reason)).inc()

    def shard(self, shard: int, event: str) -> None:
        """Count a shard that connected, resumed or lost its connection."""
        self._count["gateway_events"].labels(self.shards.of(str(shard)), self._ends.of(event)).inc()

    def web(self, route: str, status: int) -> None:
        """Count a web request."""
        self._count["web_requests"].labels(self._routes.of(route), _status(status)).inc()

    def database(self, word: str) -> None:
        """Count a statement by its first word, or a connection ("connect")."""
        if word == "connect":
            self._count["database_connections"].inc()
        elif word in _STATEMENTS:
            self._count["database_statements"].labels(word).inc()

    def watch(self, gauge: str, source: str, read: Reader) -> None:
        """Read a gauge's values from `read`; a new reader of the same source replaces the old."""
        if gauge not in _LIVE:
            raise ValueError(f"{gauge} is no gauge that is read")
        self._live.readers[gauge, source] = read

    @contextmanager
    def served(self, host: str, port: int | None) -> Iterator[None]:
        """Serve the metrics from a separate thread; without a port, do nothing.

        Raises OSError if the port can't be used.
        """
        if port is None:
            yield
            return
        server, thread = start_http_server(port, host, registry=self.registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _kind(request: Request) -> str:
    return request.kind if request.kind in get_args(Kind) else OTHER


def _status(status: int) -> str:
    return str(status) if status == 0 or 100 <= status <= 599 else OTHER

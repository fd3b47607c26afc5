"""Counters for a host's monitoring, served on a separate port; off by default.

Labels are names of commands, routes and endpoint groups, never people, links or tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, start_http_server

_STATEMENTS = frozenset({"select", "insert", "update", "delete"})


class Metrics:
    """Counts commands, requests to Spotify, web requests, and what is asked of the database."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._commands = Counter(
            "earshot_commands",
            "Commands by outcome",
            ["command", "outcome"],
            registry=self._registry,
        )
        self._spotify = Counter(
            "earshot_spotify_requests",
            "Requests to Spotify by endpoint group and HTTP status (0: no answer)",
            ["group", "status"],
            registry=self._registry,
        )
        self._web = Counter(
            "earshot_web_requests", "Web requests", ["route", "status"], registry=self._registry
        )

        self._statements = Counter(
            "earshot_database_statements",
            "Statements to the database by kind (without BEGIN, COMMIT and PRAGMA)",
            ["kind"],
            registry=self._registry,
        )
        self._connections = Counter(
            "earshot_database_connections",
            "Connections to the database that were opened",
            registry=self._registry,
        )

    def command(self, name: str, outcome: str) -> None:
        """Count a command; `outcome` is "answered" or the kind of error."""
        self._commands.labels(name, outcome).inc()

    def spotify(self, group: str, status: int) -> None:
        """Count a request to Spotify."""
        self._spotify.labels(group, str(status)).inc()

    def web(self, route: str, status: int) -> None:
        """Count a web request."""
        self._web.labels(route, str(status)).inc()

    def database(self, word: str) -> None:
        """Count a statement by its first word, or a connection ("connect")."""
        if word == "connect":
            self._connections.inc()
        elif word in _STATEMENTS:
            self._statements.labels(word).inc()

    @contextmanager
    def served(self, host: str, port: int | None) -> Iterator[None]:
        """Serve the counters from a separate thread; without a port, do nothing.

        Raises OSError if the port can't be used.
        """
        if port is None:
            yield
            return
        server, thread = start_http_server(port, host, registry=self._registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

"""The state that the accounts service and the Web API share."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.spotify.apps import App
from sandbox.spotify.catalogue import Catalogue, make_id
from sandbox.spotify.clock import Clock
from sandbox.spotify.faults import Faults
from sandbox.spotify.library import add_playlists, fill_lists
from sandbox.spotify.names import LISTENERS
from sandbox.spotify.people import Listener
from sandbox.spotify.player import Player

if TYPE_CHECKING:
    from sandbox.spotify.grants import Access


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that was made."""

    method: str
    path: str
    query: dict[str, str]
    person: str | None
    status: int
    grant_type: str | None = None
    client: str | None = None
    took_effect: bool = False
    """Whether it was carried out, whatever its sender was told."""


class Spotify:
    """People, apps, tokens, catalogue, faults.

    `rotation` is which refresh token a refresh returns (None, "rotate", "empty");
    `without_refresh` and `without_scope` leave these out of a login's answer; `withheld` scopes
    aren't granted; `quiet_writes` makes player commands answer 204 instead of 200 with a scrap of
    text; `short_links` maps codes of spotify.link to where they lead; `barred` are IDs of tracks
    that can't be played in anyone's country, which Spotify says only if it's asked about a market,
    and with `market_needs_scope` only with user-read-private.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.clock = Clock()
        self.catalogue = Catalogue(origin)
        self.faults = Faults(self.clock)
        self.apps: dict[str, App] = {}
        self.people: dict[str, Listener] = {}
        self.tokens: dict[str, Access] = {}
        self.requests: deque[Recorded] = deque(maxlen=100_000)
        self.issued: set[str] = set()
        self.rotation: str | None = None
        self.without_refresh = False
        self.without_scope = False
        self.withheld: frozenset[str] = frozenset()
        self.quiet_writes = False
        self.short_links: dict[str, str] = {}
        self.barred: set[str] = set()
        self.market_needs_scope = False
        self.app = self.add_app("Earshot (made up)")
        for person_id, name, premium, seat in LISTENERS:
            self.add_person(person_id, name, premium=premium, seat=seat)
        add_playlists(list(self.people.values()), self.catalogue, self.clock.now())

    def issue(self, secret: str) -> str:
        """Record a secret, so that tests can search for it where it must not be."""
        self.issued.add(secret)
        return secret

    def add_app(
        self,
        name: str,
        *,
        owner: str = "developer",
        owner_premium: bool = True,
        redirect_uris: list[str] | None = None,
        seats: list[str] | None = None,
    ) -> App:
        """Add an app; apps of one owner (a developer account) share their limits."""
        app = App(name, owner=owner, owner_premium=owner_premium)
        app.redirect_uris.extend(redirect_uris or [])
        for person_id in seats or []:
            app.add_seat(person_id)
        self.apps[app.client_id] = app
        self.issue(app.client_secret)
        return app

    def add_person(
        self,
        person_id: str,
        display_name: str | None,
        *,
        premium: bool = True,
        seat: bool = True,
        with_lists: bool = True,
    ) -> Listener:
        """Add a listener; without `with_lists` their lists are empty, as in a new account."""
        device = f"{display_name or person_id}'s phone"
        player = Player(self.catalogue, self.clock, device)
        listener = Listener(
            person_id, display_name, premium, player, make_id(f"account {person_id}")
        )
        listener.email = f"{person_id}@listeners.example"
        self.people[person_id] = listener
        if with_lists:
            listener.images = self.catalogue.images(f"face {person_id}")[1:]
            fill_lists(listener, self.catalogue, self.clock.now())
        if seat:
            self.app.add_seat(person_id)
        return listener

    def record(
        self,
        request: web.Request,
        person: Listener | None,
        status: int,
        grant: str | None = None,
        client: str | None = None,
        took_effect: bool = False,
    ) -> None:
        """Record a request."""
        self.requests.append(
            Recorded(
                request.method,
                request.path,
                dict(request.query),
                person.id if person else None,
                status,
                grant,
                client,
                took_effect,
            )
        )

"""What the accounts service and the Web API share."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.spotify.apps import App
from sandbox.spotify.catalogue import Catalogue, Thing, make_id
from sandbox.spotify.clock import Clock
from sandbox.spotify.faults import Faults
from sandbox.spotify.names import LISTENERS
from sandbox.spotify.people import Listener, Player

if TYPE_CHECKING:
    from sandbox.spotify.oauth import Access


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that was made."""

    method: str
    path: str
    query: dict[str, str]
    person: str | None
    status: int
    grant_type: str | None = None


class Spotify:
    """People, apps, tokens, catalogue, faults."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.clock = Clock()
        self.catalogue = Catalogue(origin)
        self.faults = Faults()
        self.apps: dict[str, App] = {}
        self.people: dict[str, Listener] = {}
        self.tokens: dict[str, Access] = {}
        self.requests: deque[Recorded] = deque(maxlen=20_000)
        self.issued: set[str] = set()
        self.rotation: str | None = None
        self.withheld: frozenset[str] = frozenset()
        self.app = self.add_app("Earshot (made up)")
        for person_id, name, premium, seat in LISTENERS:
            self.add_person(person_id, name, premium=premium, seat=seat)
        self._add_playlists()

    def issue(self, secret: str) -> str:
        """Remember a secret, so that tests can look for it where it must not be."""
        self.issued.add(secret)
        return secret

    def add_app(self, name: str) -> App:
        """Add an app."""
        app = App(name)
        self.apps[app.client_id] = app
        self.issue(app.client_secret)
        return app

    def add_person(
        self, person_id: str, display_name: str | None, *, premium: bool = True, seat: bool = True
    ) -> Listener:
        """Add a listener."""
        device = f"{display_name or person_id}'s phone"
        player = Player(self.catalogue, self.clock, device)
        listener = Listener(
            person_id, display_name, premium, player, make_id(f"account {person_id}")
        )
        self.people[person_id] = listener
        if seat:
            self.app.add_seat(person_id)
        return listener

    def record(
        self, request: web.Request, person: Listener | None, status: int, grant: str | None = None
    ) -> None:
        """Note a request."""
        self.requests.append(
            Recorded(
                request.method,
                request.path,
                dict(request.query),
                person.id if person else None,
                status,
                grant,
            )
        )

    def _add_playlists(self) -> None:
        tracks = self.catalogue.all("track")
        for number, listener in enumerate(list(self.people.values())):
            name = ("Rainy Tuesdays", "Night Bus", "*Kitchen* Dancing")[number % 3]
            playlist_id = make_id(f"playlist {listener.id}")
            data = {
                "id": playlist_id,
                "type": "playlist",
                "name": name,
                "uri": f"spotify:playlist:{playlist_id}",
                "href": f"{self.origin}/v1/playlists/{playlist_id}",
                "external_urls": {"spotify": f"https://open.spotify.com/playlist/{playlist_id}"},
                "collaborative": False,
                "description": "",
                "images": self.catalogue.images(f"playlist {playlist_id}"),
                "owner": {
                    "id": listener.id,
                    "display_name": listener.display_name,
                    "type": "user",
                    "uri": f"spotify:user:{listener.id}",
                },
                "public": True,
                "snapshot_id": make_id(f"snapshot {playlist_id}"),
            }
            playlist = Thing("playlist", playlist_id, name, data)
            playlist.children = tracks[number::20][:15]
            self.catalogue.things["playlist", playlist_id] = playlist

"""Handing out personal link addresses, within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.accounts.errors import TooManyLinks
from bot.accounts.scopes import AT_LINKING
from bot.accounts.secrets import new_token, ticket_ref
from bot.spotify.apps import SpotifyApp
from bot.storage.accounts import AccountStore
from bot.storage.records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore

LIFETIME = 600
"""Seconds that a link address can be used."""

_PER_HOUR = 10
_OPEN_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Asker:
    """The Discord account that asked for a link, as its start page will name it."""

    discord_id: int
    name: str
    handle: str
    avatar_url: str | None = None
    guild_name: str | None = None
    place: str | None = None
    """Where to go back to in Discord: "{guild or @me}/{channel}"."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A personal link: its address (a secret), its public name, its end (unix seconds)."""

    url: str = field(repr=False)
    ref: str
    expires_at: int


class TicketDesk:
    """Makes tickets and remembers which Discord message shows each."""

    def __init__(
        self,
        store: TicketStore,
        accounts: AccountStore,
        app: SpotifyApp,
        public_url: str,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._app = app
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    async def issue(
        self, asker: Asker, needed: Iterable[str] = (), waiting_id: str | None = None
    ) -> Offer:
        """Make a ticket; raises TooManyLinks beyond ten an hour.

        It asks for what a first link does, what `needed` names, and what was allowed before.
        `waiting_id` is the command to carry out afterwards. At most three tickets are open for
        one person: an older one is replaced.
        """
        now = int(self._clock())
        if await self._store.count_since(asker.discord_id, now - 3600) >= _PER_HOUR:
            raise TooManyLinks(now + 3600)
        if await self._store.count_open(now) >= _OPEN_AT_MOST:
            raise TooManyLinks(now + LIFETIME)
        known = await self._accounts.summary(asker.discord_id)
        allowed = known.scopes if known is not None else frozenset[str]()
        ticket = new_token()
        ref = ticket_ref(ticket)
        await self._store.create(
            NewTicket(
                ref=ref,
                discord_id=asker.discord_id,
                asker=AskerRecord(
                    name=asker.name,
                    handle=asker.handle,
                    avatar_url=asker.avatar_url,
                    guild_name=asker.guild_name,
                    place=asker.place,
                ),
                scopes=AT_LINKING | allowed | frozenset(needed),
                client_id=self._app.client_id,
                created_at=now,
                expires_at=now + LIFETIME,
                waiting_id=waiting_id,
            )
        )
        return Offer(f"{self._public_url}/link/{ticket}", ref, now + LIFETIME)

    async def shown_in(self, ref: str, delivery: Mapping[str, str | int]) -> None:
        """Remember how the message that shows the link can be edited later."""
        await self._store.set_delivery(ref, delivery)

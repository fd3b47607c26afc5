"""Handing out personal link addresses, within limits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from bot.accounts.authorize import short_authorize_url
from bot.accounts.errors import TooManyLinks
from bot.accounts.scopes import AT_LINKING
from bot.accounts.seats import Seats
from bot.accounts.secrets import challenge_of, hashed, new_token, new_verifier, ticket_ref
from bot.spotify.apps import SpotifyApp
from bot.storage.accounts import AccountStore
from bot.storage.errors import NotSaved
from bot.storage.records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore

_log = logging.getLogger(__name__)

LIFETIME = 600
"""Seconds that a link address can be used."""

Purpose = Literal["link", "renew"]

_PER_HOUR = 10
_OPEN_AT_MOST = 10_000
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


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
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A personal link: its address (a secret), its public name, its end (unix seconds).

    `direct_url` leads straight to Spotify, where the start page opens only on the computer that
    runs the bot; `demands` names the Spotify account that alone will do.
    """

    url: str = field(repr=False)
    ref: str
    expires_at: int
    direct_url: str | None = field(default=None, repr=False)
    demands: str | None = None


class TicketDesk:
    """Makes tickets and remembers which Discord message shows each."""

    def __init__(
        self,
        store: TicketStore,
        accounts: AccountStore,
        seats: Seats,
        *,
        public_url: str,
        accounts_url: str,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._seats = seats
        self._public_url = public_url.rstrip("/")
        self._accounts_url = accounts_url
        self._at_home = urlsplit(public_url).hostname in _LOOPBACK
        self._clock = clock

    async def issue(
        self,
        asker: Asker,
        needed: Iterable[str] = (),
        waiting_id: str | None = None,
        *,
        purpose: Purpose = "link",
    ) -> Offer:
        """Make a ticket; raises TooManyLinks beyond ten an hour, NoFreeSeat.

        It asks for what a first link does, what `needed` names, and what was allowed before.
        `waiting_id` is the command to carry out afterwards. To renew, the same Spotify account is
        demanded. At most three tickets are open for one person: an older one is replaced.
        """
        now = int(self._clock())
        await self._check_limits(asker.discord_id, now)
        known = await self._accounts.summary(asker.discord_id)
        app = await self._seats.place(asker.discord_id, asker.name, asker.guild_id)
        renews = known if purpose == "renew" else None
        wished = known.scopes if known is not None else frozenset[str]()
        ticket, wanted = new_token(), frozenset(needed)
        ref = ticket_ref(ticket)
        demands_name = (renews.display_name or renews.spotify_id) if renews else None
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
                scopes=AT_LINKING | wished | wanted,
                client_id=app.client_id,
                created_at=now,
                expires_at=now + LIFETIME,
                waiting_id=waiting_id,
                purpose="renew" if renews else "link",
                demands=renews.spotify_account_id if renews else None,
                demands_name=demands_name,
            )
        )
        direct = await self._direct(ref, app, wanted, wished, now) if self._at_home else None
        address = f"{self._public_url}/link/{ticket}"
        return Offer(address, ref, now + LIFETIME, direct, demands_name)

    async def shown_in(self, ref: str, delivery: Mapping[str, str | int]) -> None:
        """Remember how the message that shows the link can be edited later."""
        try:
            await self._store.set_delivery(ref, delivery)
        except NotSaved:
            # The link is good all the same; how it ends is told by direct message then.
            _log.warning("where a link was shown could not be kept")

    async def _check_limits(self, discord_id: int, now: int) -> None:
        if await self._store.count_since(discord_id, now - 3600) >= _PER_HOUR:
            raise TooManyLinks(now + 3600)
        if await self._store.count_open(now) >= _OPEN_AT_MOST:
            raise TooManyLinks(now + LIFETIME)

    async def _direct(
        self, ref: str, app: SpotifyApp, needed: frozenset[str], wished: frozenset[str], now: int
    ) -> str | None:
        """Start the ticket without a browser: whoever brings the callback must still prove it."""
        state, verifier = new_token(), new_verifier()
        address = short_authorize_url(
            self._accounts_url,
            app,
            state=state,
            challenge=challenge_of(verifier),
            needed=needed,
            wished=wished,
        )
        if address is not None:
            await self._store.start(
                ref, now=now, browser_hash=None, state_hash=hashed(state), verifier=verifier
            )
        return address

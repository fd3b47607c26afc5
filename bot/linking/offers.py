"""Hand out personal link addresses, within limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.accounts.scopes import AT_LINKING, EVERYTHING
from bot.apps.seats import Seats
from bot.linking.authorization import AuthorizationRequest, fits_a_button, new_request
from bot.linking.context import Addresses, LinkContext
from bot.linking.errors import TooManyLinks
from bot.opaque_values import hashed, new_token, ticket_ref
from bot.spotify.apps import AppOwner, SpotifyApp
from bot.storage.errors import NotSaved
from bot.storage.link_offers import OfferSecrets, OfferStore, OpenOffer, ShownOffer
from bot.storage.records import AccountSummary
from bot.storage.tally import USED_LINKS, Tally
from bot.storage.ticket_records import AskerRecord, LinkPurpose, NewTicket

_log = logging.getLogger(__name__)

LIFETIME = 600
"""How long a link address works, in seconds."""

_PER_HOUR = 10
_HOUR = 3600
_OPEN_AT_MOST = 10_000
_ENOUGH_LIFE = LIFETIME // 2
"""How long an unused link must still work to be given again, in seconds."""

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Asker:
    """The Discord account that asked for a link, as the start page will show it."""

    discord_id: int
    name: str
    handle: str
    avatar_url: str | None = None
    guild_name: str | None = None
    place: str | None = None
    """Where to go back to in Discord: "{guild or @me}/{channel}"."""
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a link is for.

    `needed` scopes are added to what a first link asks for and what was allowed before; with the
    purpose "choose", only they are asked for. `waiting` is the command to run afterwards. "renew"
    and "choose" require the same Spotify account. `agreed_to` is the client ID of a member's app
    that the person has agreed to use.
    """

    needed: frozenset[str] = frozenset()
    waiting: str | None = None
    purpose: LinkPurpose = "link"
    agreed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A personal link: its address (a secret), its public name, its end (unix seconds).

    `direct_url` leads straight to Spotify if the start page only opens on the computer that runs
    the bot; `whole_url` is the same with all scopes, if that is too long for a button;
    `everything_url` asks for every scope there is (with a public address it is the start page).
    `required_account` is the only Spotify account that will do, `current` the one linked now;
    `scopes` is what the link asks for, `more` what of that isn't allowed yet; `owner` is the
    member whose app it uses; `chooses` is whether its scopes were chosen one by one.
    """

    url: str = field(repr=False)
    ref: str
    expires_at: int
    scopes: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    direct_url: str | None = field(default=None, repr=False)
    whole_url: str | None = field(default=None, repr=False)
    everything_url: str | None = field(default=None, repr=False)
    required_account: str | None = None
    current: str | None = None
    owner: AppOwner | None = None
    chooses: bool = False


class TicketIssuer:
    """Issues tickets, reuses unused ones, and remembers which messages show each."""

    def __init__(
        self,
        context: LinkContext,
        offers: OfferStore,
        seats: Seats,
        tally: Tally,
        addresses: Addresses,
        count_offer: Callable[[], None] = lambda: None,
    ) -> None:
        self._context = context
        self._offers = offers
        self._seats = seats
        self._tally = tally
        self._public_url = addresses.public_url.rstrip("/")
        self._accounts_url = addresses.accounts_url
        self._at_home = is_at_home(addresses.public_url)
        self._count_offer = count_offer
        self._lock = asyncio.Lock()

    async def issue(self, asker: Asker, wish: Wish | None = None) -> Offer:
        """Return a link: an unused one again if it allows as much, else a new one.

        A new one takes over the scopes and commands of the unused one. Raises TooManyLinks after
        ten used links within an hour, NoFreeSeat, NeedsConsent.
        """
        wish = wish or Wish()
        known = await self._context.accounts.summary(asker.discord_id)
        app = await self._seats.app_for(
            asker.discord_id, asker.name, asker.guild_id, agreed_to=wish.agreed_to
        )
        async with self._lock:
            ticket = self._ticket(asker, wish, known, app)
            offer = await self._reuse_or_save(ticket, app)
        self._count_offer()
        return self._described(offer, ticket, known, app)

    async def add_shown(self, ref: str, shown: ShownOffer) -> None:
        """Remember one more message that shows the link, to be edited later."""
        try:
            await self._offers.add_shown(ref, shown)
        except NotSaved:
            # The link still works; its result then comes by direct message.
            _log.warning("could not save where a link was shown")

    def _ticket(
        self, asker: Asker, wish: Wish, known: AccountSummary | None, app: SpotifyApp
    ) -> NewTicket:
        now = int(self._context.clock())
        purpose = wish.purpose if known is not None else "link"
        demanded = known if purpose != "link" else None
        wished = known.scopes if known is not None and purpose != "choose" else frozenset[str]()
        return NewTicket(
            ref="",
            discord_id=asker.discord_id,
            asker=AskerRecord(
                name=asker.name,
                handle=asker.handle,
                avatar_url=asker.avatar_url,
                guild_name=asker.guild_name,
                place=asker.place,
            ),
            scopes=AT_LINKING | wished | wish.needed,
            client_id=app.client_id,
            created_at=now,
            expires_at=now + LIFETIME,
            waiting=(wish.waiting,) if wish.waiting else (),
            purpose=purpose,
            required_account=demanded.spotify_account_id if demanded else None,
            required_name=_name_of(demanded),
        )

    async def _reuse_or_save(self, ticket: NewTicket, app: SpotifyApp) -> OpenOffer:
        """Save the ticket, or find an unused one; raises TooManyLinks.

        If the start page only opens at home, it is started at once, without a browser: the one
        who brings the callback must still prove who they are.
        """
        now, secret = ticket.created_at, new_token()
        request, verifier = new_request(self._accounts_url, app)
        secrets = OfferSecrets(secret)
        if self._at_home:
            secrets = OfferSecrets(secret, request.state, request.challenge)
        until = await self._blocked_until(ticket.discord_id, now)
        offer = await self._offers.reuse_or_save(
            replace(ticket, ref=ticket_ref(secret)),
            secrets,
            good_until=now + _ENOUGH_LIFE,
            may_make=until is None,
        )
        if offer is None:
            raise TooManyLinks(until or now + LIFETIME)
        if offer.fresh and self._at_home:
            await self._context.attempt_store.start(
                offer.ref,
                now=now,
                browser_hash=None,
                spotify_state_hash=hashed(request.state),
                verifier=verifier,
                offered=True,
            )
        return offer

    async def _blocked_until(self, discord_id: int, now: int) -> int | None:
        """Return when the next link can be issued; None if it can be now."""
        used = await self._tally.times(USED_LINKS, discord_id, _HOUR)
        if len(used) >= _PER_HOUR:
            return used[-_PER_HOUR] + _HOUR
        if await self._context.tickets.count_open(now) >= _OPEN_AT_MOST:
            return await self._offers.oldest_end(now) or now
        return None

    def _described(
        self, offer: OpenOffer, ticket: NewTicket, known: AccountSummary | None, app: SpotifyApp
    ) -> Offer:
        linked = known if known is not None and known.status == "active" else None
        allowed = linked.scopes if linked is not None else frozenset[str]()
        start = f"{self._public_url}/link/{offer.secrets.ticket}"
        direct, whole, everything = self._straight_to_spotify(offer, app, allowed)
        widest = ticket.purpose != "choose" and not offer.scopes >= EVERYTHING
        return Offer(
            start,
            offer.ref,
            offer.expires_at,
            scopes=offer.scopes,
            more=offer.scopes - allowed,
            direct_url=direct,
            whole_url=whole if whole and not fits_a_button(whole) else None,
            everything_url=(everything or f"{start}?all=1") if widest else None,
            required_account=ticket.required_name,
            current=_name_of(linked),
            owner=app.owner_for(ticket.discord_id),
            chooses=ticket.purpose == "choose",
        )

    def _straight_to_spotify(
        self, offer: OpenOffer, app: SpotifyApp, allowed: frozenset[str]
    ) -> tuple[str | None, str | None, str | None]:
        """Return the addresses that skip the start page: for a button, whole, with every scope."""
        state, challenge = offer.secrets.state, offer.secrets.challenge
        if state is None or challenge is None:
            return None, None, None
        request = AuthorizationRequest(self._accounts_url, app, state, challenge)
        needed = AT_LINKING | (offer.scopes - allowed)
        direct = request.button_url(needed=needed, wished=offer.scopes)
        return direct, request.url(offer.scopes), request.url(EVERYTHING)


def is_at_home(public_url: str) -> bool:
    """Whether pages only open on the computer that runs the bot, so that addresses are pasted."""
    return urlsplit(public_url).hostname in _LOOPBACK


def _name_of(account: AccountSummary | None) -> str | None:
    return (account.display_name or account.spotify_id) if account is not None else None

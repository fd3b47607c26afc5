"""One bot's linking on a database and the simulated Spotify, without Discord and web pages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from bot.accounts.pending_writes import PendingWrites
from bot.apps.registry import AppRegistry
from bot.apps.seats import SeatLimits, Seats
from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.authorization import AuthorizationResponse
from bot.linking.context import LinkContext, LinkTools, SpotifyServers
from bot.linking.link_results import LinkResultQueue
from bot.linking.seat_given import SeatGiven
from bot.notifications.outbox import Outbox
from bot.opaque_values import hashed, new_token
from bot.spotify.tokens import TokenEndpoint
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.cipher import Cipher
from bot.storage.link_attempts import LinkAttemptStore
from bot.storage.link_offers import OfferStore
from bot.storage.notifications import NotificationStore
from bot.storage.processes import OnlyProcess
from bot.storage.seat_questions import SeatQuestions
from bot.storage.seat_waiters import SeatWaiters
from bot.storage.tally import Tally
from bot.storage.ticket_records import AskerRecord, NewTicket
from bot.storage.tickets import TicketStore
from bot.storage.waiting_logins import WaitingLoginStore
from tests.unit.processes import SCOPE, Process

KEY = Cipher([bytes(32)])


class Linking:
    """What bot/container.py builds for a link attempt."""

    def __init__(self, process: Process) -> None:
        self.spotify, self.database = process.spotify, process.database
        self.app, now = process.app, process.spotify.clock.now
        accounts = AccountStore(self.database, KEY)
        outbox = Outbox(NotificationStore(self.database), now)
        apps = AppRegistry(
            AppStore(self.database, KEY), accounts, outbox, [self.app], frozenset(), now
        )
        self.context = LinkContext(
            tickets=TicketStore(self.database),
            attempt_store=LinkAttemptStore(self.database, KEY),
            waiting_logins=WaitingLoginStore(self.database, KEY),
            accounts=accounts,
            apps=apps,
            clock=now,
        )
        tally = Tally(self.database, KEY, now)
        limits = SeatLimits(5, tally, SeatQuestions(self.database), SeatWaiters(self.database))
        self.tools = LinkTools(
            context=self.context,
            spotify=SpotifyServers(
                self.spotify.accounts_url,
                TokenEndpoint(process.session, self.spotify.accounts_url, now),
                process.transport(),
            ),
            seats=Seats(apps, accounts, outbox, limits, now),
            outbox=outbox,
            unsaved=PendingWrites(first_wait=0.01),
            results=LinkResultQueue(
                self.context.tickets, OfferStore(self.database, KEY), apps, now, OnlyProcess()
            ),
        )
        self.attempts = LinkAttempts(self.tools)
        self.seat_given = SeatGiven(self.attempts, tally)

    async def opened(self, discord_id: int = 1) -> LinkAttempt:
        """Return a new link of someone's."""
        asker, now = AskerRecord("Mira", "mira"), int(self.context.clock())
        return await self.attempts.open(
            NewTicket(
                new_token(),
                discord_id,
                asker,
                frozenset({SCOPE}),
                self.app.client_id,
                now,
                now + 600,
            )
        )

    async def agreed(
        self, attempt: LinkAttempt, person: str, *, cookie: str = "cookie"
    ) -> AuthorizationResponse:
        """Start a link, agree at Spotify, and return its answer."""
        location = await self.spotify.consent(await attempt.start(hashed(cookie)), person)
        query = parse_qs(urlsplit(location).query)
        return AuthorizationResponse(query["state"][0], query["code"][0], None)

    async def fresh(self, attempt: LinkAttempt) -> LinkAttempt:
        """Return a link as it is stored now."""
        found = await self.attempts.by_ref(attempt.ref)
        assert found is not None
        return found

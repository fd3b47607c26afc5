"""The link in the browser, from the start page to the result page.

Reads in the order of docs/reference/threats-and-faults.md, section 1.2: look up the hash, check
the browser, claim, exchange, ask who it is, save. A browser that did not begin the link gets no
link from it: what it brings waits until the person has confirmed it (docs/security.md, levels 4
and 5). Such a browser is asked first whether it is a person at all: mail scanners and link
previews open addresses too, and must neither use the code up nor be shown anything. The browser
that began always finishes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from itertools import islice

from bot.accounts.scopes import EVERYTHING
from bot.apps.registry import AppRegistry
from bot.linking.authorize_url import authorize_url
from bot.linking.browsers import began, holds
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.errors import LinkRefused
from bot.linking.finish_link import FinishLink
from bot.linking.link_page import LinkPages
from bot.linking.login import from_text
from bot.linking.other_browser import OtherBrowser
from bot.linking.outcomes import Arrival, LinkPage, LinkResult, Outcome, Step, as_outcome
from bot.linking.pkce import challenge_of, new_verifier
from bot.linking.undo_link import UndoLink
from bot.opaque_values import hashed, new_token
from bot.storage.accounts import AccountStore
from bot.storage.pending_logins import PendingLoginStore
from bot.storage.records import TicketRecord
from bot.storage.tickets import TicketStore

_BEGUN = frozenset({"started", "claimed", "pending"})
_COOKIES_LOOKED_AT = 8
"""More than a browser is given; a made-up header may name many."""


class LinkFlow:
    """What the web pages call."""

    def __init__(
        self,
        tickets: TicketStore,
        accounts: AccountStore,
        pending: PendingLoginStore,
        apps: AppRegistry,
        completing: FinishLink,
        identity: DiscordSignIn,
        undoing: UndoLink,
        showing: LinkPages,
        elsewhere: OtherBrowser,
        *,
        accounts_url: str,
        clock: Callable[[], float],
        finished: Callable[[str], None],
        language: Callable[[int], Awaitable[str | None]],
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._pending = pending
        self._apps = apps
        self._completing = completing
        self._identity = identity
        self.undoing = undoing
        self._showing = showing
        self._elsewhere = elsewhere
        self._accounts_url = accounts_url
        self._clock = clock
        self._finished = finished
        self._language = language

    async def language(self, *, ref: str | None = None, state: str | None = None) -> str | None:
        """Return the language that a link's person has chosen, None without a choice."""
        record = None
        if ref is not None:
            record = await self._tickets.get(ref)
        elif state is not None:
            record = await self._tickets.by_any_state(hashed(state))
        if record is None or not record.discord_id:
            return None
        return await self._language(record.discord_id)

    async def view(self, ticket: str) -> LinkPage:
        """Return what the start page shows; changes nothing. Raises LinkRefused."""
        record = await self._showing.usable(ticket)
        current = await self._accounts.summary(record.discord_id)
        app = await self._apps.get(record.client_id)
        return LinkPage(
            discord_name=record.asker.name,
            discord_handle=record.asker.handle,
            avatar_url=record.asker.avatar_url,
            guild_name=record.asker.guild_name,
            scopes=tuple(sorted(record.scopes)),
            expires_at=record.expires_at,
            current_spotify=(current.display_name or current.spotify_id) if current else None,
            demands=record.demands_name,
            signs_in=self._identity.on,
            may_widen=record.purpose != "choose" and not record.scopes >= EVERYTHING,
            owner=app.owner_for(record.discord_id) if app is not None else None,
        )

    async def begin(self, ticket: str, browser: str | None, *, everything: bool = False) -> str:
        """Bind the link to this browser and return where to go: Discord, or Spotify at once.

        `everything` asks for every scope. Without `browser` it keeps no cookies, and its login
        waits for the code as another browser's does. Raises LinkRefused, or DiscordUnavailable.
        """
        record = await self._showing.usable(ticket)
        if everything != record.everything:
            await self._tickets.choose_everything(record.ref, everything=everything)
            record = await self._showing.usable(ticket)
        if not self._identity.on:
            return await self._to_spotify(record, browser)
        if browser is None:
            raise LinkRefused("no_cookies")
        return await self._identity.ask(record, browser)

    async def not_me(self, ticket: str) -> None:
        """Burn a link that reached somebody it is not for; whoever asked is told."""
        record = await self._showing.usable(ticket)
        if await self._tickets.burn(record.ref, int(self._clock())):
            self._finished(record.ref)

    async def arrives(
        self, *, state: str, error: str | None, browsers: Mapping[str, str]
    ) -> Arrival | None:
        """Return whose link a callback is for, when another browser brings it; changes nothing.

        None for the browser that began, and where there is nothing to be asked. A refusal by
        Spotify in another browser ends nothing either: raises LinkRefused.
        """
        record = await self._tickets.by_state(hashed(state))
        if record is None or record.purpose == "disconnect" or self._mine(record, browsers):
            return None
        waits = record.status == "pending" and not holds(record, browsers.get(record.ref))
        if record.expires_at <= self._clock() or not (waits or record.status == "started"):
            return None
        if error is not None:
            raise LinkRefused("cancelled_here" if error == "access_denied" else "failed_here")
        return Arrival(record.ref, record.asker.name, record.asker.handle)

    async def finish(
        self,
        *,
        state: str,
        code: str | None,
        error: str | None,
        browsers: Mapping[str, str],
        fresh: str | None,
    ) -> Step:
        """Take Spotify's callback and return where the browser goes next.

        `browsers` maps refs to this browser's cookies; `fresh` is one that another browser than
        the one that began may be given, None when no person has said there to go on. A callback
        that comes too late or twice changes nothing. Raises LinkRefused for an unknown state.
        """
        record = await self._tickets.by_state(hashed(state))
        if record is None:
            raise LinkRefused(await self._unknown(browsers))
        if record.purpose == "disconnect":
            return await self.undoing.disconnect(record, state, code, error, browsers)
        if self._mine(record, browsers):
            return await self._in_its_own_browser(record, state, code, error)
        if record.status == "claimed" and not holds(record, browsers.get(record.ref)):
            return Step(record.ref, waits=True)
        if error is not None or fresh is None or record.status == "claimed":
            return Step(record.ref)
        if record.status == "pending":
            return await self._elsewhere.again(record, code, browsers)
        return await self._elsewhere.take(record, state, code, browsers.get(record.ref), fresh)

    async def identified(
        self, *, state: str, code: str | None, error: str | None, browsers: Mapping[str, str]
    ) -> Step:
        """Take Discord's callback: who the browser is. Raises LinkRefused, BelongsToAnother."""
        async with self._identity.checked(state, code, error, browsers) as record:
            if as_outcome(record.status) is not None or record.status == "claimed":
                return Step(record.ref)
            if record.status != "pending":
                browser = browsers[record.ref]
                location = self._identity.went(record, state)
                if location is None:
                    location = await self._to_spotify(record, browser, identified=True)
                    self._identity.goes(state, location)
                return Step(record.ref, location)
            pending = await self._pending.get(record.ref, self._clock())
            if pending is not None:
                await self._completing.end(record, from_text(pending.login))
            return Step(record.ref)

    async def result(self, ref: str, browser: str | None) -> LinkResult:
        """Return what the result page shows to this browser."""
        return await self._showing.result(ref, browser)

    async def _in_its_own_browser(
        self, record: TicketRecord, state: str, code: str | None, error: str | None
    ) -> Step:
        """Finish where the link began, whatever another browser has brought meanwhile."""
        if record.status == "claimed" and record.holder_hash is not None:
            return Step(record.ref, waits=True)
        if record.status == "pending" and await self._elsewhere.is_the_same(record, code):
            pending = await self._pending.get(record.ref, self._clock())
            if pending is not None and await self._tickets.come_back(record.ref):
                await self._completing.end(record, from_text(pending.login))
            return Step(record.ref)
        if record.status == "pending" and error is not None:
            return Step(record.ref)
        login = await self._completing.take(record, state, code, error, again=True)
        if login is not None:
            await self._completing.end(record, login)
        return Step(record.ref)

    async def _to_spotify(
        self, record: TicketRecord, browser: str | None, *, identified: bool = False
    ) -> str:
        """State and PKCE verifier are born here, so that no forwarded link holds them.

        Starting again voids the earlier ones.
        """
        app = await self._apps.get(record.client_id)
        if app is None:
            raise LinkRefused("rejected")
        state, verifier = new_token(), new_verifier()
        started = await self._tickets.start(
            record.ref,
            now=int(self._clock()),
            browser_hash=hashed(browser) if browser else None,
            state_hash=hashed(state),
            verifier=verifier,
            identified=identified,
        )
        if not started:
            raise LinkRefused("used")
        challenge = challenge_of(verifier)
        scopes = EVERYTHING | record.scopes if record.everything else record.scopes
        return authorize_url(
            self._accounts_url, app, state=state, challenge=challenge, scopes=scopes
        )

    def _mine(self, record: TicketRecord, browsers: Mapping[str, str]) -> bool:
        """Whether the link began in this browser, and Discord has named it where it is asked."""
        if self._identity.on and not record.identified:
            return False
        return began(record, browsers.get(record.ref))

    async def _unknown(self, browsers: Mapping[str, str]) -> Outcome:
        """Say what an unknown state is: most likely of a tab that a newer one has overtaken."""
        overtaken = False
        for ref, cookie in islice(browsers.items(), _COOKIES_LOOKED_AT):
            record = await self._tickets.get(ref)
            if record is not None and began(record, cookie):
                return "earlier_try"
            overtaken = overtaken or (record is not None and record.status in _BEGUN)
        return "overtaken" if overtaken else "unknown"

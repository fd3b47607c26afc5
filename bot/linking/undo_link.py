"""Undoing a link without Discord: in the browser that consented, or by signing in to Spotify.

The way back for somebody whose Spotify was linked by another person (docs/security.md,
level 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.accounts.deletion import AccountDeletion
from bot.apps.registry import AppRegistry
from bot.linking.authorize_url import authorize_url
from bot.linking.browsers import began, holds
from bot.linking.errors import LinkRefused
from bot.linking.finish_link import FinishLink
from bot.linking.login import Failed
from bot.linking.outcomes import LinkResult, Outcome, Step
from bot.linking.pkce import challenge_of, new_verifier, ticket_ref
from bot.notifications.outbox import Outbox
from bot.opaque_values import hashed, new_token
from bot.spotify.errors import NoSeat
from bot.storage.accounts import AccountStore
from bot.storage.errors import NotSaved, Undecryptable
from bot.storage.records import AskerRecord, NewTicket, TicketRecord
from bot.storage.tickets import TicketStore

UNDO_WITHIN = 600
"""Seconds in which the success page's undo works."""

DISCONNECT = "d15c0" + "0" * 19
"""Stands for the disconnect page where a link has its ref."""

_LIFETIME = 600
_OPEN_AT_MOST = 10_000
"""Beyond it the oldest must begin again: whoever comes now has only just pressed the button."""


class UndoLink:
    """Removes links for whoever holds the Spotify account."""

    def __init__(
        self,
        tickets: TicketStore,
        accounts: AccountStore,
        apps: AppRegistry,
        completing: FinishLink,
        letters: Outbox,
        forgetting: AccountDeletion,
        *,
        accounts_url: str,
        clock: Callable[[], float],
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._apps = apps
        self._completing = completing
        self._letters = letters
        self._forgetting = forgetting
        self._accounts_url = accounts_url
        self._clock = clock

    async def undo(self, ref: str, browser: str | None) -> None:
        """Take a link back in the browser that consented; raises LinkRefused.

        Pressing twice is no error.
        """
        record = await self._tickets.get(ref)
        if record is None or not holds(record, browser):
            raise LinkRefused("wrong_browser")
        if record.status == "undone":
            return
        if record.status != "linked" or record.linked_at is None:
            raise LinkRefused("undo_over")
        if record.linked_at + UNDO_WITHIN <= self._clock():
            raise LinkRefused("undo_over")
        known = await self._accounts.summary(record.discord_id)
        if known is None or known.authorized_at != record.linked_at:
            raise LinkRefused("undo_over")
        await self._forgetting.link_of(
            record.discord_id, known.spotify_account_id, record.linked_at, keep=record.ref
        )
        await self._completing.stop(record, "undone")

    async def begin_disconnect(self, browser: str) -> str:
        """Return the address at Spotify where somebody proves whose account it is."""
        return await self._ask(self._apps.main.client_id, hashed(browser))

    async def disconnect(
        self,
        record: TicketRecord,
        state: str,
        code: str | None,
        error: str | None,
        browsers: Mapping[str, str],
    ) -> Step:
        """Remove every link of the Spotify account that signed in.

        Where it has no seat on the app that was asked, the next app is tried: its links may be
        there. Opened again, it only shows how it stands. Raises LinkRefused in another browser.
        """
        if not began(record, browsers.get(DISCONNECT)):
            raise LinkRefused("wrong_browser")
        try:
            claimed = await self._tickets.claim(hashed(state), now=int(self._clock()))
        except Undecryptable:
            claimed = None
        if claimed is None:
            return Step(record.ref)
        try:
            login = await self._completing.sign_in(claimed, code, error)
            profile = await self._completing.who(record, login)
        except NoSeat:
            return await self._next_app(record)
        except Failed as failed:
            await self._tickets.finish(record.ref, failed.outcome)
            return Step(record.ref)
        try:
            outcome = await self._remove(profile.account_id)
        except NotSaved:
            # The code is spent, so a reload would not do it: what is shown must be true without it.
            await self._completing.stop(record, "not_removed_yet")
            return Step(record.ref, shown=LinkResult("not_removed_yet"))
        await self._tickets.finish(record.ref, outcome)
        return Step(record.ref)

    async def _remove(self, account_id: str) -> Outcome:
        discord_id = await self._accounts.holder_of(account_id)
        if discord_id is None:
            return "nothing_linked"
        await self._forgetting.link_of(discord_id, account_id)
        with suppress(NotSaved):
            await self._letters.write(discord_id, "removed", f"{int(self._clock())}", {})
        return "disconnected"

    async def _next_app(self, record: TicketRecord) -> Step:
        apps = [one.client_id for one in await self._apps.all()]
        at = apps.index(record.client_id) + 1 if record.client_id in apps else len(apps)
        await self._tickets.finish(record.ref, "no_seat")
        if at >= len(apps) or record.browser_hash is None:
            return Step(record.ref)
        return Step(record.ref, await self._ask(apps[at], record.browser_hash))

    async def _ask(self, client_id: str, browser_hash: str) -> str:
        now = int(self._clock())
        app = await self._apps.get(client_id)
        if app is None:
            raise LinkRefused("rejected")
        await self._tickets.make_room(browser_hash, _OPEN_AT_MOST)
        ref, state, verifier = ticket_ref(new_token()), new_token(), new_verifier()
        await self._tickets.create(
            NewTicket(
                ref=ref,
                discord_id=0,
                asker=AskerRecord("", ""),
                scopes=frozenset(),
                client_id=client_id,
                created_at=now,
                expires_at=now + _LIFETIME,
                purpose="disconnect",
            )
        )
        await self._tickets.start(
            ref, now=now, browser_hash=browser_hash, state_hash=hashed(state), verifier=verifier
        )
        return authorize_url(
            self._accounts_url, app, state=state, challenge=challenge_of(verifier), scopes=()
        )

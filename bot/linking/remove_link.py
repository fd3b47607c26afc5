"""Undo a link without Discord: in the browser that consented, or by signing in to Spotify.

This is the way out for someone whose Spotify was linked by another person (docs/security.md,
level 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from bot.accounts.deletion import AccountDeletion
from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.authorization import AuthorizationResponse
from bot.linking.context import LinkContext
from bot.linking.errors import LinkRefused
from bot.linking.outcomes import ResultPage, Step
from bot.linking.spotify_signin import Failed
from bot.notifications.kinds import LinkRemoved
from bot.notifications.outbox import Outbox
from bot.opaque_values import hashed, new_token, ticket_ref
from bot.spotify.errors import NoSeat
from bot.storage.errors import NotSaved
from bot.storage.ticket_records import AskerRecord, NewTicket, RemovalStatus

UNDO_WITHIN = 600
"""How long undo works on the success page, in seconds."""

DISCONNECT = "d15c0" + "0" * 19
"""The disconnect page's stand-in for a link's ref."""

_LIFETIME = 600
_OPEN_AT_MOST = 10_000
"""Beyond this, the oldest must start again: newcomers have just pressed the button."""


class RemoveLink:
    """Removes links for the owner of the Spotify account."""

    def __init__(
        self,
        context: LinkContext,
        attempts: LinkAttempts,
        outbox: Outbox,
        deletion: AccountDeletion,
    ) -> None:
        self._context = context
        self._attempts = attempts
        self._outbox = outbox
        self._deletion = deletion

    async def undo(self, ref: str, cookie: str | None) -> None:
        """Undo a link in the browser that consented; raises LinkRefused.

        Pressing twice is fine.
        """
        attempt = await self._attempts.by_ref(ref)
        if attempt is None or not attempt.consented_in(cookie):
            raise LinkRefused("wrong_browser")
        record = attempt.record
        if record.status == "undone":
            return
        if record.status != "linked" or record.linked_at is None:
            raise LinkRefused("undo_over")
        if record.linked_at + UNDO_WITHIN <= self._context.clock():
            raise LinkRefused("undo_over")
        known = await self._context.accounts.summary(record.discord_id)
        if known is None or known.authorized_at != record.authorized_at:
            raise LinkRefused("undo_over")
        await self._deletion.person_of_spotify(
            record.discord_id, known.spotify_account_id, record.authorized_at, keep=record.ref
        )
        await attempt.end("undone")

    async def begin_disconnect(self, cookie: str) -> str:
        """Return the Spotify address where someone proves that the account is theirs."""
        return await self._ask(self._context.apps.main.client_id, hashed(cookie))

    async def disconnect(
        self,
        attempt: LinkAttempt,
        response: AuthorizationResponse,
        cookies: Mapping[str, str],
    ) -> Step:
        """Remove every link of the Spotify account that signed in.

        If it has no seat on the app that was used, the next app is tried: its links may be there.
        A reload only shows the result. Raises LinkRefused in another browser.
        """
        if not attempt.began_in(cookies.get(DISCONNECT)):
            raise LinkRefused("wrong_browser")
        login = await attempt.take(response)
        if login is None:
            return Step(attempt.ref)
        try:
            profile = await attempt.identify(login)
        except NoSeat:
            return await self._next_app(attempt)
        except Failed as failed:
            await attempt.fail(failed)
            return Step(attempt.ref)
        try:
            await attempt.end(await self._remove(profile.account_id))
        except NotSaved:
            # The code is used up, so a reload can't retry: the page must already tell the truth.
            await attempt.end("not_removed_yet")
            return Step(attempt.ref, shown=ResultPage("not_removed_yet"))
        return Step(attempt.ref)

    async def _remove(self, account_id: str) -> RemovalStatus:
        discord_id = await self._context.accounts.discord_id_of(account_id)
        if discord_id is None:
            return "nothing_linked"
        forgotten = await self._deletion.person_of_spotify(discord_id, account_id)
        with suppress(NotSaved):
            once = f"{int(self._context.clock())}"
            removed = LinkRemoved(keeps_refusal=forgotten.keeps_refusal)
            await self._outbox.write(discord_id, once, removed)
        return "disconnected"

    async def _next_app(self, attempt: LinkAttempt) -> Step:
        client_id, browser_hash = attempt.record.client_id, attempt.record.browser_hash
        apps = [app.client_id for app in await self._context.apps.all()]
        next_index = apps.index(client_id) + 1 if client_id in apps else len(apps)
        await attempt.end("no_seat")
        if next_index >= len(apps) or browser_hash is None:
            return Step(attempt.ref)
        return Step(attempt.ref, await self._ask(apps[next_index], browser_hash))

    async def _ask(self, client_id: str, browser_hash: str) -> str:
        now = int(self._context.clock())
        await self._context.tickets.make_room(browser_hash, _OPEN_AT_MOST)
        attempt = await self._attempts.open(
            NewTicket(
                ref=ticket_ref(new_token()),
                discord_id=0,
                asker=AskerRecord("", ""),
                scopes=frozenset(),
                client_id=client_id,
                created_at=now,
                expires_at=now + _LIFETIME,
                purpose="disconnect",
            )
        )
        return await attempt.start(browser_hash)

"""Linking in the browser, in the order of RFC 6749, section 4.1: begin, agree, come back.

A browser that didn't start the link can't finish it alone: what it brings waits until the person
confirms it (docs/security.md, levels 4 and 5). Such a browser must first show that a person uses
it: mail scanners and link previews open addresses too, and must neither use up the code nor see
anything. The browser that started can always finish.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from bot.linking.attempt import LinkAttempt, LinkAttempts
from bot.linking.authorization import AuthorizationResponse
from bot.linking.confirm_code import ALPHABET, CODE_LENGTH
from bot.linking.context import LinkContext
from bot.linking.discord_signin import DiscordSignIn
from bot.linking.errors import LinkRefused
from bot.linking.link_page import LinkPages
from bot.linking.outcomes import Arrival, PageState, Step, end_of
from bot.linking.remove_link import RemoveLink
from bot.linking.spotify_signin import Failed, Login
from bot.opaque_values import hashed
from bot.spotify.errors import NoSeat
from bot.storage.errors import NotSaved, TicketGone
from bot.storage.ticket_records import BEGUN

_COOKIES_LOOKED_AT = 8
"""More than a browser gets; a forged header may contain many."""


class BrowserFlow:
    """The steps of a browser. `cookies` maps ticket refs to this browser's cookies."""

    def __init__(
        self,
        context: LinkContext,
        attempts: LinkAttempts,
        signin: DiscordSignIn,
        pages: LinkPages,
        undo: RemoveLink,
    ) -> None:
        self._context = context
        self._attempts = attempts
        self._signin = signin
        self._pages = pages
        self._undo = undo

    async def begin(self, ticket: str, cookie: str | None, *, everything: bool = False) -> str:
        """Bind the link to this browser and return where to go: Discord, or straight to Spotify.

        `everything` asks for every scope. `cookie` is its cookie; without cookies its login waits
        for the code, as if from another browser. Raises LinkRefused or DiscordUnavailable.
        """
        attempt = await self._pages.usable(ticket)
        if everything != attempt.record.everything:
            await self._context.tickets.set_everything(attempt.ref, everything=everything)
            attempt = await self._pages.usable(ticket)
        if not self._signin.enabled:
            return await attempt.start(hashed(cookie) if cookie else None)
        if cookie is None:
            raise LinkRefused("no_cookies")
        return await self._signin.ask(attempt, cookie)

    async def not_me(self, ticket: str) -> None:
        """End a link that reached the wrong person; the one who asked for it is told."""
        await (await self._pages.usable(ticket)).disown()

    async def arrives(
        self, response: AuthorizationResponse, cookies: Mapping[str, str]
    ) -> Arrival | None:
        """Return whose link a callback from another browser is for; changes nothing.

        None for the browser that started, and if there is nothing to ask. An error from Spotify
        in another browser doesn't end the link either: raises LinkRefused.
        """
        attempt = await self._attempts.by_state(response.state)
        if attempt is None or self._is_own_browser(attempt, cookies):
            return None
        record = attempt.record
        waits = record.status == "pending" and not attempt.consented_in(cookies.get(record.ref))
        over = record.purpose == "disconnect" or record.is_over(self._context.clock())
        if over or not (waits or record.status == "started"):
            return None
        if response.error is not None:
            denied = response.error == "access_denied"
            raise LinkRefused("cancelled_here" if denied else "failed_here")
        return Arrival(record.ref, record.asker.name, record.asker.handle)

    async def callback(
        self, response: AuthorizationResponse, cookies: Mapping[str, str], fresh: str | None
    ) -> Step:
        """Take Spotify's answer (section 4.1.2) and return where the browser goes next.

        `fresh` is a new cookie for a browser that didn't start the link, None if no one has pressed
        "Continue" there. A callback that comes too late or twice changes nothing. Raises
        LinkRefused for an unknown state.
        """
        attempt = await self._attempts.by_state(response.state)
        if attempt is None:
            raise LinkRefused(await self._unknown(cookies))
        if attempt.record.purpose == "disconnect":
            return await self._undo.disconnect(attempt, response, cookies)
        if self._is_own_browser(attempt, cookies):
            return await self._in_own_browser(attempt, response)
        return await self._in_another(attempt, response, cookies.get(attempt.ref), fresh)

    async def signed_in(self, response: AuthorizationResponse, cookies: Mapping[str, str]) -> Step:
        """Take Discord's answer: who uses the browser. Raises LinkRefused, BelongsToAnother."""
        async with self._signin.checked(response, cookies) as attempt:
            status = attempt.record.status
            if end_of(status) is not None or status == "claimed":
                return Step(attempt.ref)
            if status == "pending":
                waiting = await attempt.waiting_login()
                if waiting is not None:
                    await attempt.complete(waiting.login)
                return Step(attempt.ref)
            location = self._signin.destination_of(attempt, response.state)
            if location is None:
                location = await attempt.start(hashed(cookies[attempt.ref]), identified=True)
                self._signin.remember_destination(response.state, location)
            return Step(attempt.ref, location)

    async def _in_own_browser(self, attempt: LinkAttempt, response: AuthorizationResponse) -> Step:
        """Finish where the link was started, whatever another browser has brought."""
        record = attempt.record
        if record.status == "claimed" and record.consenting_browser_hash is not None:
            return Step(attempt.ref, waits=True)
        if record.status == "pending":
            waiting = await attempt.waiting_login()
            if waiting is not None and waiting.login.has_spotify_code(response.code):
                if await attempt.give_back():
                    await attempt.complete(waiting.login)
                return Step(attempt.ref)
            if response.error is not None:
                return Step(attempt.ref)
        login = await attempt.take(response, over_waiting=True)
        if login is not None:
            await attempt.complete(login)
        return Step(attempt.ref)

    async def _in_another(
        self,
        attempt: LinkAttempt,
        response: AuthorizationResponse,
        cookie: str | None,
        fresh: str | None,
    ) -> Step:
        """Take a login from another browser: it waits, and nothing usable is stored."""
        ref, status = attempt.ref, attempt.record.status
        if status == "claimed" and not attempt.consented_in(cookie):
            return Step(ref, waits=True)
        if response.code is None or fresh is None or status == "claimed":
            return Step(ref)
        if status == "pending":
            return await self._shown_again(attempt, response.code, cookie)
        consenting, set_cookie = cookie or fresh, cookie is None
        login = await attempt.take(response, other_browser=hashed(consenting))
        if login is None or not await self._keeps_waiting(attempt, login, response.code):
            return Step(ref, set_cookie=set_cookie)
        kept = await self._attempts.by_ref(ref)
        if not self._signin.enabled:
            shown = await self._pages.shown_where_consented(kept) if kept and set_cookie else None
            return Step(ref, set_cookie=set_cookie, shown=shown)
        if kept is None:
            return Step(ref)
        return Step(ref, await self._signin.ask(kept, consenting), set_cookie=set_cookie)

    async def _keeps_waiting(self, attempt: LinkAttempt, login: Login, code: str) -> bool:
        """Keep the login, sealed (levels 4 and 5); False if the link has ended instead."""
        try:
            profile = await attempt.identify(login)
        except NoSeat:
            profile = None
        except Failed as failed:
            await attempt.fail(failed)
            return False
        typed = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        waiting = replace(login, profile=profile, code=typed, spotify_code_hash=hashed(code))
        try:
            await attempt.keep_waiting(waiting, "identity" if self._signin.enabled else "code")
        except TicketGone:
            return False
        except NotSaved:
            await attempt.end("not_saved")
            return False
        return True

    async def _shown_again(self, attempt: LinkAttempt, code: str, cookie: str | None) -> Step:
        """Show the code again to the browser with the same login, even without a cookie."""
        if not attempt.consented_in(cookie) and not self._signin.enabled:
            waiting = await attempt.waiting_login()
            if waiting is not None and waiting.login.has_spotify_code(code):
                return Step(attempt.ref, shown=await self._pages.shown_where_consented(attempt))
        return Step(attempt.ref)

    def _is_own_browser(self, attempt: LinkAttempt, cookies: Mapping[str, str]) -> bool:
        """Whether this browser started the link (and Discord has confirmed who uses it, if on)."""
        if self._signin.enabled and not attempt.record.identified:
            return False
        return attempt.began_in(cookies.get(attempt.ref))

    async def _unknown(self, cookies: Mapping[str, str]) -> PageState:
        """Explain an unknown state: most likely it is from a tab that a newer one replaced."""
        overtaken = False
        for ref, cookie in islice(cookies.items(), _COOKIES_LOOKED_AT):
            attempt = await self._attempts.by_ref(ref)
            if attempt is not None and attempt.began_in(cookie):
                return "earlier_try"
            overtaken = overtaken or (attempt is not None and attempt.record.status in BEGUN)
        return "overtaken" if overtaken else "unknown"


@dataclass(frozen=True, slots=True)
class BrowserServices:
    """What the web pages call: pages to show, steps of a browser, and undoing a link."""

    pages: LinkPages
    flow: BrowserFlow
    undo: RemoveLink

"""Linked roles: conditions that a server can set through Discord (linked, months, Premium).

Source: Discord's Application Role Connection Metadata page. People agree to it in the same sign-in
that the link page asks for; it is removed when they unlink.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from weakref import WeakValueDictionary

from bot.accounts.discord_oauth import WRITE_ROLES, DiscordGrant, DiscordOAuth
from bot.accounts.errors import DiscordUnavailable
from bot.accounts.pending_writes import PendingWrites
from bot.storage.accounts import AccountStore
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.errors import NotSaved
from bot.storage.records import AccountSummary

_log = logging.getLogger(__name__)

_MONTH = 30.44 * 24 * 3600
_GIVE_UP = 30 * 24 * 3600
"""How long to try to clear an entry after its person has gone, in seconds."""

_AT_LEAST, _IS = 2, 7

METADATA: tuple[dict[str, object], ...] = (
    {
        "key": "linked",
        "name": "Spotify linked",
        "description": "has a Spotify account linked",
        "type": _IS,
    },
    {
        "key": "months",
        "name": "Months linked",
        "description": "months since they first linked Spotify, at least",
        "type": _AT_LEAST,
    },
    {
        "key": "premium",
        "name": "Spotify Premium",
        "description": "used Spotify Premium here",
        "type": _IS,
    },
)
"""The conditions that linked roles can use; booleans are "1" and "0"."""


class LinkedRoles:
    """Keeps Discord's view of a person's link up to date; off without the client secret."""

    def __init__(
        self,
        store: DiscordGrantStore,
        accounts: AccountStore,
        discord: DiscordOAuth | None,
        unsaved: PendingWrites,
        clock: Callable[[], float],
    ) -> None:
        self._unsaved = unsaved
        self._store = store
        self._accounts = accounts
        self._discord = discord
        self._clock = clock
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def register(self) -> None:
        """Tell Discord which conditions there are; a failure is only logged."""
        if self._discord is None:
            return
        try:
            await self._discord.register(METADATA)
        except DiscordUnavailable:
            _log.warning(
                "Discord rejected the linked roles' metadata; trying again at the next start"
            )

    async def keep(self, discord_id: int, grant: DiscordGrant, ref: str) -> None:
        """Store a person's grant, if it covers this and their link's ticket still exists."""
        if WRITE_ROLES in grant.scopes:
            await self._store.put(discord_id, _to_text(grant), grant.expires_at, ref)

    async def show(self, discord_id: int) -> None:
        """Update a person's link state at Discord; without their permission, do nothing."""
        async with self._one_at_a_time(discord_id):
            summary = await self._accounts.summary(discord_id)
            if summary is None:
                return
            try:
                grant = await self._usable(discord_id)
                if grant is not None and self._discord is not None:
                    await self._discord.put_role(grant, _entry(summary, self._clock()))
            except DiscordUnavailable:
                _log.info("a linked role could not be updated")

    async def remove(self, discord_id: int) -> None:
        """Clear a person's entry at Discord, and revoke the grant.

        If Discord doesn't answer, their tokens stay without their name, sealed, until it does: only
        with them can the entry be removed.
        """
        async with self._one_at_a_time(discord_id):
            try:
                await self._clear(discord_id)
            except DiscordUnavailable as failure:
                _log.info("a linked role could not be removed")
                if not failure.refused:
                    await self._store.leave_behind(discord_id, self._clock())
            await self._store.drop(discord_id)

    async def clear_left_behind(self) -> None:
        """Clear the entries that Discord's silence has left; give up on each after a month."""
        for nameless, since in await self._store.left_behind():
            try:
                await self._clear_unless_back(nameless)
            except DiscordUnavailable as failure:
                if not failure.refused and since + _GIVE_UP > self._clock():
                    continue
            await self._store.drop(nameless)

    async def _clear_unless_back(self, nameless: int) -> None:
        """Clear what was left behind; not if its person has come back: the entry is theirs again.

        Raises DiscordUnavailable.
        """
        if self._discord is None:
            raise DiscordUnavailable
        grant = await self._usable(nameless)
        if grant is None:
            return
        person = (await self._discord.me(grant)).id
        async with self._one_at_a_time(person):
            if await self._store.get(person) is None:
                await _empty(self._discord, grant)

    def _one_at_a_time(self, discord_id: int) -> asyncio.Lock:
        """Return a person's lock: Discord accepts a refresh token once, and the last write wins."""
        return self._locks.setdefault(discord_id, asyncio.Lock())

    async def _clear(self, discord_id: int) -> None:
        """Empty an entry and revoke its grant; raises DiscordUnavailable."""
        grant = await self._usable(discord_id)
        if grant is not None and self._discord is not None:
            await _empty(self._discord, grant)

    async def _usable(self, discord_id: int) -> DiscordGrant | None:
        """Return a grant whose token works, refreshed and saved; raises DiscordUnavailable."""
        stored = await self._store.get(discord_id)
        if stored is None or self._discord is None:
            return None
        grant = _from_text(stored.tokens, stored.expires_at)
        if grant.expires_at > self._clock():
            return grant
        fresh = await self._discord.refresh(grant.refresh_token)
        keep = partial(self._store.replace, stored, _to_text(fresh), fresh.expires_at)
        try:
            await keep()
        except NotSaved:
            # Discord issues a new refresh token each time, so the old one is dead now.
            self._unsaved.keep(("roles", discord_id), keep)
        return fresh


async def _empty(discord: DiscordOAuth, grant: DiscordGrant) -> None:
    await discord.put_role(grant, {"metadata": {}})
    await discord.revoke(grant)


def _entry(summary: AccountSummary, now: float) -> dict[str, object]:
    """Return what Discord shows about a link."""
    return {
        "platform_name": "Spotify",
        "platform_username": (summary.display_name or summary.spotify_id)[:100],
        "metadata": {
            "linked": "1" if summary.status == "active" else "0",
            "months": str(int((now - summary.first_linked_at) / _MONTH)),
            "premium": "1" if summary.premium else "0",
        },
    }


def _to_text(grant: DiscordGrant) -> str:
    return json.dumps([grant.access_token, grant.refresh_token, sorted(grant.scopes)])


def _from_text(text: str, expires_at: int) -> DiscordGrant:
    access, refresh, scopes = json.loads(text)
    return DiscordGrant(access, refresh, expires_at, frozenset(scopes))

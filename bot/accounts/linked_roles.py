"""Linked roles: conditions that a server can set through Discord (linked, months, Premium).

Source: Discord's Application Role Connection Metadata page. People agree to it in the same sign-in
that the link page asks for; it is removed when they unlink.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import partial

from bot.accounts.discord_oauth import WRITE_ROLES, DiscordGrant, DiscordOAuth
from bot.accounts.errors import DiscordUnavailable
from bot.accounts.pending_writes import PendingWrites
from bot.storage.accounts import AccountStore
from bot.storage.discord_grants import DiscordGrantStore
from bot.storage.errors import NotSaved

_log = logging.getLogger(__name__)

_MONTH = 30.44 * 24 * 3600
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
        summary = await self._accounts.summary(discord_id)
        if summary is None or self._discord is None:
            return
        months = int((self._clock() - summary.first_linked_at) / _MONTH)
        await self._put(
            discord_id,
            {
                "platform_name": "Spotify",
                "platform_username": (summary.display_name or summary.spotify_id)[:100],
                "metadata": {
                    "linked": "1" if summary.status == "active" else "0",
                    "months": str(months),
                    "premium": "1" if summary.premium else "0",
                },
            },
        )

    async def remove(self, discord_id: int) -> None:
        """Clear a person's entry at Discord, and revoke the grant."""
        if self._discord is None:
            return
        grant = await self._put(discord_id, {"metadata": {}})
        if grant is not None:
            try:
                await self._discord.revoke(grant)
            except DiscordUnavailable:
                _log.info("a grant at Discord could not be revoked")
        await self._store.drop(discord_id)

    async def _put(self, discord_id: int, entry: dict[str, object]) -> DiscordGrant | None:
        grant = await self._grant(discord_id)
        if grant is None or self._discord is None:
            return None
        try:
            await self._discord.put_role(grant, entry)
        except DiscordUnavailable:
            _log.info("a linked role could not be updated")
        return grant

    async def _grant(self, discord_id: int) -> DiscordGrant | None:
        stored = await self._store.get(discord_id)
        if stored is None or self._discord is None:
            return None
        grant = _from_text(*stored)
        if grant.expires_at > self._clock():
            return grant
        try:
            fresh = await self._discord.refresh(grant.refresh_token)
        except DiscordUnavailable:
            return None
        keep = partial(self._store.replace, discord_id, _to_text(fresh), fresh.expires_at)
        try:
            await keep()
        except NotSaved:
            # Discord issues a new refresh token each time, so the old one is dead now.
            self._unsaved.keep(("roles", discord_id), keep)
        return fresh


def _to_text(grant: DiscordGrant) -> str:
    return json.dumps([grant.access_token, grant.refresh_token, sorted(grant.scopes)])


def _from_text(text: str, expires_at: int) -> DiscordGrant:
    access, refresh, scopes = json.loads(text)
    return DiscordGrant(access, refresh, expires_at, frozenset(scopes))

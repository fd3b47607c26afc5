"""Ask Discord whether a browser belongs to an owner of the bot.

The browser itself keeps the state and the verifier (PKCE), in a cookie that no page can read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.accounts.discord_oauth import DiscordOAuth
from bot.accounts.errors import DiscordUnavailable
from bot.http.oauth import new_verifier
from bot.opaque_values import hashed, is_hash_of, new_token
from bot.web.requests import STATUS_STATE


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a browser signs in, and the cookie that it needs when it comes back."""

    address: str
    cookie: str = field(repr=False)


class OwnerSignIn:
    """Signs owners in; `is_owner` tells whether a Discord account is one."""

    def __init__(self, discord: DiscordOAuth, is_owner: Callable[[int], Awaitable[bool]]) -> None:
        self._discord = discord
        self._is_owner = is_owner

    async def ask(self) -> Asked:
        """Return where to sign in; raises DiscordUnavailable."""
        state, verifier = STATUS_STATE + new_token(), new_verifier()
        return Asked(await self._discord.identify_url(state, verifier), f"{state}.{verifier}")

    async def owner(self, state: str, code: str, cookie: str) -> bool:
        """Whether an owner signed in, in the browser that was sent there, with a code of Discord's.

        Raises DiscordUnavailable.
        """
        asked, _, verifier = cookie.partition(".")
        if not verifier or not is_hash_of(hashed(state), asked):
            return False
        try:
            grant = await self._discord.exchange(code, verifier)
        except DiscordUnavailable as failure:
            if failure.refused:
                return False  # a code that was used before, or never was one
            raise
        user = await self._discord.me(grant)
        with suppress(DiscordUnavailable):
            await self._discord.revoke(grant)
        return await self._is_owner(user.id)

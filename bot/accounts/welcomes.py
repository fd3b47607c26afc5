"""Which servers have been welcomed: each at most once in a month, even if it adds the bot again."""

from __future__ import annotations

from bot.storage.claims import Claims

_MONTH = 30 * 24 * 3600


class Welcomes:
    """Remembers that a server was welcomed: its ID, for a month, and no people."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims

    async def claim(self, guild_id: int) -> bool:
        """Whether to welcome a server now; then no one else does. Raises NotSaved."""
        return await self._claims.take(f"welcome:{guild_id}", _MONTH)

"""Delete everything about a person: in the database, in memory, in messages, and at Discord.

Tokens that couldn't be saved yet belong to no link then, and go with the next try to save them.
Where Discord doesn't answer, the entry there is cleared later (linked_roles.py).
"""

from __future__ import annotations

from bot.accounts.linked_roles import LinkedRoles
from bot.spotify.transport import Transport
from bot.storage.personal_data import Forgotten, PersonalData
from bot.wakeups import Wakeups


class AccountDeletion:
    """Every deletion goes through here, however it is requested.

    `done` fires after each one: workers that show people's music must then update their messages.
    """

    def __init__(self, store: PersonalData, roles: LinkedRoles, transport: Transport) -> None:
        self._store = store
        self._roles = roles
        self._transport = transport
        self.done = Wakeups()

    async def person(self, discord_id: int) -> Forgotten:
        """Delete everything about a person."""
        await self._roles.remove(discord_id)
        forgotten = await self._store.forget(discord_id)
        self._done(discord_id)
        return forgotten

    async def person_of_spotify(
        self,
        discord_id: int,
        spotify_account_id: str,
        authorized_at: int | None = None,
        *,
        keep: str | None = None,
    ) -> Forgotten:
        """Delete a Spotify account's link and everything about its person.

        `authorized_at` and `keep` are those of PersonalData.unlink_spotify.
        """
        await self._roles.remove(discord_id)
        forgotten = await self._store.unlink_spotify(spotify_account_id, authorized_at, keep=keep)
        self._done(discord_id)
        return forgotten

    def _done(self, discord_id: int) -> None:
        self._transport.forget(str(discord_id))
        self.done.wake_all()

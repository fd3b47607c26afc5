"""Saves links that come from another bot, beside those that are here."""

from __future__ import annotations

from sqlalchemy import select

from bot.storage.accounts import token_columns
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.link_attempts import check_not_taken
from bot.storage.records import NewLink
from bot.storage.tables import accounts
from bot.storage.upsert import insert


class ImportedLinks:
    """The accounts table, for people who have no link here."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def has(self, discord_id: int) -> bool:
        """Whether a person has a link here, in whatever state."""
        query = select(accounts.c.discord_id).where(accounts.c.discord_id == discord_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def add(self, link: NewLink, now: int) -> bool:
        """Save a link; False if its person has linked here meanwhile, which is left alone.

        `now` is when it's linked here. Raises SpotifyAccountTaken if another Discord account has
        that Spotify account.
        """
        row = {
            "discord_id": link.discord_id,
            "spotify_account_id": link.spotify_account_id,
            "spotify_id": link.spotify_id,
            "display_name": link.display_name,
            "client_id": link.client_id,
            "authorized_at": link.authorized_at,
            "status": "active",
            "first_linked_at": now,
            "premium": None,
            "reminded": 0,
            **token_columns(self._cipher, link.discord_id, 1, link),
        }
        add = insert(accounts).values(row).on_conflict_do_nothing(index_elements=["discord_id"])
        async with self._database.write(about=link.discord_id) as connection:
            await check_not_taken(connection, link)
            return (await connection.execute(add)).rowcount == 1

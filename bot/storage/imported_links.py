"""Saves links that come from another bot, beside those that are here."""

from __future__ import annotations

from bot.storage.accounts import link_columns
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

    async def add(self, link: NewLink, now: int) -> bool:
        """Save a link; False if its person has linked here meanwhile, which is left alone.

        `now` is when it's linked here. Raises SpotifyAccountTaken if another Discord account has
        that Spotify account.
        """
        row = {**link_columns(self._cipher, link, version=1), "first_linked_at": now}
        add = insert(accounts).values(row).on_conflict_do_nothing(index_elements=["discord_id"])
        async with self._database.write(about=link.discord_id) as connection:
            await check_not_taken(connection, link)
            return (await connection.execute(add)).rowcount == 1

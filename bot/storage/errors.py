"""What can go wrong with stored data."""

from __future__ import annotations


class StorageError(Exception):
    """Base of everything that this room raises."""


class Undecryptable(StorageError):
    """A stored secret does not open: damaged, moved to another row, or another key."""


class NotSaved(StorageError):
    """The database takes no writes, or cannot be read, at the moment; nothing was half done."""


class DatabaseBusy(NotSaved):
    """Something else holds the database; waiting for it has taken long enough."""


class DatabaseFull(NotSaved):
    """There is no room left on the disk."""


class DatabaseBroken(NotSaved):
    """The disk or the file fails in another way: read-only, gone, damaged."""


class WrongKey(StorageError):
    """The encryption key is not the one this database was written with."""


class KeyUnusable(StorageError, ValueError):
    """An encryption key cannot be used; the text says why and how to fix it."""


class DatabaseUnusable(StorageError):
    """The database cannot be used; the text says why and how to fix it."""


class TicketGone(StorageError):
    """The ticket that a login belongs to was taken back meanwhile (the person unlinked)."""


class SpotifyAccountTaken(StorageError):
    """The Spotify account is linked to another Discord account, `discord_id`."""

    def __init__(self, discord_id: int) -> None:
        super().__init__("this Spotify account is linked to another Discord account")
        self.discord_id = discord_id

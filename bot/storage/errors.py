"""What can go wrong with stored data."""

from __future__ import annotations


class StorageError(Exception):
    """Base class of this room's errors."""


class Undecryptable(StorageError):
    """A stored secret can't be decrypted: damaged, moved to another row, or another key."""


class NotSaved(StorageError):
    """The database can't be written or read right now; nothing was left half done."""


class DatabaseBusy(NotSaved):
    """Something else has locked the database for too long."""


class DatabaseAway(NotSaved):
    """The database server can't be reached."""


class DatabaseFull(NotSaved):
    """The disk is full."""


class DatabaseBroken(NotSaved):
    """The disk or the file has failed in another way: read-only, gone, damaged."""


class WrongKey(StorageError):
    """The encryption key isn't the one this database was written with."""


class KeyUnusable(StorageError, ValueError):
    """An encryption key can't be used; the text says why and how to fix it."""


class DatabaseUnusable(StorageError):
    """The database can't be used; the text says why and how to fix it."""


class TicketGone(StorageError):
    """A login's ticket has been cancelled in the meantime (the person unlinked)."""


class SpotifyAccountTaken(StorageError):
    """The Spotify account is linked to another Discord account, `discord_id`."""

    def __init__(self, discord_id: int) -> None:
        super().__init__("this Spotify account is linked to another Discord account")
        self.discord_id = discord_id

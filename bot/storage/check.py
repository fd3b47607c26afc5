"""Checks at start that the encryption key fits this database."""

from __future__ import annotations

import base64

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import Undecryptable, WrongKey
from bot.storage.settings import SettingStore

WORD = "earshot"


async def check_key(database: Database, cipher: Cipher) -> None:
    """Keep a sealed word on the first run, and open it on every other; raises WrongKey.

    Without this a wrong key would look as if everybody had to link again.
    """
    settings = SettingStore(database)
    kept = await settings.get("bot", 0, "key_check")
    if kept is None:
        sealed = base64.b64encode(cipher.seal(WORD, "settings", "key_check")).decode("ascii")
        await settings.put("bot", 0, "key_check", sealed)
        return
    try:
        cipher.open(base64.b64decode(kept), "settings", "key_check")
    except (Undecryptable, ValueError):
        raise WrongKey(
            "the encryption key is not the one this database was written with; put back the "
            "former TOKEN_ENCRYPTION_KEYS or data/token.key"
        ) from None

"""Load encryption keys (environment, or a file made on the first run), and check that they fit."""

from __future__ import annotations

import base64
import binascii
import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.errors import KeyUnusable, Undecryptable, WrongKey
from bot.storage.settings import SettingStore

MAKE_A_KEY = (
    "python3 -c 'import os,base64;print(base64.b64encode(os.urandom(32)).decode())'"  # one line
)
_BYTES = 32
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def load_keys(configured: str | None, file: Path) -> list[bytes]:
    """Return the keys, newest first; if there are none, make one in `file` (mode 0600).

    `configured` is comma-separated base64 of 32 bytes each. Raises KeyUnusable with an explanation.
    """
    keys = read_keys(configured, file)
    if keys is not None:
        return keys
    try:
        _make(file)
    except OSError as error:
        raise KeyUnusable(f"{file} cannot be made ({error.strerror})") from None
    return read_keys(None, file) or []


def read_keys(configured: str | None, file: Path) -> list[bytes] | None:
    """Return the keys, newest first, or None if there are none yet; raises KeyUnusable."""
    if configured:
        return parse_keys(configured.split(","))
    try:
        text = file.read_bytes().decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError:
        raise KeyUnusable(f"{file} is a folder, not a file; put back the former key") from None
    except OSError as error:
        raise KeyUnusable(
            f"{file} cannot be read by user {os.getuid()} ({error.strerror}); "
            f"chown {os.getuid()} {file}"
        ) from None
    except ValueError:
        text = "not base64"
    try:
        return parse_keys(text.splitlines())
    except KeyUnusable as error:
        raise KeyUnusable(f"{file}: {error}; put back the former key, or a backup of it") from None


def parse_keys(parts: Iterable[str]) -> list[bytes]:
    """Return each key's 32 bytes; raises KeyUnusable if one is invalid or there are none."""
    keys = [_decoded(part) for part in parts if part.strip()]
    if not keys:
        raise KeyUnusable("there is no encryption key in it")
    return keys


def new_key() -> str:
    """Return a new key as a string."""
    return base64.urlsafe_b64encode(os.urandom(_BYTES)).decode("ascii")


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(new_key() + "\n")
            out.flush()
            os.fsync(out.fileno())
        _put(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _put(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        draft.rename(file)


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise KeyUnusable("an encryption key is not base64 of 32 bytes")
    return key


_WORD = "earshot"

KEY_CHECK = "key_check"
"""The setting with a sealed word, which every start opens."""

NEWEST_KEY = "newest_key"
"""The setting with the ID of the newest key that the bot knows, which `keys rotate` looks at."""


async def check_key(database: Database, cipher: Cipher) -> None:
    """Store a sealed word on the first run, and decrypt it on later ones; raises WrongKey.

    Also notes which key is the newest.

    Without this, a wrong key would look as if everyone had to link again.
    """
    settings = SettingStore(database)
    stored = await settings.get("bot", 0, KEY_CHECK)
    if stored is None:
        await settings.put("bot", 0, KEY_CHECK, sealed_word(cipher))
    elif not fits(stored, cipher):
        raise WrongKey(
            "the encryption key is not the one this database was written with; put back the "
            "former TOKEN_ENCRYPTION_KEYS or data/token.key"
        )
    if await settings.get("bot", 0, NEWEST_KEY) != cipher.newest:
        await settings.put("bot", 0, NEWEST_KEY, cipher.newest)


def sealed_word(cipher: Cipher) -> str:
    """Return the word, sealed with the newest key, as text."""
    return base64.b64encode(cipher.seal(_WORD, "settings", "key_check")).decode("ascii")


def fits(stored: str, cipher: Cipher) -> bool:
    """Return whether the keys are those that a stored word was sealed with."""
    try:
        return cipher.open(base64.b64decode(stored), "settings", "key_check") == _WORD
    except (Undecryptable, ValueError):
        return False

"""settings.env, beside the database: what the set-up has asked for. The environment and .env win.

Its secrets are sealed with the encryption key, or readable, as the host chose.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from bot.config.dotenv_file import Problem, read_dotenv
from bot.how_to_run import typed
from bot.storage.addresses import is_postgres
from bot.storage.cipher import Cipher
from bot.storage.errors import KeyUnusable, Undecryptable
from bot.storage.keys import read_keys
from bot.storage.troubles import database_file

KEPT = "settings.env"
"""The file's name; `python -m bot` and doctor read it."""

DATABASE = "sqlite:///data/earshot.db"
"""Where the data are unless DATABASE_URL says otherwise."""

_SEALED = "sealed:"
_SEALABLE = frozenset({"DISCORD_TOKEN", "SPOTIPY_CLIENT_SECRET"})
LOCATE = ("DATABASE_URL", "TOKEN_ENCRYPTION_KEYS")
"""Settings that are needed to find and open the file, so they can't be in it."""

_WRITABLE = re.compile(r"[!-~]{1,500}")
_HEAD = """\
# Written by Earshot's set-up. The environment and .env win over what is here.
# To enter a value again, remove its line and run: {command}
"""


class NotKept(Exception):
    """The file can't be written; the text says why, and how to fix it."""


def kept_file(values: Mapping[str, str], name: str = KEPT) -> Path:
    """Return the file's path: beside a SQLite database, else in the data folder."""
    url = values.get("DATABASE_URL", DATABASE)
    if is_postgres(url):
        return Path(values.get("EARSHOT_DATA", "data")) / name
    return database_file(url).parent / name


def read_kept(values: Mapping[str, str], name: str = KEPT) -> tuple[dict[str, str], list[Problem]]:
    """Return what is kept, opened, and what's wrong with it; `values` are the other settings."""
    file = kept_file(values, name)
    if file.parent.exists() and not os.access(file.parent, os.X_OK):
        # The start itself says so of the folder.
        return {}, []
    in_file, unread = read_dotenv(file, interpolate=False)
    if unread is not None:
        fix = f"let user {os.getuid()} read it, or move it away and run: {typed('setup')}"
        return {}, [Problem(unread.name, unread.what, fix)]
    kept, problems = {}, []
    for key, value in in_file.items():
        if not value or key.removesuffix("_FILE") in LOCATE:
            continue
        try:
            kept[key] = _opened(key, value, values) if value.startswith(_SEALED) else value
        except (KeyUnusable, Undecryptable, ValueError) as error:
            what = f"in {file} can't be opened: {error}"
            problems.append(Problem(key, what, "put back the former key, or enter it again"))
    return kept, problems


def write_kept(file: Path, values: Mapping[str, str], cipher: Cipher | None) -> None:
    """Replace the file as a whole, mode 0600; a cipher seals the secrets. Raises NotKept."""
    text = _HEAD.format(command=typed("setup")) + "".join(
        f"{key}={_written(key, value, cipher)}\n" for key, value in values.items() if value
    )
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _write(draft, text)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        _sync(file.parent)
    except OSError as error:
        raise NotKept(
            f"{file} can't be written by user {os.getuid()} ({error.strerror}): give that user "
            f"the folder {file.parent}, and check that the disk isn't full"
        ) from None


def seal_again(values: Mapping[str, str]) -> None:
    """Seal what is sealed with the newest key; what can't be opened stays. Raises NotKept."""
    file = kept_file(values)
    in_file, _ = read_dotenv(file, interpolate=False)
    if not any(value.startswith(_SEALED) for value in in_file.values()):
        return
    kept, problems = read_kept(values)
    keys = read_keys(values.get("TOKEN_ENCRYPTION_KEYS"), kept_file(values, "token.key"))
    if keys is not None and not problems:
        write_kept(file, kept, Cipher(keys))


def is_writable(value: str) -> bool:
    """Whether a value can stand in the file: one line of visible ASCII."""
    return _WRITABLE.fullmatch(value) is not None


def _opened(key: str, value: str, values: Mapping[str, str]) -> str:
    keys = read_keys(values.get("TOKEN_ENCRYPTION_KEYS"), kept_file(values, "token.key"))
    if keys is None:
        raise KeyUnusable("the encryption key is missing")
    sealed = base64.urlsafe_b64decode(value.removeprefix(_SEALED))
    return Cipher(keys).open(sealed, KEPT, key)


def _written(key: str, value: str, cipher: Cipher | None) -> str:
    if cipher is not None and key in _SEALABLE:
        return _SEALED + base64.urlsafe_b64encode(cipher.seal(value, KEPT, key)).decode("ascii")
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _write(draft: Path, text: str) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

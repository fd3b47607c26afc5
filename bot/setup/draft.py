"""What has been entered so far. Each value is kept at once, so that a restart loses nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from bot.config.dotenv_file import MISSING, Problem
from bot.config.kept_settings import (
    DATABASE,
    NotKept,
    is_writable,
    kept_file,
    read_kept,
    write_kept,
)
from bot.config.settings import ConfigError, Settings, load
from bot.config.sources import everything
from bot.storage.addresses import is_postgres
from bot.storage.cipher import Cipher
from bot.storage.errors import KeyUnusable
from bot.storage.keys import load_keys
from bot.storage.troubles import Trouble, database_file, folder_trouble

TOKEN = "DISCORD_TOKEN"
CLIENT_ID = "SPOTIPY_CLIENT_ID"
CLIENT_SECRET = "SPOTIPY_CLIENT_SECRET"
REDIRECT_URI = "SPOTIPY_REDIRECT_URI"
REQUIRED = (TOKEN, CLIENT_ID)
ASKED = (*REQUIRED, CLIENT_SECRET, REDIRECT_URI)

_FILE = "setup-draft.env"
_STAND_INS = {TOKEN: f"{'x' * 24}.{'x' * 6}.{'x' * 38}", CLIENT_ID: "0" * 32}
"""Stand for what isn't known yet, so that the other settings can be read."""


class Draft:
    """The settings as they will be; what is set elsewhere wins and isn't asked for."""

    def __init__(self, environ: Mapping[str, str], dotenv: Path) -> None:
        self._environ, self._dotenv = environ, dotenv
        found = everything(environ, dotenv)
        self._values = found.values
        entered, _ = read_kept(found.values, _FILE)
        self.entered = {
            name: value
            for name, value in entered.items()
            if name in ASKED and not self.is_given(name) and not self.problem(name, value)
        }
        if "PUBLIC_URL" in found.values and not self.is_given(REDIRECT_URI):
            self.entered[REDIRECT_URI] = f"{found.values['PUBLIC_URL'].rstrip('/')}/callback"

    def is_given(self, name: str) -> bool:
        """Whether it's set in the environment or a file, so that nobody has to enter it."""
        return name in self._values

    def has(self, name: str) -> bool:
        """Whether it's known by now."""
        return self.is_given(name) or name in self.entered

    def value(self, name: str) -> str:
        """Return what is known of a setting by now; "" if nothing is."""
        return self._values.get(name) or self.entered.get(name, "")

    @property
    def asks_for_address(self) -> bool:
        """Whether nothing says yet where people open the bot's pages."""
        return not self.is_given(REDIRECT_URI) and "PUBLIC_URL" not in self._values

    def problem(self, name: str, value: str) -> Problem | None:
        """Return what's wrong with a value before anyone is asked about it."""
        if not is_writable(value):
            return Problem(
                name, "has spaces or characters that don't belong in it", "copy it again"
            )
        try:
            self._load({name: value})
        except ConfigError as error:
            named = (one for one in error.problems if one.name == name)
            return next(named, error.problems[0])
        return None

    def may_be_secret(self, value: str) -> bool:
        """Whether a value looks like a token or a client secret, which has the form of an ID."""
        return self.problem(TOKEN, value) is None or self.problem(CLIENT_ID, value) is None

    def settings(self, **tried: str) -> Settings:
        """Return the settings with what was entered; what's missing has a value that does nothing.

        `tried` are values that aren't kept yet. Raises ConfigError.
        """
        return self._load({**self.entered, **tried})

    def keep(self, name: str, value: str) -> None:
        """Keep a value, sealed until the host chooses otherwise; raises NotKept.

        Another client ID has another secret, so the former one is forgotten.
        """
        entered = {**self.entered, name: value}
        if name == CLIENT_ID:
            entered.pop(CLIENT_SECRET, None)
        write_kept(self._file(_FILE), entered, self._cipher())
        self.entered = entered

    def finish(self, *, sealed: bool) -> None:
        """Write settings.env and check that the bot can start with it.

        Raises NotKept, or ConfigError if what is set elsewhere doesn't fit.
        """
        written, _ = read_kept(self._values)
        self._load(self.entered)
        cipher = self._cipher() if sealed else None
        write_kept(self._file(), {**written, **self.entered}, cipher)
        with suppress(OSError):
            self._file(_FILE).unlink()

    @property
    def file(self) -> Path:
        """Where the settings are written."""
        return self._file()

    def _load(self, entered: Mapping[str, str]) -> Settings:
        unknown = {name: value for name, value in _STAND_INS.items() if not self.is_given(name)}
        return load({**self._environ, **unknown, **entered}, self._dotenv)

    def _file(self, *name: str) -> Path:
        return kept_file(self._values, *name)

    def _cipher(self) -> Cipher:
        configured = self._values.get("TOKEN_ENCRYPTION_KEYS")
        try:
            return Cipher(load_keys(configured, self._file("token.key")))
        except KeyUnusable as error:
            raise NotKept(str(error)) from None


def is_first_run(environ: Mapping[str, str], dotenv: Path, problems: Iterable[Problem]) -> bool:
    """Whether the bot can't start only because it was never set up.

    If there is a database already, or anything else is wrong, the host is told in words instead.
    """
    url = everything(environ, dotenv).values.get("DATABASE_URL", DATABASE)
    missing = all(one.what == MISSING and one.name in REQUIRED for one in problems)
    return missing and not is_postgres(url) and not os.path.exists(database_file(url))


def unwritable(settings: Settings) -> Trouble | None:
    """Return what keeps the set-up from writing anything, if something does."""
    return folder_trouble(database_file(settings.database_url))

"""The settings: read from the environment and `.env`, checked all at once.

Every wrong or missing value is reported with its fix, so that a host can put everything right in
one go. `.env.example` lists and explains every setting.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from bot.config.apps_file import AppsFileError, ConfiguredApp, read_apps
from bot.config.backups import read_plan
from bot.config.checks import (
    LOOPBACK,
    NEEDS_POSTGRES,
    Check,
    Invalid,
    api_url,
    base_url,
    choice,
    client_id,
    database_url,
    discord_token,
    encryption_keys,
    features,
    integer,
    log_level,
    prefix,
    presence_default,
    proxied_url,
    proxies,
    public_url,
    redirect_uri,
    snowflakes,
    web_host,
)
from bot.config.dotenv_file import MISSING, Problem
from bot.config.secret import Secret
from bot.config.sentry_dsn import sentry_dsn
from bot.config.shards import chosen_shards, shard_count, shard_ids
from bot.config.sources import SECRETS, Sources, everything
from bot.storage.addresses import is_postgres, passwords_of
from bot.storage.backup_folder import BackupPlan
from bot.storage.keys import MAKE_A_KEY

T = TypeVar("T")


class ConfigError(Exception):
    """The settings can't be used; `problems` lists everything that's wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} settings are wrong")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, typed and checked."""

    discord_token: Secret
    discord_api_url: str
    discord_app_url: str
    discord_client_secret: Secret | None
    spotify_client_id: str
    spotify_client_secret: Secret | None
    redirect_uri: str
    spotify_accounts_url: str
    spotify_api_url: str
    spotify_link_url: str
    web_host: str
    web_port: int
    public_url: str
    trusted_proxies: tuple[str, ...]
    database_url: str = field(repr=False)
    token_encryption_keys: Secret | None
    backups: BackupPlan
    command_prefix: str
    features: frozenset[str]
    presence_default: str
    spotify_daily_requests: int
    spotify_seats: int
    unused_seats: str
    spotify_apps: tuple[ConfiguredApp, ...]
    owner_ids: frozenset[int]
    log_level: str
    log_format: str
    shard_count: int | None
    shard_ids: tuple[int, ...] | None
    metrics_port: int | None
    dev_guild_id: int | None
    welcome_message: bool
    sentry_dsn: Secret | None

    def secrets(self) -> list[str]:
        """Return the values that must never be printed."""
        own = (
            self.discord_token,
            self.discord_client_secret,
            self.spotify_client_secret,
            self.token_encryption_keys,
            self.sentry_dsn,
        )
        apps = [app.client_secret for app in self.spotify_apps]
        given = [secret.reveal() for secret in (*own, *apps) if secret is not None]
        return given + passwords_of(self.database_url)


def load(
    environ: Mapping[str, str], dotenv: Path | None = None, *, shares_data: bool = False
) -> Settings:
    """Read the settings; the environment wins over `.env`, and an empty value counts as not set.

    With `shares_data` it must be PostgreSQL. Raises ConfigError with every problem at once.
    """
    return _Reading(everything(environ, dotenv)).settings(shares_data=shares_data)


def format_problems(problems: list[Problem]) -> str:
    """Return the problems as text for a terminal."""
    count = "one setting is wrong" if len(problems) == 1 else f"{len(problems)} settings are wrong"
    blocks = [f"  {problem.name}: {problem.what}\n      -> {problem.fix}" for problem in problems]
    return "\n".join([f"Earshot can't start: {count}.", *blocks])


class _Reading:
    """Reads all variables once and collects what's wrong."""

    def __init__(self, found: Sources) -> None:
        self._values = found.values
        self._problems = list(found.problems)
        # A missing value may well be in the file that couldn't be read.
        self._reports_missing = found.whole

    def settings(self, *, shares_data: bool) -> Settings:
        """Return the settings; raises ConfigError with all problems."""
        callback = "http://127.0.0.1:8888/callback"
        redirect = self._checked("SPOTIPY_REDIRECT_URI", redirect_uri, callback)
        origin = redirect.removesuffix("/callback") if redirect else "http://127.0.0.1:8888"
        count, shards = self._shards()
        settings = Settings(
            discord_token=Secret(self._checked("DISCORD_TOKEN", discord_token, None)),
            discord_api_url=self._checked(
                "DISCORD_API_URL", proxied_url, "https://discord.com/api/v10"
            ),
            discord_app_url=self._checked("DISCORD_APP_URL", base_url, "https://discord.com"),
            discord_client_secret=self._secret("DISCORD_CLIENT_SECRET"),
            spotify_client_id=self._checked("SPOTIPY_CLIENT_ID", client_id, None),
            spotify_client_secret=self._secret("SPOTIPY_CLIENT_SECRET"),
            redirect_uri=redirect,
            spotify_accounts_url=self._checked(
                "SPOTIFY_ACCOUNTS_URL", api_url, "https://accounts.spotify.com"
            ),
            spotify_api_url=self._checked("SPOTIFY_API_URL", api_url, "https://api.spotify.com/v1"),
            spotify_link_url=self._checked("SPOTIFY_LINK_URL", base_url, "https://spotify.link"),
            web_host=self._web_host(urlsplit(redirect).hostname),
            web_port=self._checked("WEB_PORT", integer(0, 65535), "8888"),
            public_url=self._checked("PUBLIC_URL", public_url, origin),
            trusted_proxies=self._checked("TRUSTED_PROXIES", proxies, ""),
            database_url=self._checked("DATABASE_URL", database_url, "sqlite:///data/earshot.db"),
            token_encryption_keys=self._keys(),
            backups=read_plan(self._values, self._problems),
            command_prefix=self._checked("COMMAND_PREFIX", prefix, "!"),
            features=self._checked("FEATURES", features, ""),
            presence_default=self._checked("PRESENCE_DEFAULT", presence_default, "opt-in"),
            spotify_daily_requests=self._checked(
                "SPOTIFY_DAILY_REQUESTS", integer(10, 10_000_000), "900"
            ),
            spotify_seats=self._checked("SPOTIFY_SEATS", integer(0, 1_000_000), "5"),
            unused_seats=self._checked("UNUSED_SEATS", choice("ask", "take", "leave"), "ask"),
            spotify_apps=self._apps(),
            owner_ids=self._checked("OWNER_IDS", snowflakes, ""),
            log_level=self._checked("LOG_LEVEL", log_level, "INFO"),
            log_format=self._checked("LOG_FORMAT", choice("text", "json"), "text"),
            shard_count=count,
            shard_ids=shards,
            metrics_port=self._optional("METRICS_PORT", integer(1, 65535)),
            dev_guild_id=self._optional("DEV_GUILD_ID", integer(1, 2**63 - 1)),
            welcome_message=self._checked("WELCOME_MESSAGE", choice("on", "off"), "on") == "on",
            sentry_dsn=self._sentry_dsn(),
        )
        self._check_together(settings, shares_data=shares_data)
        if self._problems:
            raise ConfigError(self._problems)
        return settings

    def _check_together(self, settings: Settings, *, shares_data: bool) -> None:
        if shares_data and settings.database_url.startswith("sqlite:"):
            self._add("DATABASE_URL", *NEEDS_POSTGRES)
        if settings.metrics_port == settings.web_port:
            self._add("METRICS_PORT", "is the same port as WEB_PORT", "use another, like 9090")

    def _shards(self) -> tuple[int | None, tuple[int, ...] | None]:
        wrong = len(self._problems)
        count = self._optional("SHARD_COUNT", shard_count)
        ids = self._optional("SHARD_IDS", shard_ids)
        if len(self._problems) > wrong:
            return None, None
        try:
            return count, chosen_shards(ids, count, socket.gethostname())
        except Invalid as wrong_ids:
            self._add("SHARD_IDS", wrong_ids.what, wrong_ids.fix)
            return None, None

    def _apps(self) -> tuple[ConfiguredApp, ...]:
        path = self._values.get("SPOTIFY_APPS_FILE")
        if path is None:
            return ()
        if "seats" not in self._values.get("FEATURES", "").lower():
            self._add(
                "SPOTIFY_APPS_FILE",
                "adds more Spotify apps, but that feature isn't turned on",
                "read docs/policy.md, then add seats to FEATURES",
            )
        try:
            return read_apps(Path(path), self._values.get("SPOTIPY_CLIENT_ID", ""))
        except AppsFileError as error:
            self._add("SPOTIFY_APPS_FILE", error.what, error.fix)
            return ()

    def _add(self, name: str, what: str, fix: str) -> None:
        self._problems.append(Problem(name, what, fix))

    def _secret(self, name: str) -> Secret | None:
        return Secret(value) if (value := self._values.get(name)) else None

    def _sentry_dsn(self) -> Secret | None:
        dsn = self._optional("SENTRY_DSN", sentry_dsn)
        return Secret(dsn) if dsn else None

    def _web_host(self, redirect_host: str | None) -> str:
        """Return where to listen: WEB_HOST, else the redirect URI's own loopback address."""
        own = redirect_host if redirect_host in LOOPBACK else None
        host = self._checked("WEB_HOST", web_host, own or "127.0.0.1")
        if own is not None and ":" in host and ":" not in own:
            self._add("WEB_HOST", f"{host} doesn't serve {own}", "leave WEB_HOST out")
        elif own == "::1" and re.fullmatch(r"[\d.]+", host):
            self._add(
                "WEB_HOST", f"{host} doesn't serve [::1]", "set WEB_HOST=::1, or leave it out"
            )
        return host

    def _keys(self) -> Secret | None:
        keys = self._optional("TOKEN_ENCRYPTION_KEYS", encryption_keys)
        if keys is None and is_postgres(self._values.get("DATABASE_URL", "")):
            self._add(
                "TOKEN_ENCRYPTION_KEYS",
                "is missing: with PostgreSQL, every process needs the same key",
                f"make one with: {MAKE_A_KEY}",
            )
        return Secret(keys) if keys else None

    def _optional(self, name: str, check: Check[T]) -> T | None:
        return self._checked(name, check, "") if name in self._values else None

    def _checked(self, name: str, check: Check[T], default: str | None) -> T:
        value = self._values.get(name, default)
        if value is None:
            in_file = name in SECRETS and f"{name}_FILE" in self._values
            if self._reports_missing and not in_file:
                self._add(name, MISSING, _WHERE[name])
            return check.fallback
        try:
            return check.read(value)
        except Invalid as wrong:
            self._add(name, wrong.what, wrong.fix)
            return check.fallback


_WHERE = {
    "DISCORD_TOKEN": "copy it from Discord's developer portal (your app > Bot > Reset Token)",
    "SPOTIPY_CLIENT_ID": "copy it from Spotify's developer dashboard (your app > Settings)",
}

"""`python -m bot doctor` asks Discord and Spotify, and finds what is broken there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.doctor_setup import Break, Setup, finds, sets


def _install(config: Any) -> Break:
    return lambda setup: setattr(setup.discord.world, "install_settings", config)


def _with_params(scopes: list[str], permissions: int) -> dict[str, Any]:
    return {
        "0": {"oauth2_install_params": {"scopes": scopes, "permissions": str(permissions)}},
        "1": {},
    }


BOTH = ["bot", "applications.commands"]


def full(setup: Setup) -> None:
    for number in range(5):
        setup.execute(
            "INSERT INTO accounts (discord_id, spotify_account_id, spotify_id, scopes, client_id, "
            "expires_at, authorized_at, status, version) VALUES "
            f"({number}, 'a{number}', 's', '', '{setup.spotify.client_id}', 0, 0, 'active', 1)"
        )


def without_presences(setup: Setup) -> None:
    setup.sets(FEATURES="presence")
    setup.discord.world.application_flags = 1 << 19


BROKEN: list[tuple[str, Break, str, str, str]] = [
    (
        "refused token",
        lambda setup: setattr(setup.discord.world, "token", "other"),
        "discord",
        "bad",
        "doesn't accept DISCORD_TOKEN",
    ),
    (
        "Discord unreachable",
        sets(DISCORD_API_URL="http://127.0.0.1:1"),
        "discord",
        "bad",
        "nothing is listening there",
    ),
    (
        "no message content",
        lambda setup: setattr(setup.discord.world, "application_flags", 0),
        "intents",
        "warn",
        "message content is off",
    ),
    (
        "no presences",
        without_presences,
        "presence",
        "warn",
        "its intent is off",
    ),
    (
        "interactions elsewhere",
        lambda setup: setattr(
            setup.discord.world, "interactions_endpoint_url", "https://x.example"
        ),
        "discord",
        "bad",
        "Interactions Endpoint URL",
    ),
    ("no guild install", _install({"1": {}}), "install", "warn", "can't be added to servers"),
    ("no user install", _install({"0": {}}), "install", "warn", "for themselves"),
    (
        "install without a scope",
        _install(_with_params(["bot"], 101376)),
        "install",
        "warn",
        "is missing a scope",
    ),
    (
        "administrator",
        _install(_with_params(BOTH, 8)),
        "install",
        "warn",
        "asks for Administrator",
    ),
    (
        "install without a permission",
        _install(_with_params(BOTH, 1024)),
        "install",
        "warn",
        "is missing a permission",
    ),
    (
        "in no server",
        lambda setup: setup.discord.world.guilds.clear(),
        "invite",
        "warn",
        "isn't in any server yet",
    ),
    (
        "wrong Discord secret",
        sets(DISCORD_CLIENT_SECRET="wrong"),
        "level",
        "bad",
        "doesn't accept DISCORD_CLIENT_SECRET",
    ),
    (
        "sign-in not registered",
        lambda setup: setup.discord.oauth.redirect_uris.clear(),
        "level",
        "bad",
        "isn't registered at Discord",
    ),
    (
        "wrong Spotify secret",
        sets(SPOTIPY_CLIENT_SECRET="0" * 32),
        "spotify",
        "bad",
        "doesn't accept its client ID and secret",
    ),
    (
        "unknown Spotify app",
        sets(SPOTIPY_CLIENT_ID="0" * 32),
        "spotify",
        "bad",
        "doesn't accept its client ID and secret",
    ),
    (
        "accounts service unreachable",
        sets(SPOTIFY_ACCOUNTS_URL="http://127.0.0.1:1"),
        "spotify",
        "bad",
        "can't be reached",
    ),
    (
        "API unreachable",
        sets(SPOTIFY_API_URL="http://127.0.0.1:1"),
        "spotify",
        "bad",
        "can't be reached",
    ),
    (
        "owner without Premium",
        lambda setup: setattr(setup.spotify.app, "owner_premium", False),
        "spotify",
        "bad",
        "no active Premium",
    ),
    (
        "pause",
        lambda setup: setup.spotify.limit("/v1/search", 0, retry_after=900),
        "spotify",
        "warn",
        "pause of 900 seconds",
    ),
    (
        "clock",
        lambda setup: setup.spotify.fault(
            "/api/token",
            "status",
            status=200,
            body="{}",
            headers={"Date": "Tue, 24 Nov 2026 00:00:00 GMT"},
        ),
        "clock",
        "warn",
        "seconds",
    ),
    (
        "all seats taken",
        full,
        "seats",
        "warn",
        "all 5 seats are taken",
    ),
    (
        "app refused earlier",
        lambda setup: setup.execute(
            f"INSERT INTO app_troubles VALUES ('{setup.spotify.client_id}', 'rejected', 1)"
        ),
        "seats",
        "bad",
        "Spotify refused the app",
    ),
]


@pytest.mark.parametrize(
    ("break_it", "check", "verdict", "words"),
    [pytest.param(act, *rest, id=name) for name, act, *rest in BROKEN],
)
async def test_what_is_broken_at_discord_or_spotify_is_found(
    setup: Setup, break_it: Break, check: str, verdict: str, words: str
) -> None:
    await finds(setup, break_it, check, verdict, words)

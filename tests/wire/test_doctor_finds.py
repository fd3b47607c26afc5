"""`python -m bot doctor`: every deliberately broken set-up is found, and how to fix it said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.doctor_setup import OTHER_KEY, Break, Setup, sets


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


def hyphen(setup: Setup) -> None:
    uri = setup.environ["SPOTIPY_REDIRECT_URI"].replace("/callback", "/my-bot/callback")
    setup.sets(SPOTIPY_REDIRECT_URI=uri)


def damage(setup: Setup) -> None:
    setup.database.write_bytes(b"not a database at all" * 100)


BROKEN: list[tuple[str, Break, str, str, str]] = [
    ("no token", sets(DISCORD_TOKEN=""), "settings", "bad", "DISCORD_TOKEN is missing"),
    ("token of another kind", sets(DISCORD_TOKEN="abc"), "settings", "bad", "not a bot token"),
    (
        "no client ID",
        sets(SPOTIPY_CLIENT_ID=""),
        "settings",
        "bad",
        "SPOTIPY_CLIENT_ID is missing",
    ),
    (
        "localhost",
        sets(SPOTIPY_REDIRECT_URI="http://localhost:8888/callback"),
        "settings",
        "bad",
        "uses localhost, which Spotify refuses",
    ),
    (
        "plain http on the internet",
        sets(SPOTIPY_REDIRECT_URI="http://music.example/callback"),
        "settings",
        "bad",
        "plain http",
    ),
    (
        "another page",
        sets(SPOTIPY_REDIRECT_URI="http://127.0.0.1:8888/"),
        "settings",
        "bad",
        "does not end in /callback",
    ),
    ("unknown feature", sets(FEATURES="karaoke"), "settings", "bad", "unknown features"),
    (
        "apps file without the feature",
        sets(SPOTIFY_APPS_FILE="/nowhere"),
        "settings",
        "bad",
        "not turned on",
    ),
    (
        "apps file that is not there",
        sets(SPOTIFY_APPS_FILE="/nowhere", FEATURES="seats"),
        "settings",
        "bad",
        "cannot be read",
    ),
    (
        "PUBLIC_URL elsewhere",
        sets(PUBLIC_URL="http://127.0.0.1:1"),
        "addresses",
        "bad",
        "every link would end in another browser",
    ),
    ("other port", sets(WEB_PORT="1"), "addresses", "bad", "but the bot listens on 1"),
    (
        "https on loopback",
        lambda setup: setup.sets(
            PUBLIC_URL="https://127.0.0.1:8888",
            SPOTIPY_REDIRECT_URI="https://127.0.0.1:8888/callback",
        ),
        "addresses",
        "bad",
        "speaks http only",
    ),
    (
        "listens elsewhere",
        sets(WEB_HOST="127.0.0.2"),
        "addresses",
        "bad",
        "listens on 127.0.0.2 only",
    ),
    ("hyphen", hyphen, "addresses", "warn", "has a hyphen"),
    ("port taken", Setup.takes_port, "port", "bad", "another program has it"),
    ("address that is not here", sets(WEB_HOST="192.0.2.1"), "port", "bad", "cannot be used"),
    (
        "folder not writable",
        sets(DATABASE_URL="sqlite:////dev/null/earshot/earshot.db"),
        "database",
        "bad",
        "cannot be written to",
    ),
    (
        "damaged database",
        damage,
        "database",
        "bad",
        "damaged",
    ),
    (
        "newer schema",
        lambda setup: setup.execute("UPDATE alembic_version SET version_num = '9999'"),
        "database",
        "bad",
        "newer Earshot",
    ),
    (
        "foreign database",
        lambda setup: setup.execute("DROP TABLE alembic_version"),
        "database",
        "bad",
        "damaged or no database",
    ),
    ("wrong key", sets(TOKEN_ENCRYPTION_KEYS=OTHER_KEY), "key", "bad", "not the one"),
    (
        "key that is none",
        sets(TOKEN_ENCRYPTION_KEYS="abc"),
        "settings",
        "bad",
        "not base64 of 32",
    ),
    ("key lost", lambda setup: setup.key.unlink(), "key", "bad", "is missing"),
    (
        "readable key",
        lambda setup: setup.key.chmod(0o644),
        "key",
        "warn",
        "can be read by other users",
    ),
    (
        "refused token",
        lambda setup: setattr(setup.discord.world, "token", "other"),
        "discord",
        "bad",
        "does not accept DISCORD_TOKEN",
    ),
    (
        "Discord unreachable",
        sets(DISCORD_API_URL="http://127.0.0.1:1"),
        "discord",
        "bad",
        "nobody listens there",
    ),
    (
        "no message content",
        lambda setup: setattr(setup.discord.world, "application_flags", 0),
        "intents",
        "warn",
        "message content is off",
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
    ("no guild install", _install({"1": {}}), "install", "warn", "cannot be added to servers"),
    ("no user install", _install({"0": {}}), "install", "warn", "for themselves"),
    (
        "install without a scope",
        _install(_with_params(["bot"], 101376)),
        "install",
        "warn",
        "lacks a scope",
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
        "lacks a permission",
    ),
    (
        "in no server",
        lambda setup: setup.discord.world.guilds.clear(),
        "invite",
        "warn",
        "in no server yet",
    ),
    (
        "wrong Discord secret",
        sets(DISCORD_CLIENT_SECRET="wrong"),
        "level",
        "bad",
        "does not accept DISCORD_CLIENT_SECRET",
    ),
    (
        "sign-in not registered",
        lambda setup: setup.discord.oauth.redirect_uris.clear(),
        "level",
        "bad",
        "is not registered at Discord",
    ),
    (
        "wrong Spotify secret",
        sets(SPOTIPY_CLIENT_SECRET="0" * 32),
        "spotify",
        "bad",
        "does not accept its client ID and secret",
    ),
    (
        "unknown Spotify app",
        sets(SPOTIPY_CLIENT_ID="0" * 32),
        "spotify",
        "bad",
        "does not accept its client ID and secret",
    ),
    (
        "accounts service unreachable",
        sets(SPOTIFY_ACCOUNTS_URL="http://127.0.0.1:1"),
        "spotify",
        "bad",
        "cannot be asked",
    ),
    (
        "API unreachable",
        sets(SPOTIFY_API_URL="http://127.0.0.1:1"),
        "spotify",
        "bad",
        "cannot be asked",
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
        "was refused by Spotify",
    ),
]


@pytest.mark.parametrize(
    ("break_it", "check", "verdict", "words"),
    [pytest.param(act, *rest, id=name) for name, act, *rest in BROKEN],
)
async def test_every_broken_set_up_is_found(
    setup: Setup, break_it: Break, check: str, verdict: str, words: str
) -> None:
    break_it(setup)
    findings = await setup.findings()
    found = [one for one in findings if one.check == check and words in one.what]
    assert found, [f"{one.check} {one.verdict}: {one.what}" for one in findings]
    assert found[0].verdict == verdict
    assert found[0].mend, "every finding says how to mend it"

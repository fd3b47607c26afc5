"""`python -m bot doctor` finds every broken setting, address, port, database and key."""

from __future__ import annotations

import pytest

from tests.wire.doctor_setup import OTHER_KEY, Break, Setup, finds, sets


def hyphen(setup: Setup) -> None:
    uri = setup.environ["SPOTIPY_REDIRECT_URI"].replace("/callback", "/my-bot/callback")
    setup.sets(SPOTIPY_REDIRECT_URI=uri)


def damage(setup: Setup) -> None:
    setup.database.write_bytes(b"not a database at all" * 100)


BROKEN: list[tuple[str, Break, str, str, str]] = [
    ("no token", sets(DISCORD_TOKEN=""), "settings", "bad", "DISCORD_TOKEN is missing"),
    ("token of another kind", sets(DISCORD_TOKEN="abc"), "settings", "bad", "isn't a bot token"),
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
        "doesn't end in /callback",
    ),
    ("unknown feature", sets(FEATURES="karaoke"), "settings", "bad", "unknown features"),
    (
        "apps file without the feature",
        sets(SPOTIFY_APPS_FILE="/nowhere"),
        "settings",
        "bad",
        "isn't turned on",
    ),
    (
        "apps file that is not there",
        sets(SPOTIFY_APPS_FILE="/nowhere", FEATURES="seats"),
        "settings",
        "bad",
        "can't be read",
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
        "only speaks http",
    ),
    (
        "listens elsewhere",
        sets(WEB_HOST="127.0.0.2"),
        "addresses",
        "bad",
        "only listens on 127.0.0.2",
    ),
    ("hyphen", hyphen, "addresses", "warn", "has a hyphen"),
    ("port taken", Setup.takes_port, "port", "bad", "another program may be using it"),
    ("address that is not here", sets(WEB_HOST="192.0.2.1"), "port", "bad", "can't be used"),
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
]


@pytest.mark.parametrize(
    ("break_it", "check", "verdict", "words"),
    [pytest.param(act, *rest, id=name) for name, act, *rest in BROKEN],
)
async def test_what_is_broken_on_this_computer_is_found(
    setup: Setup, break_it: Break, check: str, verdict: str, words: str
) -> None:
    await finds(setup, break_it, check, verdict, words)

"""Settings: every wrong value is reported with its fix, all at once."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from bot.config.secret import Secret
from bot.config.settings import ConfigError, format_problems, load

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38
GOOD = {"DISCORD_TOKEN": TOKEN, "SPOTIPY_CLIENT_ID": "0123456789abcdef0123456789abcdef"}
ROOT = Path(__file__).parents[2]


def problem(**values: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load({**GOOD, **values})
    return format_problems(caught.value.problems)


def test_defaults() -> None:
    settings = load(GOOD)
    assert settings.redirect_uri == "http://127.0.0.1:8888/callback"
    assert settings.public_url == "http://127.0.0.1:8888"
    assert settings.discord_api_url == "https://discord.com/api/v10"
    assert settings.spotify_daily_requests == 900
    assert settings.command_prefix == "!"
    assert settings.web_host == "127.0.0.1"
    assert settings.spotify_client_secret is None


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("DISCORD_TOKEN", "", "developer portal"),
        ("DISCORD_TOKEN", "abcdefghijklmnop", "Reset Token"),
        ("DISCORD_TOKEN", "Bot " + TOKEN, "or 'Bot ' in front"),
        ("DISCORD_TOKEN", "a.b.c", "copy all of it"),
        ("SPOTIPY_CLIENT_ID", "", "dashboard"),
        ("SPOTIPY_CLIENT_ID", "0123", "developer dashboard"),
        (
            "SPOTIPY_REDIRECT_URI",
            "http://localhost:8888/callback",
            "http://127.0.0.1:8888/callback",
        ),
        ("SPOTIPY_REDIRECT_URI", "https://localhost/callback", "https://127.0.0.1/callback"),
        ("SPOTIPY_REDIRECT_URI", "http://music.example.org/callback", "https://"),
        ("SPOTIPY_REDIRECT_URI", "https://music.example.org/done", "/callback"),
        ("SPOTIPY_REDIRECT_URI", "music.example.org/callback", "https://music.example.org"),
        (
            "SPOTIPY_REDIRECT_URI",
            "https://music.example.org/callback#x",
            "remove the user name and everything from",
        ),
        (
            "SPOTIPY_REDIRECT_URI",
            "https://a:b@music.example.org/callback",
            "remove the user name and everything from",
        ),
        ("SPOTIPY_REDIRECT_URI", "http://127.0.0.1:99999/callback", "write it like"),
        ("PUBLIC_URL", "http://music.example.org", "https://"),
        ("PUBLIC_URL", "ftp://music.example.org", "write it like"),
        ("DISCORD_API_URL", "http://discord.example", "https://"),
        ("DISCORD_API_URL", "http://10.0.0.1", "https://"),
        ("SPOTIFY_API_URL", "nonsense", "write it like"),
        ("SPOTIFY_ACCOUNTS_URL", "http://10.0.0.1", "https://"),
        ("WEB_PORT", "eighty", "whole number"),
        ("WEB_PORT", "70000", "0 to 65535"),
        ("WEB_PORT", "-1", "0 to 65535"),
        ("DATABASE_URL", "postgresql://x", "write it like postgresql://"),
        ("DATABASE_URL", "postgresql://x:pass/word@y/z", "write it like postgresql://"),
        ("DATABASE_URL", "mysql://x/y", "write it like postgresql://"),
        ("DATABASE_URL", "earshot.db", "three slashes"),
        ("COMMAND_PREFIX", "/", "no slash"),
        ("COMMAND_PREFIX", "a b", "no spaces"),
        ("COMMAND_PREFIX", "x" * 11, "1 to 10"),
        ("FEATURES", "taste,karaoke", "the known ones are"),
        ("SPOTIFY_DAILY_REQUESTS", "0", "10 to"),
        ("OWNER_IDS", "me", "Copy User ID"),
        ("TRUSTED_PROXIES", "caddy", "not names"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/33", "networks"),
        ("LOG_LEVEL", "LOUD", "use one of"),
        ("LOG_FORMAT", "xml", "use one of"),
        ("SHARD_COUNT", "none", "whole number"),
        ("SHARD_IDS", "3-1", "0-3,7"),
        ("SHARD_IDS", "from-hostname", "from-hostname:2"),
        ("SHARD_IDS", "from-hostname:0", "from-hostname:2"),
        ("SHARD_IDS", "0,1", "set SHARD_COUNT"),
        ("METRICS_PORT", "8888", "use another"),
        ("METRICS_PORT", "99999", "65535"),
        ("DEV_GUILD_ID", "my server", "whole number"),
        ("DISCORD_TOKEN_FILE", "/nowhere", "keep only one"),
        ("SPOTIPY_CLIENT_SECRET_FILE", "/nowhere/at/all", "check the path"),
    ],
)
def test_each_wrong_value_is_reported_with_its_fix(name: str, value: str, fix: str) -> None:
    if not value:
        with pytest.raises(ConfigError) as caught:
            load({key: kept for key, kept in GOOD.items() if key != name})
        said = format_problems(caught.value.problems)
    else:
        said = problem(**{name: value})
    assert name.removesuffix("_FILE") in said
    assert fix in said


def test_all_problems_are_reported_at_once_without_secrets() -> None:
    said = problem(DISCORD_TOKEN="secretish", WEB_PORT="x", FEATURES="y", LOG_LEVEL="z")
    assert "4 settings" in said
    assert "secretish" not in said


def test_files_dotenv_and_precedence(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    dotenv = tmp_path / ".env"
    dotenv.write_text("COMMAND_PREFIX=?\nWEB_PORT=9000\nSHARD_COUNT=\n")
    environ = {
        "DISCORD_TOKEN_FILE": str(file),
        "SPOTIPY_CLIENT_ID": GOOD["SPOTIPY_CLIENT_ID"],
        "WEB_PORT": "9001",
        "SHARD_COUNT": "4",
        "SHARD_IDS": "0-1,3",
        "OWNER_IDS": "123456789012345678",
        "FEATURES": "taste blend",
        "LOG_FORMAT": "JSON",
    }
    settings = load(environ, dotenv)
    assert settings.discord_token.reveal() == TOKEN
    assert (settings.command_prefix, settings.web_port) == ("?", 9001)
    assert settings.shard_ids == (0, 1, 3)
    assert settings.owner_ids == {123456789012345678}
    assert settings.features == {"taste", "blend"}
    assert settings.log_format == "json"
    assert settings.secrets() == [TOKEN]


def test_ipv6_loopback_and_public_addresses() -> None:
    assert load({**GOOD, "SPOTIPY_REDIRECT_URI": "http://[::1]:8888/callback"}).public_url == (
        "http://[::1]:8888"
    )
    settings = load(
        {
            **GOOD,
            "SPOTIPY_REDIRECT_URI": "https://m.example/callback",
            "PUBLIC_URL": "https://m.example/",
        }
    )
    assert settings.public_url == "https://m.example"


def test_secrets_never_show_themselves() -> None:
    secret = Secret("hush-hush")
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>30}", repr(load(GOOD))):
        assert "hush" not in shown
        assert TOKEN not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret == Secret("hush-hush")
    assert secret != Secret("other")
    assert secret != "hush-hush"
    assert len({secret, Secret("hush-hush")}) == 1


def test_env_example_explains_exactly_the_variables_that_are_read() -> None:
    explained = set(
        re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    files = ("settings.py", "backups.py")
    source = "".join((ROOT / "bot/config" / one).read_text() for one in files)
    read = set(re.findall(r'"([A-Z][A-Z]+_[A-Z_]+|FEATURES)"', source))
    explained = {name for name in explained if name == "SPOTIFY_APPS_FILE" or name[-5:] != "_FILE"}
    assert explained == read

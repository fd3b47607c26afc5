"""`python -m bot doctor`: every deliberately broken set-up is found, and how to mend it said."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import json
import socket
import sqlite3
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.config.settings import load
from bot.doctor.checks import examine_environment
from bot.doctor.findings import Finding
from bot.doctor.storage import check_storage
from bot.services import open_services
from sandbox.discord.server import DiscordSandbox
from sandbox.process import free_port
from sandbox.spotify.server import SpotifySandbox
from tests import host

OTHER_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


@dataclass
class Setup:
    """A set-up in which everything is right, to be broken."""

    folder: Path
    discord: DiscordSandbox
    spotify: SpotifySandbox
    environ: dict[str, str] = field(default_factory=dict)
    open: list[socket.socket] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "earshot.db"

    @property
    def key(self) -> Path:
        return self.folder / "token.key"

    async def findings(self) -> list[Finding]:
        return list((await examine_environment(self.environ, None)).findings)

    def sets(self, **values: str) -> None:
        self.environ |= values

    def execute(self, statement: str) -> None:
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            database.execute(statement)
            database.commit()

    def takes_port(self) -> None:
        """Let another program listen on the port."""
        taken = socket.create_server(("127.0.0.1", int(self.environ["WEB_PORT"])))
        self.open.append(taken)


@pytest.fixture
async def setup(tmp_path: Path) -> AsyncIterator[Setup]:
    discord, spotify = await DiscordSandbox.start(), await SpotifySandbox.start()
    made = Setup(tmp_path / "data", discord, spotify)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    discord.oauth.redirect_uris.append(f"{origin}/discord/callback")
    made.environ = {
        "DISCORD_TOKEN": discord.bot_token,
        "DISCORD_CLIENT_SECRET": discord.oauth.client_secret,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_APP_URL": discord.origin,
        "SPOTIPY_CLIENT_ID": spotify.client_id,
        "SPOTIPY_CLIENT_SECRET": spotify.client_secret,
        "SPOTIPY_REDIRECT_URI": f"{origin}/callback",
        "SPOTIFY_ACCOUNTS_URL": spotify.accounts_url,
        "SPOTIFY_API_URL": spotify.api_url,
        "WEB_PORT": str(port),
        "DATABASE_URL": f"sqlite:///{made.database}",
    }
    async with open_services(load(made.environ)):
        pass
    yield made
    for one in made.open:
        one.close()
    await discord.close()
    await spotify.close()


async def test_a_right_set_up_is_healthy(setup: Setup) -> None:
    report = await examine_environment(setup.environ, None)
    assert [one for one in report.findings if one.verdict == "bad"] == []
    assert report.healthy
    facts = dict(report.facts)
    assert "permissions=101376" in facts["Invite link"]
    assert "scope=bot+applications.commands" in facts["Invite link"]
    assert str(setup.discord.world.bot.id) in facts["Invite link"]
    said = " ".join(one.what for one in report.findings)
    assert "level 5 needs a public address" in said
    assert "level 5, Discord says" not in said
    assert "can't be tested before the first login" in said


Break = Callable[[Setup], None]


def _sets(**values: str) -> Break:
    return lambda setup: setup.sets(**values)


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
    ("no token", _sets(DISCORD_TOKEN=""), "settings", "bad", "DISCORD_TOKEN is missing"),
    ("token of another kind", _sets(DISCORD_TOKEN="abc"), "settings", "bad", "not a bot token"),
    (
        "no client ID",
        _sets(SPOTIPY_CLIENT_ID=""),
        "settings",
        "bad",
        "SPOTIPY_CLIENT_ID is missing",
    ),
    (
        "localhost",
        _sets(SPOTIPY_REDIRECT_URI="http://localhost:8888/callback"),
        "settings",
        "bad",
        "uses localhost, which Spotify refuses",
    ),
    (
        "plain http on the internet",
        _sets(SPOTIPY_REDIRECT_URI="http://music.example/callback"),
        "settings",
        "bad",
        "plain http",
    ),
    (
        "another page",
        _sets(SPOTIPY_REDIRECT_URI="http://127.0.0.1:8888/"),
        "settings",
        "bad",
        "does not end in /callback",
    ),
    ("unknown feature", _sets(FEATURES="karaoke"), "settings", "bad", "unknown features"),
    (
        "apps file without the feature",
        _sets(SPOTIFY_APPS_FILE="/nowhere"),
        "settings",
        "bad",
        "not turned on",
    ),
    (
        "apps file that is not there",
        _sets(SPOTIFY_APPS_FILE="/nowhere", FEATURES="seats"),
        "settings",
        "bad",
        "cannot be read",
    ),
    (
        "PUBLIC_URL elsewhere",
        _sets(PUBLIC_URL="http://127.0.0.1:1"),
        "addresses",
        "bad",
        "every link would end in another browser",
    ),
    ("other port", _sets(WEB_PORT="1"), "addresses", "bad", "but the bot listens on 1"),
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
        _sets(WEB_HOST="127.0.0.2"),
        "addresses",
        "bad",
        "listens on 127.0.0.2 only",
    ),
    ("hyphen", hyphen, "addresses", "warn", "has a hyphen"),
    ("port taken", Setup.takes_port, "port", "bad", "another program has it"),
    ("address that is not here", _sets(WEB_HOST="192.0.2.1"), "port", "bad", "cannot be used"),
    (
        "folder not writable",
        _sets(DATABASE_URL="sqlite:////dev/null/earshot/earshot.db"),
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
    ("wrong key", _sets(TOKEN_ENCRYPTION_KEYS=OTHER_KEY), "key", "bad", "not the one"),
    (
        "key that is none",
        _sets(TOKEN_ENCRYPTION_KEYS="abc"),
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
        _sets(DISCORD_API_URL="http://127.0.0.1:1"),
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
        _sets(DISCORD_CLIENT_SECRET="wrong"),
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
        _sets(SPOTIPY_CLIENT_SECRET="0" * 32),
        "spotify",
        "bad",
        "does not accept its client ID and secret",
    ),
    (
        "unknown Spotify app",
        _sets(SPOTIPY_CLIENT_ID="0" * 32),
        "spotify",
        "bad",
        "does not accept its client ID and secret",
    ),
    (
        "accounts service unreachable",
        _sets(SPOTIFY_ACCOUNTS_URL="http://127.0.0.1:1"),
        "spotify",
        "bad",
        "cannot be asked",
    ),
    (
        "API unreachable",
        _sets(SPOTIFY_API_URL="http://127.0.0.1:1"),
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


async def test_a_network_disk_is_found(setup: Setup) -> None:
    mounts = setup.folder / "mounts"
    mounts.write_text(f"server:/x {setup.folder} nfs4 rw 0 0\nnone / ext4 rw 0 0\n")
    found = [one for one in check_storage(load(setup.environ), mounts) if one.verdict == "bad"]
    assert "network disk" in found[0].what


async def test_a_locked_database_is_found(setup: Setup) -> None:
    with contextlib.closing(sqlite3.connect(setup.database, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("BEGIN EXCLUSIVE")
        found = await setup.findings()
        database.execute("ROLLBACK")
    assert any("is locked by another program" in one.what for one in found)


async def run(
    setup: Setup, *arguments: str, timeout: float = 30, **more: str
) -> tuple[int | None, str]:
    """Run the command as a host does; return exit code and output."""
    settings = setup.environ | more
    command = ("-m", "bot", "doctor", *arguments)
    return await host.runs(*command, folder=setup.folder, settings=settings, timeout=timeout)


async def test_exit_code_text_and_json(setup: Setup) -> None:
    code, text = await run(setup)
    assert code == 0, text
    assert "Everything works." in text
    setup.sets(SPOTIPY_CLIENT_SECRET="0" * 32)
    code, text = await run(setup)
    assert code == 1
    first = text.splitlines()[0]
    assert first.startswith("BAD   spotify"), "what is broken comes first"
    assert "-> copy both anew" in text
    code, text = await run(setup, "--json")
    assert code == 1
    report = json.loads(text)
    assert report["healthy"] is False
    assert {"check", "verdict", "what", "mend"} == set(report["findings"][0])
    secrets = {setup.environ["DISCORD_TOKEN"], setup.environ["DISCORD_CLIENT_SECRET"]}
    assert not [one for one in secrets | setup.spotify.issued if one in text]


async def test_it_changes_nothing(setup: Setup) -> None:
    before = {file.name: file.read_bytes() for file in setup.folder.iterdir()}
    await setup.findings()
    after = {file.name: file.read_bytes() for file in setup.folder.iterdir()}
    assert before["earshot.db"] == after["earshot.db"]
    assert before["token.key"] == after["token.key"]
    fresh = Setup(setup.folder / "new", setup.discord, setup.spotify, dict(setup.environ))
    fresh.sets(DATABASE_URL=f"sqlite:///{fresh.database}")
    assert any("made at the first start" in one.what for one in await fresh.findings())
    assert not fresh.folder.exists()


@dataclass
class Proxy:
    """A reverse proxy with HTTPS on another address than the bot's, as Caddy would be."""

    port: int
    target: str
    ca: Path
    forwarded: bool = True

    @contextlib.asynccontextmanager
    async def running(self, context: ssl.SSLContext) -> AsyncIterator[None]:
        async def pass_on(request: web.Request) -> web.Response:
            headers = {"X-Forwarded-For": "203.0.113.9"} if self.forwarded else {}
            async with (
                ClientSession() as session,
                session.get(self.target + request.path, headers=headers) as answer,
            ):
                kept = {
                    name: value
                    for name, value in answer.headers.items()
                    if name.startswith("Earshot")
                }
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)

        app = web.Application()
        app.router.add_get("/{rest:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.2", self.port, ssl_context=context).start()
        try:
            yield
        finally:
            await runner.cleanup()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.2 that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.2")])
    own = x509.IPAddress(ipaddress.ip_address("127.0.0.2"))
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([own]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    both, public = folder / "both.pem", folder / "ca.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both.write_bytes(private + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context


async def test_the_public_address_is_asked_for_this_machine(setup: Setup, tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    port = free_port()
    address = f"https://127.0.0.2:{port}"
    setup.sets(PUBLIC_URL=address, SPOTIPY_REDIRECT_URI=f"{address}/callback")
    setup.discord.oauth.redirect_uris.append(f"{address}/discord/callback")
    code, text = await run(setup, SSL_CERT_FILE=str(ca))
    assert code == 1
    assert f"{address} does not lead here: nobody listens there" in text
    proxy = Proxy(port, f"http://127.0.0.1:{setup.environ['WEB_PORT']}", ca)
    async with proxy.running(context):
        code, text = await run(setup, SSL_CERT_FILE=str(ca))
        assert code == 0, text
        assert f"{address} leads to this machine" in text
        assert "set TRUSTED_PROXIES=127.0.0.1" in text
        code, text = await run(setup, SSL_CERT_FILE=str(ca), TRUSTED_PROXIES="127.0.0.1")
        assert "TRUSTED_PROXIES" not in text
        code, text = await run(setup)
        assert code == 1
        assert "its certificate is not valid" in text
    proxy.target = setup.discord.origin
    async with proxy.running(context):
        code, text = await run(setup, SSL_CERT_FILE=str(ca))
        assert code == 1
        assert "is answered by something else" in text


async def test_the_start_warns_of_what_is_cheap_to_see(setup: Setup) -> None:
    setup.sets(PUBLIC_URL="http://127.0.0.1:1")
    process = await host.start("-m", "bot", folder=setup.folder, settings=setup.environ)
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(20):
        while "to fix it" not in seen:
            line = await process.stdout.readline()
            assert line, f"it ended: {seen}"
            seen += line.decode()
    process.terminate()
    await process.communicate()
    assert "every link would end in another browser" in seen

"""What the redirect URI promises is served whole: below a proxy's path, and on [::1]."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, web

from bot.config.settings import ConfigError, load
from sandbox.browser import Browser
from sandbox.process import REAL_SECRET, free_port
from tests.conftest import MakeWorld
from tests.unit.test_damaged_data import TOKEN
from tests.world import Someone, World

SETTINGS = {"DISCORD_TOKEN": TOKEN, "SPOTIPY_CLIENT_ID": "0" * 32}


@contextlib.asynccontextmanager
async def proxied(port: int, target: str, prefix: str, *, strips: bool) -> AsyncIterator[None]:
    """A site of its own on `port`; what is under `prefix` goes to the bot, stripped or whole."""

    async def pass_on(request: web.Request) -> web.Response:
        path = request.raw_path
        if not path.startswith(f"{prefix}/"):
            return web.Response(status=418, text="another site")
        headers = {k: v for k, v in request.headers.items() if k not in ("Host", "Connection")}
        async with (
            ClientSession(auto_decompress=False) as session,
            session.request(
                request.method,
                target + (path.removeprefix(prefix) if strips else path),
                headers=headers,
                data=await request.read(),
                allow_redirects=False,
            ) as answer,
        ):
            hop = ("Connection", "Content-Length", "Transfer-Encoding")
            kept = [(k, v) for k, v in answer.headers.items() if k not in hop]
            shown = web.Response(status=answer.status, body=await answer.read())
            for name, value in kept:
                if name != "Content-Type":
                    shown.headers.add(name, value)
            shown.headers["Content-Type"] = answer.headers.get("Content-Type", "text/plain")
            return shown

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", pass_on)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def below(make_world: MakeWorld, prefix: str, port: int, **more: str) -> World:
    """A world whose bot is reached under a path of another site."""
    origin = f"http://127.0.0.1:{port}{prefix}"
    world = await make_world(SPOTIPY_REDIRECT_URI=f"{origin}/callback", **more)
    world.spotify.redirect_uris.append(f"{origin}/callback")
    world.discord.oauth.redirect_uris.append(f"{origin}/discord/callback")
    return world


async def links_and_undoes(someone: Someone, prefix: str) -> None:
    address = await someone.offer()
    assert f"{prefix}/link/" in address
    async with Browser(someone.address) as browser:
        page = await browser.link(address, someone.world.spotify, someone.listener.id)
        assert page.status == 200, page.words
        assert f"{prefix}/done/" in str(page.url)
        assert someone.is_linked
        local = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.source)
        assert local
        assert all(one.startswith(f"{prefix}/") for one in local), local
        site = address.partition("/link/")[0]
        static = [one for one in local if "/static/" in one]
        assert static
        for one in static:
            assert (await browser.open(site.removesuffix(prefix) + one)).status == 200
        undone = await browser.undo(page)
        assert "Undone" in undone.words
        assert (await browser.open(f"{site}/disconnect")).status == 200
        assert (await browser.open(f"{site}/healthz")).status == 200


@pytest.mark.parametrize("strips", [True, False])
@pytest.mark.parametrize("prefix", ["/bot", "/a/b-c"])
async def test_a_path_below_a_proxy_works_whole(
    make_world: MakeWorld, prefix: str, strips: bool
) -> None:
    port = free_port()
    world = await below(make_world, prefix, port)
    async with proxied(port, world.bot.url, prefix, strips=strips):
        await links_and_undoes(world.someone(), prefix)


async def test_a_callback_under_another_path_than_the_pages(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    address = f"{world.bot.url}/spotify/callback"
    world.spotify.redirect_uris.append(address)
    world.bot.environment |= {"SPOTIPY_REDIRECT_URI": address, "PUBLIC_URL": world.bot.url}
    await world.bot.start()
    mira = world.someone()
    assert (await mira.links()).status == 200
    assert mira.is_linked


async def test_the_loopback_address_of_ipv6_is_listened_on(make_world: MakeWorld) -> None:
    world = await make_world()
    await world.bot.stop()
    origin = f"http://[::1]:{world.bot.port}"
    world.spotify.redirect_uris.append(f"{origin}/callback")
    world.bot.environment["SPOTIPY_REDIRECT_URI"] = f"{origin}/callback"
    await world.bot.start()
    mira = world.someone()
    assert (await mira.offer()).startswith(f"{origin}/link/")
    assert (await mira.links()).status == 200
    assert mira.is_linked


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SPOTIPY_REDIRECT_URI", "https://x.example/discord/callback", "its own pages"),
        ("SPOTIPY_REDIRECT_URI", "https://x.example/link/callback", "its own pages"),
        ("SPOTIPY_REDIRECT_URI", "https://x.example/a//callback", "don't work in a link"),
        ("SPOTIPY_REDIRECT_URI", "https://x.example/../callback", "don't work in a link"),
        ("SPOTIPY_REDIRECT_URI", "https://x.example/{a}/callback", "don't work in a link"),
        ("SPOTIPY_REDIRECT_URI", "https://x.example/a%20b/callback", "don't work in a link"),
        ("SPOTIPY_REDIRECT_URI", "https://x.example/login", "doesn't end in /callback"),
        ("PUBLIC_URL", "https://x.example/link", "its own pages"),
        ("PUBLIC_URL", "https://x.example/static/x", "its own pages"),
        ("PUBLIC_URL", "https://x.example/é", "don't work in a link"),
    ],
)
def test_a_path_that_cannot_be_served_is_refused(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load({**SETTINGS, name: value})
    (problem,) = refused.value.problems
    assert problem.name == name
    assert words in problem.what
    assert problem.fix


@pytest.mark.parametrize(
    ("redirect", "host"),
    [
        ("http://[::1]:8888/callback", "127.0.0.1"),
        ("http://[::1]:8888/callback", "0.0.0.0"),
        ("http://127.0.0.1:8888/callback", "::1"),
        ("http://127.0.0.1:8888/callback", "::"),
    ],
)
def test_a_loopback_address_that_is_not_listened_on_is_refused(redirect: str, host: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load({**SETTINGS, "SPOTIPY_REDIRECT_URI": redirect, "WEB_HOST": host})
    (problem,) = refused.value.problems
    assert problem.name == "WEB_HOST"
    assert "doesn't serve" in problem.what


@pytest.mark.parametrize("strips", [True, False])
async def test_discords_sign_in_below_a_path_works_whole(
    make_world: MakeWorld, strips: bool
) -> None:
    port = free_port()
    world = await below(make_world, "/bot", port, DISCORD_CLIENT_SECRET=REAL_SECRET)
    site = f"http://127.0.0.1:{port}"
    async with proxied(port, world.bot.url, "/bot", strips=strips):
        mira = world.someone()
        async with Browser(mira.address) as browser:
            asked = await browser.press_continue(await mira.offer())
            query = parse_qs(urlsplit(asked).query)
            assert query["redirect_uri"] == [f"{site}/bot/discord/callback"]
            callback = world.discord.oauth.consent(asked, mira.person)
            async with browser.session.get(callback, allow_redirects=False) as answer:
                assert answer.status == 303, await answer.text()
                authorize = str(answer.headers["Location"])
            back = await world.spotify.consent(authorize, mira.listener.id)
            assert back.startswith(f"{site}/bot/callback?")
            done = await browser.open(back)
            assert "Linked" in done.words
            assert done.url.startswith(f"{site}/bot/done/")
            again = await browser.open(callback)
            assert again.url.startswith(f"{site}/bot/done/")
            assert "Linked" in again.words
            refused = await browser.open(f"{site}/bot/discord/callback?state={'A' * 22}&code=x")
            assert refused.status == 404
            local = re.findall(r'(?:href|src|action)="(/[^"]*)"', refused.source)
            assert local
            assert all(one.startswith("/bot/") for one in local), local
    assert mira.is_linked


@pytest.mark.parametrize(
    "value", ["localhost", "*", "172.16.0.0/99", "127.0.0.1, caddy", "127.0.0.256", "127.0.0.1:80"]
)
def test_a_trusted_proxy_that_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load({**SETTINGS, "TRUSTED_PROXIES": value})
    (problem,) = refused.value.problems
    assert problem.name == "TRUSTED_PROXIES"
    assert "isn't an IP address" in problem.what
    assert re.split(r"[,\s]+", value)[-1] in problem.what
    assert "172.31.88.2" in problem.fix


def test_trusted_proxies_are_read_in_every_spelling() -> None:
    read = load(
        {
            **SETTINGS,
            "TRUSTED_PROXIES": "127.0.0.1, [::1] ::FFFF:10.0.0.7,FD00:0:0::1 172.16.0.0/12",
        }
    )
    assert read.trusted_proxies == (
        "127.0.0.1",
        "::1",
        "10.0.0.7",
        "fd00::1",
        "172.16.0.0/12",
    )

"""Covers come only from Spotify's own image hosts, bounded in size and memory."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.http.exchange import new_session
from bot.pictures.art import playlist_cover
from bot.spotify import art as art_module
from bot.spotify.art import Art
from bot.spotify.models import Image
from sandbox.spotify.images import cover


async def test_only_allowed_hosts_are_asked_and_covers_are_cached() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        if request.path == "/moved":
            return web.Response(status=302, headers={"Location": "/ok"})
        if request.path == "/huge":
            return web.Response(body=b"x" * (art_module._MAX_BYTES + 10))
        return web.Response(body=b"picture")

    app = web.Application()
    app.router.add_get("/{any}", answer)
    async with TestServer(app) as server, TestServer(app) as foreign, new_session() as session:
        art = Art(session, str(server.make_url("/v1")))
        ok = Image(str(server.make_url("/ok")), 300, 300)
        assert await art.of([ok], 200) == b"picture"
        assert await art.of([ok], 200) == b"picture"
        assert await art.of([Image(str(server.make_url("/moved")), 300)], 200) is None
        assert await art.of([Image(str(server.make_url("/huge")), 300)], 200) is None
        for url in (
            str(foreign.make_url("/ok")),
            "http://i.scdn.co/image/x",
            "https://scdn.co.evil.example/x",
            "https://user@i.scdn.co/x",
        ):
            assert await art.of([Image(url, 300)], 200) is None
        assert await art.of([], 200) is None
    assert asked == ["/ok", "/moved", "/huge"]


async def test_the_smallest_large_enough_image_is_chosen() -> None:
    async with new_session() as session:
        art = Art(session, "http://127.0.0.1:1/v1")
        chosen: list[str] = []

        async def fetch(url: str) -> bytes:
            chosen.append(url)
            return b"x"

        art._fetch = fetch  # type: ignore[method-assign]
        hosts = "https://i.scdn.co/image/"
        images = [Image(f"{hosts}{size}", size, size) for size in (640, 300, 64)]
        for least in (250, 400, 50, 900):
            await art.of(images, least)
        assert chosen == [f"{hosts}{size}" for size in (300, 640, 64, 640)]


def test_a_playlist_cover_is_square_and_small_enough() -> None:
    made = playlist_cover(cover("x", 640), 192 * 1024)
    assert made is not None
    assert made.startswith(b"\xff\xd8")
    assert len(made) <= 192 * 1024
    assert playlist_cover(b"no picture", 192 * 1024) is None
    assert playlist_cover(cover("x", 640), 500) is None

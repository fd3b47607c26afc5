"""Finding Spotify's links in any text, and resolving short ones without going elsewhere."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.spotify.http import new_session
from bot.spotify.links import KINDS, SpotifyLink, links_in, short_codes_in
from bot.spotify.short_links import ShortLinks

ID = "4uLU6hMCjMI75M1A2tKUQC"
_IDS = st.text("ABCabc0123456789", min_size=22, max_size=22)
_LINKS = st.builds(SpotifyLink, st.sampled_from(KINDS), _IDS)
_FORMS = st.sampled_from(
    (
        "https://open.spotify.com/{kind}/{id}",
        "https://open.spotify.com/intl-de/{kind}/{id}?si=abc&x=1",
        "<https://open.spotify.com/{kind}/{id}>",
        "open.spotify.com/{kind}/{id}",
        "spotify:{kind}:{id}",
        "[a](https://open.spotify.com/{kind}/{id})",
    )
)


@given(st.text(max_size=3000))
def test_any_text_gives_links_of_our_own_making_only(text: str) -> None:
    for one in links_in(text):
        assert one.kind in KINDS
        assert one.url.startswith("https://open.spotify.com/")


@given(st.lists(st.tuples(_LINKS, _FORMS), max_size=6))
def test_every_form_is_found_in_order_and_once(wanted: list[tuple[SpotifyLink, str]]) -> None:
    text = " and ".join(form.format(kind=one.kind, id=one.id) for one, form in wanted)
    assert links_in(text) == list(dict.fromkeys(one for one, _ in wanted))


def test_other_sites_and_disguises_are_not_links() -> None:
    for text in (
        f"https://open.spotify.com.evil.example/track/{ID}",
        f"https://evil.example/open.spotify.com@x/track/{ID}",
        f"https://user:pw@open.spotify.com/track/{ID}",
        f"https://notopen.spotify.com/track/{ID}",
        f"https://open.spotify.com/user/{ID}",
        "spotify:track:short",
    ):
        assert links_in(text) == [], text


async def test_a_short_link_is_read_but_never_followed() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        target = {
            "/good": f"https://open.spotify.com/track/{ID}?si=1",
            "/evil": "https://evil.example/x",
            "/page": "",
        }[request.path]
        if not target:
            return web.Response(text=f'<a href="https://open.spotify.com/album/{ID}?x">')
        return web.Response(status=302, headers={"Location": target})

    app = web.Application()
    app.router.add_get("/{code}", answer)
    async with TestServer(app) as server, new_session() as session:
        short = ShortLinks(session, str(server.make_url("")))
        assert await short.resolve("good") == SpotifyLink("track", ID)
        assert await short.resolve("good") == SpotifyLink("track", ID)
        assert await short.resolve("evil") is None
        assert await short.resolve("page") == SpotifyLink("album", ID)
    assert asked == ["/good", "/evil", "/page"], "kept, and nothing else asked"


async def test_an_unreachable_short_link_is_none() -> None:
    async with new_session() as session:
        assert await ShortLinks(session, "http://127.0.0.1:9").resolve("x") is None


def test_short_codes() -> None:
    text = "https://spotify.link/AbC1 spoti.fi/x_y https://evil.example/spotify.link.x/9"
    assert short_codes_in(text) == ["AbC1", "x_y"]

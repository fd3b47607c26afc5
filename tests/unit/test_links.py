"""Finding Spotify links in any text, and resolving short links without visiting other sites."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.http.exchange import new_session
from bot.spotify.links import KINDS, ShortLink, SpotifyLink, UnsupportedLink, addresses_in, links_in
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
def test_any_text_only_yields_links_we_made(text: str) -> None:
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


async def test_a_short_link_is_followed_only_between_spotifys_hosts() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        target = {
            "/good": f"https://open.spotify.com/track/{ID}?si=1",
            "/evil": "https://evil.example/x",
            "/inside": "http://127.0.0.1:1/admin",
            "/hop": "https://spotify.app.link/good?_p=1",
            "/round": "/round",
            "/bob": "https://open.spotify.com/user/bob",
            "/page": "",
        }[request.path]
        if not target:
            return web.Response(text=PAGE)
        return web.Response(status=302, headers={"Location": target})

    app = web.Application()
    app.router.add_get("/{code}", answer)
    async with TestServer(app) as server, new_session() as session:
        links = ShortLinks(session, str(server.make_url("")))

        async def resolve(code: str) -> object:
            return await links.resolve(ShortLink("spotify.link", code))

        assert await resolve("good") == SpotifyLink("track", ID)
        assert await resolve("good") == SpotifyLink("track", ID)
        assert await resolve("evil") == UnsupportedLink("short")
        assert await resolve("inside") == UnsupportedLink("short")
        assert await resolve("page") == SpotifyLink("album", ID)
        assert await resolve("bob") == UnsupportedLink("profile")
        assert asked == ["/good", "/evil", "/inside", "/page", "/bob"], "kept; nothing else asked"
        assert await resolve("hop") == SpotifyLink("track", ID)
        assert await resolve("round") == UnsupportedLink("short")
        assert len(asked) <= 12, "no endless round"


PAGE = f"""<a href="https://www.spotify.com/help">Help</a><script>
window.top.location = validate("https:\\/\\/open.spotify.com\\/album\\/{ID}?si=x");</script>"""


async def test_each_short_host_is_asked_for_its_own() -> None:
    async with new_session() as session:
        links = ShortLinks(session, "https://spotify.link")
        for text, address in (
            ("https://spotify.link/AbC1", "https://spotify.link/AbC1"),
            ("HTTPS://Spotify.App.Link/AbC1?_p=2", "https://spotify.app.link/AbC1"),
            ("link.tospotify.com/AbC1", "https://link.tospotify.com/AbC1"),
            ("http://spoti.fi/AbC1", "https://spoti.fi/AbC1"),
            ("https://open.spotify.com/s/AbC1", "https://open.spotify.com/s/AbC1"),
        ):
            (short,) = addresses_in(text)
            assert isinstance(short, ShortLink)
            assert links._address(short) == address


async def test_an_unreachable_short_link_leads_nowhere() -> None:
    async with new_session() as session:
        links = ShortLinks(session, "http://127.0.0.1:9")
        assert await links.resolve(ShortLink("spotify.link", "x")) == UnsupportedLink("short")

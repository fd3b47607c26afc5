"""The simulated Spotify itself: the rules of today (docs/reference/spotify.md), on real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest

from bot.http.oauth import challenge_of, new_verifier
from sandbox.spotify.server import SpotifySandbox

CALLBACK = "http://127.0.0.1:9/callback"
SCOPES = "user-read-playback-state user-modify-playback-state user-read-currently-playing"


class Client:
    """A program that talks to Spotify, without any of the bot's code."""

    def __init__(self, spotify: SpotifySandbox, session: aiohttp.ClientSession) -> None:
        self.spotify = spotify
        self.session = session
        self.verifier = new_verifier()
        self.token = ""

    def authorize(self, **changes: str) -> str:
        query = {
            "client_id": self.spotify.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": SCOPES,
            "state": "s",
            "show_dialog": "true",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        return f"{self.spotify.accounts_url}/authorize?{urlencode(query)}"

    async def code(self, person: str = "mira", **changes: str) -> str:
        location = await self.spotify.consent(self.authorize(**changes), person)
        return parse_qs(urlsplit(location).query)["code"][0]

    async def ask_token(self, **form: str) -> tuple[int, dict[str, Any]]:
        """Ask as a confidential client, or as a public one where the form names the client."""
        basic = aiohttp.encode_basic_auth(self.spotify.client_id, self.spotify.client_secret)
        headers = {} if "client_id" in form else {"Authorization": basic}
        async with self.session.post(
            f"{self.spotify.accounts_url}/api/token", data=form, headers=headers
        ) as answer:
            return answer.status, await answer.json()

    async def link(self, person: str = "mira") -> dict[str, Any]:
        status, answer = await self.ask_token(
            grant_type="authorization_code",
            code=await self.code(person),
            redirect_uri=CALLBACK,
            code_verifier=self.verifier,
        )
        assert status == 200
        self.token = answer["access_token"]
        return answer

    async def call(self, method: str, path: str, **query: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.request(
            method, self.spotify.api_url + path, params=query, headers=headers
        ) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    spotify = await SpotifySandbox.start()
    spotify.redirect_uris.append(CALLBACK)
    async with aiohttp.ClientSession() as session:
        yield Client(spotify, session)
    await spotify.close()


@pytest.mark.parametrize(
    ("redirect", "words"),
    [
        ("http://localhost:9/callback", "Insecure redirect URI"),
        ("http://music.example/callback", "Insecure redirect URI"),
        ("http://127.0.0.1:9/Callback", "Invalid redirect URI"),
        ("http://127.0.0.1:9/callback/", "Invalid redirect URI"),
        ("https://evil.example/callback", "Invalid redirect URI"),
    ],
)
async def test_redirect_rules(client: Client, redirect: str, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        await client.code(redirect_uri=redirect)


async def test_codes_work_once_with_their_verifier_and_redirect(client: Client) -> None:
    code = await client.code()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    for extra, error in (
        ({}, "invalid_request"),
        ({"code_verifier": "wrong" * 12}, "invalid_grant"),
        ({"code_verifier": client.verifier, "redirect_uri": CALLBACK + "x"}, "invalid_grant"),
    ):
        status, answer = await client.ask_token(**{**form, **extra})
        assert (status, answer["error"]) == (400, error)
    status, answer = await client.ask_token(**form, code_verifier=client.verifier)
    assert status == 200
    assert set(answer["scope"].split()) == set(SCOPES.split())
    status, answer = await client.ask_token(**form, code_verifier=client.verifier)
    assert answer["error"] == "invalid_grant"
    late = await client.code()
    client.spotify.clock.advance(400)
    status, answer = await client.ask_token(**{**form, "code": late}, code_verifier=client.verifier)
    assert answer["error"] == "invalid_grant"


async def test_refresh_gives_no_new_refresh_token_and_ends_after_six_months(
    client: Client,
) -> None:
    old = (await client.link())["refresh_token"]
    status, answer = await client.ask_token(grant_type="refresh_token", refresh_token=old)
    assert status == 200
    assert "refresh_token" not in answer
    client.spotify.clock.advance(183 * 24 * 3600)
    status, answer = await client.ask_token(grant_type="refresh_token", refresh_token=old)
    assert (status, answer["error"]) == (400, "invalid_grant")


async def test_a_public_client_needs_no_secret_but_pkce(client: Client) -> None:
    status, _ = await client.ask_token(
        grant_type="authorization_code",
        code=await client.code(),
        redirect_uri=CALLBACK,
        client_id=client.spotify.client_id,
        code_verifier=client.verifier,
    )
    assert status == 200
    status, answer = await client.ask_token(
        grant_type="client_credentials", client_id=client.spotify.client_id
    )
    assert answer["error"] == "invalid_client"


async def test_development_mode(client: Client) -> None:
    await client.link()
    artist = client.spotify.catalogue.all("artist")[0].id
    for path in (f"/artists/{artist}/top-tracks", "/artists", "/tracks", "/users/jonas"):
        status, answer = await client.call("GET", path, ids=artist)
        assert (status, answer["error"]["message"]) == (403, "Forbidden"), path
    _, me = await client.call("GET", "/me")
    assert me["account_id"]
    assert not {"email", "product", "country", "followers"} & set(me)
    _, found = await client.call("GET", f"/artists/{artist}")
    assert not {"genres", "followers", "popularity"} & set(found)
    for path in ("/search?q=a&type=artist", f"/artists/{artist}/albums?x=1"):
        bare, _, query = path.partition("?")
        pairs = dict(part.split("=") for part in query.split("&"))
        status, answer = await client.call("GET", bare, **pairs, limit="11")
        assert (status, answer["error"]["message"]) == (400, "Invalid limit")
        status, _ = await client.call("GET", bare, **pairs, limit="10")
        assert status == 200


async def test_sixth_person_has_no_seat_and_hears_of_it_only_from_the_api(client: Client) -> None:
    with pytest.raises(ValueError, match="five"):
        client.spotify.app.add_seat("visitor")
    await client.link("visitor")
    status, answer = await client.call("GET", "/me")
    assert status == 403
    assert isinstance(answer, str)
    assert "may not be registered" in answer


async def test_scopes_premium_and_the_player(client: Client) -> None:
    await client.link("ayla")
    status, answer = await client.call("GET", "/me/top/artists")
    assert (status, answer["error"]["message"]) == (403, "Insufficient client scope")
    ayla = client.spotify.person("ayla").player
    ayla.play_track(client.spotify.catalogue.all("track")[0].id)
    status, answer = await client.call("PUT", "/me/player/pause")
    assert (status, answer["error"]["reason"]) == (403, "PREMIUM_REQUIRED")
    await client.link("mira")
    status, answer = await client.call("PUT", "/me/player/play")
    assert (status, answer["error"]["reason"]) == (404, "NO_ACTIVE_DEVICE")
    mira = client.spotify.person("mira").player
    track = next(one for one in client.spotify.catalogue.all("album") if len(one.children) > 3)
    mira.play_track(track.children[0].id)
    _, state = await client.call("GET", "/me/player")
    assert state["item"]["id"] == track.children[0].id
    client.spotify.clock.advance(track.children[0].data["duration_ms"] / 1000 + 5)
    _, state = await client.call("GET", "/me/player")
    assert state["item"]["id"] == track.children[1].id, "music goes on by itself"
    status, _ = await client.call("PUT", "/me/player/pause")
    assert 200 <= status < 300
    _, state = await client.call("GET", "/me/player")
    assert not state["is_playing"]
    mira.private = True
    status, _ = await client.call("GET", "/me/player/currently-playing")
    assert status == 204

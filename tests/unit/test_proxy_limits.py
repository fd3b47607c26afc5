"""A rate limit that a REST proxy makes up is waited for: it is neither a ban nor our own fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from email.utils import formatdate
from typing import Any

import discord
import pytest
from aiohttp import web
from discord.http import HTTPClient, Route

from bot.toolkit import rest_retries
from bot.toolkit.button_icons import ButtonIcons
from bot.toolkit.command_mentions import CommandMentions
from bot.toolkit.discord_internals import use_api
from bot.toolkit.rest_retries import NoAnswer, install

JSON = {"Content-Type": "application/json"}
NIRN = {**JSON, "generated-by-proxy": "true", "retry-after": "1", "x-ratelimit-remaining": "0"}
TOKEN = "MTA.x.y"


def typing() -> Route:
    return Route("POST", "/channels/{channel_id}/typing", channel_id=1)


def message() -> Route:
    return Route("POST", "/channels/{channel_id}/messages", channel_id=1)


def limited(text: str, **headers: str) -> web.Response:
    return web.Response(body=text.encode(), status=429, headers=headers)


class Proxy:
    """Answers with what a test prepares, then with success; keeps what it was sent, and when."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.sent: list[Any] = []
        self.times: list[float] = []

    async def handle(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.json_response({"id": "1", "username": "bot", "discriminator": "0"})
        self.sent.append(await request.json() if request.can_read_body else None)
        self.times.append(time.monotonic())
        done = web.Response(body=b'{"id": "5"}', headers={**JSON, "Via": "1.1 x"})
        return self.answers.pop(0) if self.answers else done


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    made, app = Proxy(), web.Application()
    app.router.add_route("*", "/{rest:.*}", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    before = Route.BASE
    use_api(f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10")
    yield made
    use_api(before)
    await runner.cleanup()


@pytest.fixture
async def http(proxy: Proxy) -> AsyncIterator[HTTPClient]:
    client = HTTPClient(asyncio.get_running_loop())
    await client.static_login(TOKEN)
    install(client, ButtonIcons(CommandMentions(list, {})))
    yield client
    await client.close()


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (limited('{"retry_after": 0.3, "global": false}', **NIRN), 0.3),
        (limited('{"retry_after": 0.2}', **{**NIRN, "Retry-After": "9"}), 0.2),
        (limited("<html>429</html>", Via="1.1 proxy", **{"Retry-After": "0.3"}), 0.3),
        (limited("", **{"Retry-After": "0"}), 0.0),
        (limited("", **{"Retry-After": formatdate(0, usegmt=True)}), 0.0),
        (limited('{"message": "slow down"}', Via="1.1 proxy", **JSON), 1.0),
        (limited('{"retry_after": NaN}', **JSON), 1.0),
        (limited("[1]", **{**JSON, "Retry-After": "soon"}), 1.0),
        (limited('{"retry_after": true}', **{**JSON, "Retry-After": "-5"}), 1.0),
    ],
)
async def test_what_was_turned_away_is_sent_again_when_the_proxy_says(
    proxy: Proxy, http: HTTPClient, answer: web.Response, seconds: float
) -> None:
    proxy.answers = [answer]
    sent = await http.request(message(), json={"content": "x"})
    assert sent == {"id": "5"}
    first, second = proxy.sent
    assert first["nonce"] == second["nonce"], "posted once, even if the first had arrived"
    assert seconds <= proxy.times[1] - proxy.times[0] < seconds + 0.9


async def test_even_what_may_not_be_repeated_is_sent_again(proxy: Proxy, http: HTTPClient) -> None:
    proxy.answers = [limited('{"retry_after": 0.1}', **NIRN) for _ in range(8)]
    await http.request(typing())
    assert len(proxy.sent) == 9, "Discord never saw the first eight"


async def test_a_wait_that_is_too_long_ends_at_once_and_is_nobodys_fault(
    proxy: Proxy, http: HTTPClient
) -> None:
    proxy.answers = [limited("error code: 1015", **{"Retry-After": "3600"})]
    begun = time.monotonic()
    with pytest.raises(NoAnswer) as failure:
        await http.request(message(), json={"content": "x"})
    assert time.monotonic() - begun < 1
    assert failure.value.status == 503, "so it is tried again later, and not reported as a fault"
    assert len(proxy.sent) == 1


async def test_a_proxy_that_stays_busy_is_not_waited_for_forever(
    proxy: Proxy, http: HTTPClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest_retries, "_SECONDS_TURNED_AWAY", 0.5)
    proxy.answers = [limited('{"retry_after": 0.2}', **NIRN) for _ in range(9)]
    with pytest.raises(NoAnswer):
        await http.request(typing())
    assert len(proxy.sent) == 3


async def test_discords_own_limit_is_left_to_discord_py(proxy: Proxy, http: HTTPClient) -> None:
    own = {**JSON, "Via": "1.1 google", "X-RateLimit-Scope": "shared"}
    proxy.answers = [limited('{"retry_after": 0.1, "global": false}', **own)]
    assert await http.request(message(), json={"content": "x"}) == {"id": "5"}
    assert len(proxy.sent) == 2


async def test_what_the_proxy_then_refuses_is_still_refused(proxy: Proxy, http: HTTPClient) -> None:
    refused = web.Response(body=b'{"code": 50013}', status=403, headers={**JSON, "Via": "x"})
    proxy.answers = [limited('{"retry_after": 0.1}', **NIRN), refused]
    with pytest.raises(discord.Forbidden):
        await http.request(typing())


async def test_without_the_guard_discord_py_takes_it_for_a_ban(proxy: Proxy) -> None:
    """Why the guard is there; when this fails, discord.py has changed."""
    client = HTTPClient(asyncio.get_running_loop())
    await client.static_login(TOKEN)
    proxy.answers = [limited('{"retry_after": 0.1}', **NIRN)]
    with pytest.raises(discord.HTTPException) as failure:
        await client.request(typing())
    assert failure.value.status == 429
    await client.close()


async def test_a_deletion_that_was_turned_away_may_still_find_nothing(
    proxy: Proxy, http: HTTPClient
) -> None:
    gone = web.Response(body=b'{"code": 10008}', status=404, headers={**JSON, "Via": "x"})
    proxy.answers = [limited('{"retry_after": 0.1}', **NIRN), gone]
    route = Route("DELETE", "/channels/{channel_id}/messages/{id}", channel_id=1, id=2)
    with pytest.raises(discord.NotFound):
        await http.request(route)

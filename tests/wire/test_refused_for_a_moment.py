"""What Spotify refuses for a moment (July 2026) is neither believed, stored, nor told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import MakeWorld
from tests.world import Someone, World

MISSING = {
    "status": 401,
    "body": '{"error":{"status":401,"message":"Access token missing"}}',
}
MOMENTS: list[tuple[str, dict[str, Any]]] = [
    ("premium", {}),
    ("status", MISSING),
    ("unauthorized", {}),
    ("noseat", {}),
    ("owner_premium", {}),
    ("scope", {}),
]


def premium_of(someone: Someone) -> Any:
    return someone.rows("accounts")[0]["premium"]


@pytest.mark.parametrize(("kind", "options"), MOMENTS)
async def test_reading_asks_once_more(
    world: World, regular: Someone, kind: str, options: dict[str, Any]
) -> None:
    # A change drops what was read before, which is else shown for two seconds.
    await regular.says("!volume 20")
    mark = len(world.spotify.requests)
    world.spotify.fault("/v1/me/player$", kind, times=1, **options)
    (await regular.says("!np")).contains("窓辺の切手")
    asked = [
        one
        for one in list(world.spotify.requests)[mark:]
        if one.path == "/v1/me/player" and one.person == regular.listener.id
    ]
    assert len(asked) == 2, "asked once more"
    assert not world.rows("app_troubles")
    assert regular.rows("accounts")[0]["status"] == "active"


@pytest.mark.parametrize(("kind", "options"), MOMENTS)
async def test_what_may_be_repeated_is_asked_once_more(
    world: World, regular: Someone, kind: str, options: dict[str, Any]
) -> None:
    await regular.says("!volume 20")
    before = premium_of(regular)
    world.spotify.fault("/v1/me/player/volume", kind, times=1, **options)
    (await regular.says("!volume 60")).contains("60")
    assert premium_of(regular) == before == 1
    assert not world.rows("app_troubles")


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("/v1/me/player/next", "!skip"),
        ("/v1/me/player/previous", "!previous"),
        ("/v1/me/player/queue", "!queue 青い封筒"),
        ("/v1/me/playlists", "!playlist create Once"),
    ],
)
@pytest.mark.parametrize(("kind", "options"), [("premium", {}), ("status", MISSING)])
async def test_what_may_not_be_repeated_is_sent_once_and_said_so(
    world: World, regular: Someone, path: str, command: str, kind: str, options: dict[str, Any]
) -> None:
    before, heard, after = world.spotify.catalogue.all("track")[:3]
    regular.listener.player.play_line([before, heard, after], heard)
    mark = len(world.spotify.requests)
    world.spotify.fault(f"{path}$", kind, times=1, method="POST", **options)
    (await regular.says(command)).contains("just refused that", "try again")
    sent = [
        one
        for one in list(world.spotify.requests)[mark:]
        if one.path == path and one.method == "POST"
    ]
    assert len(sent) == 1
    assert premium_of(regular) == 1
    # It works, and so disproves the refusal: one that stays would be believed the next time.
    (await regular.says(command)).lacks("refused", "Premium", "Not possible", "Slow down")


async def test_a_refusal_that_stays_is_believed(make_world: MakeWorld) -> None:
    world = await make_world()
    mira = await world.linked(premium=False)
    mira.plays()
    (await mira.allows("!skip")).contains("just refused that")
    assert premium_of(mira) is None
    await mira.says("!np")
    world.later()
    (await mira.says("!skip")).contains("needs Spotify Premium")
    assert premium_of(mira) == 0
    (await mira.says("!pause")).contains("needs Spotify Premium")


@pytest.mark.parametrize(("kind", "options"), MOMENTS[:5])
async def test_linking_asks_once_more(world: World, kind: str, options: dict[str, Any]) -> None:
    mira = world.someone()
    world.spotify.fault("/v1/me/?$", kind, times=1, **options)
    page = await mira.links()
    assert page.status == 200, page.words
    assert mira.is_linked
    assert not world.rows("app_troubles")


@pytest.mark.parametrize(
    ("command", "method", "path"),
    [
        ("!play 青い封筒", "PUT", "/v1/me/player/play"),
        ("!pause", "PUT", "/v1/me/player/pause"),
        ("!volume 30", "PUT", "/v1/me/player/volume"),
        ("!skip", "POST", "/v1/me/player/next"),
        ("!queue 青い封筒", "POST", "/v1/me/player/queue"),
    ],
)
async def test_a_free_account_is_told_of_premium_after_two_requests_at_most(
    world: World, command: str, method: str, path: str
) -> None:
    mira = await world.linked(premium=False)
    mira.plays()
    mark = len(world.spotify.requests)

    def sent() -> int:
        found = list(world.spotify.requests)[mark:]
        return sum(one.path == path and one.method == method for one in found)

    first = await mira.allows(command)
    if method == "PUT":
        first.contains("needs Spotify Premium")
        assert sent() == 2, "asked once more, at once: that does no harm"
        return
    first.contains("just refused that", "try again")
    assert sent() == 1
    world.later()
    (await mira.says(command, "dm")).contains("needs Spotify Premium")
    assert sent() == 2
    assert premium_of(mira) == 0


@pytest.mark.parametrize("command", ["!np", "!recent"])
async def test_what_only_reads_is_told_at_once_when_spotify_means_it(
    world: World, regular: Someone, command: str
) -> None:
    path = {"!np": "/v1/me/player", "!recent": "/v1/me/player/recently-played"}[command]
    mark = len(world.spotify.requests)
    world.spotify.fault(f"{path}$", "premium", times=10)
    (await regular.says(command)).contains("Premium")
    asked = [one for one in list(world.spotify.requests)[mark:] if one.path == path]
    assert len(asked) == 2

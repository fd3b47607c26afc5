"""The edge to Spotify: JSON of any shape, refusals, pauses, the allow-list, the budget."""

from __future__ import annotations

import inspect
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http import errors as http_errors
from bot.http.exchange import Answer
from bot.music.artists import best_match
from bot.spotify import api, errors, parse, parse_parts, parse_player
from bot.spotify.budget import Budget
from bot.spotify.cache import AnswerCache
from bot.spotify.circuit_breaker import LONGEST_PAUSE, read_retry_after
from bot.spotify.endpoints import ENDPOINTS, endpoint_for
from bot.spotify.error_mapping import refusal
from bot.spotify.models import Artist
from bot.spotify.playing import Playback
from bot.spotify.spotipy_async import AsyncSpotipy
from bot.spotify.transport import Caller
from tests.unit.spending import Spending

ID = "A" * 22
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = (
    "id name type item album artists images show device context uri duration_ms progress_ms "
    "currently_playing_type url items total"
)
fields = st.sampled_from(_FIELDS.split())
shaped = st.recursive(
    jsons, lambda inner: st.dictionaries(fields, inner, max_size=8), max_leaves=20
)


@given(shaped)
def test_any_json_becomes_a_model_or_a_typed_error(value: object) -> None:
    for read in (
        parse_player.playback,
        parse_player.devices,
        parse_player.queue,
        parse_player.played_tracks,
        parse_player.saved_items,
        parse.album_with_tracks,
        parse.show_with_episodes,
        parse.artist,
        parse.profile,
        parse.playlist,
        parse.album_page,
        parse.artist_page,
        lambda value: parse.search_results(value, "playlist"),
        lambda value: parse.search_results(value, "track"),
    ):
        try:
            read(value)
        except http_errors.Malformed:
            continue


def test_unknown_fields_and_nulls_are_left_out() -> None:
    page = parse.search_results(
        {"artists": {"items": [None, {"id": ID, "name": "X", "new": 1}, {"id": 5}], "total": 9}},
        "artist",
    )
    assert page.items == (Artist(ID, "X"),)
    assert page.total == 9


def test_pictures_with_odd_addresses_are_left_out() -> None:
    urls = ["javascript:alert(1)", "data:x", "https://ok.example/a", "https://x y", "h" * 600]
    found = parse_parts.images([{"url": url, "width": n} for n, url in enumerate(urls)])
    assert [image.url for image in found] == ["https://ok.example/a"]


def test_private_session_is_seen() -> None:
    found = parse_player.playback(
        {"device": {"name": "x", "is_private_session": True}, "item": None}
    )
    assert isinstance(found, Playback)
    assert found.is_private


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, "{}", errors.TokenRejected),
        (400, "{}", errors.BadRequest),
        (404, "[]", errors.NotFound),
        (403, "something else", errors.Forbidden),
        (403, '{"error": "text"}', errors.Forbidden),
        (403, '{"error": ["list"]}', errors.Forbidden),
        (403, "User not approved for app", errors.NoSeat),
        (500, "<html>", http_errors.Unavailable),
        (302, "", http_errors.Unavailable),
    ],
)
def test_refusals_are_told_apart(status: int, body: str, expected: type[Exception]) -> None:
    assert type(refusal(Answer(status, False, None, body.encode()))) is expected


@given(st.binary(max_size=200), st.integers(400, 599))
def test_any_refusal_is_a_typed_error_without_the_body(body: bytes, status: int) -> None:
    error = refusal(Answer(status, True, None, body))
    assert isinstance(error, http_errors.ServiceError)
    assert len(str(error)) < 20


@given(st.text() | st.integers().map(str))
def test_retry_after_is_bounded_or_absent(value: str) -> None:
    found = read_retry_after(value)
    assert found is None or 0 <= found <= LONGEST_PAUSE


def test_nan_is_not_json() -> None:
    with pytest.raises(http_errors.Malformed):
        Answer(200, True, None, b'{"x": NaN}').json()
    with pytest.raises(http_errors.Malformed):
        Answer(200, True, None, b"[" * 100_000).json()


def test_only_existing_endpoints_are_allowed() -> None:
    for path in ("artists", f"artists/{ID}/top-tracks", "recommendations", "users/x", "tracks"):
        with pytest.raises(errors.NotAllowed):
            endpoint_for("GET", path)
    for method, path in (
        ("POST", "me/player"),
        ("DELETE", "me/player"),
        ("PUT", "me/tracks"),
        ("PUT", "me/following"),
        ("POST", f"playlists/{ID}/tracks"),
        ("DELETE", f"playlists/{ID}/followers"),
        ("POST", "users/x/playlists"),
        ("PUT", "me/player/next"),
    ):
        with pytest.raises(errors.NotAllowed):
            endpoint_for(method, path)


class _Recorder:
    """Stands in for the transport and records what would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, str]]] = []

    async def read(self, caller: Caller, path: str, params: dict[str, str]) -> object:
        endpoint_for("GET", path)
        self.sent.append(("GET", path, params))
        if path == "me/library/contains":
            return [True]
        return json.loads(f'{{"id": "{ID}", "name": "x", "items": []}}')

    async def write(
        self,
        caller: Caller,
        method: str,
        path: str,
        params: dict[str, str],
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> object:
        endpoint_for(method, path)
        self.sent.append((method, path, params))
        return {"id": ID, "name": "x", "snapshot_id": "s"}


_ARGUMENTS: dict[str, object] = {
    "offset": 0,
    "limit": 10,
    "start": 0,
    "before": 1,
    "position_ms": 5,
    "percent": 5,
    "on": True,
    "play": True,
    "public": False,
    "uris": [f"spotify:track:{ID}"],
    "kind": "track",
    "span": "short_term",
    "mode": "off",
}


async def test_every_method_in_use_is_awaitable_and_allowed() -> None:
    recorder = _Recorder()
    client = api.SpotifyApi(recorder, None)  # type: ignore[arg-type]
    methods = [
        getattr(client, name)
        for name, _ in inspect.getmembers(api.SpotifyApi, inspect.iscoroutinefunction)
    ]
    for method in methods:
        names = inspect.signature(method).parameters
        sent = {name: _ARGUMENTS.get(name, ID) for name in names if name != "context_uri"}
        await method(**sent)
    searches_twice = 2
    assert len(recorder.sent) >= len(methods) - searches_twice
    used = {endpoint_for(method, path) for method, path, _ in recorder.sent}
    sent_to = {(one.method, one.pattern) for one in used}
    allowed = {(one.method, one.pattern) for one in ENDPOINTS}
    assert sent_to == allowed, "no endpoint is allowed unused"
    small = [params for _, path, params in recorder.sent if path == "search" or "albums" in path]
    assert all(int(params.get("limit", 0)) <= 10 for params in small)


async def test_volume_shuffle_and_repeat_are_really_sent() -> None:
    recorder = _Recorder()
    client = api.SpotifyApi(recorder, None)  # type: ignore[arg-type]
    await client.volume(30)
    await client.shuffle(on=False)
    await client.repeat("track")
    assert [(path, params) for _, path, params in recorder.sent] == [
        ("me/player/volume", {"volume_percent": "30"}),
        ("me/player/shuffle", {"state": "false"}),
        ("me/player/repeat", {"state": "track"}),
    ]


async def test_spotipys_removed_methods_send_nothing() -> None:
    client = AsyncSpotipy(_Recorder(), None)  # type: ignore[arg-type]
    with pytest.raises(errors.NotAllowed):
        await client.current_user_unfollow_playlist(ID)
    with pytest.raises(errors.NotAllowed):
        client.next({"next": "https://evil.example/steal"})


async def test_the_budget_reserves_a_fifth_for_people_and_resets_at_midnight() -> None:
    store, now = Spending(), [1_000.0]
    budget = Budget(store, 1000, lambda: now[0])
    for _ in range(800):
        await budget.spend("o", asked=False)
    with pytest.raises(errors.BudgetSpent):
        await budget.spend("o", asked=False)
    for _ in range(200):
        await budget.spend("o", asked=True)
    with pytest.raises(errors.BudgetSpent) as caught:
        await budget.spend("o", asked=True)
    assert caught.value.until == 86_400
    assert store.total == 1000
    assert store.writes == 100, "ten permits at a time"
    store.total, now[0] = 0, 86_401.0
    await budget.spend("o", asked=True)


def test_cache_is_bounded_and_forgets() -> None:
    now = [0.0]
    cache = AnswerCache(lambda: now[0], size=3)
    for number in range(5):
        cache.put(("p", number), number, 10)
    assert cache.get(("p", 0)) is None
    assert cache.get(("p", 4)) == (4,)
    now[0] = 11
    assert cache.get(("p", 4)) is None
    cache.put(("q", 1), 1, 10)
    cache.put(("q", 2), 2, 0)
    cache.forget(lambda key: isinstance(key, tuple) and key[0] == "q")
    assert cache.get(("q", 1)) is None


def test_an_exact_name_wins_over_spotifys_order() -> None:
    first, second = Artist("1", "Opal Motel Tribute"), Artist("2", "OPAL motel")
    assert best_match("opal Motel", (first, second)) is second
    assert best_match("opal", (first, second)) is first

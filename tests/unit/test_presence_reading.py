"""What is read of a presence, and what of it reaches discord.py."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.music.listening import NowPlaying
from bot.music.presences import HeardSong, Presences
from bot.toolkit.presence_intake import PresenceIntake
from bot.toolkit.presence_reading import covers_at, read_song
from bot.ui.playing import Watching, now_playing_view
from sandbox.discord.presences import ShownSong

MIRA, JONAS, HOME = 11, 22, 99
NOW = 1_800_000_000.0
COVERS = "https://i.scdn.co/image/"
ID = "4uLU6hMCjMI75M1A2tKUQC"
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = (
    "details",
    "state",
    "sync_id",
    "name",
    "party",
    "assets",
    "timestamps",
    "type",
    "session_id",
)


def activity(**changes: Any) -> dict[str, Any]:
    shown = ShownSong("A Song", ("One", "Two; Three"), "An Album", "ab67616d0000b273", 200_000, ID)
    start = int(NOW * 1000) - 50_000
    stamps = {"start": start, "end": start + 200_000}
    return {**shown.activity(), "timestamps": stamps, **changes}


def presence(*activities: Any) -> dict[str, Any]:
    return {"user": {"id": str(MIRA)}, "guild_id": str(HOME), "activities": list(activities)}


def test_a_song_is_read_as_discord_shows_it() -> None:
    read = read_song(presence({"type": 0, "name": "A Game"}, activity()), COVERS, NOW)
    assert read is not None
    assert [one.name for one in read.track.artists] == ["One", "Two", "Three"]
    assert read.track.id == ID
    assert read.track.album is not None
    assert read.track.album.images[0].url == f"{COVERS}ab67616d0000b273"
    played = read.playback(NOW)
    assert (played.progress_ms, played.left_ms) == (50_000, 150_000)
    assert read.playback(NOW + 1000).progress_ms == 200_000
    assert read.playback(NOW - 1000).progress_ms == 0, "their clock is ahead"


@pytest.mark.parametrize(
    ("api", "covers"),
    [
        ("https://api.spotify.com/v1", COVERS),
        ("http://127.0.0.1:7/v1", "http://127.0.0.1:7/image/"),
    ],
)
def test_where_covers_are(api: str, covers: str) -> None:
    assert covers_at(api) == covers


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON))
def test_whatever_a_presence_holds_is_read_and_shown(changes: dict[str, Any]) -> None:
    read = read_song(presence(activity(**changes)), COVERS, NOW)
    if read is None:
        return
    assert read.track.id in (None, ID) or len(read.track.id) == 22
    assert len(read.track.name) <= 300
    for image in read.track.images:
        assert image.url.startswith(COVERS)
    played = read.playback(NOW)
    assert played.progress_ms is None or 0 <= played.progress_ms <= 10**11
    json.dumps(discord_view(read))


def discord_view(heard: HeardSong) -> Any:
    now = NowPlaying(heard.playback(NOW), from_discord=True)
    return now_playing_view(now, Watching(MIRA, "Mira", JONAS, NOW)).to_components()  # type: ignore[no-untyped-call]


@given(_JSON)
def test_whatever_activities_are_nothing_breaks(odd: Any) -> None:
    read_song({"activities": odd}, COVERS, NOW)
    read_song({"activities": [odd]}, COVERS, NOW)


def test_discord_py_sees_no_presence() -> None:
    seen: list[Any] = []
    taken: list[tuple[int, int]] = []

    class Wanted:
        def wants(self, person: int) -> bool:
            return person == MIRA

        def note(self, person: int, server: int, heard: HeardSong | None) -> None:
            taken.append((person, server))

        def distrust(self) -> None:
            seen.append("distrusted")

    parsers = dict.fromkeys(("READY", "GUILD_CREATE", "GUILD_MEMBERS_CHUNK"), seen.append)
    PresenceIntake(cast(Presences, Wanted()), COVERS).install(cast(Any, parsers))
    other = {"user": {"id": str(JONAS)}, "activities": []}
    odd: list[Any] = [None, 7, {}, {"user": {}}, {"user": {"id": "x"}}]
    parsers["READY"]({"v": 10})
    parsers["GUILD_CREATE"]({"id": "5", "presences": [*odd, other, presence(activity())]})
    parsers["GUILD_MEMBERS_CHUNK"]({"guild_id": "6", "presences": [presence(activity())]})
    parsers["GUILD_MEMBERS_CHUNK"]({"guild_id": "6", "presences": "odd"})
    cast(Any, parsers)["PRESENCE_UPDATE"](presence(activity()))
    assert taken == [(MIRA, 5), (MIRA, 6), (MIRA, HOME)]
    assert seen == ["distrusted", {"v": 10}, {"id": "5"}, {"guild_id": "6"}, {"guild_id": "6"}]

"""What is read of presences, what is kept of them, and which of them cost anything."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.presence_choice import PresenceChoice
from bot.music.listening import NowPlaying
from bot.music.presences import MOST_KEPT, HeardSong, Presences
from bot.spotify.models import Track
from bot.storage.database import Database
from bot.storage.settings import SettingStore
from bot.toolkit.presence_intake import PresenceIntake
from bot.toolkit.presence_reading import covers_at, read_song
from bot.toolkit.privileged_intents import Intent, wanted_intents, without_refused
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


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


def activity(**changes: Any) -> dict[str, Any]:
    shown = ShownSong("A Song", ("One", "Two; Three"), "An Album", "ab67616d0000b273", 200_000, ID)
    start = int(NOW * 1000) - 50_000
    stamps = {"start": start, "end": start + 200_000}
    return {**shown.activity(), "timestamps": stamps, **changes}


def presence(*activities: Any) -> dict[str, Any]:
    return {"user": {"id": str(MIRA)}, "guild_id": str(HOME), "activities": list(activities)}


def song(name: str = "A Song") -> HeardSong:
    return HeardSong(Track(name, (), None, 200_000, ID), NOW, NOW + 200)


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


class Asked:
    """Discord, which knows some people, and what they hear."""

    def __init__(self) -> None:
        self.presences: Presences | None = None
        self.known: dict[int, HeardSong | None] = {}
        self.times = 0

    async def __call__(self, person: int, server: int | None) -> bool:
        self.times += 1
        await asyncio.sleep(0)
        heard = self.known.get(person)
        if heard is not None and self.presences is not None:
            self.presences.note(person, HOME, heard)
        return person in self.known


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def choice(database: Database) -> PresenceChoice:
    return PresenceChoice(SettingStore(database), database.changes, by_default=False)


@pytest.fixture
async def asked() -> Asked:
    return Asked()


@pytest.fixture
async def presences(choice: PresenceChoice, clock: Clock, asked: Asked) -> Presences:
    made = Presences(choice, clock)
    asked.presences = made
    await made.begin(asked)
    return made


async def read_again() -> None:
    for _ in range(20):
        await asyncio.sleep(0.001)


async def test_who_has_not_said_yes_is_neither_kept_nor_asked_about(
    presences: Presences, asked: Asked
) -> None:
    assert not presences.wants(MIRA)
    asked.known[MIRA] = song()
    assert await presences.of(MIRA, JONAS, HOME) is None
    assert asked.times == 0
    own = await presences.of(MIRA, MIRA, HOME)
    assert own is not None
    assert own.song == song()


async def test_discord_is_asked_once_then_it_tells(
    presences: Presences, choice: PresenceChoice, asked: Asked, clock: Clock
) -> None:
    await choice.choose(MIRA, on=True)
    await read_again()
    asked.known[MIRA] = None
    both = await asyncio.gather(*(presences.of(MIRA, JONAS, HOME) for _ in range(5)))
    assert [one is not None and one.song is None for one in both] == [True] * 5
    assert asked.times == 1
    presences.note(MIRA, HOME, song())
    told = await presences.of(MIRA, JONAS, HOME)
    assert told is not None
    assert told.song == song()
    assert asked.times == 1
    clock.now += 206
    assert await presences.of(MIRA, JONAS, HOME) is not None
    assert asked.times == 2, "its song should have ended"
    presences.distrust()
    clock.now += 1
    presences.distrust()
    await presences.of(MIRA, JONAS, HOME)
    assert asked.times == 3, "events were lost with a session"


async def test_who_is_not_known_there_has_no_presence(
    presences: Presences, choice: PresenceChoice
) -> None:
    await choice.choose(MIRA, on=True)
    await read_again()
    assert await presences.of(MIRA, JONAS, HOME) is None
    assert presences.listeners(HOME) == []


async def test_only_changes_of_those_looked_at_are_told(
    presences: Presences, choice: PresenceChoice, asked: Asked, clock: Clock
) -> None:
    woken: list[float] = []
    presences.changed.add(woken.append)
    await choice.choose(MIRA, on=True)
    await read_again()
    presences.note(MIRA, HOME, song("First"))
    assert woken == []
    await presences.of(MIRA, JONAS, HOME)
    presences.note(MIRA, HOME, song("First"))
    presences.note(MIRA, 7, song("First"))
    assert woken == []
    presences.note(MIRA, HOME, song("Second"))
    presences.note(MIRA, HOME, None)
    assert presences.take_different() == [MIRA]
    assert presences.take_different() == []
    assert woken[0] < woken[1], "between two songs Discord may show none for a moment"
    clock.now += 901
    presences.note(MIRA, HOME, song("Third"))
    assert presences.take_different() == []


async def test_a_no_takes_away_what_is_kept(presences: Presences, choice: PresenceChoice) -> None:
    await choice.choose(MIRA, on=True)
    await read_again()
    presences.note(MIRA, HOME, song())
    assert presences.listeners(HOME) == [MIRA]
    await choice.choose(MIRA, on=False)
    await read_again()
    assert presences.listeners(HOME) == []
    assert not presences.wants(MIRA)


async def test_a_choice_of_another_process_counts(
    presences: Presences, choice: PresenceChoice, database: Database
) -> None:
    await SettingStore(database).put("person", MIRA, "presence", "on")
    await read_again()
    assert presences.wants(MIRA)
    database.changes.anything()
    await read_again()
    assert presences.wants(MIRA)


async def test_memory_is_bounded(database: Database, clock: Clock, asked: Asked) -> None:
    everyone = PresenceChoice(SettingStore(database), database.changes, by_default=True)
    presences = Presences(everyone, clock)
    await presences.begin(asked)
    for person in range(MOST_KEPT + 500):
        presences.note(person, HOME, song())
    listeners = presences.listeners(HOME)
    assert len(listeners) == MOST_KEPT
    assert 0 not in listeners, "the oldest goes"
    for server in range(100):
        presences.note(MIRA, server, song())
    assert MIRA not in presences.listeners(5)


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


_CONTENT: Intent = "message_content"
_PRESENCES: Intent = "presences"


@pytest.mark.parametrize(
    ("flags", "left"),
    [
        (1 << 19, {_CONTENT}),
        (1 << 13, {_PRESENCES}),
        (1 << 12, {_PRESENCES}),
        (0, set()),
        ((1 << 13) | (1 << 19), {_CONTENT}),
    ],
)
def test_what_is_left_when_an_intent_is_refused(flags: int, left: set[Intent]) -> None:
    asked = wanted_intents({"presence"})
    assert asked == {_CONTENT, _PRESENCES}
    assert without_refused(asked, discord.ApplicationFlags._from_value(flags)) == left
    assert wanted_intents({"taste"}) == {_CONTENT}
    nothing = without_refused(wanted_intents(()), discord.ApplicationFlags._from_value(1 << 19))
    assert nothing == frozenset()

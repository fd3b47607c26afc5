"""What is kept of presences, of whom, for how long, and whom it is shown to."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.accounts import presence_choice
from bot.accounts.presence_choice import PresenceChoice
from bot.music.presences import MOST_KEPT, HeardSong, Presences
from bot.spotify.models import Track
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.personal_data import PersonalData
from bot.storage.settings import SettingStore
from bot.toolkit.privileged_intents import Intent, wanted_intents, without_refused

MIRA, JONAS, HOME = 11, 22, 99
NOW = 1_800_000_000.0
ID = "4uLU6hMCjMI75M1A2tKUQC"


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


def song(name: str = "A Song") -> HeardSong:
    return HeardSong(Track(name, (), None, 200_000, ID), NOW, NOW + 200)


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
    assert asked.times == 1, "who says yes is asked about at once"
    asked.times = 0
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


async def test_a_deletion_takes_away_what_is_kept(
    presences: Presences, choice: PresenceChoice, database: Database
) -> None:
    await choice.choose(MIRA, on=True)
    await read_again()
    presences.note(MIRA, HOME, song())
    assert MIRA in presences._kept
    await PersonalData(database, Cipher([bytes(32)])).forget(MIRA)
    await read_again()
    assert MIRA not in presences._kept


async def test_who_looked_at_their_own_is_followed_for_a_while_only(
    presences: Presences, choice: PresenceChoice, asked: Asked, clock: Clock
) -> None:
    asked.known |= {MIRA: song(), JONAS: song()}
    await presences.of(MIRA, MIRA, HOME)
    await presences.of(JONAS, JONAS, HOME)
    assert presences.wants(MIRA)
    clock.now += 901
    assert not presences.wants(MIRA)
    assert MIRA not in presences._kept, "Discord told of her"
    assert JONAS in presences._kept
    await choice.choose(MIRA, on=True)
    await read_again()
    presences.note(MIRA, HOME, song())
    assert JONAS not in presences._kept, "someone else's song was noted"


async def test_a_choice_of_another_process_counts(
    presences: Presences, choice: PresenceChoice, database: Database
) -> None:
    await SettingStore(database).put("person", MIRA, "presence", "on")
    await read_again()
    assert presences.wants(MIRA)
    database.changes.anything()
    await read_again()
    assert presences.wants(MIRA)


async def test_all_choices_are_read_page_by_page(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_choice, "_PAGE", 2)
    for person in (5, 3, 9, 7, 1):
        await SettingStore(database).put("person", person, "presence", "on")
        await SettingStore(database).put("person", person, "style", "card")
    fresh = PresenceChoice(SettingStore(database), database.changes, by_default=False)
    await fresh.load()
    assert [one for one in range(12) if fresh.covers(one)] == [1, 3, 5, 7, 9]


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

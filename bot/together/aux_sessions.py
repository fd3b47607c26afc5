"""An aux session: opening it, handing it over, its trust rules, and closing it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from bot.accounts.scopes import PLAYER
from bot.music.access import Access
from bot.music.errors import OutOfRange
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import DeviceGone, NoActiveDevice, NotFound, Restricted
from bot.spotify.playing import Playback
from bot.storage.aux_sessions import AuxStore
from bot.storage.records import AuxSession, AuxSong, NewAux, SongState, Trust, Turns
from bot.together.errors import AuxOpen, NoAux, NotTheOwner, OfferOver
from bot.typed_text import word as plain_word

__all__ = [
    "AuxSession",
    "AuxSessions",
    "AuxSong",
    "Member",
    "Panel",
    "Trust",
    "Turns",
    "as_trust",
    "read_trust",
    "read_turns",
]

EACH = 5
"""How many songs one guest may have waiting by default."""

PING_EVERY = 60.0
"""The minimum seconds between two pings of an aux's owner."""

OFFER = 900.0
"""How long an offered aux can be taken over, in seconds."""

MOST_UNTOLD = 10
"""Of how many songs someone is told at once that they left."""

_NO_DEVICE = "0" * 40
"""A device that doesn't exist: asking for it changes nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the channel; `roles` are the IDs of their roles in this server."""

    id: int
    name: str
    roles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that the panel shows."""

    session: AuxSession
    songs: tuple[AuxSong, ...]
    votes: int = 0


def as_trust(word: str) -> Trust:
    """Return a button's value as a trust level; raises OutOfRange."""
    for trust in get_args(Trust):
        if word == trust:
            known: Trust = trust
            return known
    raise OutOfRange("trust", word)


_ASK: Trust = "ask"
_EVERYONE: Trust = "everyone"
_FAIR: Turns = "fair"
_ORDER: Turns = "order"
_WORDS: dict[str, Trust] = {
    **dict.fromkeys(("ask", "me", "nobody", "none"), _ASK),
    **dict.fromkeys(("everyone", "@everyone", "everybody", "anyone", "all"), _EVERYONE),
}


def read_trust(words: str) -> Trust:
    """Return the trust level that someone typed; raises OutOfRange."""
    known = _WORDS.get(plain_word(words))
    if known is None:
        raise OutOfRange("trust", words)
    return known


_TURNS: dict[str, Turns] = {
    **dict.fromkeys(("fair", "on", "turns"), _FAIR),
    **dict.fromkeys(("order", "off", "added"), _ORDER),
}


def read_turns(words: str) -> Turns:
    """Return how songs wait, as someone typed it; raises OutOfRange."""
    known = _TURNS.get(plain_word(words))
    if known is None:
        raise OutOfRange("turns", words)
    return known


class AuxSessions:
    """Opens an aux, hands it over, stores its owner's rules, and closes it."""

    def __init__(self, store: AuxStore, access: Access, clock: Callable[[], float]) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self._taken_out: dict[int, list[AuxSong]] = {}

    async def open(
        self, owner: Member, *, guild_id: int, channel_id: int, language: str
    ) -> AuxSession:
        """Open an aux on the owner's player.

        Raises AuxOpen, PremiumRequired, and the grant guard's errors.
        """
        async with self._access.own(owner.id, PLAYER) as spotify:
            await _check_controllable(spotify, await spotify.playback())
        new = NewAux(guild_id, channel_id, owner.id, owner.name, "ask", EACH, language)
        session = await self._store.open(new, int(self._clock()))
        if session is None:
            raise AuxOpen(own=await self._store.session(owner_id=owner.id) is not None)
        return session

    async def open_in(self, channel_id: int) -> AuxSession | None:
        """Return the aux of a channel, if there is one."""
        return await self._store.session(channel_id=channel_id)

    async def in_channel(self, channel_id: int) -> AuxSession:
        """Return the aux of a channel; raises NoAux."""
        session = await self.open_in(channel_id)
        if session is None:
            raise NoAux
        return session

    async def owned(self, channel_id: int, person: int) -> AuxSession:
        """Return the aux of a channel for its owner; raises NoAux or NotTheOwner."""
        session = await self.in_channel(channel_id)
        if session.owner_id != person:
            raise NotTheOwner
        return session

    async def panel(self, session: AuxSession) -> Panel:
        """Return what the panel shows now."""
        fresh = await self.by_id(session.id)
        songs = tuple(await self._store.songs(session.id))
        return Panel(fresh, songs, await self._store.votes.count(session.id))

    async def untold(self, session: AuxSession, person: int) -> list[AuxSong]:
        """Return someone's songs that left the queue without them knowing, a few at a time."""
        return await self._store.untold.of(session.id, person, most=MOST_UNTOLD)

    async def told(self, session: AuxSession, person: int, song_ids: Collection[int]) -> None:
        """Note that someone knows that these songs of theirs have left."""
        # Read first: a form that says it again and again writes nothing.
        known = {one.id for one in await self.untold(session, person)} & set(song_ids)
        if known:
            await self._store.untold.told(session.id, person, known)

    async def voted_against(self, session: AuxSession, person: int) -> str | None:
        """Return what someone has voted to skip, None without a vote."""
        return await self._store.votes.voted_against(session.id, person)

    async def set_panel(self, session: AuxSession, message_id: int) -> None:
        """Store which message is the panel."""
        await self._store.change(session.id, panel_id=message_id)

    async def by_id(self, session_id: int) -> AuxSession:
        """Return an aux; raises NoAux if it has ended."""
        session = await self._store.session(session_id=session_id)
        if session is None:
            raise NoAux
        return session

    async def still_shown(self, shown: Mapping[int, int]) -> frozenset[int]:
        """Return which auxes are open, and still show their song in these voice channels."""
        voices = await self._store.voices(shown)
        return frozenset(one for one, channel in shown.items() if voices.get(one) == channel)

    async def still_open(self, session_ids: Iterable[int]) -> frozenset[int]:
        """Return which of these auxes are open."""
        return frozenset(await self._store.voices(session_ids))

    def trusts(self, session: AuxSession, member: Member) -> bool:
        """Whether someone's songs go in without asking."""
        if member.id == session.owner_id or session.trust == "everyone":
            return True
        return session.trust == "role" and session.role_id in member.roles

    async def may_ping(self, session: AuxSession) -> bool:
        """Whether to ping the owner about a suggestion now: at most once a minute."""
        return await self._store.claim_ping(session.id, self._clock(), every=PING_EVERY)

    async def set_pings(self, session: AuxSession, *, on: bool) -> None:
        """Choose whether suggestions ping the owner."""
        await self._store.change(session.id, pings=int(on))

    async def set_trust(self, session: AuxSession, trust: Trust, role_id: int | None) -> None:
        """Choose whose songs go in without asking."""
        await self._store.change(session.id, trust=trust, role_id=role_id)

    async def set_turns(self, session: AuxSession, turns: Turns) -> None:
        """Choose whether songs take turns; those that wait stay where they are."""
        await self._store.change(session.id, turns=turns)

    async def set_voice(self, session: AuxSession, channel_id: int | None) -> None:
        """Choose the voice channel whose status shows what plays."""
        await self._store.change(session.id, voice_id=channel_id)

    async def set_limit(self, session: AuxSession, each: int) -> None:
        """Choose how many songs one guest may have waiting; raises OutOfRange."""
        if not 1 <= each <= 50:
            raise OutOfRange("limit", str(each))
        await self._store.change(session.id, each=each)

    async def transfer_ownership(
        self, session: AuxSession, to: Member, *, offered_by: int, offered_at: float
    ) -> AuxSession:
        """Continue on someone else's player.

        Raises OfferOver unless the person who offered it still has it, AuxOpen, PremiumRequired,
        and the grant guard's errors.
        """
        # An ended aux may have had the same ID: SQLite reuses them.
        if session.owner_id != offered_by or offered_at < session.created_at:
            raise OfferOver
        if offered_at + OFFER < self._clock():
            raise OfferOver
        async with self._access.own(to.id, PLAYER) as spotify:
            await _check_controllable(spotify, await spotify.playback())
        taken = await self._store.transfer_ownership(session.id, offered_by, to.id, to.name)
        if taken is None:
            raise OfferOver
        if not taken:
            raise AuxOpen(own=True)
        for song in await self._store.songs(session.id, ("handed", "playing")):
            # Songs already queued on the old player won't play on the new one.
            state: SongState = "queued" if song.state == "handed" else "played"
            await self._store.move(song.id, (song.state,), state)
        if songs := await self._store.blocks.take_out(to.id):
            self._taken_out[session.id] = songs
        await self.touch(session, soon=True)
        return await self.by_id(session.id)

    def taken_out(self, session: AuxSession) -> list[AuxSong]:
        """Return, once, the songs that the new owner's blocks took out of the aux."""
        return self._taken_out.pop(session.id, [])

    async def close(self, session: AuxSession) -> list[AuxSong] | None:
        """End an aux and delete its queue; return the pending suggestions.

        None if it had already ended.
        """
        return await self._store.close(session.id)

    async def touch(self, session: AuxSession, *, soon: bool) -> None:
        """Record activity in an aux; with `soon` its player is checked at once."""
        now = self._clock()
        if soon:
            await self._store.change(session.id, active_at=int(now), next_at=now)
        else:
            await self._store.change(session.id, active_at=int(now))


async def _check_controllable(spotify: SpotifyApi, playback: Playback | None) -> None:
    """Raise PremiumRequired if the player can't be controlled; nothing is changed.

    Spotify tells only by refusing a command (docs/reference/spotify.md, section 3.1), so send one
    that does nothing: repeat as it is, or a transfer to a device that doesn't exist.
    """
    try:
        if playback is not None and playback.device is not None:
            await spotify.repeat(playback.repeat)
        else:
            await spotify.transfer(_NO_DEVICE, play=False)
    except (DeviceGone, NoActiveDevice, NotFound, Restricted):
        return

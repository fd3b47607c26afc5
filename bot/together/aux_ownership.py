"""An aux itself: who opens it, who has it, and whose songs go in without asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.accounts.scopes import PLAYER
from bot.music.access import Access
from bot.music.errors import OutOfRange
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import DeviceGone, NoActiveDevice, NotFound, Restricted
from bot.spotify.playing import Playback
from bot.storage.aux_sessions import AuxStore
from bot.storage.records import AuxSession
from bot.together.errors import AuxOpen, NoAux, OfferOver

EACH = 5
"""How many songs one guest may have waiting, unless the owner says otherwise."""

PING_EVERY = 60.0
"""Seconds that lie at least between two pings of an aux's owner."""

OFFER = 900.0
"""Seconds in which an aux that was offered to someone can be taken."""

_NO_DEVICE = "0" * 40
"""A device that nobody has: asking for it changes nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the channel; `roles` are the IDs of their roles in this server."""

    id: int
    name: str
    roles: frozenset[int] = frozenset()


class AuxOwnership:
    """Opens an aux, hands it over, and keeps its owner's rules."""

    def __init__(self, store: AuxStore, access: Access, clock: Callable[[], float]) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    async def open(
        self, owner: Member, *, guild_id: int, channel_id: int, language: str
    ) -> AuxSession:
        """Open an aux on one's own player.

        Raises AuxOpen, PremiumRequired, and the grant guard's errors.
        """
        async with self._access.own(owner.id, PLAYER) as spotify:
            await _can_drive(spotify, await spotify.playback())
        now = int(self._clock())
        session = await self._store.open(
            {
                "guild_id": guild_id,
                "channel_id": channel_id,
                "owner_id": owner.id,
                "owner_name": owner.name,
                "trust": "ask",
                "each": EACH,
                "language": language,
                "created_at": now,
                "active_at": now,
                "next_at": float(now),
            }
        )
        if session is None:
            raise AuxOpen(own=await self._store.session(owner_id=owner.id) is not None)
        return session

    async def by_id(self, session_id: int) -> AuxSession:
        """Return an aux; raises NoAux when it has ended."""
        session = await self._store.session(session_id=session_id)
        if session is None:
            raise NoAux
        return session

    def trusts(self, session: AuxSession, member: Member) -> bool:
        """Whether somebody's songs go in without asking."""
        if member.id == session.owner_id or session.trust == "everyone":
            return True
        return session.trust == "role" and session.role_id in member.roles

    async def may_ping(self, session: AuxSession) -> bool:
        """Whether the owner is pinged about a suggestion now: at most once a minute."""
        return await self._store.claim_ping(session.id, self._clock(), every=PING_EVERY)

    async def set_pings(self, session: AuxSession, *, on: bool) -> None:
        """Choose whether suggestions ping the owner."""
        await self._store.change(session.id, pings=int(on))

    async def set_trust(self, session: AuxSession, trust: str, role_id: int | None) -> None:
        """Choose whose songs go in without asking."""
        await self._store.change(session.id, trust=trust, role_id=role_id)

    async def set_limit(self, session: AuxSession, each: int) -> None:
        """Choose how many songs one guest may have waiting; raises OutOfRange."""
        if not 1 <= each <= 50:
            raise OutOfRange("limit", str(each))
        await self._store.change(session.id, each=each)

    async def hand_over(
        self, session: AuxSession, to: Member, *, offered_by: int, offered_at: float
    ) -> AuxSession:
        """Let somebody else's player go on.

        Raises OfferOver unless who offered it still has it, AuxOpen, PremiumRequired, and the
        grant guard's errors.
        """
        # An ended aux may have had the same number: SQLite gives those out again.
        if session.owner_id != offered_by or offered_at < session.created_at:
            raise OfferOver
        if offered_at + OFFER < self._clock():
            raise OfferOver
        async with self._access.own(to.id, PLAYER) as spotify:
            await _can_drive(spotify, await spotify.playback())
        taken = await self._store.hand_over(session.id, offered_by, to.id, to.name)
        if taken is None:
            raise OfferOver
        if not taken:
            raise AuxOpen(own=True)
        for song in await self._store.songs(session.id, ("handed", "playing")):
            # What the old player has been given does not play on the new one.
            state = "queued" if song.state == "handed" else "played"
            await self._store.move(song.id, (song.state,), state)
        await self._touch(session, soon=True)
        return await self.by_id(session.id)

    async def _touch(self, session: AuxSession, *, soon: bool) -> None:
        now = self._clock()
        if soon:
            await self._store.change(session.id, active_at=int(now), next_at=now)
        else:
            await self._store.change(session.id, active_at=int(now))


async def _can_drive(spotify: SpotifyApi, playback: Playback | None) -> None:
    """Raise PremiumRequired where the player cannot be driven; nothing is changed.

    Spotify tells only by refusing a command (docs/reference/spotify.md, section 3.1), so one
    is sent that does nothing: repeat as it is, or a switch to a device that nobody has.
    """
    try:
        if playback is not None and playback.device is not None:
            await spotify.repeat(playback.repeat)
        else:
            await spotify.transfer(_NO_DEVICE, play=False)
    except (DeviceGone, NoActiveDevice, NotFound, Restricted):
        return

"""What a person is playing, for themselves or for those they share it with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.errors import (
    AccountError,
    LinkDamaged,
    LinkDead,
    MissingScopes,
    NotLinked,
    OtherNotLinked,
)
from bot.accounts.grants import Grants
from bot.accounts.privacy import Privacy
from bot.accounts.scopes import READ_PLAYBACK
from bot.spotify.api import SpotifyApi
from bot.spotify.errors import SpotifyError
from bot.spotify.models import Playback, Playlist


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """A playback, and the playlist it plays from where its name may be read.

    `playback` is None when nothing is visible: nothing plays, or a private session.
    """

    playback: Playback | None
    playlist: Playlist | None = None


class Listening:
    """Reads people's players within their privacy."""

    def __init__(self, grants: Grants, privacy: Privacy) -> None:
        self._grants = grants
        self._privacy = privacy

    async def now_playing(self, person: int, *, viewer: int, shares_server: bool) -> NowPlaying:
        """Return what `person` plays, asked for by `viewer`.

        Raises NotShared or OtherNotLinked for another person, the grant guard's errors for
        oneself, and Spotify's errors.
        """
        await self._privacy.check(person, viewer, shares_server=shares_server)
        try:
            async with self._grants.use(person, scopes=frozenset({READ_PLAYBACK})) as spotify:
                return await _read(spotify)
        except (NotLinked, LinkDead, LinkDamaged, MissingScopes) as error:
            raise _for_viewer(error, own=person == viewer) from None


def _for_viewer(error: AccountError, *, own: bool) -> AccountError:
    return error if own else OtherNotLinked()


async def _read(spotify: SpotifyApi) -> NowPlaying:
    playback = await spotify.playback()
    if playback is None or playback.is_private:
        return NowPlaying(None)
    context = playback.context
    if context is None or context.kind != "playlist" or context.id is None:
        return NowPlaying(playback)
    try:
        return NowPlaying(playback, await spotify.playlist(context.id))
    except SpotifyError:
        return NowPlaying(playback)

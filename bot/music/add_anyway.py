"""Adding to a playlist what stands there already, once its person has said so by a button."""

from __future__ import annotations

from dataclasses import dataclass

from bot.music.playlists import Added, Playlists
from bot.storage.button_state import ButtonState, Use


@dataclass(frozen=True, slots=True)
class _Duplicates:
    """What stands in a playlist already, by URI."""

    playlist: str
    uris: tuple[str, ...]


_ANYWAY = Use("anyway", _Duplicates)


class AddAnyway:
    """Keeps the question for a day; only one press counts."""

    def __init__(self, playlists: Playlists, state: ButtonState) -> None:
        self._playlists = playlists
        self._state = state

    async def keep(self, person: int, result: Added) -> str | None:
        """Keep the duplicates; return the ID that a button carries, None where there are none."""
        if not result.duplicates:
            return None
        uris = tuple(str(one.uri) for one in result.duplicates)
        return await self._state.put(_ANYWAY, person, _Duplicates(result.playlist.id, uris))

    async def asked(self, note: str) -> int | None:
        """Return who was asked; None when it is over."""
        kept = await self._state.get(_ANYWAY, note)
        return kept.owner if kept is not None else None

    async def run(self, note: str) -> int | None:
        """Add the duplicates; return how many, None when another press was faster."""
        taken = await self._state.take(_ANYWAY, note)
        if taken is None:
            return None
        await self._playlists.add_uris(taken.owner, taken.value.playlist, taken.value.uris)
        return len(taken.value.uris)

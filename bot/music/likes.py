"""Whether people like songs, as far as it is known without spending a request on it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence

from bot.accounts.errors import AccountError
from bot.accounts.scopes import LIKED
from bot.http.errors import ServiceError
from bot.music.access import Access

_KEPT_FOR = 300.0
_FRESH = 5.0
_KEPT_AT_MOST = 2000


class Likes:
    """Remembers for a few minutes what Spotify said, and what was changed here."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._known: OrderedDict[tuple[int, str], tuple[float, bool]] = OrderedDict()

    def note(self, person: int, uris: Sequence[str], *, on: bool) -> None:
        """Remember what someone likes now."""
        for uri in uris:
            self._known[person, uri] = (time.monotonic(), on)
            self._known.move_to_end((person, uri))
        while len(self._known) > _KEPT_AT_MOST:
            self._known.popitem(last=False)

    async def of(self, person: int, uri: str, *, ask: bool) -> bool | None:
        """Return whether someone likes something; None where that is not known.

        Only with `ask` Spotify is asked, and only where the person has allowed it to be.
        """
        at, known = self._known.get((person, uri), (float("-inf"), False))
        # People like songs in Spotify too: someone who asks is told what is so now.
        if time.monotonic() - at < (_FRESH if ask else _KEPT_FOR):
            return known
        if not ask:
            return None
        try:
            async with self._access.own(person, LIKED) as spotify:
                (liked,) = await spotify.are_saved([uri]) or (False,)
        except (ServiceError, AccountError):
            return None
        self.note(person, [uri], on=liked)
        return liked

"""Why someone's Spotify can't be used: one type for each next step."""

from __future__ import annotations

from bot.storage.errors import NotSaved

__all__ = ["NotSaved"]


class AccountError(Exception):
    """Base class of this room's errors."""


class NotLinked(AccountError):
    """The person hasn't linked Spotify; `needed` is what the command needs."""

    def __init__(self, needed: frozenset[str] = frozenset()) -> None:
        super().__init__("not linked")
        self.needed = needed


class LinkDead(AccountError):
    """The link has ended: it `expired`, Spotify says it was `revoked`, or the app is gone."""

    def __init__(
        self,
        *,
        expired: bool,
        revoked: bool = False,
        app_gone: bool = False,
        needed: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__("the link has ended")
        self.expired = expired
        self.revoked = revoked
        self.app_gone = app_gone
        self.needed = needed


class LinkDamaged(AccountError):
    """The stored tokens can't be read; only linking again helps."""

    def __init__(self, needed: frozenset[str] = frozenset()) -> None:
        super().__init__("the stored link can't be read")
        self.needed = needed


class MissingScopes(AccountError):
    """The link doesn't cover this; `needed` are Spotify's scope names."""

    def __init__(self, needed: frozenset[str]) -> None:
        super().__init__("missing scopes")
        self.needed = needed


class DiscordUnavailable(AccountError):
    """Discord's sign-in doesn't answer, or rejects the bot's own settings (`rejected`).

    `refused` is whether it has refused a request for good: trying again is no use.
    """

    def __init__(self, *, rejected: bool = False, refused: bool = False) -> None:
        super().__init__("Discord's sign-in isn't answering")
        self.rejected = rejected
        self.refused = refused


class NotShared(AccountError):
    """The other person doesn't share their music with this viewer here."""


class SharingUnknown(AccountError):
    """It can't be found out right now whether the two people share a server."""


class OtherNotLinked(AccountError):
    """The other person hasn't linked Spotify, or their link has ended."""


LinkNeeded = NotLinked | LinkDead | LinkDamaged | MissingScopes
"""What one button press fixes: linking, linking again, or allowing more."""

"""What can stand between a person and their Spotify, one type for each next step."""

from __future__ import annotations

from bot.linking.outcomes import Outcome
from bot.spotify.apps import AppOwner
from bot.storage.errors import NotSaved

__all__ = ["NotSaved"]


class AccountError(Exception):
    """Base of everything that this room raises."""


class NotLinked(AccountError):
    """The person has not linked Spotify; `needed` is what the command needs."""

    def __init__(self, needed: frozenset[str] = frozenset()) -> None:
        super().__init__("not linked")
        self.needed = needed


class LinkDead(AccountError):
    """The link has ended: `expired` by age, `revoked` where Spotify says so, or the app is gone."""

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
    """The stored tokens cannot be read; only linking again helps."""

    def __init__(self, needed: frozenset[str] = frozenset()) -> None:
        super().__init__("the stored link cannot be read")
        self.needed = needed


class MissingScopes(AccountError):
    """The link does not cover this; `needed` are Spotify's scope names."""

    def __init__(self, needed: frozenset[str]) -> None:
        super().__init__("missing scopes")
        self.needed = needed


class TooManyLinks(AccountError):
    """Too many links were asked for; the next one is given at `until` (unix seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__("too many links")
        self.until = until


class NoFreeSeat(AccountError):
    """Every app that this person may use is full."""


class NeedsConsent(AccountError):
    """Only a seat on a member's own app is free: the person must agree to its owner first."""

    def __init__(self, client_id: str, owner: AppOwner) -> None:
        super().__init__("a member's app needs consent")
        self.client_id = client_id
        self.owner = owner


class LinkRefused(AccountError):
    """A ticket or callback cannot be used; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome: Outcome = outcome


class BelongsToAnother(LinkRefused):
    """The browser is signed in to Discord as somebody else; the names are for its page."""

    def __init__(self, owner_name: str, owner_handle: str, signed_in_as: str) -> None:
        super().__init__("not_yours")
        self.owner_name = owner_name
        self.owner_handle = owner_handle
        self.signed_in_as = signed_in_as


class PasteRefused(AccountError):
    """A pasted address cannot be used; `reason` says what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CodeRefused(AccountError):
    """A typed code is wrong (`left` tries remain) or can no longer be used (None)."""

    def __init__(self, left: int | None) -> None:
        super().__init__("code refused")
        self.left = left


class AppRefused(AccountError):
    """A Spotify app cannot be added or removed; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DiscordUnavailable(AccountError):
    """Discord's sign-in does not answer, or refuses the bot's own settings (`rejected`)."""

    def __init__(self, *, rejected: bool = False) -> None:
        super().__init__("Discord's sign-in is not answering")
        self.rejected = rejected


class NotShared(AccountError):
    """The other person does not share what they hear with this viewer here."""


class OtherNotLinked(AccountError):
    """The other person has not linked Spotify, or their link has ended."""


class FeatureOff(AccountError):
    """The host has not turned this on (`FEATURES`); `name` is the feature."""

    def __init__(self, name: str) -> None:
        super().__init__("feature off")
        self.name = name


LinkNeeded = NotLinked | LinkDead | LinkDamaged | MissingScopes
"""What one press of a button mends: linking, linking again, or allowing more."""

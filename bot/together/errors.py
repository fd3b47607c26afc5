"""What can stand in the way of doing something together."""

from __future__ import annotations


class TogetherError(Exception):
    """Base of everything that this room raises."""


class AuxOpen(TogetherError):
    """The channel has an aux, or (`own`) the person has one elsewhere."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("an aux is open")
        self.own = own


class NoAux(TogetherError):
    """No aux is open in this channel, or it has ended."""


class NotTheOwner(TogetherError):
    """Only whoever opened the aux may do this."""


class TooManyWaiting(TogetherError):
    """The person has `each` songs waiting, which is the limit."""

    def __init__(self, each: int) -> None:
        super().__init__("too many waiting")
        self.each = each


class AlreadyWaiting(TogetherError):
    """The song is in the queue; `added_name` put it there."""

    def __init__(self, title: str, added_name: str) -> None:
        super().__init__("already waiting")
        self.title = title
        self.added_name = added_name


class OfferOver(TogetherError):
    """The aux was offered by someone who has passed it on since, or too long ago."""


class SongGone(TogetherError):
    """The song is no longer waiting: somebody else was faster."""


class HandedOver(TogetherError):
    """The song is with Spotify already and cannot be taken back."""


class NobodyNamed(TogetherError):
    """Nobody was mentioned, or only oneself."""


class NothingInCommon(TogetherError):
    """There is nothing to make a playlist from."""


class OwnerNotAsked(TogetherError):
    """The bot cannot write where `owner_name` would be asked about a song."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("the owner could not be asked")
        self.owner_name = owner_name


class NotInServer(TogetherError):
    """The bot is no member of the server, so that it could not keep a panel there."""


class OwnerNeedsPremium(TogetherError):
    """The Spotify of the aux's owner, `owner_name`, has no Premium."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("the owner has no Premium")
        self.owner_name = owner_name


class PlayerUnreachable(TogetherError):
    """The player of the aux's owner, `owner_name`, cannot be used right now."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("the owner's player cannot be reached")
        self.owner_name = owner_name

"""Errors about doing something together."""

from __future__ import annotations


class TogetherError(Exception):
    """Base class of all errors in this room."""


class AuxOpen(TogetherError):
    """The channel has an aux, or (`own`) the person has one elsewhere."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("an aux is open")
        self.own = own


class NoAux(TogetherError):
    """No aux is open in this channel, or it has ended."""


class NotTheOwner(TogetherError):
    """Only the owner of the aux may do this."""


class MayNotEnd(NotTheOwner):
    """Only the owner of the aux and people who manage messages there may end it."""


class NoSongNamed(TogetherError):
    """No song was given for the aux, and the person has no linked player to take it from."""


class TooManyWaiting(TogetherError):
    """The person has `each` songs waiting, which is the limit."""

    def __init__(self, each: int) -> None:
        super().__init__("too many waiting")
        self.each = each


class TooManySuggested(TooManyWaiting):
    """As many suggestions as an aux may have wait for its owner's answer."""


class AlreadyWaiting(TogetherError):
    """The song is in the queue; `added_name` put it there."""

    def __init__(self, title: str, added_name: str) -> None:
        super().__init__("already waiting")
        self.title = title
        self.added_name = added_name


class NoBoostLeft(TogetherError):
    """The person's boost is used up; it is back at `back_at`, unix seconds."""

    def __init__(self, back_at: float) -> None:
        super().__init__("no boost left")
        self.back_at = back_at


class NoVoteLeft(TogetherError):
    """The person's votes to skip are used up; one is back at `back_at`, unix seconds."""

    def __init__(self, back_at: float) -> None:
        super().__init__("no vote left")
        self.back_at = back_at


class OfferOver(TogetherError):
    """The aux was offered by someone who has passed it on since, or too long ago."""


class SongBlocked(TogetherError):
    """`owner_name`, the aux's owner, has blocked `name`, or explicit songs, there."""

    def __init__(self, owner_name: str, name: str, *, explicit: bool) -> None:
        super().__init__("blocked")
        self.owner_name = owner_name
        self.name = name
        self.explicit = explicit


class TooManyBlocked(TogetherError):
    """The person has blocked `most` artists and songs, which is the limit."""

    def __init__(self, most: int) -> None:
        super().__init__("too many blocked")
        self.most = most


class SongGone(TogetherError):
    """The song is no longer waiting: someone else was faster."""


class GuestGone(TogetherError):
    """The guest of the page isn't in any more."""


class VoiceNotAllowed(TogetherError):
    """The person may not set this voice channel's status."""


class VoiceRefused(TogetherError):
    """The bot may not set this voice channel's status."""


class HandedOver(TogetherError):
    """The song is already queued on Spotify and can't be withdrawn."""


class NobodyNamed(TogetherError):
    """No one was mentioned, or only the person themselves."""


class NothingInCommon(TogetherError):
    """There is nothing to make a playlist from."""


class OwnerNotAsked(TogetherError):
    """The bot can't write where it would ask `owner_name` about a song."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("the owner could not be asked")
        self.owner_name = owner_name


class NotInServer(TogetherError):
    """The bot isn't a member of the server, so it couldn't update a panel there."""


class OwnerNeedsPremium(TogetherError):
    """The Spotify of the aux's owner, `owner_name`, has no Premium."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("the owner has no Premium")
        self.owner_name = owner_name


class PlayerUnreachable(TogetherError):
    """The player of the aux's owner, `owner_name`, can't be used right now."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("the owner's player cannot be reached")
        self.owner_name = owner_name


class MixtapeRunning(TogetherError):
    """The channel has a mixtape already."""


class NoMixtape(TogetherError):
    """The channel has no mixtape, or it has ended."""


class NothingForMixtape(TogetherError):
    """What was named has no link to a song or an album."""


class NotMixtapeOwner(TogetherError):
    """Only `owner_name`, who started the mixtape, may do this."""

    def __init__(self, owner_name: str) -> None:
        super().__init__("not the mixtape's owner")
        self.owner_name = owner_name


class NothingToUndo(TogetherError):
    """No song of the person's (or, for the owner, none at all) can be taken out."""


class MixtapePaused(TogetherError):
    """The mixtape takes nothing until its owner resumes it."""


class PlaylistLost(TogetherError):
    """The mixtape's playlist is gone, or its owner may no longer change it."""

"""Errors about what a person asked for, one type for each thing to tell them."""

from __future__ import annotations

from typing import Literal

from bot.music.playlist_names import Pick
from bot.spotify.links import SpotifyLink
from bot.spotify.playing import Device

Argument = Literal[
    "position",
    "end",
    "volume",
    "range",
    "albums",
    "switch",
    "repeat",
    "name",
    "place",
    "size",
    "list",
    "song",
    "limit",
    "messages",
    "each",
    "trust",
    "turns",
    "blocked",
    "prefix",
]
"""What a typed value stands for."""


class MusicError(Exception):
    """Base class of all errors in this room."""


class QueryTooLong(MusicError):
    """The search text is too long to send."""


class NothingFound(MusicError):
    """Spotify found no `kind` for `query`."""

    def __init__(self, query: str, kind: str = "artist") -> None:
        super().__init__("nothing found")
        self.query = query
        self.kind = kind


class NothingInReply(MusicError):
    """The message replied to is gone, or has neither words nor a Spotify link."""


class WrongKind(MusicError):
    """The link is of a `kind` that doesn't fit; `wanted` are the kinds that would."""

    def __init__(self, kind: str, wanted: tuple[str, ...] = ("artist",)) -> None:
        super().__init__("a link of another kind")
        self.kind = kind
        self.wanted = wanted


class NothingPlaying(MusicError):
    """Nothing was named, and the player shows nothing (`own` or another person's)."""

    def __init__(self, *, own: bool = True) -> None:
        super().__init__("nothing is playing")
        self.own = own


class NotOnSpotify(MusicError):
    """What is playing has no URI: a local file, an ad, or something Spotify withholds."""


class OutOfRange(MusicError):
    """A typed value can't be used; `what` names it, `text` is what was typed."""

    def __init__(self, what: Argument, text: str) -> None:
        super().__init__(f"{what} out of range")
        self.what: Argument = what
        self.text = text


class NoVolume(MusicError):
    """The active device doesn't allow its volume to be set."""


class NoSuchDevice(MusicError):
    """There is no device with that name; `names` are the existing ones."""

    def __init__(self, asked: str, names: tuple[str, ...]) -> None:
        super().__init__("no such device")
        self.asked = asked
        self.names = names


class WhichDevice(MusicError):
    """Several devices match what was typed equally well."""

    def __init__(self, asked: str, devices: tuple[Device, ...]) -> None:
        super().__init__("several devices fit")
        self.asked = asked
        self.devices = devices


class DeviceOutOfReach(MusicError):
    """The device exists, but Spotify doesn't let apps choose or control it."""

    def __init__(self, device: Device) -> None:
        super().__init__("a device that cannot be chosen")
        self.device = device


class NotTold(MusicError):
    """Spotify doesn't report the `what` (volume, position) that this is relative to."""

    def __init__(self, what: Literal["volume", "position"]) -> None:
        super().__init__(f"the {what} is not told")
        self.what = what


class NoSuchPlaylist(MusicError):
    """The person has no playlist with that name; `near` are similar ones."""

    def __init__(self, asked: str, near: tuple[str, ...]) -> None:
        super().__init__("no such playlist")
        self.asked = asked
        self.near = near


class WhichPlaylist(MusicError):
    """Several playlists may be meant: all with that name (`equal`), or none with it."""

    def __init__(self, asked: str, options: tuple[Pick, ...], equal: bool) -> None:
        super().__init__("it is not clear which playlist")
        self.asked = asked
        self.options = options
        self.equal = equal


class MadeBySpotify(MusicError):
    """The playlist is Spotify's own: it can be started, but bots can't read it."""

    def __init__(self, link: SpotifyLink) -> None:
        super().__init__("a playlist made by Spotify")
        self.link = link


class TooLate(MusicError):
    """A change can no longer be undone, or already has been."""


class NotYours(MusicError):
    """Someone else made the change to be undone."""


class ChangedSince(MusicError):
    """It has been changed again since, so undoing would do something else."""

    def __init__(self, name: str) -> None:
        super().__init__("changed since")
        self.name = name


class NotYourPlaylist(MusicError):
    """Only the owner of a playlist can do this; `name` is the playlist's."""

    def __init__(self, name: str) -> None:
        super().__init__("not your playlist")
        self.name = name


class BadCover(MusicError):
    """The attachment isn't a usable picture."""


class NoPicturesHere(MusicError):
    """Pictures are an extra, and it isn't installed here."""


class DidNotTake(MusicError):
    """Spotify reported success, but reading back shows that nothing changed."""

    def __init__(self, name: str) -> None:
        super().__init__("it did not take")
        self.name = name

"""Words for requests about music that can't be carried out."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypedDict, assert_never

from bot.music import errors
from bot.spotify.links import NotASpotifyLink, addresses_in
from bot.ui.devices import device_name
from bot.ui.language import _, later
from bot.ui.notices import AMBER, Notice
from bot.ui.player import no_device_notice
from bot.ui.text import name
from bot.ui.words.addresses import not_a_link
from bot.ui.words.discord_side import not_yours
from bot.ui.words.shared import VOLUME_ON_DEVICE

SearchProblem = (
    errors.QueryTooLong
    | errors.NothingFound
    | errors.NothingInReply
    | errors.WrongKind
    | NotASpotifyLink
)
PlayingProblem = errors.NothingPlaying | errors.NotOnSpotify | errors.DidNotTake
ValueProblem = errors.OutOfRange | errors.NoVolume | errors.NotTold
DeviceProblem = errors.NoSuchDevice | errors.WhichDevice | errors.DeviceOutOfReach
PlaylistProblem = (
    errors.NoSuchPlaylist
    | errors.MadeBySpotify
    | errors.NotYourPlaylist
    | errors.BadCover
    | errors.NoPicturesHere
)
UndoProblem = errors.TooLate | errors.ChangedSince | errors.NotYours
MusicProblem = (
    SearchProblem | PlayingProblem | ValueProblem | DeviceProblem | PlaylistProblem | UndoProblem
)


def music_words(error: MusicProblem) -> Notice:
    """Return the words for a music error."""
    if isinstance(error, SearchProblem):
        return _searched(error)
    if isinstance(error, PlayingProblem):
        return _playing(error)
    if isinstance(error, DeviceProblem):
        return _device(error)
    if isinstance(error, PlaylistProblem):
        return _playlist(error)
    if isinstance(error, UndoProblem):
        return _undo(error)
    return _value(error)


def kind_words(kind: str) -> str:
    """Return the name of a kind of item, with its article."""
    return {
        "track": _("a song"),
        "album": _("an album"),
        "playlist": _("a playlist"),
        "show": _("a podcast"),
        "episode": _("a podcast episode"),
        "artist": _("an artist"),
    }.get(kind, _("something else"))


def _searched(error: SearchProblem) -> Notice:
    match error:
        case errors.QueryTooLong():
            text = _("Please use at most 200 characters.")
            return Notice(_("That's too long"), text)
        case errors.NothingFound(query=query) if addresses_in(query):
            text = _("Spotify has nothing at that address, or doesn't show it to bots.")
            return Notice(_("Nothing found"), text)
        case errors.NothingFound(query=query):
            text = _("Spotify found nothing like that for {query}. Check the spelling?")
            return Notice(_("Nothing found"), text.format(query=name(query)))
        case errors.NothingInReply():
            text = _("The message you replied to is gone, or contains no text and no Spotify link.")
            return Notice(_("I can't use that message"), text, AMBER)
        case errors.WrongKind(kind=kind, wanted=wanted):
            text = _("That's {kind}, but this needs {wanted}.").format(
                kind=kind_words(kind), wanted=" / ".join(map(kind_words, wanted))
            )
            return Notice(_("That doesn't fit"), text)
        case NotASpotifyLink(kind=kind):
            return not_a_link(kind)
        case _:
            assert_never(error)


def _playing(error: PlayingProblem) -> Notice:
    match error:
        case errors.NothingPlaying(own=own):
            text = (
                _("Play something on Spotify, or say what you mean.")
                if own
                else _("Spotify shows nothing on this person's player.")
            )
            return Notice(_("Nothing is playing"), text, private=own)
        case errors.NotOnSpotify():
            text = _(
                "What's playing has no Spotify link; it may be an ad or a local file. Say what "
                "you mean."
            )
            return Notice(_("That's not on Spotify"), text)
        case errors.DidNotTake(name=what):
            text = _("Spotify accepted the change for {name}, but it doesn't show when I check.")
            return Notice(_("The change didn't show up"), text.format(name=name(what)), AMBER)
        case _:
            assert_never(error)


def _value(error: ValueProblem) -> Notice:
    match error:
        case errors.OutOfRange(what=what, text=text):
            typed = name(text or "?", 60)
            return Notice(_("I can't use that"), _(_ARGUMENTS[what]).format(typed=typed), AMBER)
        case errors.NoVolume():
            text = _(VOLUME_ON_DEVICE)
            return Notice(_("Not on this device"), text, AMBER)
        case errors.NotTold(what=what):
            words = {
                "volume": _(
                    "Spotify doesn't say how loud this device is. Enter a number from 0 to 100."
                ),
                "position": _("Spotify doesn't say where the song is. Enter a time, like `1:23`."),
            }
            return Notice(_("I need an exact value"), words[what], AMBER)
        case _:
            assert_never(error)


def _device(error: DeviceProblem) -> Notice:
    match error:
        case errors.NoSuchDevice(names=()):
            return replace(no_device_notice(), private=False)
        case errors.NoSuchDevice(asked=asked, names=names):
            known = ", ".join(name(one, 40) for one in names[:10])
            text = _("There's no device called {asked}. You have: {names}.")
            return Notice(_("No such device"), text.format(asked=name(asked), names=known), AMBER)
        case errors.WhichDevice(asked=asked):
            text = _("More than one device matches {asked}. Choose one with `devices`.")
            return Notice(_("Which device?"), text.format(asked=name(asked)), AMBER)
        case errors.DeviceOutOfReach(device=device):
            text = _("Spotify doesn't let bots choose {device}. Choose it in the Spotify app.")
            return Notice(_("Not from here"), text.format(device=name(device_name(device))), AMBER)
        case _:
            assert_never(error)


def _playlist(error: PlaylistProblem) -> Notice:
    match error:
        case errors.NoSuchPlaylist(asked=asked, near=near):
            text = _("You have no playlist called {asked}.").format(asked=name(asked or "?", 100))
            if near:
                some = ", ".join(name(one, 40) for one in near)
                text += " " + _("Some of yours: {names}").format(names=some)
            return Notice(_("No such playlist"), text, AMBER)
        case errors.MadeBySpotify():
            text = _("Spotify doesn't let bots read or change it, but `play` starts it.")
            return Notice(_("A playlist made by Spotify"), text, AMBER)
        case errors.NotYourPlaylist(name=what):
            text = _("Only the owner and people it's shared with can change {playlist}.")
            return Notice(_("Not your playlist"), text.format(playlist=name(what)), AMBER)
        case errors.BadCover():
            text = _(
                "Attach a picture (JPEG, PNG or WebP) of up to 8 MB and 4 million pixels, such "
                "as 2000 × 2000."
            )
            return Notice(_("I need a picture for the cover"), text, AMBER)
        case errors.NoPicturesHere():
            text = _("This bot doesn't have picture support. The bot's host can install it.")
            return Notice(_("I can't make covers here"), text, AMBER)
        case _:
            assert_never(error)


def _undo(error: UndoProblem) -> Notice:
    match error:
        case errors.TooLate():
            text = _("You can undo a change once, within ten minutes.")
            return Notice(_("Too late to undo that"), text, AMBER, private=True)
        case errors.ChangedSince(name=what):
            text = _("{name} has changed again since then, so I left it alone.")
            return Notice(_("Not undone"), text.format(name=name(what)), AMBER, private=True)
        case errors.NotYours():
            return not_yours()
        case _:
            assert_never(error)


class _Arguments(TypedDict):
    """The words for each kind of value that can't be used."""

    position: str
    end: str
    volume: str
    range: str
    albums: str
    switch: str
    repeat: str
    name: str
    place: str
    size: str
    list: str
    song: str
    limit: str
    messages: str
    each: str
    trust: str
    turns: str
    blocked: str
    prefix: str


_ARGUMENTS: Final[_Arguments] = {
    "position": later(
        "{typed} isn't a valid position. Enter `1:23`, `83` (seconds), `+15` or `-15`."
    ),
    "end": later("{typed} is past the end of this song."),
    "volume": later("{typed} isn't a valid volume. Enter 0 to 100, `up` or `down`."),
    "range": later(
        "I don't know the time span {typed}. Use `4 weeks`, `6 months` or `year`, and "
        "`tracks` or `artists`."
    ),
    "albums": later(
        "Spotify has no list of top albums. `chart albums` shows the albums of your top songs."
    ),
    "switch": later("{typed} isn't `on` or `off`."),
    "repeat": later("{typed} isn't a repeat mode. Use `track`, `all` or `off`."),
    "name": later("A playlist's name must be 1 to 100 characters long."),
    "place": later("The playlist has no position {typed}."),
    "size": later("{typed} isn't a valid size. Enter a number from 3 to 7."),
    "list": later("{typed} isn't `tracks` or `artists`."),
    "song": later("No waiting song has the number {typed}."),
    "limit": later("{typed} isn't a valid limit. Enter a number from 1 to 50."),
    "messages": later("{typed} isn't a number of messages. Enter one from 1 to 200."),
    "each": later("{typed} isn't a valid limit. Enter a number from 1 to 500, or 0 for none."),
    "trust": later("{typed} isn't `ask`, `everyone` or a role."),
    "blocked": later("Nothing that's blocked has the number {typed}. See `aux blocked`."),
    "turns": later("{typed} isn't `fair` or `order`."),
    "prefix": later("A prefix must be 1 to 5 characters long, without spaces."),
}

"""Words for what was asked in a way that cannot be done."""

from __future__ import annotations

from bot.music import errors
from bot.spotify.links import NotASpotifyLink, addresses_in
from bot.together import errors as together
from bot.ui.devices import device_name
from bot.ui.errors_links import not_a_link
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, Notice
from bot.ui.text import name


def music_words(error: BaseException, prefix: str) -> Notice | None:
    """Return the words for an error of music or together, or None."""
    if isinstance(error, together.TogetherError):
        return _together(error)
    return _looked_up(error) or _typed(error, prefix) or _playlist(error)


def kind_words(kind: str) -> str:
    """Return what a kind of thing is called, with its article."""
    return {
        "track": _("a song"),
        "album": _("an album"),
        "playlist": _("a playlist"),
        "show": _("a podcast"),
        "episode": _("a podcast episode"),
        "artist": _("an artist"),
    }.get(kind, _("something else"))


def _looked_up(error: BaseException) -> Notice | None:
    match error:
        case errors.QueryTooLong():
            text = _("Please search with at most 200 characters.")
            return Notice(_("That is too long"), text)
        case errors.NothingFound(query=query) if addresses_in(query):
            text = _("Spotify has nothing at that address, or doesn't show it to bots.")
            return Notice(_("Nothing found"), text)
        case errors.NothingFound(query=query):
            text = _("Spotify knows nothing of that kind for {query}. Check the spelling?")
            return Notice(_("Nothing found"), text.format(query=name(query)))
        case errors.NothingInReply():
            text = _(
                "The message you replied to is gone, or has no words and no Spotify link in it."
            )
            return Notice(_("I can't use that message"), text, AMBER)
        case errors.WrongKind(kind=kind, wanted=wanted):
            text = _("That is {kind}, but this needs {wanted}.").format(
                kind=kind_words(kind), wanted=" / ".join(map(kind_words, wanted))
            )
            return Notice(_("That does not fit"), text)
        case NotASpotifyLink(kind=kind):
            return not_a_link(kind)
        case errors.NothingPlaying(own=own):
            text = (
                _("Play something on Spotify, or name what you mean.")
                if own
                else _("Spotify shows nothing on this person's player.")
            )
            return Notice(_("Nothing is playing"), text, private=own)
        case errors.NotOnSpotify():
            text = _(
                "What plays has no Spotify link, like an ad or a file of one's own. "
                "Name what you mean."
            )
            return Notice(_("That is not on Spotify"), text)
        case errors.DidNotTake(name=what):
            text = _("Spotify said yes for {name}, but reading back shows no change.")
            return Notice(_("It did not take"), text.format(name=name(what)), AMBER)
    return None


def _typed(error: BaseException, prefix: str) -> Notice | None:
    match error:
        case errors.OutOfRange(what=what, text=text):
            return Notice(_("I can't use that"), _range_words(what, text, prefix), AMBER)
        case errors.NoVolume():
            text = _("The volume of this device can only be set on the device.")
            return Notice(_("Not on this device"), text, AMBER)
        case errors.NotTold(what=what):
            words = {
                "volume": _(
                    "Spotify doesn't say how loud this device is. Name a number: 0 to 100."
                ),
                "position": _("Spotify doesn't say where the song is. Name a time, like `1:23`."),
            }
            return Notice(_("That is not known"), words[what], AMBER)
    return _device(error)


def _device(error: BaseException) -> Notice | None:
    match error:
        case errors.NoSuchDevice(names=()):
            return Notice(
                _("No device is open"),
                _("Open Spotify somewhere and play or pause anything once; then try again."),
                AMBER,
            )
        case errors.NoSuchDevice(asked=asked, names=names):
            known = ", ".join(name(one, 40) for one in names[:10])
            text = _("No device is called {asked}. There are: {names}.")
            return Notice(_("No such device"), text.format(asked=name(asked), names=known), AMBER)
        case errors.WhichDevice(asked=asked):
            text = _("Several devices could be {asked}. Choose one with `devices`.")
            return Notice(_("Which device?"), text.format(asked=name(asked)), AMBER)
        case errors.DeviceOutOfReach(device=device):
            text = _("Spotify doesn't let bots choose {device}. Choose it in the Spotify app.")
            return Notice(_("Not from here"), text.format(device=name(device_name(device))), AMBER)
    return None


def _range_words(what: str, text: str, prefix: str) -> str:
    typed = name(text or "?", 60)
    words = {
        "position": _("{typed} is no position. Write `1:23`, `83` (seconds), `+15` or `-15`."),
        "end": _("{typed} is beyond the end of this song."),
        "volume": _("{typed} is no volume. Write 0 to 100, `up` or `down`."),
        "range": _(
            "I know no time span called {typed}. Write `4 weeks`, `6 months` or `year`, "
            "and `tracks` or `artists`."
        ),
        "albums": _("Spotify lists no top albums. `chart albums` draws those of your top songs."),
        "switch": _("{typed} is neither `on` nor `off`."),
        "repeat": _("{typed} cannot be repeated. Write `track`, `all` or `off`."),
        "name": _("A playlist's name has 1 to 100 characters."),
        "place": _("There is no such place in the playlist: {typed}."),
        "size": _("{typed} is no size. Write a number from 3 to 7."),
        "list": _("{typed} is neither `tracks` nor `artists`."),
        "song": _("There is no song with the number {typed} waiting."),
        "limit": _("{typed} is no limit. Write a number from 1 to 50."),
        "trust": _("{typed} is neither `ask` nor `everyone`, nor a role."),
        "prefix": _("A prefix has 1 to 5 characters and no spaces."),
    }
    return words[what].format(typed=typed)


def _playlist(error: BaseException) -> Notice | None:
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
        case errors.TooLate():
            text = _("A change can be undone for ten minutes, and once.")
            return Notice(_("Too late to undo that"), text, AMBER, private=True)
        case errors.ChangedSince(name=what):
            text = _("{name} has been changed again since, so I left it alone.")
            return Notice(_("Not undone"), text.format(name=name(what)), AMBER, private=True)
        case errors.NotYourPlaylist(name=what):
            text = _("Only its owner, or people it is shared with, can change {playlist}.")
            return Notice(_("Not your playlist"), text.format(playlist=name(what)), AMBER)
        case errors.BadCover():
            text = _(
                "Attach a picture (JPEG, PNG or WebP) of at most 8 MB and 4 million pixels, like "
                "2000 × 2000."
            )
            return Notice(_("That is no picture for a cover"), text, AMBER)
        case errors.NoPicturesHere():
            text = _(
                "Pictures aren't installed on this bot. The person who runs it can install them."
            )
            return Notice(_("I can't make covers here"), text, AMBER)
    return None


def _together(error: together.TogetherError) -> Notice | None:
    match error:
        case together.AuxOpen(own=own):
            text = (
                _("You have an aux open already. `aux close` ends it.")
                if own
                else _("An aux is open in this channel already.")
            )
            return Notice(_("Already open"), text, AMBER, private=True)
        case together.NoAux():
            text = _("No aux is open in this channel. `aux open` opens one on your player.")
            return Notice(_("No aux here"), text, private=True)
        case together.NotTheOwner():
            text = _("Only whoever opened the aux can do that.")
            return Notice(_("Not yours to change"), text, AMBER, private=True)
        case together.TooManyWaiting(each=each):
            text = n_(
                "You have {count} song waiting: that is the limit here.",
                "You have {count} songs waiting: that is the limit here.",
                each,
            )
            return Notice(_("Let the others too"), text, AMBER, private=True)
        case together.AlreadyWaiting(title=title, added_name=added):
            text = _("{title} is waiting already; {name} added it.")
            shown = text.format(title=name(title, 80), name=name(added, 40))
            return Notice(_("Already in the queue"), shown, AMBER, private=True)
        case together.SongGone():
            text = _("Somebody was faster, or it has played already.")
            return Notice(_("That song is no longer waiting"), text, AMBER, private=True)
        case together.HandedOver():
            text = _(
                "It is with Spotify already, and Spotify's queue cannot be changed. "
                "Skip it when it plays."
            )
            return Notice(_("Too late for that"), text, AMBER, private=True)
        case together.PlayerUnreachable(owner_name=owner):
            return Notice(_("No player"), unreachable_words(owner), AMBER, private=True)
        case together.OwnerNeedsPremium(owner_name=owner):
            return Notice(_("No player"), premium_words(owner), AMBER, private=True)
        case together.OwnerNotAsked(owner_name=owner):
            text = _(
                "I can't write in this channel, so {name} couldn't be asked. Nothing was suggested."
            )
            shown = text.format(name=name(owner, 40))
            return Notice(_("Not suggested"), shown, AMBER, private=True)
        case together.NotInServer():
            text = _("An aux needs the bot in this server. Ask an admin to add it.")
            return Notice(_("Not here"), text, AMBER, private=True)
        case together.OfferOver():
            text = _("Ask the person who has the aux now to pass it on to you.")
            return Notice(_("That offer is over"), text, AMBER, private=True)
        case together.NobodyNamed():
            return Notice(_("With whom?"), _("Mention the people, like `@name`."), private=True)
        case together.NothingInCommon():
            text = _("Nobody has enough listed at Spotify yet.")
            return Notice(_("Nothing to make it from"), text)
    return None


def premium_words(owner_name: str) -> str:
    """Say that an aux cannot play because its owner has no Premium."""
    return _(
        "The Spotify account of {name} isn't Premium, and Spotify plays songs for an aux only on "
        "Premium. The queue is kept."
    ).format(name=name(owner_name, 40))


def unreachable_words(owner_name: str) -> str:
    """Say that an aux has no player at the moment."""
    return _(
        "The player of {name} cannot be reached right now: Spotify is open nowhere, or their "
        "link has ended. The queue is kept."
    ).format(name=name(owner_name, 40))

"""Words for errors of the aux, blend and taste."""

from __future__ import annotations

from typing import assert_never

from bot.together import errors
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, Notice
from bot.ui.text import name, when
from bot.ui.words.shared import NOT_YOURS_TO_CHANGE

SongProblem = (
    errors.TooManyWaiting
    | errors.AlreadyWaiting
    | errors.SongGone
    | errors.GuestGone
    | errors.HandedOver
    | errors.OwnerNotAsked
    | errors.NoSongNamed
)
BlockProblem = errors.SongBlocked | errors.TooManyBlocked
MixtapeProblem = (
    errors.MixtapeRunning
    | errors.NoMixtape
    | errors.NothingForMixtape
    | errors.NotMixtapeOwner
    | errors.NothingToUndo
    | errors.MixtapePaused
    | errors.PlaylistLost
)
PlayerProblem = errors.PlayerUnreachable | errors.OwnerNeedsPremium
VoiceProblem = errors.VoiceNotAllowed | errors.VoiceRefused
BlendProblem = errors.NobodyNamed | errors.NothingInCommon
TokenProblem = errors.NoBoostLeft | errors.NoVoteLeft
AuxProblem = (
    errors.AuxOpen | errors.NoAux | errors.NotTheOwner | errors.NotInServer | errors.OfferOver
)
TogetherProblem = (
    SongProblem
    | BlockProblem
    | PlayerProblem
    | VoiceProblem
    | BlendProblem
    | AuxProblem
    | MixtapeProblem
    | TokenProblem
)


def together_words(error: TogetherProblem) -> Notice:
    """Return the words for an error about doing something together."""
    if isinstance(error, SongProblem):
        return _song(error)
    if isinstance(error, BlockProblem):
        return _block(error)
    if isinstance(error, PlayerProblem):
        return _player(error)
    if isinstance(error, VoiceProblem):
        return _voice(error)
    if isinstance(error, BlendProblem):
        return _blend(error)
    if isinstance(error, MixtapeProblem):
        return _mixtape(error)
    if isinstance(error, TokenProblem):
        return _token(error)
    return _aux(error)


def _song(error: SongProblem) -> Notice:
    match error:
        case errors.TooManySuggested():
            text = _(
                "Too many songs are waiting for an answer from the aux owner. Try again later."
            )
            return Notice(_("Let others have a turn"), text, AMBER, private=True)
        case errors.TooManyWaiting(each=each):
            text = n_(
                "You have {count} song waiting, which is the limit here.",
                "You have {count} songs waiting, which is the limit here.",
                each,
            )
            return Notice(_("Let others have a turn"), text, AMBER, private=True)
        case errors.AlreadyWaiting(title=title, added_name=added):
            text = _("{title} is already waiting; {name} added it.")
            shown = text.format(title=name(title, 80), name=name(added, 40))
            return Notice(_("Already in the queue"), shown, AMBER, private=True)
        case errors.SongGone():
            text = _("Someone was faster, or it has already played.")
            return Notice(_("That song is no longer waiting"), text, AMBER, private=True)
        case errors.NoSongNamed():
            text = _(
                "Give a song's name or a Spotify link: you don't need to link Spotify for that. "
                "Without a song, I add what you're playing, and can't see that."
            )
            return Notice(_("Which song?"), text, private=True)
        case errors.GuestGone():
            text = _("They aren't in any more.")
            return Notice(_("That guest has left"), text, AMBER, private=True)
        case errors.HandedOver():
            text = _(
                "It's already in Spotify's queue, which can't be changed. Skip it when it plays."
            )
            return Notice(_("Too late for that"), text, AMBER, private=True)
        case errors.OwnerNotAsked(owner_name=owner):
            text = _(
                "I can't write in this channel, so I couldn't ask {name}. Nothing was suggested."
            )
            shown = text.format(name=name(owner, 40))
            return Notice(_("Not suggested"), shown, AMBER, private=True)
        case _:
            assert_never(error)


def _block(error: BlockProblem) -> Notice:
    match error:
        case errors.SongBlocked(owner_name=owner, name=blocked, explicit=explicit):
            text = (
                _("{owner} wants no explicit songs in this aux.")
                if explicit
                else _("{owner} has blocked {name} in this aux.")
            )
            shown = text.format(owner=name(owner, 40), name=name(blocked, 80))
            return Notice(_("Not in this aux"), shown, AMBER, private=True)
        case errors.TooManyBlocked(most=most):
            text = n_(
                "You've blocked {count} thing, which is the limit. `aux unblock` makes room.",
                "You've blocked {count} things, which is the limit. `aux unblock` makes room.",
                most,
            )
            return Notice(_("Too much is blocked"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _player(error: PlayerProblem) -> Notice:
    match error:
        case errors.PlayerUnreachable(owner_name=owner):
            return Notice(
                _("The player can't be used"), unreachable_words(owner), AMBER, private=True
            )
        case errors.OwnerNeedsPremium(owner_name=owner):
            return Notice(_("The player can't be used"), premium_words(owner), AMBER, private=True)
        case _:
            assert_never(error)


def _token(error: TokenProblem) -> Notice:
    back = when(error.back_at)
    match error:
        case errors.NoBoostLeft():
            text = _("You've used yours. It's back {when}.").format(when=back)
            return Notice(_("No boost left"), text, AMBER, private=True)
        case errors.NoVoteLeft():
            text = _("Your next one is back {when}. Votes you gave still count.").format(when=back)
            return Notice(_("No votes to skip left"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _voice(error: VoiceProblem) -> Notice:
    match error:
        case errors.VoiceNotAllowed():
            text = _("You can't set that voice channel's status yourself, so I don't for you.")
        case errors.VoiceRefused():
            text = _(
                "I need the permissions “Connect”, “Set Voice Channel Status” and “Manage "
                "Channels” in that channel. Someone who manages the server can give me a role "
                "that has them there."
            )
        case _:
            assert_never(error)
    return Notice(_("That channel's status can't be set"), text, AMBER, private=True)


def _blend(error: BlendProblem) -> Notice:
    match error:
        case errors.NobodyNamed():
            return Notice(_("Who with?"), _("Mention the people, like `@name`."), private=True)
        case errors.NothingInCommon():
            text = _("Spotify doesn't list enough for anyone yet.")
            return Notice(_("Not enough to make a blend"), text)
        case _:
            assert_never(error)


def _aux(error: AuxProblem) -> Notice:
    match error:
        case errors.AuxOpen(own=own):
            text = (
                _("You already have an aux open. `aux close` ends it.")
                if own
                else _("An aux is already open in this channel.")
            )
            return Notice(_("Already open"), text, AMBER, private=True)
        case errors.NoAux():
            text = _("No aux is open in this channel. Use `aux open` to open one on your player.")
            return Notice(_("No aux here"), text, private=True)
        case errors.MayNotEnd():
            text = _(
                "Only the person who has the aux can end it, or someone with the permission "
                "“Manage Messages” in this channel."
            )
            return Notice(_(NOT_YOURS_TO_CHANGE), text, private=True)
        case errors.NotTheOwner():
            text = _("Only the person who opened the aux can do that.")
            return Notice(_(NOT_YOURS_TO_CHANGE), text, AMBER, private=True)
        case errors.NotInServer():
            text = _("An aux needs the bot to be in this server. Ask an admin to add it.")
            return Notice(_("Not here"), text, AMBER, private=True)
        case errors.OfferOver():
            text = _("Ask the person who has the aux now to hand it to you.")
            return Notice(_("That offer has expired"), text, AMBER, private=True)
        case _:
            assert_never(error)


def _mixtape(error: MixtapeProblem) -> Notice:
    match error:
        case errors.MixtapeRunning():
            text = _("This channel has a mixtape. `mixtape end` ends it.")
            return Notice(_("Already running"), text, AMBER, private=True)
        case errors.NoMixtape():
            text = _("Use `mixtape start` to let links here go into a playlist of yours.")
            return Notice(_("No mixtape here"), text, private=True)
        case errors.NothingForMixtape():
            text = _("A mixtape takes links to songs and albums on Spotify; there's none in this.")
            return Notice(_("Nothing to add"), text, AMBER, private=True)
        case errors.NotMixtapeOwner(owner_name=owner):
            text = _("Only {name}, who started the mixtape, can do that.")
            shown = text.format(name=name(owner, 40))
            return Notice(_(NOT_YOURS_TO_CHANGE), shown, AMBER, private=True)
        case errors.NothingToUndo():
            text = _("There's no song of yours there, or it's out already.")
            return Notice(_("Nothing to undo"), text, private=True)
        case errors.MixtapePaused():
            text = _("Its owner can go on with `mixtape resume`.")
            return Notice(_("The mixtape is paused"), text, AMBER, private=True)
        case errors.PlaylistLost():
            text = _("It was deleted, or now belongs to someone else.")
            return Notice(_("The playlist is gone"), text, AMBER)
        case _:
            assert_never(error)


def premium_words(owner_name: str) -> str:
    """Say that an aux can't play because its owner has no Premium."""
    return _(
        "{name}'s Spotify account isn't Premium, and Spotify plays an aux only with "
        "Premium. The queue is kept."
    ).format(name=name(owner_name, 40))


def unreachable_words(owner_name: str) -> str:
    """Say that an aux has no player right now."""
    return _(
        "{name}'s player can't be reached right now: Spotify isn't open anywhere, or "
        "their link has ended. The queue is kept."
    ).format(name=name(owner_name, 40))

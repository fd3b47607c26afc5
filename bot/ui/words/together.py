"""Words for errors of the aux, blend and taste."""

from __future__ import annotations

from typing import assert_never

from bot.together import errors
from bot.ui.language import _, n_
from bot.ui.notices import AMBER, Notice
from bot.ui.text import name
from bot.ui.words.shared import NOT_YOURS_TO_CHANGE

SongProblem = (
    errors.TooManyWaiting
    | errors.AlreadyWaiting
    | errors.SongGone
    | errors.HandedOver
    | errors.OwnerNotAsked
)
PlayerProblem = errors.PlayerUnreachable | errors.OwnerNeedsPremium
BlendProblem = errors.NobodyNamed | errors.NothingInCommon
AuxProblem = (
    errors.AuxOpen | errors.NoAux | errors.NotTheOwner | errors.NotInServer | errors.OfferOver
)
TogetherProblem = SongProblem | PlayerProblem | BlendProblem | AuxProblem


def together_words(error: TogetherProblem) -> Notice:
    """Return the words for an error about doing something together."""
    if isinstance(error, SongProblem):
        return _song(error)
    if isinstance(error, PlayerProblem):
        return _player(error)
    if isinstance(error, BlendProblem):
        return _blend(error)
    return _aux(error)


def _song(error: SongProblem) -> Notice:
    match error:
        case errors.TooManyWaiting(each=each):
            text = n_(
                "You have {count} song waiting: that is the limit here.",
                "You have {count} songs waiting: that is the limit here.",
                each,
            )
            return Notice(_("Let the others too"), text, AMBER, private=True)
        case errors.AlreadyWaiting(title=title, added_name=added):
            text = _("{title} is waiting already; {name} added it.")
            shown = text.format(title=name(title, 80), name=name(added, 40))
            return Notice(_("Already in the queue"), shown, AMBER, private=True)
        case errors.SongGone():
            text = _("Somebody was faster, or it has played already.")
            return Notice(_("That song is no longer waiting"), text, AMBER, private=True)
        case errors.HandedOver():
            text = _(
                "It is with Spotify already, and Spotify's queue cannot be changed. "
                "Skip it when it plays."
            )
            return Notice(_("Too late for that"), text, AMBER, private=True)
        case errors.OwnerNotAsked(owner_name=owner):
            text = _(
                "I can't write in this channel, so {name} couldn't be asked. Nothing was suggested."
            )
            shown = text.format(name=name(owner, 40))
            return Notice(_("Not suggested"), shown, AMBER, private=True)
        case _:
            assert_never(error)


def _player(error: PlayerProblem) -> Notice:
    match error:
        case errors.PlayerUnreachable(owner_name=owner):
            return Notice(_("No player"), unreachable_words(owner), AMBER, private=True)
        case errors.OwnerNeedsPremium(owner_name=owner):
            return Notice(_("No player"), premium_words(owner), AMBER, private=True)
        case _:
            assert_never(error)


def _blend(error: BlendProblem) -> Notice:
    match error:
        case errors.NobodyNamed():
            return Notice(_("With whom?"), _("Mention the people, like `@name`."), private=True)
        case errors.NothingInCommon():
            text = _("Nobody has enough listed at Spotify yet.")
            return Notice(_("Nothing to make it from"), text)
        case _:
            assert_never(error)


def _aux(error: AuxProblem) -> Notice:
    match error:
        case errors.AuxOpen(own=own):
            text = (
                _("You have an aux open already. `aux close` ends it.")
                if own
                else _("An aux is open in this channel already.")
            )
            return Notice(_("Already open"), text, AMBER, private=True)
        case errors.NoAux():
            text = _("No aux is open in this channel. `aux open` opens one on your player.")
            return Notice(_("No aux here"), text, private=True)
        case errors.NotTheOwner():
            text = _("Only whoever opened the aux can do that.")
            return Notice(_(NOT_YOURS_TO_CHANGE), text, AMBER, private=True)
        case errors.NotInServer():
            text = _("An aux needs the bot in this server. Ask an admin to add it.")
            return Notice(_("Not here"), text, AMBER, private=True)
        case errors.OfferOver():
            text = _("Ask the person who has the aux now to pass it on to you.")
            return Notice(_("That offer is over"), text, AMBER, private=True)
        case _:
            assert_never(error)


def premium_words(owner_name: str) -> str:
    """Say that an aux can't play because its owner has no Premium."""
    return _(
        "The Spotify account of {name} isn't Premium, and Spotify plays songs for an aux only on "
        "Premium. The queue is kept."
    ).format(name=name(owner_name, 40))


def unreachable_words(owner_name: str) -> str:
    """Say that an aux has no player right now."""
    return _(
        "The player of {name} cannot be reached right now: Spotify is open nowhere, or their "
        "link has ended. The queue is kept."
    ).format(name=name(owner_name, 40))

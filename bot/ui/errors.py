"""The one place where errors become words: what happened, and what to do next."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.accounts.errors import (
    LinkDamaged,
    LinkDead,
    MissingScopes,
    NotLinked,
    NotShared,
    OtherNotLinked,
    TooManyLinks,
)
from bot.spotify import errors as spotify
from bot.spotify.catalogue import EmptyQuery, NothingFound, QueryTooLong, WrongKind
from bot.spotify.links import NotASpotifyLink
from bot.ui.notices import AMBER, RED, Notice
from bot.ui.text import name, when

_KINDS = {
    "track": "a song",
    "album": "an album",
    "playlist": "a playlist",
    "show": "a podcast",
    "episode": "a podcast episode",
}


def unwrapped(error: BaseException) -> BaseException:
    """Return what really happened, without discord.py's wrappers."""
    while isinstance(
        error,
        commands.CommandInvokeError
        | app_commands.CommandInvokeError
        | commands.HybridCommandError
        | commands.ConversionError,
    ):
        error = error.original
    return error


def explain(error: BaseException, *, prefix: str) -> Notice:
    """Return the words for any error; an unknown one gets honest words too."""
    cause = unwrapped(error)
    for look in (_account, _spotify, _catalogue, _usage):
        found = look(cause, prefix)
        if found is not None:
            return found
    return Notice(
        "Something broke",
        "That is a fault in the bot, not yours. It has been noted for the host; please try again.",
        RED,
        private=True,
    )


def _account(error: BaseException, prefix: str) -> Notice | None:
    match error:
        case NotLinked():
            return Notice(
                "Spotify is not linked yet",
                f"Link your own Spotify account first: press the button or use `{prefix}link`. "
                "It takes a minute, and nobody but you sees the link.",
                AMBER,
                private=True,
                link_button=True,
            )
        case LinkDead(expired=True):
            return Notice(
                "Your Spotify link has run out",
                "Spotify ends every link six months after it was made. "
                "Link again to go on; your settings are kept.",
                AMBER,
                private=True,
                link_button=True,
            )
        case LinkDead():
            return Notice(
                "Your Spotify link has ended",
                "Spotify no longer accepts it: it was removed on Spotify's side, or the password "
                "was changed. Link again to go on; your settings are kept.",
                AMBER,
                private=True,
                link_button=True,
            )
        case LinkDamaged():
            return Notice(
                "Your stored link cannot be read",
                "It is damaged, or was written with another key. Linking again mends it.",
                AMBER,
                private=True,
                link_button=True,
            )
        case MissingScopes():
            return Notice(
                "Your link does not allow this yet",
                "You did not give this permission when you linked. Link again and agree to it.",
                AMBER,
                private=True,
                link_button=True,
            )
        case TooManyLinks(until=until):
            return Notice(
                "That is a lot of links",
                f"Please use the last one, or try again {when(until)}.",
                AMBER,
                private=True,
            )
        case NotShared():
            return Notice(
                "Not shared",
                "This person does not share what they are listening to with you here.",
                private=True,
            )
        case OtherNotLinked():
            return Notice(
                "Nothing to show",
                "This person has no working Spotify link with this bot.",
                private=True,
            )
    return None


def _spotify(error: BaseException, prefix: str) -> Notice | None:
    del prefix
    match error:
        case spotify.BudgetSpent(until=until):
            return Notice(
                "Enough for today",
                "This bot has used up the requests that its host allows for a day. "
                f"It goes on {when(until)}.",
                AMBER,
            )
        case spotify.QuotaExceeded(until=until):
            return Notice(
                "Spotify's quota is used up",
                f"Spotify lets this bot go on {when(until)} ({when(until, 't')}).",
                AMBER,
            )
        case spotify.RateLimited(until=until):
            return Notice(
                "Spotify asks for a pause",
                f"Please try again {when(until)} ({when(until, 't')}).",
                AMBER,
            )
        case spotify.NoSeat():
            return Notice(
                "Your Spotify account has no seat yet",
                "Spotify lets only five people use a bot like this one. Ask the host to add your "
                "Spotify e-mail under *User Management* of the app in Spotify's developer "
                "dashboard; then it works at once.",
                AMBER,
                private=True,
            )
        case spotify.OwnerWithoutPremium():
            return Notice(
                "The bot's Spotify app is asleep",
                "Its owner needs an active Spotify Premium. After renewing, Spotify may take a "
                "few hours to let the bot in again. Only the host can mend this.",
                AMBER,
            )
        case spotify.PremiumRequired():
            return Notice(
                "This needs Spotify Premium",
                "Spotify allows it only for Premium accounts.",
                AMBER,
                private=True,
            )
        case spotify.NoActiveDevice():
            return Notice(
                "No active device",
                "Open Spotify somewhere and play or pause anything once; then try again.",
                AMBER,
                private=True,
            )
        case spotify.Restricted():
            return Notice(
                "Not possible right now", "Spotify does not allow that at the moment.", AMBER
            )
        case spotify.AppRejected():
            return Notice(
                "The bot's Spotify settings are wrong",
                "Spotify does not accept its client ID or secret. Only the host can mend this: "
                "check `SPOTIPY_CLIENT_ID` and `SPOTIPY_CLIENT_SECRET`. Your link is kept.",
                RED,
            )
        case spotify.SignInUnavailable():
            return Notice(
                "Spotify's sign-in is not answering",
                "Your link is kept. Please try again in a minute.",
                AMBER,
            )
        case spotify.TokenRejected():
            return Notice(
                "Spotify refuses the bot at the moment",
                "Please try again in a minute; if it stays, the host should look at the log.",
                AMBER,
            )
        case spotify.NotFound():
            return Notice("Not found", "Spotify does not have that, or does not show it to bots.")
        case spotify.Forbidden():
            return Notice("Not shown to bots", "Spotify does not let this bot read that.")
        case spotify.Unavailable():
            return Notice(
                "Spotify is not answering",
                "It may be down or slow. Please try again in a minute.",
                AMBER,
            )
    return None


def _catalogue(error: BaseException, prefix: str) -> Notice | None:
    match error:
        case EmptyQuery():
            return Notice(
                "Which artist?",
                f"Write a name or a Spotify link: `{prefix}artist The Paper Lanterns`.",
            )
        case QueryTooLong():
            return Notice("That is too long", "Please search with at most 200 characters.")
        case NothingFound(query=query):
            return Notice(
                "No such artist", f"Spotify knows no artist for {name(query)}. Check the spelling?"
            )
        case WrongKind(kind=kind):
            what = _KINDS.get(kind, "something else")
            return Notice(
                "That is not an artist", f"The link is of {what}. Send an artist's link or a name."
            )
        case NotASpotifyLink():
            return Notice(
                "That is not a Spotify link",
                "I only read addresses of open.spotify.com and `spotify:` URIs, or simply a name.",
            )
    return None


def _usage(error: BaseException, prefix: str) -> Notice | None:
    match error:
        case commands.CommandNotFound():
            return Notice("I have no such command", f"`{prefix}help` lists all there are.")
        case (
            commands.UserNotFound()
            | commands.MemberNotFound()
            | commands.BadUnionArgument()
            | app_commands.TransformerError()
        ):
            return Notice(
                "I don't know that person",
                "Mention somebody of this server, like `@name`.",
                private=True,
            )
        case commands.CommandOnCooldown(retry_after=seconds):
            return Notice(
                "Slow down a little",
                f"Please try again in {max(1, round(seconds))} s.",
                private=True,
            )
        case commands.UserInputError():
            return Notice(
                "I did not understand that",
                f"See `{prefix}help` for how each command is used.",
                private=True,
            )
        case commands.NoPrivateMessage() | commands.CheckFailure():
            return Notice("Not here", "This command cannot be used here.", private=True)
        case discord.Forbidden():
            return Notice(
                "I may not do that here",
                "The bot lacks a permission in this channel. Ask an admin of the server.",
                private=True,
            )
    return None

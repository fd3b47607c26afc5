"""Errors from Discord, a server's rules, or a message that stop a command or button.

No service room owns them: the toolkit and the commands raise them.
"""

from __future__ import annotations

import discord
from discord.ext import commands


class AnswerLost(Exception):
    """The command was carried out, but Discord didn't accept its answer."""

    def __init__(self, cause: discord.HTTPException) -> None:
        super().__init__(f"HTTP {cause.status}, code {cause.code}")
        self.cause = cause


class NowhereToAnswer(Exception):
    """The bot may not write in the channel, and the person was told or can't be reached."""


class AskedTooLongAgo(commands.CheckFailure):
    """A command that changes something arrived so late that it may not be wanted any more."""


class NoHistory(Exception):
    """The bot may not read a channel's earlier messages."""


class UnknownPerson(commands.CommandError):
    """The named person doesn't exist, or Discord doesn't show them."""


class ServerOnly(commands.CheckFailure):
    """The command needs a server, and was used in direct messages."""


class BotNotInServer(commands.CheckFailure):
    """The command needs a server that the bot isn't in."""


class CommandOff(commands.CheckFailure):
    """The server has turned this command off."""


class ChannelOff(commands.CheckFailure):
    """Commands may not be used in this channel of the server."""


class NotAllowedHere(commands.CheckFailure):
    """The person lacks the permission to manage this server."""


class HostOnly(commands.CheckFailure):
    """Only the person who hosts the bot may do this."""


class NotYours(Exception):
    """Someone pressed a button that belongs to another person."""


class TooOld(Exception):
    """What a button belongs to no longer exists."""


class NotOurAnswer(Exception):
    """The message to delete wasn't written by the bot."""


class NotYourAnswer(Exception):
    """The answer to delete belongs to another person."""


class NothingToFind(Exception):
    """A message has neither a Spotify link nor words to search for."""

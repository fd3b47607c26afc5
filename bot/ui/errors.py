"""Why Discord, a server's rules, or a message keep a command or button from being answered.

They belong to no room that acts: the toolkit and the commands raise them.
"""

from __future__ import annotations

import discord
from discord.ext import commands


class AnswerLost(Exception):
    """What was asked for was done, but Discord did not take the answer to it."""

    def __init__(self, cause: discord.HTTPException) -> None:
        super().__init__(f"HTTP {cause.status}, code {cause.code}")
        self.cause = cause


class NowhereToAnswer(Exception):
    """The bot may not write in the channel, and the person has been told or cannot be."""


class UnknownPerson(commands.CommandError):
    """Someone who was named does not exist, or Discord does not show them."""


class ServerOnly(commands.CheckFailure):
    """The command is about a server, and was given in direct messages."""


class BotNotInServer(commands.CheckFailure):
    """The command is about a server in which the bot is not."""


class CommandOff(commands.CheckFailure):
    """The server has turned this command off."""


class ChannelOff(commands.CheckFailure):
    """Commands may not be used in this channel of the server."""


class NotAllowedHere(commands.CheckFailure):
    """The person lacks the permission to manage this server."""


class OwnerOnly(commands.CheckFailure):
    """Only the person who hosts the bot may do this."""


class NotYours(Exception):
    """Someone pressed a button that belongs to another person."""


class TooOld(Exception):
    """What a button belongs to is no longer there."""


class NotOurAnswer(Exception):
    """A message that is to be deleted was not written by the bot."""


class NotYourAnswer(Exception):
    """An answer that is to be deleted was given to another person."""


class NothingToFind(Exception):
    """A message has no link of Spotify's, and no words to search for."""

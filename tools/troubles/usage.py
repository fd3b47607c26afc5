"""What the page of troubles says about wrong usage, and about what Discord refuses."""

from __future__ import annotations

from typing import Any, Final

import discord
from discord.ext import commands

from tools.troubles.entry import Entry

USAGE: Final[dict[str, Entry]] = {
    "I don't know that person": Entry(
        "you", "No such person here, or Discord hides them.", "Mention them with `@`."
    ),
    "Slow down a little": Entry(
        "wait", "Each command works twenty times in half a minute.", "Wait some seconds."
    ),
    "I didn't understand that": Entry(
        "you",
        "The words don't fit the command.",
        "`/help` and [Commands](docs/commands.md) show how.",
    ),
    "I don't know that part of {command}": Entry(
        "you", "The command has no such part.", "Use one from the list in the message."
    ),
    "Something is missing: {option}": Entry(
        "you", "The command needs one thing more.", "Add it; the message has an example."
    ),
    "I can't use {typed} as {option}": Entry(
        "you", "That word doesn't fit there.", "See the example in the message."
    ),
    "I don't know a voice channel called {typed}": Entry(
        "you",
        "No voice channel here has that name, or the bot can't see it.",
        "Use one that the message lists, written as there. The slash command offers those that you "
        "see.",
    ),
    "Not here": Entry("you", "The command doesn't work in this place.", "Use it in a server."),
    "Discord is having trouble": Entry(
        "wait", "Discord answered with its own error (5xx).", "Look before you repeat it."
    ),
    "Too slow": Entry(
        "wait", "Discord takes a form only within three seconds.", "Press the button again."
    ),
    "I'm not allowed to do that here": Entry(
        "admin",
        "The bot lacks a permission in this channel.",
        "Give it View Channels, Send Messages, Attach Files and Read Message History.",
    ),
    "Something broke": Entry(
        "host",
        "A fault in the bot. The host gets a message and the log has it.",
        "Search the log for its request ID, and report it with `python -m bot doctor --json`.",
    ),
}


def refusals() -> list[BaseException]:
    """Return one error of discord.py for each message about it that stands alone."""
    refused: Any = type("Response", (), {"status": 403, "reason": "x"})()
    broken: Any = type("Response", (), {"status": 500, "reason": "x"})()
    cooldown = commands.Cooldown(20, 30)
    return [
        commands.UserNotFound("…"),
        commands.CommandOnCooldown(cooldown, 5, commands.BucketType.user),
        commands.UserInputError(),
        commands.NoPrivateMessage(),
        discord.DiscordServerError(broken, "x"),
        discord.InteractionResponded.__new__(discord.InteractionResponded),
        discord.Forbidden(refused, "x"),
        Exception(),
    ]

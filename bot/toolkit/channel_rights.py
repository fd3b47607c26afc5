"""Where the bot may write: what Discord has told of a channel, and what it refused there lately."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import discord

_REFUSED_FOR = 60.0
_TOLD_FOR = 3600.0
_REMEMBERED = 5000
_OBFUSCATED = 1 << 17
_STUB_NAME = "___hidden___"


def is_stub(channel: object) -> bool:
    """Whether this is all that the bot is shown of a channel it may not view.

    Rights computed from a stub say nothing: not that somebody may not view it either.
    """
    # discord.py 2.7 keeps the flags of forums and threads alone; the name is on every stub.
    flags = getattr(channel, "flags", None)
    return getattr(channel, "name", "") == _STUB_NAME or bool(
        getattr(flags, "value", 0) & _OBFUSCATED
    )


def rights_in(channel: object) -> discord.Permissions | None:
    """Return what the bot may do in a server's channel, or None where it cannot tell."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread) or is_stub(channel):
        return None
    me: Any = channel.guild.me
    if me is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        return None
    return channel.permissions_for(me)


class ChannelRights:
    """Channels that lately refused a message, and who was told so; in memory, bounded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: OrderedDict[Hashable, float] = OrderedDict()
        self._told: OrderedDict[Hashable, float] = OrderedDict()

    def may_write(self, channel: discord.abc.Snowflake) -> bool:
        """Whether it makes sense to send a message there."""
        if self._is_on(self._refused, channel.id):
            return False
        rights = rights_in(channel)
        if rights is None:
            return True
        in_thread = isinstance(channel, discord.Thread)
        may_send = rights.send_messages_in_threads if in_thread else rights.send_messages
        return rights.view_channel and may_send

    def refused(self, channel_id: int) -> None:
        """Note that Discord refused a message there: it is not tried again for a minute."""
        self._put(self._refused, channel_id, _REFUSED_FOR)

    def tells_now(self, channel_id: int, person: int) -> bool:
        """Whether a person is told by direct message now: once an hour for each channel."""
        if self._is_on(self._told, (channel_id, person)):
            return False
        self._put(self._told, (channel_id, person), _TOLD_FOR)
        return True

    def told_lately(self, channel_id: int, person: int) -> bool:
        """Whether a person has been told within the hour: nothing more is said to them there."""
        return self._is_on(self._told, (channel_id, person))

    def _is_on(self, kept: OrderedDict[Hashable, float], key: Hashable) -> bool:
        return kept.get(key, 0.0) > self._clock()

    def _put(self, kept: OrderedDict[Hashable, float], key: Hashable, seconds: float) -> None:
        kept[key] = self._clock() + seconds
        kept.move_to_end(key)
        while len(kept) > _REMEMBERED:
            kept.popitem(last=False)

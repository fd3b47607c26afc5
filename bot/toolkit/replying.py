"""Answers a message so that it arrives: in the channel, else by direct message."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.toolkit.channel_rights import ChannelRights, rights_in
from bot.ui.discord_errors import AnswerLost, NowhereToAnswer
from bot.ui.language import _
from bot.ui.notices import AMBER, Notice, notice_view
from bot.ui.text import cut, name

_log = logging.getLogger(__name__)

_MOST = 2000
_BAD_FORM = 50035
_NO_RIGHT = 50013
_NO_HISTORY = 160002


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send, and which message it answers."""

    view: ui.LayoutView
    files: Sequence[discord.File]
    to: discord.Message
    nonce: str
    pings: discord.AllowedMentions | None = None


async def reply(places: ChannelRights, answer: Answer) -> discord.Message:
    """Answer a message; raises NowhereToAnswer or AnswerLost."""
    channel = answer.to.channel
    if not places.may_write(channel):
        return await _by_dm(places, answer)
    try:
        return await _in_channel(answer, rights_in(channel))
    except discord.Forbidden as refusal:
        if answer.to.guild is None:
            raise NowhereToAnswer from refusal
        places.refused(channel.id)
        _log.info("may not write in a channel: code %s", refusal.code)
        return await _by_dm(places, answer)
    except discord.HTTPException as failure:
        raise AnswerLost(failure) from failure


async def _in_channel(answer: Answer, rights: discord.Permissions | None) -> discord.Message:
    options = _shown(answer, rights)
    if rights is None or rights.read_message_history:
        # A message that was deleted in the meantime is answered all the same.
        options["reference"] = answer.to.to_reference(fail_if_not_exists=False)
    try:
        return await _sent(answer, options)
    except discord.Forbidden as refusal:
        if not options.get("files") or refusal.code != _NO_RIGHT:
            raise
        # Perhaps only the files aren't allowed.
        words = {one: options[one] for one in options if one not in ("view", "files")}
        return await _sent(answer, {**words, "content": words_of(answer.view)})


async def _sent(answer: Answer, options: dict[str, Any]) -> discord.Message:
    """Send to the channel, without the reference if Discord doesn't accept it."""
    try:
        return await answer.to.channel.send(**options)
    except discord.HTTPException as refusal:
        if "reference" not in options or not _about_reference(refusal):
            raise
        del options["reference"]
        for file in answer.files:
            file.reset(seek=True)
        return await answer.to.channel.send(**options)


def _about_reference(refusal: discord.HTTPException) -> bool:
    bad_form = refusal.code == _BAD_FORM and "message_reference" in refusal.text
    return bad_form or refusal.code == _NO_HISTORY


def _shown(answer: Answer, rights: discord.Permissions | None) -> dict[str, Any]:
    """Return how to send the answer: as text where layouts or files aren't allowed."""
    options: dict[str, Any] = {"nonce": answer.nonce, "mention_author": False}
    if answer.pings is not None:
        options["allowed_mentions"] = answer.pings
    plain = rights is not None and (
        not rights.embed_links or (bool(answer.files) and not rights.attach_files)
    )
    if plain:
        return {**options, "content": words_of(answer.view)}
    return {**options, "view": answer.view, "files": list(answer.files)}


def words_of(view: ui.LayoutView) -> str:
    """Return the text of a layout, for channels where layouts can't be shown."""
    return cut("\n".join(_texts(view)), _MOST) or "…"


def _texts(view: ui.LayoutView) -> Iterator[str]:
    for item in view.walk_children():
        if isinstance(item, ui.TextDisplay):
            yield item.content


async def _by_dm(places: ChannelRights, answer: Answer) -> discord.Message:
    """Answer by direct message and say why, once an hour per channel."""
    person, channel = answer.to.author, answer.to.channel
    if not places.tells_now(channel.id, person.id):
        raise NowhereToAnswer
    try:
        await person.send(view=_why_here(answer.to), nonce=f"{answer.nonce}w")
        return await person.send(
            view=answer.view, files=list(answer.files), nonce=f"{answer.nonce}d"
        )
    except discord.HTTPException as failure:
        raise NowhereToAnswer from failure


def _why_here(message: discord.Message) -> ui.LayoutView:
    server = name(message.guild.name, 80) if message.guild else ""
    text = _(
        "I can't write in <#{channel}> in {server}, so my answer is here. An admin there can "
        "let me send messages."
    ).format(channel=message.channel.id, server=server)
    return notice_view(Notice(_("I can't write there"), text, AMBER))

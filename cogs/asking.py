"""What a command is about: typed words and links, a mention, the message replied to, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.music.meaning import MOST_LINKS, Asked
from bot.spotify.links import SpotifyLink, links_in, parse_link, short_codes_in
from bot.spotify.short_links import ShortLinks
from bot.ui.context import Context
from cogs.sharing import Sharing

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_MOST_SHORT = 3


class Asking:
    """Reads what is meant from a command or from a message that was pointed at."""

    def __init__(self, sharing: Sharing, short_links: ShortLinks) -> None:
        self._sharing = sharing
        self._short_links = short_links

    async def read(self, ctx: Context, text: str) -> Asked:
        """Read a command's text; without any, the message it replies to.

        Raises NotASpotifyLink for addresses of other sites.
        """
        typed = text.strip()
        mention = _MENTION.fullmatch(typed)
        if mention:
            return await self._person(ctx, int(mention[1]))
        if typed:
            links = await self.links(typed)
            if not links and " " not in typed:
                parse_link(typed)
            return Asked(ctx.viewer, tuple(links), "" if links else typed)
        pointed = _replied_to(ctx.message)
        if pointed is None:
            return Asked(ctx.viewer)
        links = await self.links_of(pointed)
        if pointed.author == ctx.me:
            links = _first_of_each_kind(links)
        return Asked(ctx.viewer, tuple(links), "" if links else pointed.content.strip()[:200])

    async def links(self, text: str) -> list[SpotifyLink]:
        """Return every Spotify link of a text in order, short ones resolved."""
        found = dict.fromkeys(links_in(text))
        for code in short_codes_in(text)[:_MOST_SHORT]:
            one = await self._short_links.resolve(code)
            if one is not None:
                found[one] = None
        return list(found)[:MOST_LINKS]

    async def links_of(self, message: discord.Message) -> list[SpotifyLink]:
        """Return every Spotify link of a message: its text, embeds and buttons, in order."""
        return await self.links("\n".join(texts_of(message)))

    async def _person(self, ctx: Context, user_id: int) -> Asked:
        person = await self._sharing.person(ctx.guild, user_id)
        shares = await self._sharing.between(ctx.guild, ctx.author, person)
        return Asked(ctx.viewer, person=user_id, shares_server=shares)


def _first_of_each_kind(links: Sequence[SpotifyLink]) -> list[SpotifyLink]:
    """Return what one of our own answers is about: a list of ten is about its first."""
    found: dict[str, SpotifyLink] = {}
    for one in links:
        found.setdefault(one.kind, one)
    return list(found.values())


def texts_of(message: discord.Message) -> list[str]:
    """Return all the text of a message where links may stand."""
    texts = [message.content]
    for embed in message.embeds:
        texts += [embed.url or "", embed.title or "", embed.description or ""]
        texts += [f"{field.name}\n{field.value}" for field in embed.fields]
        texts.append(embed.author.url or "")
    texts += list(_component_texts([part.to_dict() for part in message.components]))
    return [text for text in texts if text]


def _component_texts(parts: Sequence[Any]) -> Iterator[str]:
    for part in parts:
        for key in ("content", "url"):
            if isinstance(part.get(key), str):
                yield part[key]
        inner = list(part.get("components") or [])
        yield from _component_texts(inner)
        if isinstance(part.get("accessory"), dict):
            yield from _component_texts([part["accessory"]])


def _replied_to(message: discord.Message) -> discord.Message | None:
    reference = message.reference
    resolved = reference.resolved if reference is not None else None
    return resolved if isinstance(resolved, discord.Message) else None

"""Parses what a command is about: typed words and links, a mention, or a message replied to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence

import discord

from bot.music.errors import NothingInReply
from bot.music.resolver import MOST_LINKS, Target
from bot.spotify.links import (
    Address,
    NotASpotifyLink,
    ShortLink,
    SpotifyLink,
    UnsupportedLink,
    addresses_in,
    parse_link,
    without_addresses,
)
from bot.spotify.short_links import ShortLinks
from bot.toolkit.context import Context
from bot.toolkit.mutual_servers import MutualServers
from bot.typed_text import unmarked, unquoted

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_FOREIGN = re.compile(r"(?<![A-Za-z0-9])(?:https?:/|www\.)\S", re.IGNORECASE)
_MOST_SHORT = 5


class TargetParser:
    """Parses the target of a command, or of a message that was pointed at."""

    def __init__(self, mutual_servers: MutualServers, short_links: ShortLinks) -> None:
        self._mutual_servers = mutual_servers
        self._short_links = short_links

    async def parse(self, ctx: Context, text: str) -> Target:
        """Parse a command's text or, if it is empty, the message it replies to.

        Raises NotASpotifyLink for links to other sites, and NothingInReply.
        """
        typed = unquoted(text)
        mention = _MENTION.fullmatch(typed)
        if mention:
            return await self._person(ctx, int(mention[1]))
        if typed:
            return await self.typed(ctx.viewer, typed)
        pointed = _replied_to(ctx.message)
        if pointed is None:
            return Target(ctx.viewer)
        return await self._pointed_at(ctx, pointed)

    async def _pointed_at(self, ctx: Context, pointed: discord.Message) -> Target:
        """Parse the message that was replied to: never fall back to what is playing."""
        links = await self.message_links(pointed)
        if pointed.author == ctx.me:
            return Target(ctx.viewer, tuple(_first_of_each_kind(links)), about_one=True)
        words = "" if links else unmarked(without_addresses(pointed.content))[:200]
        if not links and not words:
            texts = texts_of(pointed)
            await self.reject_unsupported(texts)
            if any(_FOREIGN.search(text) for text in texts):
                raise NotASpotifyLink
            raise NothingInReply
        return Target(ctx.viewer, tuple(links), words)

    async def typed(self, viewer: int, text: str) -> Target:
        """Parse words or links: a URL is never used as search words.

        Raises NotASpotifyLink.
        """
        links = await self.links(text)
        if not links:
            await self.reject_unsupported([text])
            if _FOREIGN.search(text):
                raise NotASpotifyLink
            if " " not in text:
                parse_link(text)
        return Target(viewer, tuple(links), "" if links else unmarked(text))

    async def links(self, text: str) -> list[SpotifyLink]:
        """Return every usable Spotify link of a text in order, short ones resolved."""
        found = await self._addresses(text)
        return [one for one in found if isinstance(one, SpotifyLink)][:MOST_LINKS]

    async def reject_unsupported(self, texts: Sequence[str]) -> None:
        """Raise NotASpotifyLink for texts with Spotify URLs that can't be used."""
        for one in await self._addresses("\n".join(texts)):
            if isinstance(one, UnsupportedLink):
                raise NotASpotifyLink(one.kind)

    async def message_links(self, message: discord.Message) -> list[SpotifyLink]:
        """Return every Spotify link of a message: its text, embeds and buttons, in order."""
        return await self.links("\n".join(texts_of(message)))

    async def _addresses(self, text: str) -> list[SpotifyLink | UnsupportedLink]:
        found = addresses_in(text)
        short = [one for one in found if isinstance(one, ShortLink)][:_MOST_SHORT]
        known: dict[Address, SpotifyLink | UnsupportedLink] = dict(
            zip(short, await asyncio.gather(*map(self._short_links.resolve, short)), strict=True)
        )
        read = [known.get(one, one) for one in found]
        return list(dict.fromkeys(one for one in read if not isinstance(one, ShortLink)))

    async def _person(self, ctx: Context, user_id: int) -> Target:
        person = await self._mutual_servers.person(ctx.guild, user_id)
        shares = await self._mutual_servers.share_one(ctx.guild, ctx.author, person)
        return Target(ctx.viewer, person=user_id, shares_server=shares)


def _first_of_each_kind(links: Sequence[SpotifyLink]) -> list[SpotifyLink]:
    """Return what one of our own answers is about: of a list of ten, its first."""
    found: dict[str, SpotifyLink] = {}
    for one in links:
        found.setdefault(one.kind, one)
    return list(found.values())


def texts_of(message: discord.Message) -> list[str]:
    """Return all texts of a message that may contain links, forwarded messages included."""
    texts = _own_texts(message)
    for forwarded in message.message_snapshots:
        texts += _own_texts(forwarded)
    return [text for text in texts if text]


def _own_texts(message: discord.Message | discord.MessageSnapshot) -> list[str]:
    texts = [message.content]
    for embed in message.embeds:
        texts += [embed.url or "", embed.title or "", embed.description or ""]
        texts += [f"{field.name}\n{field.value}" for field in embed.fields]
        texts += [embed.author.url or "", embed.author.name or "", embed.footer.text or ""]
    texts += list(_component_texts([part.to_dict() for part in message.components]))
    return [*texts, *(one.description or "" for one in message.attachments)]


def _component_texts(parts: Sequence[object]) -> Iterator[str]:
    for part in parts:
        if not isinstance(part, dict):
            continue
        for key in ("content", "url", "label", "description"):
            if isinstance(part.get(key), str):
                yield part[key]
        yield from _component_texts(list(part.get("components") or []))
        yield from _component_texts([part.get("accessory")])


def _replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message replied to; raises NothingInReply if it can no longer be read."""
    reference = message.reference
    if reference is None or message.type is not discord.MessageType.reply:
        return None
    if not isinstance(reference.resolved, discord.Message):
        raise NothingInReply
    return reference.resolved

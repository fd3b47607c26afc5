"""Builds the answer of `nowplaying`, wherever it is shown: command, press, live message, menu."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.accounts.errors import OtherNotLinked
from bot.accounts.preferences import Preferences, ServerRules, Style
from bot.accounts.privacy import SharesServer
from bot.music.library import Likes
from bot.music.listening import Listening, NowPlaying
from bot.music.live_message_schedule import LiveRequest, NowPlayingRequest
from bot.music.pictures import Pictures
from bot.ui.playing import CARD_FILE, Watching, card_facts, now_playing_view
from bot.ui.things import images_of, link_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished answer: what to send, and the data behind it."""

    view: ui.LayoutView
    files: list[discord.File]
    now: NowPlaying


class NowPlayingRenderer:
    """Reads a player and renders it in the viewer's style."""

    def __init__(
        self,
        listening: Listening,
        preferences: Preferences,
        rules: ServerRules,
        pictures: Pictures,
        likes: Likes,
    ) -> None:
        self._listening = listening
        self._likes = likes
        self._preferences = preferences
        self._rules = rules
        self._pictures = pictures

    async def style_of(self, viewer: int, guild: discord.Guild | None) -> Style:
        """Return how answers look: as the person has chosen, or else as in the server."""
        chosen = await self._preferences.style(viewer)
        return chosen or await self._rules.style(guild.id if guild is not None else None)

    async def show(
        self,
        person: discord.abc.User,
        viewer: int,
        *,
        guild: discord.Guild | None,
        shares_server: SharesServer,
        presser: int | None = None,
    ) -> Shown:
        """Build the answer for a viewer who asks now, or whose answer `presser` pressed on.

        `guild` is where it's shown. A bot hears nothing, whatever its presence says.
        """
        if person.bot:
            raise OtherNotLinked
        style = await self.style_of(viewer, guild)
        request = NowPlayingRequest(person.id, person.display_name, viewer, style)
        reader = presser or viewer
        server = person.guild.id if isinstance(person, discord.Member) else None
        return await self._make(request, reader, server, shares_server=shares_server, asked=True)

    async def refresh(self, request: LiveRequest, *, shares_server: SharesServer) -> Shown:
        """Build the answer again for a live message: no one is waiting for it."""
        reader, server = request.viewer, request.guild_id
        return await self._make(request, reader, server, shares_server=shares_server, asked=False)

    async def _make(
        self,
        request: NowPlayingRequest,
        reader: int,
        server: int | None,
        *,
        shares_server: SharesServer,
        asked: bool,
    ) -> Shown:
        now = await self._listening.now_playing(
            request.person, viewer=reader, shares_server=shares_server, asked=asked, server=server
        )
        watching = Watching(
            person=request.person,
            person_name=request.person_name,
            viewer=request.viewer,
            read_at=time.time(),
            style=request.style,
        )
        if watching.own and watching.style != "compact" and not now.from_discord:
            now = await self._with_like(now, watching.person, asked=asked)
        files = await self._card(now, watching) if watching.style == "card" else []
        return Shown(now_playing_view(now, watching, card=bool(files)), files, now)

    async def _with_like(self, now: NowPlaying, person: int, *, asked: bool) -> NowPlaying:
        """Add whether a song is liked; a live message makes no request for that."""
        item = now.playback.item if now.playback else None
        known = link_of(item) if item is not None else None
        if known is None:
            return now
        return replace(now, liked=await self._likes.of(person, known.uri, ask=asked))

    async def _card(self, now: NowPlaying, watching: Watching) -> list[discord.File]:
        item = now.playback.item if now.playback else None
        if item is None:
            return []
        facts = card_facts(now, watching, await self._pictures.cover(images_of(item)))
        picture = await self._pictures.card(facts) if facts is not None else None
        return [discord.File(io.BytesIO(picture), CARD_FILE)] if picture is not None else []

"""What this room offers to commands and background work."""

from __future__ import annotations

from dataclasses import dataclass

from bot.music.add_anyway import AddAnyway
from bot.music.browsing import Browsing
from bot.music.library import Library
from bot.music.listening import Listening
from bot.music.live_message_schedule import LiveMessageSchedule
from bot.music.pictures import Pictures
from bot.music.player import Players
from bot.music.playlists import Playlists
from bot.music.presences import Presences
from bot.music.resolver import Resolver
from bot.music.searches import Searches
from bot.music.undo import Undo


@dataclass(frozen=True, slots=True)
class MusicServices:
    """What one person does with music."""

    add_anyway: AddAnyway
    browsing: Browsing
    library: Library
    listening: Listening
    live_messages: LiveMessageSchedule
    pictures: Pictures
    players: Players
    playlists: Playlists
    presences: Presences | None
    resolver: Resolver
    searches: Searches
    undo: Undo

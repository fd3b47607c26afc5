"""What this room offers to commands and background work."""

from __future__ import annotations

from dataclasses import dataclass

from bot.together.aux_blocks import AuxBlocks
from bot.together.aux_guests import AuxGuests
from bot.together.aux_player import AuxPlayer
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSessions
from bot.together.blend import Blend
from bot.together.mixtape_writer import MixtapeWriter
from bot.together.mixtapes import Mixtapes
from bot.together.taste import Taste


@dataclass(frozen=True, slots=True)
class TogetherServices:
    """What several people do together."""

    aux_blocks: AuxBlocks
    aux_guests: AuxGuests
    aux_player: AuxPlayer
    aux_queue: AuxQueue
    aux_sessions: AuxSessions
    blend: Blend
    mixtapes: Mixtapes
    mixtape_writer: MixtapeWriter
    taste: Taste

"""The aux, put together: what acts, and the cogs that let people act."""

from __future__ import annotations

from discord.ext import commands

from bot.background.aux_actions import AuxActions
from bot.background.aux_buttons import AuxButtons
from bot.background.aux_keeper import AuxKeeper
from bot.together.aux_player import AuxPlayer
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSessions
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.worker import Broke
from cogs.aux import AuxCog


def aux_cogs(
    bot: commands.AutoShardedBot,
    sessions: AuxSessions,
    queue: AuxQueue,
    player: AuxPlayer,
    asking: TargetParser,
    suggesting: Autocomplete,
    broke: Broke,
) -> tuple[AuxActions, tuple[commands.Cog, ...]]:
    """Build what acts on an aux, and its cogs."""
    keeper = AuxKeeper(bot, sessions, player, broke)
    acts = AuxActions(bot, sessions, queue, player, keeper)
    return acts, (AuxCog(acts, asking, suggesting), AuxButtons(acts, asking), keeper)

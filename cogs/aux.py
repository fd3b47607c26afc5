"""The aux, put together: what acts, and the cogs that let people act."""

from __future__ import annotations

from discord.ext import commands

from bot.together.aux_desk import AuxDesk
from bot.together.aux_player import AuxPlayer
from cogs.asking import Asking
from cogs.aux_acts import AuxActs
from cogs.aux_buttons import AuxButtons
from cogs.aux_commands import AuxCog
from cogs.aux_keeper import AuxKeeper
from cogs.suggesting import Suggesting
from cogs.worker import Broke


def aux_cogs(
    bot: commands.AutoShardedBot,
    desk: AuxDesk,
    player: AuxPlayer,
    asking: Asking,
    suggesting: Suggesting,
    broke: Broke,
) -> tuple[AuxActs, tuple[commands.Cog, ...]]:
    """Build what acts on an aux, and its cogs."""
    keeper = AuxKeeper(bot, desk, player, broke)
    acts = AuxActs(bot, desk, player, keeper)
    return acts, (AuxCog(acts, asking, suggesting), AuxButtons(acts, asking), keeper)

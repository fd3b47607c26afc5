"""Every cog, built from the services it calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.accounts.app_check import AppCheck
from bot.config import Settings
from bot.doctor.examine import examine
from bot.services import Services
from cogs.account import AccountCog
from cogs.asking import Asking
from cogs.aux import aux_cogs
from cogs.aux_acts import AuxActs
from cogs.catalogue import CatalogueCog
from cogs.choosing import Choosing, ChoosingCog
from cogs.components import Components
from cogs.faults import Faults
from cogs.finishing import FinishingCog
from cogs.following import FollowingCog
from cogs.help import HelpCog
from cogs.host import Host
from cogs.letters import LettersCog
from cogs.library import LibraryCog
from cogs.listening import ListeningCog
from cogs.menus import MenusCog
from cogs.news import NewsCog
from cogs.now import NowCards
from cogs.pictures import PicturesCog
from cogs.player import PlayerCog
from cogs.playlists import PlaylistsCog
from cogs.resume import Resume
from cogs.seats import SeatsCog
from cogs.settings import SettingsCog
from cogs.sharing import Sharing
from cogs.standing import Standing
from cogs.suggesting import Suggesting
from cogs.together import TogetherCog
from cogs.undo import UndoCog
from cogs.why import WhyCog

if TYPE_CHECKING:
    from bot.client import EarshotBot


@dataclass(frozen=True, slots=True)
class Made:
    """What is built before the cogs, and what several of them share."""

    services: Services
    settings: Settings
    resume: Resume
    components: Components
    host: Host
    faults: Faults


def build_cogs(bot: EarshotBot, made: Made) -> tuple[commands.Cog, ...]:
    """Build every cog."""
    services, sharing = made.services, Sharing(bot)
    links = services.links
    asking = Asking(sharing, services.short_links)
    suggesting = Suggesting(services.browsing, services.players, services.playlists)
    cards = NowCards(
        services.listening, services.preferences, services.pictures, services.library.likes
    )
    broke = made.faults.by_itself
    standing = Standing(bot, services.privacy, sharing)
    following = FollowingCog(bot, services.following, cards, services.preferences, standing, broke)
    aux, of_aux = aux_cogs(bot, services.aux_desk, services.aux_player, asking, suggesting, broke)
    links.forgetting.forgotten = partial(_look_at_messages, following, aux)
    return (
        AccountCog(links.desk, links.seats, services.accounts, services.privacy, made.resume),
        ListeningCog(
            cards,
            following,
            services.listening,
            services.players,
            services.library,
            services.accounts,
            sharing,
        ),
        PlayerCog(services.players, services.library, asking, sharing, suggesting, made.resume),
        CatalogueCog(services.browsing, asking, suggesting, services.notes),
        LibraryCog(services.library, asking, suggesting, services.undo),
        PlaylistsCog(
            services.playlists,
            services.pictures,
            Choosing(services.playlists, asking, made.resume),
            suggesting,
            services.notes,
            services.undo,
        ),
        ChoosingCog(made.resume),
        UndoCog(services.undo),
        PicturesCog(services.listening, services.pictures, sharing),
        SettingsCog(
            bot,
            services.accounts,
            services.privacy,
            services.preferences,
            services.rules,
            made.settings.command_prefix,
            made.host,
            partial(examine, made.settings),
        ),
        HelpCog(bot, bot.gate, made.settings.command_prefix, bot.slash_ids),
        MenusCog(
            bot,
            cards,
            following,
            services.players,
            services.library,
            services.browsing,
            services.notes,
            asking,
            sharing,
            aux,
            bot.gate,
        ),
        TogetherCog(services.taste, services.blend, sharing),
        *of_aux,
        following,
        made.components,
        WhyCog(bot, links.standings, bot.slash_ids),
        SeatsCog(
            bot,
            links.apps,
            links.seats,
            links.granting,
            AppCheck(links.endpoint),
            made.host,
        ),
        FinishingCog(links.pasting, links.confirming, made.resume),
        LettersCog(bot, links.letters, links.reminding, made.host, bot.tongue, broke),
        NewsCog(bot, links.news, links.roles, made.resume, bot.tongue, broke),
    )


def _look_at_messages(following: FollowingCog, aux: AuxActs) -> None:
    """Change what shows music or the name of someone who was deleted."""
    following.wake()
    aux.keeper.wake()

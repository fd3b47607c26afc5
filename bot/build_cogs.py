"""Every cog, built from the services it calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.apps.credentials_check import AppCheck
from bot.aux_cogs import aux_cogs
from bot.background.aux_actions import AuxActions
from bot.background.link_dialogs import LinkDialogsCog
from bot.background.link_results import LinkResultsCog
from bot.background.live_messages import LiveMessagesCog
from bot.background.notifications import NotificationsCog
from bot.background.playlist_choice import PlaylistChoice, PlaylistChoiceCog
from bot.background.thing_buttons import ThingButtons
from bot.background.undo_button import UndoCog
from bot.config.settings import Settings
from bot.doctor.checks import examine
from bot.services import Services
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.bot_owner import BotOwner
from bot.toolkit.component_router import Components
from bot.toolkit.deferred_commands import DeferredCommandRunner
from bot.toolkit.fault_reporting import FaultReporter
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.mutual_servers import MutualServers
from bot.toolkit.now_playing import NowPlayingMessages
from bot.toolkit.target_parser import TargetParser
from cogs.account import AccountCog
from cogs.catalogue import CatalogueCog
from cogs.help import HelpCog
from cogs.library import LibraryCog
from cogs.listening import ListeningCog
from cogs.menus import MenusCog
from cogs.pictures import PicturesCog
from cogs.player import PlayerCog
from cogs.playlists import PlaylistsCog
from cogs.seats import SeatsCog
from cogs.settings import SettingsCog
from cogs.together import TogetherCog
from cogs.why import WhyCog

if TYPE_CHECKING:
    from bot.client import EarshotBot


@dataclass(frozen=True, slots=True)
class Made:
    """What is built before the cogs, and what several of them share."""

    services: Services
    settings: Settings
    offers: LinkOffers
    resume: DeferredCommandRunner
    components: Components
    host: BotOwner
    faults: FaultReporter


def build_cogs(bot: EarshotBot, made: Made) -> tuple[commands.Cog, ...]:
    """Build every cog."""
    services, sharing = made.services, MutualServers(bot)
    links = services.links
    asking = TargetParser(sharing, services.short_links)
    suggesting = Autocomplete(services.browsing, services.players, services.playlists)
    cards = NowPlayingMessages(
        services.listening, services.preferences, services.pictures, services.library.likes
    )
    broke = made.faults.by_itself
    standing = LiveMessageRights(bot, services.privacy, sharing)
    following = LiveMessagesCog(
        bot, services.following, cards, services.preferences, standing, broke
    )
    aux, of_aux = aux_cogs(
        bot,
        services.aux_sessions,
        services.aux_queue,
        services.aux_player,
        asking,
        suggesting,
        broke,
    )
    links.forgetting.forgotten = partial(_look_at_messages, following, aux)
    return (
        AccountCog(made.offers, links.seats, services.accounts, services.privacy, made.resume),
        ListeningCog(
            cards,
            following,
            services.listening,
            services.players,
            services.library,
            services.accounts,
            sharing,
        ),
        PlayerCog(services.players, asking, sharing, suggesting, made.resume),
        ThingButtons(services.players, services.library),
        CatalogueCog(services.browsing, services.searches, asking, suggesting),
        LibraryCog(services.library, asking, suggesting, services.undo),
        PlaylistsCog(
            services.playlists,
            services.pictures,
            PlaylistChoice(services.playlists, asking, made.resume),
            suggesting,
            services.add_anyway,
            services.undo,
        ),
        PlaylistChoiceCog(made.resume),
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
            services.searches,
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
        LinkDialogsCog(bot, links.pasting, links.confirming, made.offers),
        NotificationsCog(bot, links.letters, links.reminding, made.host, bot.tongue, broke),
        LinkResultsCog(bot, links.results, links.roles, made.resume, bot.tongue, broke),
    )


def _look_at_messages(following: LiveMessagesCog, aux: AuxActions) -> None:
    """Change what shows music or the name of someone who was deleted."""
    following.wake()
    aux.keeper.wake()

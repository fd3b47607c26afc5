"""Every cog, built from the services it calls: the commands, and what goes on without one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.background.answer_buttons import ThingButtons, UndoCog
from bot.background.aux_actions import AuxActions
from bot.background.aux_buttons import AuxButtons
from bot.background.aux_keeper import AuxKeeper
from bot.background.link_dialogs import LinkDialogsCog
from bot.background.link_results import LinkResultsCog
from bot.background.live_messages import LiveMessagesCog
from bot.background.notifications import NotificationsCog
from bot.background.playlist_choice import PlaylistChoice, PlaylistChoiceCog
from bot.config.settings import Settings
from bot.container import Container
from bot.doctor.checks import examine
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
from cogs.aux import AuxCog
from cogs.catalogue import CatalogueCog
from cogs.help import HelpCog
from cogs.library import LibraryCog
from cogs.listening import ListeningCog
from cogs.menus import MessageMenusCog, PersonMenusCog
from cogs.pictures import PicturesCog
from cogs.player import PlayerCog
from cogs.playlists import PlaylistsCog
from cogs.seats import SeatsCog
from cogs.settings import SettingsCog
from cogs.together import TogetherCog
from cogs.why import WhyCog

if TYPE_CHECKING:
    from bot.client import EarshotBot

Cogs = tuple[commands.Cog, ...]


@dataclass(frozen=True, slots=True)
class Toolkit:
    """What the client has built before the cogs, and many of them share."""

    container: Container
    settings: Settings
    offers: LinkOffers
    deferred: DeferredCommandRunner
    components: Components
    host: BotOwner
    faults: FaultReporter


@dataclass(frozen=True, slots=True)
class _Shared:
    """What several cogs ask."""

    cards: NowPlayingMessages
    mutual: MutualServers
    parser: TargetParser
    suggestions: Autocomplete


def build_cogs(bot: EarshotBot, kit: Toolkit) -> Cogs:
    """Build every cog."""
    container, music = kit.container, kit.container.music
    mutual = MutualServers(bot)
    shared = _Shared(
        NowPlayingMessages(
            music.listening, container.accounts.preferences, music.pictures, music.library.likes
        ),
        mutual,
        TargetParser(mutual, container.short_links),
        Autocomplete(music.browsing, music.players, music.playlists),
    )
    rights = LiveMessageRights(bot, container.accounts.privacy, mutual)
    deleted, broke = container.accounts.deletion.done, kit.faults.by_itself
    live = LiveMessagesCog(bot, music.live_messages, shared.cards, rights, deleted, broke)
    return (
        *_account_cogs(bot, kit),
        *_music_cogs(kit, shared, live),
        *_together_cogs(bot, kit, shared, live),
        HelpCog(bot, bot.gate, kit.settings.command_prefix, bot.slash_ids),
        kit.components,
        live,
    )


def _account_cogs(bot: EarshotBot, kit: Toolkit) -> Cogs:
    container, broke = kit.container, kit.faults.by_itself
    accounts, apps, linking = container.accounts, container.apps, container.linking
    check_up = partial(examine, kit.settings)
    return (
        AccountCog(kit.offers, apps.seats, accounts.accounts, accounts.privacy, kit.deferred),
        SettingsCog(bot, accounts, kit.settings.command_prefix, kit.host, check_up),
        WhyCog(bot, accounts.diagnoses, bot.slash_ids),
        SeatsCog(bot, apps, linking.seat_given, kit.host),
        LinkDialogsCog(bot, linking.paste, linking.confirm_code, kit.offers),
        NotificationsCog(bot, container.outbox, accounts.reminders, kit.host, bot.tongue, broke),
        LinkResultsCog(bot, linking.results, accounts.roles, kit.deferred, bot.tongue, broke),
    )


def _music_cogs(kit: Toolkit, shared: _Shared, live: LiveMessagesCog) -> Cogs:
    music, parser, suggest = kit.container.music, shared.parser, shared.suggestions
    accounts, mutual = kit.container.accounts.accounts, shared.mutual
    choice = PlaylistChoice(music.playlists, parser, kit.deferred)
    return (
        ListeningCog(music, accounts, shared.cards, live, mutual),
        PlayerCog(music.players, parser, mutual, suggest, kit.deferred),
        CatalogueCog(music.browsing, music.searches, parser, suggest),
        LibraryCog(music.library, parser, suggest, music.undo),
        PlaylistsCog(
            music.playlists, music.pictures, choice, suggest, music.add_anyway, music.undo
        ),
        PicturesCog(music.listening, music.pictures, mutual),
        PlaylistChoiceCog(kit.deferred),
        ThingButtons(music.players, music.library),
        UndoCog(music.undo),
    )


def _together_cogs(bot: EarshotBot, kit: Toolkit, shared: _Shared, live: LiveMessagesCog) -> Cogs:
    together, parser = kit.container.together, shared.parser
    sessions, player = together.aux_sessions, together.aux_player
    deleted, broke = kit.container.accounts.deletion.done, kit.faults.by_itself
    keeper = AuxKeeper(bot, sessions, player, deleted, broke)
    aux = AuxActions(bot, sessions, together.aux_queue, player, keeper)
    return (
        AuxCog(aux, parser, shared.suggestions),
        AuxButtons(aux, parser),
        keeper,
        TogetherCog(together.taste, together.blend, shared.mutual),
        PersonMenusCog(bot, bot.gate, shared.cards, live, shared.mutual),
        MessageMenusCog(bot, bot.gate, kit.container.music, parser, aux),
    )

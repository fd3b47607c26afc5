"""Build every cog from the services it calls: commands, and work that runs without one."""

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
from bot.background.link_result_sender import LinkResultsCog
from bot.background.live_message_updates import LiveMessagesCog
from bot.background.notification_sender import NotificationsCog
from bot.background.playlist_choice import PlaylistChoice, PlaylistChoiceCog
from bot.background.server_people_notes import ServerPeopleCog
from bot.config.settings import Settings
from bot.container import Container
from bot.doctor.checks import examine
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.bot_owner import BotOwner
from bot.toolkit.component_router import ComponentDispatcher
from bot.toolkit.deferred_command_runner import DeferredCommandRunner
from bot.toolkit.fault_reporting import FaultReporter
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.mutual_servers import MutualServers
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
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
class CogDependencies:
    """What the client builds before the cogs, and many of them share."""

    container: Container
    settings: Settings
    offers: LinkOffers
    deferred: DeferredCommandRunner
    components: ComponentDispatcher
    host: BotOwner
    faults: FaultReporter


@dataclass(frozen=True, slots=True)
class _Shared:
    """What several cogs use."""

    now_playing: NowPlayingRenderer
    mutual: MutualServers
    parser: TargetParser
    suggestions: Autocomplete


def build_cogs(bot: EarshotBot, kit: CogDependencies) -> Cogs:
    """Build every cog."""
    container, music = kit.container, kit.container.music
    mutual = MutualServers(bot)
    shared = _Shared(
        NowPlayingRenderer(
            music.listening, container.accounts.preferences, music.pictures, music.library.likes
        ),
        mutual,
        TargetParser(mutual, container.short_links),
        Autocomplete(music.browsing, music.players, music.playlists),
    )
    rights = LiveMessageRights(bot, container.accounts.privacy, mutual)
    deleted, report_fault = container.accounts.deletion.done, kit.faults.report_background
    live = LiveMessagesCog(
        bot, music.live_messages, shared.now_playing, rights, deleted, report_fault
    )
    return (
        *_account_cogs(bot, kit),
        *_music_cogs(kit, shared, live),
        *_together_cogs(bot, kit, shared, live),
        HelpCog(bot, bot.server_rules, kit.settings.command_prefix, bot.slash_ids),
        kit.components,
        live,
    )


def _account_cogs(bot: EarshotBot, kit: CogDependencies) -> Cogs:
    container, report_fault = kit.container, kit.faults.report_background
    accounts, apps, linking = container.accounts, container.apps, container.linking
    check_up = partial(examine, kit.settings)
    return (
        AccountCog(kit.offers, apps.seats, accounts.accounts, accounts.privacy, kit.deferred),
        SettingsCog(bot, accounts, kit.settings.command_prefix, kit.host, check_up),
        WhyCog(bot, accounts.diagnoses, bot.slash_ids),
        SeatsCog(bot, apps, linking.seat_given, kit.host),
        ServerPeopleCog(bot, accounts.server_people),
        LinkDialogsCog(bot, linking.paste, linking.confirm_code, kit.offers),
        NotificationsCog(
            bot, container.outbox, accounts.reminders, kit.host, bot.request_scope, report_fault
        ),
        LinkResultsCog(
            bot, linking.results, accounts.roles, kit.deferred, bot.request_scope, report_fault
        ),
    )


def _music_cogs(kit: CogDependencies, shared: _Shared, live: LiveMessagesCog) -> Cogs:
    music, parser, suggest = kit.container.music, shared.parser, shared.suggestions
    people, mutual = kit.container.accounts.server_people, shared.mutual
    choice = PlaylistChoice(music.playlists, parser, kit.deferred)
    return (
        ListeningCog(music, people, shared.now_playing, live, mutual),
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


def _together_cogs(
    bot: EarshotBot, kit: CogDependencies, shared: _Shared, live: LiveMessagesCog
) -> Cogs:
    together, parser = kit.container.together, shared.parser
    sessions, player = together.aux_sessions, together.aux_player
    deleted, report_fault = kit.container.accounts.deletion.done, kit.faults.report_background
    keeper = AuxKeeper(bot, sessions, player, deleted, report_fault)
    aux = AuxActions(bot, sessions, together.aux_queue, player, keeper)
    return (
        AuxCog(aux, parser, shared.suggestions),
        AuxButtons(aux, parser),
        keeper,
        TogetherCog(together.taste, together.blend, shared.mutual),
        PersonMenusCog(bot, bot.server_rules, shared.now_playing, live, shared.mutual),
        MessageMenusCog(bot, bot.server_rules, kit.container.music, parser, aux),
    )

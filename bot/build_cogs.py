"""Build every cog from the services it calls: commands, and work that runs without one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.background.aux_worker import AuxWorker
from bot.background.commands_after_link import CommandsAfterLink
from bot.background.icon_upload import IconUpload
from bot.background.known_servers_list import KnownServersCog
from bot.background.link_result_sender import LinkResultSender
from bot.background.live_message_updater import LiveMessageUpdater
from bot.background.missed_events import MissedEvents
from bot.background.mixtape_worker import MixtapeWorker
from bot.background.notification_sender import NotificationSender
from bot.background.observation import ObservationCog
from bot.background.presence_changes import PresenceCog
from bot.background.server_people_notes import ServerPeopleCog
from bot.background.welcome_sender import WelcomeSender
from bot.config.settings import Settings
from bot.container import Container
from bot.doctor.checks import examine
from bot.toolkit.autocomplete import Autocomplete
from bot.toolkit.aux_panels import AuxPanels
from bot.toolkit.aux_room import AuxRoom
from bot.toolkit.aux_rules import AuxRules
from bot.toolkit.aux_service import AuxService
from bot.toolkit.aux_voice import AuxVoice
from bot.toolkit.bot_host import BotHost
from bot.toolkit.component_router import ComponentDispatcher
from bot.toolkit.fault_reporting import FaultReporter
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.live_message_rights import LiveMessageRights
from bot.toolkit.live_messages import LiveMessages
from bot.toolkit.mixtape_posts import MixtapePosts
from bot.toolkit.mutual_servers import MutualServers
from bot.toolkit.now_playing_renderer import NowPlayingRenderer
from bot.toolkit.playlist_choice import PlaylistChoice
from bot.toolkit.quiet_answers import QuietAnswers
from bot.toolkit.seat_requests import SeatRequests
from bot.toolkit.server_managers import ServerManagers
from bot.toolkit.server_membership import ServerMembership
from bot.toolkit.target_parser import TargetParser
from bot.toolkit.unread_notifications import UnreadNotifications
from bot.toolkit.waiting_command_runner import WaitingCommandRunner
from cogs.account import AccountCog
from cogs.answer_buttons import AnswerButtonsCog, UndoCog
from cogs.aux import AuxCog
from cogs.aux_buttons import AuxButtonsCog
from cogs.catalogue import CatalogueCog
from cogs.help import HelpCog
from cogs.library import LibraryCog
from cogs.link_forms import LinkFormsCog
from cogs.listening import ListeningCog
from cogs.menus import MessageMenusCog, PersonMenusCog
from cogs.mixtape import MixtapeCog
from cogs.mixtape_menu import MixtapeMenuCog
from cogs.notifications import NotificationsCog
from cogs.now_playing_buttons import NowPlayingButtonsCog
from cogs.pictures import PicturesCog
from cogs.player import PlayerCog
from cogs.playlist_choice import PlaylistChoiceCog
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
    waiting: WaitingCommandRunner
    components: ComponentDispatcher
    host: BotHost
    managers: ServerManagers
    membership: ServerMembership
    faults: FaultReporter


@dataclass(frozen=True, slots=True)
class _Shared:
    """What several cogs use."""

    now_playing: NowPlayingRenderer
    mutual: MutualServers
    parser: TargetParser
    suggestions: Autocomplete


def build_cogs(bot: EarshotBot, kit: CogDependencies) -> Cogs:
    """Build every cog; `help` and docs/commands.md show the groups of commands in this order."""
    container, music = kit.container, kit.container.music
    mutual = MutualServers(bot, kit.membership)
    shared = _Shared(
        NowPlayingRenderer(
            music.listening,
            container.accounts.preferences,
            container.accounts.rules,
            music.pictures,
            music.library.likes,
        ),
        mutual,
        TargetParser(mutual, container.short_links),
        Autocomplete(music.browsing, music.players, music.playlists),
    )
    rights = LiveMessageRights(bot, container.accounts.privacy, mutual)
    deleted, report_fault = container.accounts.deletion.done, kit.faults.report_background
    live = LiveMessages(
        music.live_messages,
        shared.now_playing,
        rights,
        container.accounts.accounts,
        container.accounts.presence,
    )
    updater = LiveMessageUpdater(
        bot, music.live_messages, shared.now_playing, rights, deleted, report_fault
    )
    return (
        AccountCog(
            kit.offers,
            container.apps.seats,
            container.accounts.accounts,
            container.accounts.privacy,
            kit.waiting,
            container.accounts.presence,
        ),
        *_music_cogs(kit, shared, live),
        *_together_cogs(bot, kit, shared, live),
        PicturesCog(music.listening, music.pictures, mutual),
        *_account_cogs(bot, kit),
        HelpCog(bot, bot.server_rules, kit.settings.command_prefix, bot.slash_ids),
        kit.components,
        updater,
        *_presence_cogs(bot, kit, shared),
        MissedEvents(bot, bot.handover, bot.intake, report_fault),
        IconUpload(bot, bot.icons, report_fault, uploads=0 in (kit.settings.shard_ids or (0,))),
        # Last: it looks at what the others have added.
        ObservationCog(bot, container.metrics, kit.components.routes, bot.running),
    )


def _account_cogs(bot: EarshotBot, kit: CogDependencies) -> Cogs:
    container, report_fault = kit.container, kit.faults.report_background
    accounts, apps, linking = container.accounts, container.apps, container.linking
    check_up = partial(examine, kit.settings)
    welcome = WelcomeSender(
        bot, accounts.welcomes, accounts.rules, bot.request_scope, bot.slash_ids, report_fault
    )
    requests = SeatRequests(bot, apps.registry, linking.seat_given, kit.host)
    after_link = CommandsAfterLink(bot, kit.waiting, accounts.waiting, kit.membership, report_fault)
    return (
        WhyCog(bot, accounts.diagnoses, bot.slash_ids),
        ServerPeopleCog(bot, accounts.server_people),
        *((welcome,) if kit.settings.welcome_message else ()),
        SeatsCog(apps, requests, kit.managers, kit.host, accounts.seat_care),
        SettingsCog(bot, accounts, kit.settings.command_prefix, kit.host, check_up),
        LinkFormsCog(bot, linking.paste, linking.confirm_code, kit.offers),
        NotificationsCog(UnreadNotifications(container.outbox, kit.host)),
        NotificationSender(
            bot, container.outbox, accounts.housekeeping, kit.host, bot.request_scope, report_fault
        ),
        KnownServersCog(bot, accounts.known_servers, kit.membership, report_fault),
        after_link,
        LinkResultSender(
            bot, linking.results, accounts.roles, after_link, bot.request_scope, report_fault
        ),
    )


def _presence_cogs(bot: EarshotBot, kit: CogDependencies, shared: _Shared) -> Cogs:
    music, report_fault = kit.container.music, kit.faults.report_background
    if music.presences is None:
        return ()
    return (PresenceCog(bot, music.presences, shared.mutual, music.live_messages, report_fault),)


def _music_cogs(kit: CogDependencies, shared: _Shared, live: LiveMessages) -> Cogs:
    music, parser, suggest = kit.container.music, shared.parser, shared.suggestions
    people, mutual = kit.container.accounts.server_people, shared.mutual
    quiet = QuietAnswers(kit.container.accounts.rules)
    choice = PlaylistChoice(music.playlists, parser, kit.waiting)
    return (
        ListeningCog(music.listening, people, shared.now_playing, live, mutual, quiet),
        NowPlayingButtonsCog(music, shared.now_playing, live, mutual),
        PlayerCog(music.players, parser, mutual, suggest, kit.waiting),
        CatalogueCog(music.browsing, music.searches, parser, suggest),
        LibraryCog(music.library, parser, suggest, music.undo),
        PlaylistsCog(
            music.playlists, music.pictures, choice, suggest, music.add_anyway, music.undo
        ),
        PlaylistChoiceCog(choice),
        AnswerButtonsCog(music.players, music.library),
        UndoCog(music.undo),
    )


def _together_cogs(
    bot: EarshotBot, kit: CogDependencies, shared: _Shared, live: LiveMessages
) -> Cogs:
    together, parser = kit.container.together, shared.parser
    sessions, player = together.aux_sessions, together.aux_player
    deleted, report_fault = kit.container.accounts.deletion.done, kit.faults.report_background
    voice = AuxVoice(bot, sessions)
    panels = AuxPanels(bot, sessions, player, bot.running, together.aux_guests, voice)
    aux = AuxService(bot, sessions, together.aux_queue, player, panels)
    rules = AuxRules(sessions, together.aux_queue, together.aux_blocks, panels, voice)
    room = AuxRoom(together.aux_guests, sessions, aux, panels, rules, parser)
    return (
        AuxCog(aux, parser, shared.suggestions, room, rules),
        AuxButtonsCog(aux, room, rules, parser),
        AuxWorker(kit.membership, sessions, player, panels, deleted, report_fault),
        *_mixtape_cogs(bot, kit, parser),
        TogetherCog(together.taste, together.blend, shared.mutual),
        PersonMenusCog(
            bot, bot.server_rules, kit.components.limits, shared.now_playing, live, shared.mutual
        ),
        MessageMenusCog(
            bot, bot.server_rules, kit.components.limits, kit.container.music, parser, aux
        ),
    )


def _mixtape_cogs(bot: EarshotBot, kit: CogDependencies, parser: TargetParser) -> Cogs:
    together, report_fault = kit.container.together, kit.faults.report_background
    posts = MixtapePosts(bot, together.mixtapes, kit.container.accounts.deletion.done)
    choice = PlaylistChoice(kit.container.music.playlists, parser, kit.waiting)
    return (
        MixtapeCog(together.mixtapes, posts, choice),
        MixtapeMenuCog(bot, bot.server_rules, kit.components.limits, together.mixtapes, parser),
        MixtapeWorker(
            bot, together.mixtape_writer, posts, bot.chatter, kit.membership, report_fault
        ),
    )

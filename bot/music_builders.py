"""Builds the rooms of music: access to Spotify, what one does with it, and what several do."""

from __future__ import annotations

from bot.accounts.services import AccountServices
from bot.music.access import Access
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
from bot.music.services import MusicServices
from bot.music.undo import Undo
from bot.service_builders import Core, Shared
from bot.spotify.apps import SpotifyApp
from bot.spotify.art import Art
from bot.spotify.short_links import ShortLinks
from bot.spotify.tokens import AppToken
from bot.storage.aux_pages import AuxPageStore
from bot.storage.aux_sessions import AuxStore
from bot.storage.live_messages import LiveMessageStore
from bot.storage.mixtapes import MixtapeStore
from bot.together.aux_blocks import AuxBlocks
from bot.together.aux_guests import AuxGuests
from bot.together.aux_player import AuxPlayer
from bot.together.aux_queue import AuxQueue
from bot.together.aux_sessions import AuxSessions
from bot.together.aux_tokens import AuxTokens
from bot.together.blend import Blend
from bot.together.mixtape_writer import MixtapeWriter
from bot.together.mixtapes import Mixtapes
from bot.together.services import TogetherServices
from bot.together.taste import Taste


def build_access(core: Core, shared: Shared, accounts: AccountServices) -> Access:
    """Build access to a person's Spotify and to the public catalogue."""
    app: SpotifyApp = shared.registry.main
    own = AppToken(shared.spotify.endpoint, app, core.clock) if app.client_secret else None
    transport = shared.spotify.transport
    return Access(accounts.grants, accounts.privacy, transport, shared.registry, own)


def build_music(
    core: Core, shared: Shared, access: Access, accounts: AccountServices
) -> MusicServices:
    """Build the music services for one person."""
    resolver, state = Resolver(access), shared.button_state
    browsing, playlists = Browsing(access, resolver), Playlists(access, resolver)
    pictures = Pictures(Art(core.session, core.config.spotify_api_url))
    library, live = Library(access, resolver), LiveMessageStore(core.database, core.cipher)
    choice = accounts.presence
    presences = Presences(choice, core.clock) if choice is not None else None
    return MusicServices(
        add_anyway=AddAnyway(playlists, state),
        browsing=browsing,
        library=library,
        listening=Listening(access, presences),
        live_messages=LiveMessageSchedule(live, core.clock),
        pictures=pictures,
        players=Players(access, resolver),
        playlists=playlists,
        presences=presences,
        resolver=resolver,
        searches=Searches(browsing, state),
        undo=Undo(access, state, library, pictures),
    )


def build_together(
    core: Core, shared: Shared, access: Access, music: MusicServices, short_links: ShortLinks
) -> TogetherServices:
    """Build the services for several people together."""
    store, clock, features = AuxStore(core.database), core.clock, core.config.features
    sessions, tapes = AuxSessions(store, access, clock), MixtapeStore(core.database)
    pages = AuxPageStore(core.database, core.cipher)
    return TogetherServices(
        aux_blocks=AuxBlocks(store, music.resolver, clock),
        aux_guests=AuxGuests(pages, sessions, f"{core.config.public_url}/aux/", clock),
        aux_player=AuxPlayer(store, access, clock),
        aux_queue=AuxQueue(store, sessions, music.resolver, AuxTokens(clock), clock),
        aux_sessions=sessions,
        blend=Blend(access, shared.button_state, features),
        mixtapes=Mixtapes(tapes, access, clock),
        mixtape_writer=MixtapeWriter(tapes, access, short_links, clock),
        taste=Taste(access, features),
    )

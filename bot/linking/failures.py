"""How a login comes to nothing, and which app's owner must act."""

from __future__ import annotations

from bot.http.errors import ServiceError
from bot.linking.context import LinkTools
from bot.linking.outcomes import LinkEnd
from bot.notifications.kinds import NotRenewable
from bot.notifications.outbox import HOSTS
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import AppRejected, GrantInvalid, OwnerWithoutPremium

_DAY = 24 * 3600


class Failed(Exception):
    """A login came to nothing; `outcome` says how.

    `other_name` is the Spotify account that came instead of the one that is demanded.
    """

    def __init__(self, outcome: LinkEnd, other_name: str | None = None) -> None:
        super().__init__(outcome)
        self.outcome: LinkEnd = outcome
        self.other_name = other_name


async def outcome_of(tools: LinkTools, app: SpotifyApp, failure: ServiceError) -> LinkEnd:
    """Return what a failure at Spotify means for a link; the app's owner is told once."""
    match failure:
        case OwnerWithoutPremium():
            await tools.context.apps.note(app, "premium")
            return "owner_premium"
        case AppRejected():
            await tools.context.apps.note(app, "rejected")
            return "rejected"
        case GrantInvalid():
            return "expired"
        case _:
            return "unavailable"


async def tell_not_renewable(tools: LinkTools, app: SpotifyApp) -> None:
    """Tell the app's owner, once a day, that Spotify gave access that can't be renewed."""
    reader = app.owner_id if app.kind == "member" else HOSTS
    once = f"{app.client_id}:{int(tools.context.clock()) // _DAY}"
    await tools.outbox.write(reader, once, NotRenewable(app.name))

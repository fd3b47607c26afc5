"""What people without a seat and the owner of the app tell each other."""

from __future__ import annotations

import re
from typing import Literal

import discord
from discord.ext import commands

from bot.apps.errors import AppRefused
from bot.apps.registry import AppRegistry
from bot.linking.outcomes import AttemptEnd
from bot.linking.seat_given import SeatGiven
from bot.spotify.apps import SpotifyApp
from bot.toolkit.answers import send_dm
from bot.toolkit.bot_host import BotHost
from bot.ui.discord_errors import NotYours, TooOld
from bot.ui.seats import mail_view

_MAIL = re.compile(r"[^\s`@<>]{1,64}@[^\s`@<>]{1,80}")


class SeatRequests:
    """Requests for a seat; `ref` is the login that waits for one."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        apps: AppRegistry,
        granting: SeatGiven,
        host: BotHost,
    ) -> None:
        self._bot = bot
        self._apps = apps
        self._granting = granting
        self._host = host

    async def app_for(self, ref: str, person: int) -> SpotifyApp:
        """Return the app on which someone waits for a seat; raises TooOld."""
        app = await self._app_of(ref, person)
        if app is None:
            raise TooOld
        return app

    async def forward_mail(
        self, ref: str, person: discord.User | discord.Member, text: str
    ) -> tuple[SpotifyApp, bool]:
        """Send an e-mail address to the app's owner, without storing it.

        Return the app, and whether its owner was reached. Raises AppRefused and TooOld.
        """
        app, mail = await self._app_of(ref, person.id), _mail(text)
        if app is None or not await self._granting.may_write(person.id):
            raise TooOld
        view = mail_view(person.display_name, person.name, mail, app.name, app.client_id, ref)
        if app.kind == "member":
            return app, await send_dm(self._bot, app.owner_id, view)
        return app, await self._host.write(view)

    async def confirm_added(self, ref: str, person: int) -> None:
        """Check that someone owns the app that gives the seat; raises NotYours or OwnerOnly."""
        app = await self._app_of(ref, None)
        if app is None or app.kind != "member":
            await self._host.check(person)
        elif person != app.owner_id:
            raise NotYours

    async def try_again(self, ref: str) -> AttemptEnd | Literal["gone"]:
        """Retry the login; "gone" if it is no longer stored."""
        return await self._granting.try_again(ref)

    async def _app_of(self, ref: str, person: int | None) -> SpotifyApp | None:
        wanted = await self._granting.ticket_of(ref, person)
        return await self._apps.get(wanted.client_id) if wanted is not None else None


def _mail(text: str) -> str:
    """Return an e-mail address if it is safe to copy; raises AppRefused otherwise."""
    found = text.strip()
    if not _MAIL.fullmatch(found):
        raise AppRefused("not_mail")
    return found

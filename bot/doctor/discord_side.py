"""Discord: token, intents, install settings, sign-in. Source: Discord's Application resource."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator

import aiohttp

from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, fatal, ok, untested, warn
from bot.doctor.http_probe import Heard, NotHeard, ask, refusal_words
from bot.http.json_reading import Json, mapping, number
from bot.linking.offers import is_at_home

PERMISSIONS = (1 << 10) | (1 << 11) | (1 << 15) | (1 << 16)
"""View Channels, Send Messages, Attach Files, Read Message History."""

_ADMINISTRATOR = 1 << 3
_MESSAGE_CONTENT = (1 << 18) | (1 << 19)
_SCOPES = frozenset({"bot", "applications.commands"})
_PORTAL = "Discord's developer portal"
_FEW_STARTS = 50


def invite_link(settings: Settings, application_id: str) -> str:
    """Return the address that invites the bot with the least permissions."""
    return (
        f"{settings.discord_app_url}/oauth2/authorize?client_id={application_id}"
        f"&scope=bot+applications.commands&permissions={PERMISSIONS}"
    )


class DiscordSide:
    """Asks Discord about the bot; `application_id` and `heard` are known afterwards."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self.application_id: str | None = None
        self.heard: Heard | None = None

    async def check(self) -> AsyncIterator[Finding]:
        """Look at everything that Discord tells about the bot."""
        try:
            me = await self._get("/users/@me")
        except NotHeard as error:
            yield bad(
                "discord",
                f"{self._settings.discord_api_url} cannot be asked: {error}",
                "check this computer's network, and DISCORD_API_URL if it is set",
            )
            return
        self.heard = me
        if me.status != 200:
            yield _refused(me)
            return
        yield ok("discord", f"the token is good: the bot is {me.body.get('username')}")
        try:
            application = await self._get("/applications/@me")
            gateway = await self._get("/gateway/bot")
        except NotHeard as error:
            yield untested("discord", f"the application could not be looked at: {error}")
            return
        for answer in (application, gateway):
            if answer.status != 200:
                yield _refused(answer)
                return
        self.application_id = str(application.body.get("id") or "") or None
        for finding in _application(application.body, gateway.body, self._settings):
            yield finding
        yield await self._sign_in(application.body)

    async def _get(self, path: str) -> Heard:
        token = f"Bot {self._settings.discord_token.reveal()}"
        url = self._settings.discord_api_url.rstrip("/") + path
        return await ask(self._session, "GET", url, headers={"Authorization": token})

    async def _sign_in(self, application: Json) -> Finding:
        secret = self._settings.discord_client_secret
        pasted = is_at_home(self._settings.public_url)
        if secret is None:
            return ok("level", _FOUR + (_ONLY_PUBLIC if pasted else _FIVE_MORE))
        pair = base64.b64encode(f"{self.application_id}:{secret.reveal()}".encode()).decode()
        url = self._settings.discord_api_url.rstrip("/") + "/oauth2/token"
        form = {"grant_type": "client_credentials", "scope": "identify"}
        try:
            answer = await ask(
                self._session, "POST", url, headers={"Authorization": f"Basic {pair}"}, form=form
            )
        except NotHeard as error:
            return untested("level", f"DISCORD_CLIENT_SECRET could not be tried: {error}")
        if answer.body.get("error") == "invalid_client" or answer.status == 401:
            return bad(
                "level",
                "Discord does not accept DISCORD_CLIENT_SECRET: no link can be completed",
                f"copy it anew from {_PORTAL}, OAuth2, Reset Secret, or leave it away",
            )
        wanted = f"{self._settings.public_url}/discord/callback"
        listed = application.get("redirect_uris")
        if isinstance(listed, list) and wanted not in listed:
            return bad(
                "level",
                f"{wanted} is not registered at Discord: nobody can sign in",
                f"add exactly that in {_PORTAL}, OAuth2, Redirects, and save",
            )
        if pasted:
            return ok("level", _FOUR + _PASTED)
        return ok("level", "forwarded links: level 5, Discord says who each browser is")


_FOUR = "forwarded links: levels 1 to 4 (page, cookie, undo, typed code); "
_FIVE_MORE = "DISCORD_CLIENT_SECRET adds level 5, Discord's own word (docs/security.md)"
_ONLY_PUBLIC = (
    "level 5, Discord's own word, needs a public address: addresses are pasted here "
    "(docs/security.md)"
)
_PASTED = (
    "DISCORD_CLIENT_SECRET lets Discord say who a browser on this computer is, but addresses that "
    "people paste go without it: level 5 needs a public address (docs/security.md)"
)


def _refused(heard: Heard) -> Finding:
    if heard.status == 401:
        return fatal(
            "discord",
            "Discord does not accept DISCORD_TOKEN",
            f"copy it anew from {_PORTAL}, your application, Bot, Reset Token",
        )
    said = refusal_words(heard)
    if heard.status in (429, *range(500, 600)):
        return bad("discord", f"Discord has no time: {said}", "wait a few minutes, then try again")
    return bad(
        "discord",
        f"Discord refuses: {said}",
        "see what it says; is DISCORD_API_URL right, and the application not disabled?",
    )


def _application(application: Json, gateway: Json, settings: Settings) -> Iterator[Finding]:
    if not (number(application, "flags") or 0) & _MESSAGE_CONTENT:
        yield warn(
            "intents",
            f"message content is off: commands with {settings.command_prefix} work only in direct "
            "messages and after a mention; slash commands work",
            f"turn on Message Content Intent in {_PORTAL}, Bot",
        )
    else:
        yield ok("intents", "message content is on")
    if application.get("interactions_endpoint_url"):
        yield bad(
            "discord",
            "an Interactions Endpoint URL is set: Discord sends slash commands there, not to "
            "the bot",
            f"empty that field in {_PORTAL}, General Information",
        )
    yield from _install_settings(application)
    if application.get("approximate_guild_count") == 0:
        yield warn("invite", "the bot is in no server yet", "open the invite link below")
    left = number(mapping(gateway.get("session_start_limit")) or {}, "remaining")
    if left is not None and left < _FEW_STARTS:
        yield warn(
            "discord",
            f"only {left} starts are left today",
            "do not restart the bot until tomorrow; find out why it restarts",
        )


def _install_settings(application: Json) -> Iterator[Finding]:
    kinds = mapping(application.get("integration_types_config"))
    if kinds is None:
        yield untested("install", "Discord does not tell the install settings")
        return
    found = list(_install_problems(kinds))
    if not found:
        found = [ok("install", "the bot can be installed in servers and by people")]
    yield from found


def _install_problems(kinds: Json) -> Iterator[Finding]:
    where = f"in {_PORTAL}, Installation"
    if "0" not in kinds:
        yield warn("install", "the bot cannot be added to servers", f"tick Guild Install {where}")
    if "1" not in kinds:
        what = "people cannot install the bot for themselves"
        yield warn("install", what, f"tick User Install {where}")
    parameters = mapping((mapping(kinds.get("0")) or {}).get("oauth2_install_params"))
    if not parameters:
        return
    scopes = parameters.get("scopes")
    if not isinstance(scopes, list) or not {str(one) for one in scopes} >= _SCOPES:
        yield warn(
            "install",
            "the install link lacks a scope: slash commands or the bot itself would be missing",
            f"choose applications.commands and bot {where}, Guild Install",
        )
    granted = number(parameters, "permissions") or 0
    if granted & _ADMINISTRATOR:
        yield warn(
            "install",
            "the install link asks for Administrator, which the bot never needs",
            f"take it out {where}; see the invite link below",
        )
    elif granted & PERMISSIONS != PERMISSIONS:
        yield warn(
            "install",
            "the install link lacks a permission the bot needs",
            "View Channels, Send Messages, Attach Files and Read Message History; choose them "
            f"{where}",
        )

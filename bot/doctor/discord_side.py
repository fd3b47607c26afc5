"""Check Discord: token, intents, install settings, sign-in. Source: Discord's Application docs."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator

import aiohttp

from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, fatal, ok, untested, warn
from bot.doctor.http_probe import Answer, NoAnswer, ask, describe_refusal
from bot.http.json_reading import Json, mapping, number
from bot.linking.offers import is_at_home

PERMISSIONS = (1 << 10) | (1 << 11) | (1 << 15) | (1 << 16)
"""View Channels, Send Messages, Attach Files, Read Message History."""

_ADMINISTRATOR = 1 << 3
_MESSAGE_CONTENT = (1 << 18) | (1 << 19)
_PRESENCE = (1 << 12) | (1 << 13)
"""Flags of an application that has the intent: of a large bot, or of a small one."""
_SCOPES = frozenset({"bot", "applications.commands"})
_PORTAL = "Discord's developer portal"
_FEW_STARTS = 50


def invite_link(settings: Settings, application_id: str) -> str:
    """Return the link that invites the bot with the fewest permissions."""
    return (
        f"{settings.discord_app_url}/oauth2/authorize?client_id={application_id}"
        f"&scope=bot+applications.commands&permissions={PERMISSIONS}"
    )


class DiscordSide:
    """Asks Discord about the bot; check() sets `application_id` and `answer`."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self.application_id: str | None = None
        self.answer: Answer | None = None

    async def check(self) -> AsyncIterator[Finding]:
        """Check everything that Discord says about the bot."""
        try:
            me = await self._get("/users/@me")
        except NoAnswer as error:
            yield bad(
                "discord",
                f"{self._settings.discord_api_url} can't be reached: {error}",
                "check this computer's network, and DISCORD_API_URL if it is set",
            )
            return
        self.answer = me
        if me.status != 200:
            yield _refused(me)
            return
        yield ok("discord", f"the token works: the bot is {me.body.get('username')}")
        try:
            application = await self._get("/applications/@me")
            gateway = await self._get("/gateway/bot")
        except NoAnswer as error:
            yield untested("discord", f"the application's settings couldn't be read: {error}")
            return
        for answer in (application, gateway):
            if answer.status != 200:
                yield _refused(answer)
                return
        self.application_id = str(application.body.get("id") or "") or None
        for finding in _application(application.body, gateway.body, self._settings):
            yield finding
        yield await self._sign_in(application.body)

    async def _get(self, path: str) -> Answer:
        token = f"Bot {self._settings.discord_token.reveal()}"
        url = self._settings.discord_api_url.rstrip("/") + path
        return await ask(self._session, "GET", url, headers={"Authorization": token})

    async def _sign_in(self, application: Json) -> Finding:
        secret = self._settings.discord_client_secret
        is_pasted = is_at_home(self._settings.public_url)
        if secret is None:
            return ok("level", _FOUR + (_NEEDS_PUBLIC if is_pasted else _ADDS_FIVE))
        pair = base64.b64encode(f"{self.application_id}:{secret.reveal()}".encode()).decode()
        url = self._settings.discord_api_url.rstrip("/") + "/oauth2/token"
        form = {"grant_type": "client_credentials", "scope": "identify"}
        try:
            answer = await ask(
                self._session, "POST", url, headers={"Authorization": f"Basic {pair}"}, form=form
            )
        except NoAnswer as error:
            return untested("level", f"DISCORD_CLIENT_SECRET couldn't be tested: {error}")
        if answer.body.get("error") == "invalid_client" or answer.status == 401:
            return bad(
                "level",
                "Discord doesn't accept DISCORD_CLIENT_SECRET, so no link can be completed",
                f"copy it again from {_PORTAL} (OAuth2 > Reset Secret), or leave it out",
            )
        redirect = f"{self._settings.public_url}/discord/callback"
        registered = application.get("redirect_uris")
        if isinstance(registered, list) and redirect not in registered:
            return bad(
                "level",
                f"{redirect} isn't registered at Discord, so nobody can sign in",
                f"add exactly that address in {_PORTAL} (OAuth2 > Redirects), and save",
            )
        if is_pasted:
            return ok("level", _FOUR + _PASTED)
        return ok("level", "forwarded links: level 5 (each browser signs in to Discord)")


_FOUR = "forwarded links: levels 1 to 4 (page, cookie, undo, typed code); "
_ADDS_FIVE = "DISCORD_CLIENT_SECRET adds level 5, a sign-in to Discord (docs/security.md)"
_NEEDS_PUBLIC = (
    "level 5, a sign-in to Discord, needs a public address, and people paste addresses here "
    "(docs/security.md)"
)
_PASTED = (
    "with DISCORD_CLIENT_SECRET a browser on this computer signs in to Discord, but people who "
    "paste an address don't: level 5 needs a public address (docs/security.md)"
)


def _refused(answer: Answer) -> Finding:
    if answer.status == 401:
        return fatal(
            "discord",
            "Discord doesn't accept DISCORD_TOKEN",
            f"copy it again from {_PORTAL} (your app > Bot > Reset Token)",
        )
    reason = describe_refusal(answer)
    if answer.status in (429, *range(500, 600)):
        return bad("discord", f"Discord is busy: {reason}", "wait a few minutes, then try again")
    return bad(
        "discord",
        f"Discord refuses: {reason}",
        "check DISCORD_API_URL, and whether the application is disabled",
    )


def _application(application: Json, gateway: Json, settings: Settings) -> Iterator[Finding]:
    flags = number(application, "flags") or 0
    yield from _presence(flags, settings)
    if not flags & _MESSAGE_CONTENT:
        yield warn(
            "intents",
            f"message content is off: commands with {settings.command_prefix} work only in direct "
            "messages and after a mention; slash commands work",
            f"turn on Message Content Intent in {_PORTAL} (Bot)",
        )
    else:
        yield ok("intents", "message content is on")
    if application.get("interactions_endpoint_url"):
        yield bad(
            "discord",
            "an Interactions Endpoint URL is set, so Discord sends slash commands there, not to "
            "the bot",
            f"clear that field in {_PORTAL} (General Information)",
        )
    yield from _install_settings(application)
    if application.get("approximate_guild_count") == 0:
        yield warn("invite", "the bot isn't in any server yet", "open the invite link below")
    left = number(mapping(gateway.get("session_start_limit")) or {}, "remaining")
    if left is not None and left < _FEW_STARTS:
        yield warn(
            "discord",
            f"only {left} more starts are possible today",
            "don't restart the bot until tomorrow, and find out why it restarts",
        )


def _presence(flags: int, settings: Settings) -> Iterator[Finding]:
    if "presence" not in settings.features:
        return
    if flags & _PRESENCE:
        yield ok("presence", "presences are on: what people's Discord shows of Spotify is seen")
    else:
        yield warn(
            "presence",
            "presence is in FEATURES, but its intent is off, so nothing of people's Discord is "
            "seen; everything else works",
            f"turn on Presence Intent in {_PORTAL} (Bot), and start the bot again",
        )


def _install_settings(application: Json) -> Iterator[Finding]:
    kinds = mapping(application.get("integration_types_config"))
    if kinds is None:
        yield untested("install", "Discord doesn't show the install settings")
        return
    findings = list(_install_problems(kinds))
    if not findings:
        findings = [ok("install", "the bot can be installed in servers and by people")]
    yield from findings


def _install_problems(kinds: Json) -> Iterator[Finding]:
    where = f"in {_PORTAL} (Installation)"
    if "0" not in kinds:
        yield warn("install", "the bot can't be added to servers", f"tick Guild Install {where}")
    if "1" not in kinds:
        what = "people can't install the bot for themselves"
        yield warn("install", what, f"tick User Install {where}")
    parameters = mapping((mapping(kinds.get("0")) or {}).get("oauth2_install_params"))
    if not parameters:
        return
    scopes = parameters.get("scopes")
    if not isinstance(scopes, list) or not {str(one) for one in scopes} >= _SCOPES:
        yield warn(
            "install",
            "the install link is missing a scope: slash commands or the bot itself won't be added",
            f"choose applications.commands and bot {where}, under Guild Install",
        )
    granted = number(parameters, "permissions") or 0
    if granted & _ADMINISTRATOR:
        yield warn(
            "install",
            "the install link asks for Administrator, which the bot never needs",
            f"remove it {where}, or use the invite link below",
        )
    elif granted & PERMISSIONS != PERMISSIONS:
        yield warn(
            "install",
            "the install link is missing a permission that the bot needs",
            f"choose View Channels, Send Messages, Attach Files and Read Message History {where}",
        )

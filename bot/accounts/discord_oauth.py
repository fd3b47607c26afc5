"""Discord's OAuth2: the parts that the link page and linked roles need.

Sources: Discord's OAuth2 and Application Role Connection Metadata pages; RFC 6749.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from bot.accounts.errors import DiscordUnavailable
from bot.http.errors import Malformed, Unavailable
from bot.http.exchange import Answer, exchange
from bot.http.json_reading import mapping, text
from bot.http.oauth import access_token, basic, challenge_of, expiry

IDENTIFY = "identify"
WRITE_ROLES = "role_connections.write"
_log = logging.getLogger(__name__)

_TIMEOUT = 6.0


@dataclass(frozen=True, slots=True)
class DiscordGrant:
    """Tokens that Discord issued for one person; `expires_at` is unix seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DiscordUser:
    """A Discord account."""

    id: int
    handle: str


@dataclass(frozen=True, slots=True)
class DiscordApp:
    """The bot's application at Discord, and the addresses of Discord and of this bot's pages."""

    api_url: str
    app_url: str
    public_url: str
    bot_token: str = field(repr=False)
    client_secret: str = field(repr=False)


class DiscordOAuth:
    """The client side of Discord's OAuth2."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        app: DiscordApp,
        clock: Callable[[], float],
    ) -> None:
        self._session = session
        self._api = app.api_url.rstrip("/")
        self._app = app.app_url.rstrip("/")
        self.redirect_uri = f"{app.public_url.rstrip('/')}/discord/callback"
        self._bot_token = app.bot_token
        self._secret = app.client_secret
        self._clock = clock
        self._known_id: str | None = None
        self._lock = asyncio.Lock()

    async def authorize_url(self, state: str) -> str:
        """Return the address where someone signs in and allows linked roles.

        Without PKCE: Discord refuses it together with linked roles, on purpose
        (discord/discord-api-docs#5751). Raises DiscordUnavailable.
        """
        return await self._address(state, {"scope": f"{IDENTIFY} {WRITE_ROLES}"})

    async def identify_url(self, state: str, verifier: str) -> str:
        """Return the address where someone only signs in; raises DiscordUnavailable."""
        challenge = {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
        return await self._address(state, {"scope": IDENTIFY, **challenge})

    async def _address(self, state: str, more: Mapping[str, str]) -> str:
        query = {
            "client_id": await self.application_id(),
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "state": state,
            **more,
        }
        return f"{self._app}/oauth2/authorize?{urlencode(query)}"

    async def application_id(self) -> str:
        """Return the application's ID, requested only once."""
        async with self._lock:
            if self._known_id is None:
                answer = await self._send(
                    "GET", "/oauth2/applications/@me", {"Authorization": f"Bot {self._bot_token}"}
                )
                self._known_id = text(_body(answer), "id")
            if self._known_id is None:
                raise DiscordUnavailable
            return self._known_id

    async def exchange(self, code: str, verifier: str | None) -> DiscordGrant:
        """Exchange an authorization code; raises DiscordUnavailable."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
        }
        return await self._token(form | ({"code_verifier": verifier} if verifier else {}))

    async def refresh(self, refresh_token: str) -> DiscordGrant:
        """Get new tokens; raises DiscordUnavailable."""
        return await self._token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def revoke(self, grant: DiscordGrant) -> None:
        """Revoke a grant at Discord; raises DiscordUnavailable."""
        form = {"token": grant.refresh_token, "token_type_hint": "refresh_token"}
        await self._send("POST", "/oauth2/token/revoke", await self._basic(), form=form)

    async def me(self, grant: DiscordGrant) -> DiscordUser:
        """Return who signed in; raises DiscordUnavailable."""
        body = _body(await self._send("GET", "/users/@me", _bearer(grant)))
        user_id, handle = text(body, "id"), text(body, "username")
        if user_id is None or not user_id.isdigit():
            raise DiscordUnavailable
        return DiscordUser(int(user_id), handle or "?")

    async def put_role(self, grant: DiscordGrant, entry: Mapping[str, object]) -> None:
        """Set what Discord shows about a person's link; raises DiscordUnavailable."""
        path = f"/users/@me/applications/{await self.application_id()}/role-connection"
        await self._send("PUT", path, _bearer(grant), body=entry)

    async def register(self, metadata: Sequence[Mapping[str, object]]) -> None:
        """Tell Discord which conditions linked roles can use; raises DiscordUnavailable."""
        path = f"/applications/{await self.application_id()}/role-connections/metadata"
        headers = {"Authorization": f"Bot {self._bot_token}"}
        await self._send("PUT", path, headers, body=metadata)

    async def _token(self, form: Mapping[str, str]) -> DiscordGrant:
        answer = await self._send("POST", "/oauth2/token", await self._basic(), form=form)
        body = _body(answer)
        try:
            access = access_token(body)
        except Malformed:
            raise DiscordUnavailable from None
        scopes = frozenset((text(body, "scope") or "").split())
        ends = expiry(body, self._clock(), unless_said=0)
        return DiscordGrant(access, text(body, "refresh_token") or "", ends, scopes)

    async def _basic(self) -> dict[str, str]:
        return {"Authorization": basic(await self.application_id(), self._secret)}

    async def _send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        form: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer:
        raw = None if body is None else json.dumps(body).encode()
        kind = {} if raw is None else {"Content-Type": "application/json"}
        try:
            answer = await exchange(
                self._session,
                method,
                self._api + path,
                headers={**headers, **kind, "Accept": "application/json"},
                form=form,
                body=raw,
                timeout=_TIMEOUT,
            )
        except Unavailable:
            raise DiscordUnavailable from None
        if not 200 <= answer.status < 300:
            _log.info("Discord answered HTTP %d to %s %s", answer.status, method, path)
            no_token = answer.status in (400, 401) and path == "/oauth2/token"
            rejected = no_token and _names_client(answer)
            refused = answer.status in (400, 401, 403, 404) and not rejected
            raise DiscordUnavailable(rejected=rejected, refused=refused)
        return answer


def _names_client(answer: Answer) -> bool:
    try:
        return text(mapping(answer.json()) or {}, "error") == "invalid_client"
    except Malformed:
        return False


def _bearer(grant: DiscordGrant) -> dict[str, str]:
    return {"Authorization": f"Bearer {grant.access_token}"}


def _body(answer: Answer) -> Mapping[str, object]:
    try:
        return mapping(answer.json()) or {}
    except Malformed:
        raise DiscordUnavailable from None

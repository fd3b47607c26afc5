"""The accounts service: consent page, codes, tokens (RFC 6749, RFC 7636; spotify.md 1)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from jinja2 import Environment, PackageLoader

from sandbox.spotify.apps import App
from sandbox.spotify.people import Listener
from sandbox.spotify.state import Spotify

SIX_MONTHS = 182 * 24 * 3600.0
CODE_LIVES = 300.0
TOKEN_LIVES = 3600.0

SCOPE_WORDS = {
    "user-read-playback-state": "Read your currently playing content and Spotify Connect devices",
    "user-read-currently-playing": "Read your currently playing content",
    "user-modify-playback-state": "Control playback on your Spotify clients",
    "user-read-recently-played": "Access your recently played items",
    "user-top-read": "Read your top artists and content",
    "user-library-read": "Access your saved content",
    "user-library-modify": "Manage your saved content",
}


@dataclass(slots=True)
class Code:
    """An authorization code."""

    app: App
    person: Listener
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str | None
    made: float
    used: bool = False


@dataclass(slots=True)
class Grant:
    """What a person agreed to; its refresh tokens die six months after that."""

    app: App
    person: Listener
    scopes: frozenset[str]
    authorized_at: float
    revoked: bool = False
    refresh_token: str = field(default_factory=lambda: "AQ" + secrets.token_urlsafe(72))


@dataclass(slots=True)
class Access:
    """An access token; `person` is None for Client Credentials."""

    app: App
    person: Listener | None
    scopes: frozenset[str]
    expires_at: float


class TokenError(Exception):
    """Ends a token request with Spotify's flat error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class Accounts:
    """Serves /authorize and /api/token."""

    def __init__(self, state: Spotify) -> None:
        self.state = state
        self.codes: dict[str, Code] = {}
        self.grants: dict[str, Grant] = {}
        self._pages = Environment(loader=PackageLoader("sandbox.spotify"), autoescape=True)

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/authorize", self._decide)
        app.router.add_post("/api/token", self._token)

    async def _authorize(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        listener = self.state.people.get(query.pop("as", ""))
        if listener is None:
            return self._page("login.html", people=self.state.people.values(), query=query)
        problem = self._problem(query)
        if problem is not None:
            return web.Response(status=400, text=problem)
        app = self.state.apps[query["client_id"]]
        scopes = query.get("scope", "").split()
        shown = query.get("show_dialog", "").lower() == "true"
        if not shown and app.client_id in listener.agreed:
            return self._redirect(query, self._new_code(app, listener, query))
        return self._page(
            "consent.html",
            app=app,
            person=listener,
            query=query,
            scopes=[SCOPE_WORDS.get(scope, scope) for scope in scopes],
        )

    def _page(self, name: str, **values: Any) -> web.Response:
        html = self._pages.get_template(name).render(**values)
        return web.Response(
            text=html, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    def _problem(self, query: dict[str, str]) -> str | None:
        app = self.state.apps.get(query.get("client_id", ""))
        if app is None:
            return "INVALID_CLIENT: Invalid client"
        redirect = query.get("redirect_uri", "")
        parts = urlsplit(redirect)
        loopback = parts.hostname in ("127.0.0.1", "::1")
        if parts.hostname == "localhost" or (parts.scheme == "http" and not loopback):
            return "INVALID_CLIENT: Insecure redirect URI"
        without_port = f"{parts.scheme}://{parts.hostname}{parts.path}"
        if redirect in app.redirect_uris or (loopback and without_port in app.redirect_uris):
            return None if query.get("response_type") == "code" else "response_type must be code"
        return "INVALID_CLIENT: Invalid redirect URI"

    async def _decide(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        listener = self.state.people.get(form.get("as", ""))
        problem = self._problem(form)
        if listener is None or problem is not None:
            return web.Response(status=400, text=problem or "Unknown listener")
        if form.get("decision") != "agree":
            return self._redirect(form, None)
        app = self.state.apps[form["client_id"]]
        listener.agreed.add(app.client_id)
        return self._redirect(form, self._new_code(app, listener, form))

    def _redirect(self, query: dict[str, str], code: str | None) -> web.Response:
        answer = {"code": code} if code else {"error": "access_denied"}
        if "state" in query:
            answer["state"] = query["state"]
        return web.Response(
            status=302, headers={"Location": f"{query['redirect_uri']}?{urlencode(answer)}"}
        )

    def _new_code(self, app: App, person: Listener, query: dict[str, str]) -> str:
        code = "AQ" + secrets.token_urlsafe(90)
        self.codes[code] = Code(
            app,
            person,
            query["redirect_uri"],
            frozenset(query.get("scope", "").split()),
            query.get("code_challenge"),
            self.state.clock.now(),
        )
        return self.state.issue(code)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {key: str(value) for key, value in (await request.post()).items()}
        faulty = await self.state.faults.answer(request)
        if faulty is not None:
            self.state.record(request, None, faulty.status, form.get("grant_type"))
            return faulty
        try:
            answer = self._granted(request, form)
            status = 200
        except TokenError as error:
            answer = {"error": error.error, "error_description": error.description}
            status = 400
        self.state.record(request, None, status, form.get("grant_type"))
        return web.json_response(answer, status=status)

    def _client(self, request: web.Request, form: dict[str, str]) -> tuple[App, bool]:
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            client_id, _, secret = base64.b64decode(header[6:]).decode().partition(":")
            app = self.state.apps.get(client_id)
            if app is None:
                raise TokenError("invalid_client", "Invalid client")
            if not secrets.compare_digest(secret, app.client_secret):
                raise TokenError("invalid_client", "Invalid client secret")
            return app, True
        app = self.state.apps.get(form.get("client_id", ""))
        if app is None:
            raise TokenError("invalid_client", "Failed to get client")
        return app, False

    def _granted(self, request: web.Request, form: dict[str, str]) -> dict[str, Any]:
        app, confidential = self._client(request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return self._from_code(app, form, confidential)
        if kind == "refresh_token":
            return self._from_refresh(app, form)
        if kind == "client_credentials":
            if not confidential:
                raise TokenError("invalid_client", "Invalid client secret")
            return self._access(app, None, frozenset())
        raise TokenError("unsupported_grant_type", "grant_type parameter is missing")

    def _from_code(self, app: App, form: dict[str, str], confidential: bool) -> dict[str, Any]:
        code = self.codes.get(form.get("code", ""))
        if code is None or code.used or code.app is not app:
            raise TokenError("invalid_grant", "Invalid authorization code")
        if self.state.clock.now() - code.made > CODE_LIVES:
            raise TokenError("invalid_grant", "Authorization code expired")
        if form.get("redirect_uri") != code.redirect_uri:
            raise TokenError("invalid_grant", "Invalid redirect URI")
        verifier = form.get("code_verifier")
        if verifier is None and (code.challenge or not confidential):
            raise TokenError("invalid_request", "code_verifier required")
        if code.challenge and _challenge(verifier or "") != code.challenge:
            raise TokenError("invalid_grant", "code_verifier was incorrect")
        code.used = True
        grant = Grant(app, code.person, code.scopes - self.state.withheld, self.state.clock.now())
        self.grants[self.state.issue(grant.refresh_token)] = grant
        return self._access(app, grant.person, grant.scopes) | {
            "refresh_token": grant.refresh_token
        }

    def _from_refresh(self, app: App, form: dict[str, str]) -> dict[str, Any]:
        token = form.get("refresh_token")
        if not token:
            raise TokenError("invalid_request", "refresh_token must be supplied")
        grant = self.grants.get(token)
        if grant is None or grant.app is not app:
            raise TokenError("invalid_grant", "Invalid refresh token")
        if grant.revoked or self.state.clock.now() - grant.authorized_at > SIX_MONTHS:
            raise TokenError("invalid_grant", "Refresh token revoked")
        answer = self._access(app, grant.person, grant.scopes)
        if self.state.rotation == "rotate":
            del self.grants[token]
            grant.refresh_token = self.state.issue("AQ" + secrets.token_urlsafe(72))
            self.grants[grant.refresh_token] = grant
            answer["refresh_token"] = grant.refresh_token
        elif self.state.rotation == "empty":
            answer["refresh_token"] = ""
        return answer

    def _access(self, app: App, person: Listener | None, scopes: frozenset[str]) -> dict[str, Any]:
        token = self.state.issue("BQ" + secrets.token_urlsafe(90))
        self.state.tokens[token] = Access(app, person, scopes, self.state.clock.now() + TOKEN_LIVES)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(TOKEN_LIVES)}
        if person is not None:
            answer["scope"] = " ".join(sorted(scopes))
        return answer


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

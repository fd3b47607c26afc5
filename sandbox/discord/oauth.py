"""Discord's OAuth2 and linked roles: sign-in page, tokens, role connections.

Sources: Discord's OAuth2 and Application Role Connection Metadata pages; RFC 6749.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web
from jinja2 import Environment, PackageLoader

from sandbox.discord.world import Json, Person, World

_API = "/api/v10"
_KNOWN = frozenset({"identify", "role_connections.write"})
_CODE_LIFETIME = 60.0
_SHORTEST_VERIFIER = 43
_TOKEN_LIFETIME = 604_800


@dataclass(slots=True)
class Code:
    """An authorization code."""

    person: Person
    redirect_uri: str
    scopes: frozenset[str]
    made: float
    challenge: str | None = None


@dataclass(slots=True)
class Token:
    """An access token and its refresh token."""

    person: Person
    scopes: frozenset[str]
    refresh: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    expires_at: float = field(default_factory=lambda: time.time() + _TOKEN_LIFETIME)


class OAuth:
    """Serves the sign-in page and the API's OAuth2 routes.

    `redirect_uris` are registered in the developer portal; `roles` is what Discord shows
    about each person's link; `down` makes the token endpoint answer 503. `issuer` is its name
    in its answers (RFC 9207), as Discord sends it since October 2026.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.client_secret = secrets.token_urlsafe(24)
        self.redirect_uris: list[str] = []
        self.metadata: list[Json] = []
        self.roles: dict[int, Json] = {}
        self.tokens: dict[str, Token] = {}
        self.issued: set[str] = {self.client_secret}
        self.token_requests = 0
        self.down = False
        self.held: asyncio.Event | None = None
        """If there is one, token requests wait until it's set."""
        self.issuer = "https://discord.com"
        self._codes: dict[str, Code] = {}
        self._pages = Environment(loader=PackageLoader("sandbox.discord"), autoescape=True)

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        add = app.router.add_route
        add("GET", "/oauth2/authorize", self._authorize)
        add("POST", "/oauth2/authorize", self._decide)
        add("POST", f"{_API}/oauth2/token", self._token)
        add("POST", f"{_API}/oauth2/token/revoke", self._revoke)
        add("PUT", f"{_API}/applications/{{app}}/role-connections/metadata", self._put_metadata)
        add("PUT", f"{_API}/users/@me/applications/{{app}}/role-connection", self._put_role)

    def person_of(self, header: str) -> Person | None:
        """Return the owner of the Bearer token in a header."""
        token = self.tokens.get(header.removeprefix("Bearer "))
        if token is None or token.expires_at <= time.time():
            return None
        return token.person

    def consent(self, address: str, who: Person, *, agree: bool = True) -> str:
        """Do what a person does on the page; return where the browser is redirected."""
        query = dict(parse_qsl(urlsplit(address).query))
        problem = self._problem(query)
        if problem is not None:
            raise RuntimeError(problem)
        return self._redirect(query, who if agree else None)

    async def _authorize(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        chosen = query.pop("as", "")
        problem = self._problem(query)
        if problem is not None:
            return web.Response(status=400, text=problem)
        person = next((p for p in self.world.people.values() if str(p.id) == chosen), None)
        html = self._pages.get_template("sign_in.html").render(
            query=query,
            person=person,
            people=self.world.people.values(),
            app=self.world.bot.display,
            scopes=query.get("scope", "").split(),
        )
        return web.Response(text=html, content_type="text/html")

    async def _decide(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        person = self.world.person(form.pop("as"))
        agreed = form.pop("decision", "") == "agree"
        problem = self._problem(form)
        if problem is not None:
            return web.Response(status=400, text=problem)
        location = self._redirect(form, person if agreed else None)
        return web.Response(status=302, headers={"Location": location})

    def _problem(self, query: dict[str, str]) -> str | None:
        if query.get("client_id") != str(self.world.bot.id):
            return "Unknown application"
        if query.get("redirect_uri") not in self.redirect_uris:
            return "Invalid OAuth2 redirect_uri"
        if query.get("response_type") != "code":
            return "response_type must be code"
        if not set(query.get("scope", "").split()) <= _KNOWN:
            return "The requested scope is invalid"
        if "code_challenge" in query and query.get("code_challenge_method") != "S256":
            return 'Unsupported "code_challenge_method"'
        return None

    def _redirect(self, query: dict[str, str], person: Person | None) -> str:
        answer = {"iss": self.issuer}
        if "state" in query:
            answer["state"] = query["state"]
        if person is None:
            answer["error"] = "access_denied"
        elif "code_challenge" in query and "role_connections.write" in query["scope"].split():
            # On purpose: discord/discord-api-docs#5751.
            answer["error"] = "invalid_scope"
        else:
            code = secrets.token_urlsafe(22)
            self.issued.add(code)
            scopes = frozenset(query["scope"].split())
            self._codes[code] = Code(
                person,
                query["redirect_uri"],
                scopes,
                time.time(),
                query.get("code_challenge"),
            )
            answer["code"] = code
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    async def _token(self, request: web.Request) -> web.Response:
        self.token_requests += 1
        if self.held is not None:
            await self.held.wait()
        if self.down:
            return web.json_response({"message": "down"}, status=503)
        if not self._is_client(request):
            return web.json_response({"error": "invalid_client"}, status=401)
        form = {key: str(value) for key, value in (await request.post()).items()}
        if form.get("grant_type") == "authorization_code":
            code = self._codes.pop(form.get("code", ""), None)
            fresh = code is not None and code.made + _CODE_LIFETIME > time.time()
            if code is None or not fresh or code.redirect_uri != form.get("redirect_uri"):
                return web.json_response({"error": "invalid_grant"}, status=400)
            problem = _verifier_problem(code.challenge, form.get("code_verifier"))
            if problem is not None:
                return web.json_response({"error": problem}, status=400)
            return web.json_response(self._granted(code.person, code.scopes))
        if form.get("grant_type") == "client_credentials":
            owner = next(iter(self.world.people.values()))
            return web.json_response(self._granted(owner, frozenset({"identify"})))
        if form.get("grant_type") == "refresh_token":
            for access, token in list(self.tokens.items()):
                if token.refresh == form.get("refresh_token"):
                    del self.tokens[access]
                    return web.json_response(self._granted(token.person, token.scopes))
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"error": "unsupported_grant_type"}, status=400)

    def _granted(self, person: Person, scopes: frozenset[str]) -> Json:
        access, token = secrets.token_urlsafe(22), Token(person, scopes)
        self.tokens[access] = token
        self.issued |= {access, token.refresh}
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": _TOKEN_LIFETIME,
            "refresh_token": token.refresh,
            "scope": " ".join(sorted(scopes)),
        }

    async def _revoke(self, request: web.Request) -> web.Response:
        if not self._is_client(request):
            return web.json_response({"error": "invalid_client"}, status=401)
        given = str((await request.post()).get("token", ""))
        for access, token in list(self.tokens.items()):
            if given in (access, token.refresh):
                del self.tokens[access]
        return web.json_response({})

    async def _put_metadata(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {self.world.token}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        listed = await request.json()
        if len(listed) > 5 or any(not _is_metadata(one) for one in listed):
            return web.json_response({"message": "Invalid Form Body", "code": 50035}, status=400)
        self.metadata = listed
        return web.json_response(listed)

    async def _put_role(self, request: web.Request) -> web.Response:
        header = request.headers.get("Authorization", "")
        token = self.tokens.get(header.removeprefix("Bearer "))
        person = self.person_of(header)
        if person is None or token is None or "role_connections.write" not in token.scopes:
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        entry = await request.json()
        known = {one["key"] for one in self.metadata}
        if not set(entry.get("metadata") or {}) <= known:
            return web.json_response({"message": "Invalid Form Body", "code": 50035}, status=400)
        self.roles[person.id] = entry
        self.world.wake()
        return web.json_response(entry)

    def _is_client(self, request: web.Request) -> bool:
        pair = f"{self.world.bot.id}:{self.client_secret}".encode()
        expected = "Basic " + base64.b64encode(pair).decode()
        return secrets.compare_digest(request.headers.get("Authorization", ""), expected)


def _verifier_problem(challenge: str | None, verifier: str | None) -> str | None:
    """Return what Discord says about a PKCE verifier that doesn't fit."""
    if verifier is not None and len(verifier) < _SHORTEST_VERIFIER:
        return "invalid_request"
    if challenge is None:
        return None
    if verifier is None:
        return "invalid_request"
    digest = hashlib.sha256(verifier.encode()).digest()
    fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
    return None if fits else "invalid_grant"


def _is_metadata(one: Any) -> bool:
    return (
        1 <= len(one["key"]) <= 50
        and set(one["key"]) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
        and 1 <= len(one["name"]) <= 100
        and 1 <= len(one["description"]) <= 200
        and one["type"] in range(1, 9)
    )

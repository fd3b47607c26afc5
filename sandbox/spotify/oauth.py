"""The accounts service: consent page, codes, tokens.

Source: RFC 6749, RFC 7636; docs/reference/spotify.md, section 1.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from jinja2 import Environment, PackageLoader

from sandbox.spotify.apps import App
from sandbox.spotify.grants import (
    CODE_LIFETIME,
    SIX_MONTHS,
    TOKEN_LIFETIME,
    Access,
    Code,
    Grant,
    TokenError,
)
from sandbox.spotify.people import Listener
from sandbox.spotify.redirects import bad_request, portless, secure
from sandbox.spotify.scopes import SCOPE_WORDS
from sandbox.spotify.state import Spotify


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
        if not set(scopes) <= set(SCOPE_WORDS):
            return self._redirect(query, {"error": "invalid_scope"})
        shown = query.get("show_dialog", "").lower() == "true"
        if not shown and app.client_id in listener.agreed:
            return self._redirect(query, {"code": self._new_code(app, listener, query)})
        return self._page(
            "consent.html",
            app=app,
            person=listener,
            query=query,
            scopes=[SCOPE_WORDS[scope] for scope in scopes],
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
        if not secure(redirect):
            return "INVALID_CLIENT: Insecure redirect URI"
        if redirect in app.redirect_uris or portless(redirect) in app.redirect_uris:
            return bad_request(query)
        return "INVALID_CLIENT: Invalid redirect URI"

    async def _decide(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        listener = self.state.people.get(form.get("as", ""))
        problem = self._problem(form)
        if listener is None or problem is not None:
            return web.Response(status=400, text=problem or "Unknown listener")
        if form.get("decision") != "agree":
            return self._redirect(form, {"error": "access_denied"})
        app = self.state.apps[form["client_id"]]
        listener.agreed.add(app.client_id)
        return self._redirect(form, {"code": self._new_code(app, listener, form)})

    def _redirect(self, query: dict[str, str], answer: dict[str, str]) -> web.Response:
        if "state" in query:
            answer = {**answer, "state": query["state"]}
        address = query["redirect_uri"]
        joint = "&" if urlsplit(address).query else "?"
        return web.Response(
            status=302, headers={"Location": f"{address}{joint}{urlencode(answer)}"}
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
        person = self._holder(form)
        faulty = await self.state.faults.answer(request)
        if faulty is not None:
            self.state.record(request, person, faulty.status, form.get("grant_type"))
            return faulty
        try:
            answer = self._granted(request, form)
            status = 200
        except TokenError as error:
            answer = {"error": error.error, "error_description": error.description}
            status = 400
        made = self.state.tokens.get(str(answer.get("access_token")))
        client = made.app.client_id if made else None
        lost = await self.state.faults.answer(request, after=True)
        told = lost.status if lost is not None else status
        granted = status == 200
        self.state.record(
            request, person, told, form.get("grant_type"), client, took_effect=granted
        )
        if lost is not None:
            return lost
        return web.json_response(answer, status=status, headers={"Cache-Control": "no-store"})

    def _holder(self, form: dict[str, str]) -> Listener | None:
        """Return whose code or refresh token it is, also if it isn't accepted."""
        code = self.codes.get(form.get("code", ""))
        grant = self.grants.get(form.get("refresh_token", ""))
        return code.person if code else grant.person if grant else None

    def _client(self, request: web.Request, form: dict[str, str]) -> tuple[App, bool]:
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            client_id, secret = _basic(header[6:])
        app = self.state.apps.get(client_id)
        if app is None:
            raise TokenError(
                "invalid_client", "Invalid client" if secret else "Failed to get client"
            )
        if secret is not None and not secrets.compare_digest(
            secret.encode(), app.client_secret.encode()
        ):
            raise TokenError("invalid_client", "Invalid client secret")
        return app, secret is not None

    def _granted(self, request: web.Request, form: dict[str, str]) -> dict[str, Any]:
        app, confidential = self._client(request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return self._from_code(app, form, confidential)
        if kind == "refresh_token":
            return self._from_refresh(app, form, confidential)
        if kind == "client_credentials":
            if not confidential:
                raise TokenError("invalid_client", "Invalid client secret")
            return self._access(app, None, frozenset())
        if not kind:
            raise TokenError("invalid_request", "grant_type parameter is missing")
        raise TokenError("unsupported_grant_type", f"grant_type {kind} is not supported")

    def _from_code(self, app: App, form: dict[str, str], confidential: bool) -> dict[str, Any]:
        code = self.codes.get(form.get("code", ""))
        if code is None or code.used or code.app is not app:
            raise TokenError("invalid_grant", "Invalid authorization code")
        if self.state.clock.now() - code.made > CODE_LIFETIME:
            raise TokenError("invalid_grant", "Authorization code expired")
        if form.get("redirect_uri") != code.redirect_uri:
            raise TokenError("invalid_grant", "Invalid redirect URI")
        verifier = form.get("code_verifier")
        if verifier is None and (code.challenge or not confidential):
            raise TokenError("invalid_request", "code_verifier required")
        if code.challenge and _challenge(verifier or "") != code.challenge:
            raise TokenError("invalid_grant", "code_verifier was incorrect")
        code.used = True
        scopes = code.scopes - self.state.withheld
        grant = Grant(app, code.person, scopes, self.state.clock.now(), public=not confidential)
        self.grants[self.state.issue(grant.refresh_token)] = grant
        answer = self._access(app, grant.person, grant.scopes)
        if not self.state.without_refresh:
            answer["refresh_token"] = grant.refresh_token
        return answer

    def consented_elsewhere(
        self, app: App, person: Listener, scopes: frozenset[str]
    ) -> dict[str, Any]:
        """Return the tokens that another program has, with which someone linked to this app."""
        grant = Grant(app, person, scopes, self.state.clock.now())
        self.grants[self.state.issue(grant.refresh_token)] = grant
        return self._access(app, person, scopes) | {"refresh_token": grant.refresh_token}

    def _from_refresh(self, app: App, form: dict[str, str], confidential: bool) -> dict[str, Any]:
        token = form.get("refresh_token")
        if not token:
            raise TokenError("invalid_request", "refresh_token must be supplied")
        grant = self.grants.get(token)
        if grant is None or grant.app is not app:
            raise TokenError("invalid_grant", "Invalid refresh token")
        if not confidential and not grant.public:
            raise TokenError("invalid_client", "Invalid client")
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
        self.state.tokens[token] = Access(
            app, person, scopes, self.state.clock.now() + TOKEN_LIFETIME
        )
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(TOKEN_LIFETIME)}
        if person is not None and not self.state.without_scope:
            answer["scope"] = " ".join(sorted(scopes))
        return answer


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _basic(encoded: str) -> tuple[str, str]:
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        raise TokenError("invalid_client", "Invalid client") from None
    return client_id, secret

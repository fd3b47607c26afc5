"""Sign in with Spotify: exchange a code, ask who agreed, renew a login that has waited.

Also what a failure at Spotify means for a link, and what the app's owner must be told about it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from bot.accounts.new_links import new_link
from bot.accounts.pending_writes import noted
from bot.accounts.scopes import EVERYTHING
from bot.http.errors import ServiceError
from bot.linking.authorization import AuthorizationResponse
from bot.linking.context import LinkTools
from bot.linking.outcomes import AttemptEnd
from bot.notifications.kinds import NotRenewable
from bot.notifications.outbox import HOSTS
from bot.opaque_values import hashed, is_hash_of
from bot.spotify.api import SpotifyApi
from bot.spotify.apps import SpotifyApp
from bot.spotify.errors import AppRejected, GrantInvalid, NoSeat, OwnerWithoutPremium
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenResponse
from bot.spotify.transport import Caller
from bot.storage.errors import NotSaved
from bot.storage.records import NewLink
from bot.storage.ticket_records import TicketRecord

_DAY = 24 * 3600


class Failed(Exception):
    """A login failed; `outcome` says how.

    `other_name` is the Spotify account that was used instead of the required one.
    """

    def __init__(self, outcome: AttemptEnd, other_name: str | None = None) -> None:
        super().__init__(outcome)
        self.outcome: AttemptEnd = outcome
        self.other_name = other_name


@dataclass(frozen=True, slots=True)
class Login:
    """Spotify's tokens, and whose they are once that is known.

    `code` must be typed in Discord; `spotify_code_hash` is the hash of Spotify's own code.
    """

    answer: TokenResponse
    authorized_at: int
    profile: Profile | None = None
    code: str | None = field(default=None, repr=False)
    spotify_code_hash: str | None = None

    def has_spotify_code(self, code: str | None) -> bool:
        """Whether this login came from this code of Spotify's.

        Only the browser that consented has seen it, not someone who started a link and got another
        person to consent.
        """
        return is_hash_of(self.spotify_code_hash, code)

    def link(self, record: TicketRecord, profile: Profile) -> NewLink:
        """Return the link that this login becomes for a ticket's person."""
        who = record.discord_id, record.client_id
        return new_link(*who, self.answer, profile, authorized_at=self.authorized_at)

    def to_text(self) -> str:
        """Return it as JSON, to be sealed."""
        answer, profile = self.answer, self.profile
        who = [profile.account_id, profile.id, profile.display_name] if profile else None
        return json.dumps(
            {
                "access_token": answer.access_token,
                "refresh_token": answer.refresh_token,
                "expires_at": answer.expires_at,
                "scopes": sorted(answer.scopes) if answer.scopes is not None else None,
                "authorized_at": self.authorized_at,
                "profile": who,
                "code": self.code,
                "came_by": self.spotify_code_hash,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Login:
        """Return what to_text wrote."""
        stored = json.loads(text)
        scopes = frozenset(stored["scopes"]) if stored["scopes"] is not None else None
        answer = TokenResponse(
            stored["access_token"], stored["refresh_token"], stored["expires_at"], scopes
        )
        profile = Profile(*stored["profile"]) if stored["profile"] else None
        return cls(answer, stored["authorized_at"], profile, stored["code"], stored.get("came_by"))


class SpotifySignIn:
    """The requests of one login, with a ticket's app; every failure is a Failed."""

    def __init__(self, tools: LinkTools) -> None:
        self._tools = tools

    async def exchange(
        self, record: TicketRecord, response: AuthorizationResponse, verifier: str
    ) -> Login:
        """Exchange the code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).

        Raises Failed, also if the access couldn't be renewed later.
        """
        if response.code is None:
            raise Failed("denied" if response.error == "access_denied" else "unavailable")
        app = await self.app_of(record)
        try:
            answer = await self._tools.spotify.endpoint.exchange_code(app, response.code, verifier)
        except ServiceError as failure:
            raise await self._failed(app, failure) from None
        if answer.scopes is None:
            # Not said, so all that was asked for (section 5.1).
            asked = EVERYTHING | record.scopes if record.everything else record.scopes
            answer = replace(answer, scopes=asked)
        if answer.refresh_token is None and record.purpose != "disconnect":
            await noted(self._tell_not_renewable(app))
            raise Failed("half")
        self._tools.count(record.purpose, "authorized")
        return Login(answer, int(self._tools.context.clock()))

    async def identify(self, record: TicketRecord, login: Login) -> Profile:
        """Ask Spotify who agreed: a missing seat only shows here. Raises NoSeat or Failed."""
        app, token = await self.app_of(record), login.answer.access_token
        # Two logins for the same ticket must not share an answer.
        subject = f"link:{record.ref}:{hashed(token)[:16]}"
        caller = Caller(_OnlyToken(token), subject, app.quota_owner)
        try:
            return await SpotifyApi(self._tools.spotify.transport, caller).me()
        except NoSeat:
            raise
        except ServiceError as failure:
            raise await self._failed(app, failure) from None
        except NotSaved:
            raise Failed("not_saved") from None

    async def refresh(self, record: TicketRecord, login: Login) -> Login:
        """Return a login with fresh tokens, or the same one while its token works."""
        old = login.answer
        if old.expires_at > self._tools.context.clock():
            return login
        app = await self.app_of(record)
        try:
            new = await self._tools.spotify.endpoint.refresh(app, old.refresh_token or "")
        except ServiceError as failure:
            raise await self._failed(app, failure) from None
        return replace(login, answer=new.over(old.refresh_token, old.scopes))

    async def app_of(self, record: TicketRecord) -> SpotifyApp:
        """Return the Spotify app that a ticket uses; raises Failed if it is gone."""
        app = await self._tools.context.apps.get(record.client_id)
        if app is None:
            raise Failed("rejected")
        return app

    async def _failed(self, app: SpotifyApp, failure: ServiceError) -> Failed:
        """Return what a failure at Spotify means for a link; the app's owner is told once."""
        report = self._tools.context.apps.report_problem
        match failure:
            case OwnerWithoutPremium():
                await noted(report(app, "premium"))
                return Failed("owner_premium")
            case AppRejected():
                await noted(report(app, "rejected"))
                return Failed("rejected")
            case GrantInvalid():
                return Failed("expired")
            case _:
                return Failed("unavailable")

    async def _tell_not_renewable(self, app: SpotifyApp) -> None:
        """Tell the app's owner, once a day, that Spotify gave access that can't be renewed."""
        reader = app.owner_id if app.kind == "member" else HOSTS
        once = f"{app.client_id}:{int(self._tools.context.clock()) // _DAY}"
        await self._tools.outbox.write(reader, once, NotRenewable(app.name))


class _OnlyToken:
    """A token that was issued a moment ago: if it is rejected, there is no other."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self) -> str:
        """Return the token."""
        return self._token

    async def replace(self, rejected: str) -> str:
        """Return the same token: there is no other."""
        del rejected
        return self._token

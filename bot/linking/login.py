"""A login at Spotify on its way to becoming a link, and how it is kept while it waits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.linking.outcomes import Outcome
from bot.spotify.models import Profile
from bot.spotify.tokens import TokenAnswer


@dataclass(frozen=True, slots=True)
class Login:
    """What Spotify gave: the tokens, and whose they are once that is known.

    `code` is what is to be typed in Discord; `came_by` the hash of Spotify's own code, by which
    whoever brings that again is known to hold this login.
    """

    answer: TokenAnswer
    authorized_at: int
    profile: Profile | None = None
    code: str | None = field(default=None, repr=False)
    came_by: str | None = None


class Failed(Exception):
    """A login came to nothing; `outcome` says how."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome: Outcome = outcome


class OtherAccount(Exception):
    """Another Spotify account came than the one that is demanded; `name` is the other."""

    def __init__(self, name: str) -> None:
        super().__init__("another account")
        self.name = name


def to_text(login: Login) -> str:
    """Return a login as JSON, to be sealed."""
    answer, profile = login.answer, login.profile
    return json.dumps(
        {
            "access_token": answer.access_token,
            "refresh_token": answer.refresh_token,
            "expires_at": answer.expires_at,
            "scopes": sorted(answer.scopes) if answer.scopes is not None else None,
            "authorized_at": login.authorized_at,
            "profile": [profile.account_id, profile.id, profile.display_name] if profile else None,
            "code": login.code,
            "came_by": login.came_by,
        }
    )


def from_text(text: str) -> Login:
    """Return the login that to_text wrote."""
    kept = json.loads(text)
    scopes = frozenset(kept["scopes"]) if kept["scopes"] is not None else None
    answer = TokenAnswer(kept["access_token"], kept["refresh_token"], kept["expires_at"], scopes)
    profile = Profile(*kept["profile"]) if kept["profile"] else None
    return Login(answer, kept["authorized_at"], profile, kept["code"], kept.get("came_by"))

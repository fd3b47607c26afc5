"""What can go wrong when talking to Spotify: one type for each thing that people can be told.

Instances carry only what a message to a person needs: never a request, a header or a body.
"""

from __future__ import annotations

from bot.http.errors import ServiceError


class TokenRejected(ServiceError):
    """The Web API answered 401 to an access token, even a fresh one.

    `missing` means that Spotify claims there was no token, which is never true of our requests.
    """

    def __init__(self, text: str = "401", *, missing: bool = False) -> None:
        super().__init__(text)
        self.missing = missing


class UnconfirmedRefusal(ServiceError):
    """Spotify refused a request that we can't safely repeat, in a way it doesn't always mean.

    It isn't acted on yet; the next press asks again.
    """


class GrantInvalid(ServiceError):
    """The accounts service answered `invalid_grant`: this code or refresh token no longer works.

    `revoked` is whether the description says so. Use it for wording only, not for decisions.
    """

    def __init__(self, *, revoked: bool = False) -> None:
        super().__init__("invalid_grant")
        self.revoked = revoked


class AppRejected(ServiceError):
    """The accounts service answered `invalid_client`: the host's client ID or secret is wrong."""


class SignInUnavailable(ServiceError):
    """The accounts service can't be reached, or its answer makes no sense. Tokens are kept.

    `sent` is whether the request may have arrived, in which case a code may be used up.
    """

    def __init__(self, *, sent: bool = True) -> None:
        super().__init__("the accounts service isn't answering")
        self.sent = sent


class ScopeRefused(ServiceError):
    """403 `Insufficient client scope`: the person hasn't allowed this request."""


class NoSeat(ServiceError):
    """Plain-text 403: this person isn't on the app's list of five."""


class OwnerWithoutPremium(ServiceError):
    """Plain-text 403: the Spotify app's owner has no Premium, so the app is inactive."""


class PremiumRequired(ServiceError):
    """The person's own account needs Premium for this."""


class NoActiveDevice(ServiceError):
    """None of the person's devices is ready to be controlled."""


class DeviceGone(ServiceError):
    """The chosen device is no longer available."""


class Restricted(ServiceError):
    """Spotify doesn't allow this right now; `reason` is its code, or UNKNOWN."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"restricted: {reason}")
        self.reason = reason


class Forbidden(ServiceError):
    """403: this app may not read that."""


class NotFound(ServiceError):
    """404: it doesn't exist, or apps can't see it."""


class BadRequest(ServiceError):
    """400: Spotify didn't understand the request. Input is checked, so this is our bug."""


class RateLimited(ServiceError):
    """Spotify asked for a pause; nothing is sent before `until` (unix seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__("Spotify asked for a pause")
        self.until = until


class QuotaExceeded(RateLimited):
    """The developer account's quota is used up (`QUOTA_EXCEEDED`)."""


class BudgetSpent(RateLimited):
    """The host's own daily budget is used up; it resets at `until`."""


class ShareSpent(BudgetSpent):
    """This person's share of the daily budget is used up; others' shares aren't."""


class NotAllowed(ServiceError):
    """The call isn't on the list of allowed endpoints; nothing was sent."""

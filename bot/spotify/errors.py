"""What can go wrong when talking to Spotify, one type for each thing a person could be told.

Instances carry only what a message to a person needs: never a request, a header or a body.
"""

from __future__ import annotations


class ServiceError(Exception):
    """Base of everything that this room raises."""


class TokenRejected(ServiceError):
    """The Web API answered 401 to an access token, even to a fresh one.

    `missing` is whether it says that there was none, which is never true of our requests.
    """

    def __init__(self, text: str = "401", *, missing: bool = False) -> None:
        super().__init__(text)
        self.missing = missing


class RefusedForNow(ServiceError):
    """Spotify refused what must not be sent twice, in a way that it does not always mean.

    Nothing is believed of it yet; the next press asks again.
    """


class GrantInvalid(ServiceError):
    """The accounts service answered `invalid_grant`: this code or refresh token is dead.

    `revoked` is whether its description says so: good for words, never for a decision.
    """

    def __init__(self, *, revoked: bool = False) -> None:
        super().__init__("invalid_grant")
        self.revoked = revoked


class AppRejected(ServiceError):
    """The accounts service answered `invalid_client`: the host's client ID or secret is wrong."""


class SignInUnavailable(ServiceError):
    """The accounts service cannot be reached, or answers nonsense. Tokens stay as they are.

    `sent` tells whether the request may have arrived, so that a code may be spent.
    """

    def __init__(self, *, sent: bool = True) -> None:
        super().__init__("the accounts service is not answering")
        self.sent = sent


class ScopeRefused(ServiceError):
    """403 `Insufficient client scope`: the person's link does not cover this request."""


class NoSeat(ServiceError):
    """Plain-text 403: this person is not on the app's list of five."""


class OwnerWithoutPremium(ServiceError):
    """Plain-text 403: the owner of the Spotify app has no Premium, so the app is asleep."""


class PremiumRequired(ServiceError):
    """The person's own account needs Premium for this."""


class NoActiveDevice(ServiceError):
    """No device of the person's is ready to be controlled."""


class DeviceGone(ServiceError):
    """The device that was chosen is no longer there."""


class Restricted(ServiceError):
    """Spotify does not allow this at the moment; `reason` is its code, or UNKNOWN."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"restricted: {reason}")
        self.reason = reason


class Forbidden(ServiceError):
    """403 for something that this app may not read."""


class NotFound(ServiceError):
    """404: there is no such thing, or it is not shown to apps."""


class BadRequest(ServiceError):
    """400: Spotify did not understand the request; with checked input this is our fault."""


class RateLimited(ServiceError):
    """Spotify asked for a pause; nothing is sent before `until` (unix seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__("Spotify asked for a pause")
        self.until = until


class QuotaExceeded(RateLimited):
    """The developer account's quota is used up (`QUOTA_EXCEEDED`)."""


class BudgetSpent(RateLimited):
    """The host's own daily budget is used up; it starts anew at `until`."""


class ShareSpent(BudgetSpent):
    """Others' part of the day's budget is left, but not this person's."""


class Unavailable(ServiceError):
    """5xx, time-out, refused or broken connection."""


class Malformed(Unavailable):
    """An answer that is not what the API promises (HTML, cut JSON, another shape, too large)."""


class NotAllowed(ServiceError):
    """A call that is not on the list of endpoints that exist today; nothing was sent."""

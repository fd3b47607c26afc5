"""What can go wrong between us and another service, whichever it is.

Instances carry only what a message to a person needs: never a request, a header or a body.
"""

from __future__ import annotations


class ServiceError(Exception):
    """Base of every error that a service, or the way to it, ends in."""


class Unavailable(ServiceError):
    """5xx, time-out, refused or broken connection."""


class NotSent(Unavailable):
    """No connection came about: the request cannot have arrived."""


class Malformed(Unavailable):
    """An answer that is not what the API promises (HTML, cut JSON, another shape, too large)."""

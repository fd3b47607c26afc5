"""What can go wrong between us and any other service.

Instances carry only what a message to a person needs: never a request, a header or a body.
"""

from __future__ import annotations


class ServiceError(Exception):
    """Base class of errors from a service or on the way to it."""


class Unavailable(ServiceError):
    """5xx, timeout, or a refused or broken connection."""


class NotSent(Unavailable):
    """No connection was made, so the request can't have arrived."""


class Malformed(Unavailable):
    """An answer that isn't what the API promises (HTML, cut-off JSON, wrong shape, too large)."""

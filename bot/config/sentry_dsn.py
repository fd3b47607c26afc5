"""Read SENTRY_DSN: where errors are reported, if the host wants that."""

from __future__ import annotations

import re
from importlib.util import find_spec
from urllib.parse import urlsplit

from bot.config.checks import Check, Invalid

_PROJECT = re.compile(r"(/[\w.-]+)*/\d+/?")


def _read(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises if the port is invalid
    except ValueError:
        raise _not_a_dsn() from None
    whole = parts.scheme in ("http", "https") and parts.hostname and parts.username
    if not whole or not _PROJECT.fullmatch(parts.path) or parts.query or parts.fragment:
        raise _not_a_dsn()
    if find_spec("sentry_sdk") is None:
        raise Invalid(
            "needs sentry-sdk, which isn't installed",
            "install Earshot with the extra: pip install 'earshot[sentry]'",
        )
    return value


def _not_a_dsn() -> Invalid:
    return Invalid(
        "isn't a DSN of Sentry's",
        "copy it from your project in Sentry (Settings > Client Keys); it's like "
        "https://key@sentry.example.org/1",
    )


sentry_dsn = Check(_read, "")

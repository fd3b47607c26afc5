"""Check that addresses follow Spotify's rules for redirect URIs and fit together.

Source: Spotify's redirect_uri page (docs/reference/spotify.md, section 1.2). Nothing here uses
the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.config.checks import LOOPBACK
from bot.config.settings import Settings
from bot.doctor.findings import Finding, bad, ok, warn

_CHECK = "addresses"


def check_addresses(settings: Settings) -> Iterator[Finding]:
    """Compare the redirect URI, PUBLIC_URL and the port the bot listens on."""
    redirect = urlsplit(settings.redirect_uri)
    public = urlsplit(settings.public_url)
    findings = list(_mismatches(settings))
    if "-" in redirect.path:
        findings.append(
            warn(
                _CHECK,
                "the redirect URI's path has a hyphen, and Spotify has been seen to refuse those",
                "use a plain path: /callback",
            )
        )
    if not findings:
        findings.append(ok(_CHECK, f"redirect URI {settings.redirect_uri} follows Spotify's rules"))
    yield from findings
    if public.hostname in LOOPBACK:
        yield ok(
            "reach",
            "link pages open only on this computer; everyone else pastes an address in Discord",
        )
        if settings.web_host not in (*LOOPBACK, "localhost", "0.0.0.0", "::"):  # noqa: S104
            yield bad(
                _CHECK,
                f"links lead to {public.hostname}, but the bot only listens on {settings.web_host}",
                "set WEB_HOST=127.0.0.1, or set PUBLIC_URL to an address that leads there",
            )


def _mismatches(settings: Settings) -> Iterator[Finding]:
    redirect = urlsplit(settings.redirect_uri)
    public = urlsplit(settings.public_url)
    if (redirect.scheme, redirect.netloc.lower()) != (public.scheme, public.netloc.lower()):
        yield bad(
            _CHECK,
            f"links point to {settings.public_url}, but Spotify sends people back to "
            f"{redirect.scheme}://{redirect.netloc}: every link would end in another browser",
            f"set SPOTIPY_REDIRECT_URI={settings.public_url}/callback, register the same in "
            "Spotify's dashboard; or leave PUBLIC_URL out",
        )
    is_loopback = redirect.hostname in LOOPBACK
    if is_loopback and settings.web_port and (redirect.port or 80) != settings.web_port:
        yield bad(
            _CHECK,
            f"Spotify sends people to port {redirect.port or 80} of this computer, but the bot "
            f"listens on {settings.web_port}",
            "make WEB_PORT and the port in SPOTIPY_REDIRECT_URI the same",
        )
    if public.scheme == "https" and public.hostname in LOOPBACK:
        yield bad(
            _CHECK,
            "links use https on this computer's own address, but the bot itself only speaks http",
            f"use http://{public.netloc}, or a domain with a reverse proxy",
        )

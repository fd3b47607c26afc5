"""Security headers for every response, aiohttp's own errors included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def security_headers(
    *, form_targets: Sequence[str], https: bool, scripts: bool = False, live: bool = False
) -> Mapping[str, str]:
    """Return the headers; with `scripts`, pages may use this server's own.

    With `live`, their scripts may load from this server.

    `form-action` lists where our forms' POST is redirected to (the accounts service, Discord):
    Chromium applies it to redirects too.
    `Referrer-Policy` is `same-origin` because `no-referrer` makes our own form send `Origin: null`.
    """
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            *(("script-src 'self'",) if scripts else ()),
            *(("connect-src 'self'",) if live else ()),
            "img-src 'self' https://cdn.discordapp.com",
            " ".join(("form-action 'self'", *form_targets)),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cache-Control": "no-store",
        "Connection": "close",
        "Server": "Earshot",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers

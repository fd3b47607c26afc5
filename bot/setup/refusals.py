"""Why an answer in the set-up wasn't taken, and what to enter instead."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.config.checks import LOOPBACK
from bot.config.dotenv_file import Problem
from bot.doctor.findings import Finding, bad
from bot.setup import words


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer wasn't taken, and whether it may be taken anyway.

    `advice` is what to do, in the reader's language; `address` is what its {address} stands for.
    `notes` are the doctor's, in English.
    """

    text: str
    notes: tuple[Finding, ...] = ()
    may_insist: bool = False
    advice: str = ""
    address: str = ""


def finding(problem: Problem) -> Finding:
    """Return what's wrong with a setting as the doctor says it."""
    return bad("settings", f"{problem.name} {problem.what}", problem.fix)


def entered_finding(problem: Problem, name: str) -> Finding:
    """Say what's wrong with what was entered for a setting, whose name the host needn't know."""
    if problem.name != name:
        return finding(problem)
    return bad("settings", f"It {problem.what}", problem.fix)


def address_refusal(address: str, port: int) -> Refusal | None:
    """Refuse what can't be a public address for Spotify, in plain words; `port` is ours.

    Spotify takes https, or http with this computer's own IP address; never `localhost`
    (docs/reference/spotify.md, section 1.2).
    """
    try:
        parts = urlsplit(address)
        name, named_port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    own = f"http://127.0.0.1:{port}"
    if _is_this_computer(name):
        if parts.scheme == "http" and named_port == port and name in LOOPBACK:
            return None
        return Refusal(words.ONLY_HERE, advice=words.ONLY_HERE_ADVICE, address=own)
    if parts.scheme == "http" and name:
        return Refusal(words.PLAIN_HTTP, advice=words.PLAIN_HTTP_ADVICE, address=own)
    return None


def _is_this_computer(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified

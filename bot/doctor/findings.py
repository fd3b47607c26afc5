"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.exits import CANNOT_START

Verdict = Literal["ok", "warn", "bad", "untested"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict: what was checked, how it is, and how to fix it.

    untested is what cannot be known yet, with the reason; `stops` is what is so bad that the bot
    does not start.
    """

    check: str
    verdict: Verdict
    what: str
    mend: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found; `facts` are what a host needs besides (the invite link)."""

    findings: tuple[Finding, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def healthy(self) -> bool:
        """Whether nothing is broken; warnings do not count."""
        return all(one.verdict != "bad" for one in self.findings)

    @property
    def exit_code(self) -> int:
        """0 when nothing is broken, 1 when something is, 2 when the bot would not even start."""
        if any(one.stops for one in self.findings):
            return CANNOT_START
        return 0 if self.healthy else 1


def ok(check: str, what: str) -> Finding:
    """Say that something is well."""
    return Finding(check, "ok", what)


def warn(check: str, what: str, mend: str) -> Finding:
    """Say that something works, but not as it should."""
    return Finding(check, "warn", what, mend)


def bad(check: str, what: str, mend: str) -> Finding:
    """Say that something is broken."""
    return Finding(check, "bad", what, mend)


def fatal(check: str, what: str, mend: str) -> Finding:
    """Say that something is so broken that the bot does not start before the host has fixed it."""
    return Finding(check, "bad", what, mend, stops=True)


def untested(check: str, what: str) -> Finding:
    """Say that something cannot be known yet, and why."""
    return Finding(check, "untested", what)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with what is broken first."""
    order = ("bad", "warn", "untested", "ok")
    return sorted(findings, key=lambda one: order.index(one.verdict))

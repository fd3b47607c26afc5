"""The results of checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.exits import CANNOT_START

Verdict = Literal["ok", "warn", "bad", "untested"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: what was checked, what was found, and how to fix it.

    "untested" means that it can't be known yet, and `what` says why. `prevents_start` means that
    the bot won't start until this is fixed.
    """

    check: str
    verdict: Verdict
    what: str
    fix: str = ""
    prevents_start: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All findings; `facts` is what else a host needs, such as the invite link."""

    findings: tuple[Finding, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def healthy(self) -> bool:
        """Whether nothing is broken; warnings don't count."""
        return all(one.verdict != "bad" for one in self.findings)

    @property
    def exit_code(self) -> int:
        """0 if nothing is broken, 1 if something is, 2 if the bot wouldn't even start."""
        if any(one.prevents_start for one in self.findings):
            return CANNOT_START
        return 0 if self.healthy else 1


def ok(check: str, what: str) -> Finding:
    """Return a finding for something that's fine."""
    return Finding(check, "ok", what)


def warn(check: str, what: str, fix: str) -> Finding:
    """Return a finding for something that works, but not as it should."""
    return Finding(check, "warn", what, fix)


def bad(check: str, what: str, fix: str) -> Finding:
    """Return a finding for something broken."""
    return Finding(check, "bad", what, fix)


def fatal(check: str, what: str, fix: str) -> Finding:
    """Return a finding for something so broken that the bot won't start until it's fixed."""
    return Finding(check, "bad", what, fix, prevents_start=True)


def untested(check: str, what: str) -> Finding:
    """Return a finding for something that can't be known yet; `what` says why."""
    return Finding(check, "untested", what)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, worst first."""
    order = ("bad", "warn", "untested", "ok")
    return sorted(findings, key=lambda one: order.index(one.verdict))

"""`python -m bot doctor [--json]`: prints a report; exit code 0, or 1 when something is broken."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from bot.doctor.checks import examine_environment
from bot.doctor.findings import Report, worst_first
from bot.logs import redact

_MARKS = {"ok": "ok   ", "warn": "WARN ", "bad": "BAD  ", "untested": "?    "}


def doctor(*, as_json: bool) -> int:
    """Examine the set-up of the environment and .env, print, and return the exit code."""
    report = asyncio.run(examine_environment(os.environ, Path(".env")))
    text = to_json(report) if as_json else to_text(report)
    sys.stdout.write(redact(text) + "\n")
    return report.exit_code


def to_text(report: Report) -> str:
    """Return the report for a terminal, what is broken first."""
    lines = []
    for one in worst_first(report.findings):
        lines.append(f"{_MARKS[one.verdict]} {one.check}: {one.what}")
        if one.mend:
            lines.append(f"      -> {one.mend}")
    lines += ["", *(f"{name}: {value}" for name, value in report.facts)]
    lines.append(_in_short(report))
    return "\n".join(lines)


def _in_short(report: Report) -> str:
    verdicts = [one.verdict for one in report.findings]
    if not report.healthy:
        return f"To fix: {verdicts.count('bad')}."
    if "untested" in verdicts:
        return "Nothing is broken. What has a ? could not be checked."
    return "Everything works."


def to_json(report: Report) -> str:
    """Return the report for programs."""
    findings = [
        {"check": one.check, "verdict": one.verdict, "what": one.what, "mend": one.mend}
        for one in report.findings
    ]
    whole = {"healthy": report.healthy, "findings": findings, "facts": dict(report.facts)}
    return json.dumps(whole, indent=2, ensure_ascii=False)

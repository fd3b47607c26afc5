"""`python -m bot doctor [--json]`: prints a report and returns an exit code."""

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
    """Examine the setup in the environment and .env, print a report, and return the exit code."""
    report = asyncio.run(examine_environment(os.environ, Path(".env")))
    text = to_json(report) if as_json else to_text(report)
    sys.stdout.write(redact(text) + "\n")
    return report.exit_code


def to_text(report: Report) -> str:
    """Return the report as text for a terminal, what's broken first."""
    lines = []
    for finding in worst_first(report.findings):
        lines.append(f"{_MARKS[finding.verdict]} {finding.check}: {finding.what}")
        if finding.fix:
            lines.append(f"      -> {finding.fix}")
    lines += ["", *(f"{name}: {value}" for name, value in report.facts)]
    lines.append(_summary(report))
    return "\n".join(lines)


def _summary(report: Report) -> str:
    verdicts = [one.verdict for one in report.findings]
    if not report.healthy:
        return f"To fix: {verdicts.count('bad')}."
    if "untested" in verdicts:
        return "Nothing is broken. Lines with a ? couldn't be checked."
    return "Everything works."


def to_json(report: Report) -> str:
    """Return the report as JSON for programs."""
    findings = [
        {"check": one.check, "verdict": one.verdict, "what": one.what, "fix": one.fix}
        for one in report.findings
    ]
    document = {"healthy": report.healthy, "findings": findings, "facts": dict(report.facts)}
    return json.dumps(document, indent=2, ensure_ascii=False)

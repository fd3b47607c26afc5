"""The doctor's report in Discord. The findings are in English, as in the terminal."""

from __future__ import annotations

from discord import ui

from bot.doctor.findings import Report, worst_first
from bot.ui.language import _
from bot.ui.notices import AMBER, GREEN, RED, layout
from bot.ui.text import cut, name

_MARKS = {"ok": "✅", "warn": "⚠️", "bad": "❌", "untested": "▫️"}
_LONGEST = 3600


def report_view(report: Report) -> ui.LayoutView:
    """Show the findings, problems first; facts (the invite link) always have room."""
    lines = []
    for one in worst_first(report.findings):
        lines.append(f"{_MARKS[one.verdict]} **{one.check}**: {name(one.what, 300)}")
        if one.fix:
            lines.append(f"-# ➜ {name(one.fix, 300)}")
    warned = any(one.verdict == "warn" for one in report.findings)
    colour = RED if not report.healthy else AMBER if warned else GREEN
    facts = "\n".join(f"-# {fact}: `{value}`" for fact, value in report.facts)
    head = "### " + _("Set-up check") + "\n"
    body = cut("\n".join(lines), _LONGEST - len(head) - len(facts))
    return layout(ui.TextDisplay(f"{head}{body}\n{facts}"), colour=colour)

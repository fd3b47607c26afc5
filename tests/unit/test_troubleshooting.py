"""docs/troubleshooting.md has every message of a failure, and what to do: a new one too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tools.troubles import host, page, pages, told
from tools.troubles.commands import LINKS
from tools.troubleshooting import PAGE, main

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "bot" / "ui" / "words"
OF_FAILURES = (
    "accounts",
    "addresses",
    "apps",
    "discord_side",
    "errors",
    "link_failures",
    "linking",
    "music",
    "request_pages",
    "shared",
    "spotify",
    "storage",
    "together",
    "usage",
)
SHOWN_ELSEWHERE = {
    # Kinds of things, which fill in a sentence.
    *("a song", "an album", "a playlist", "a podcast", "a podcast episode", "an artist"),
    "something else",
    # Below a fault's words, where a request is under way.
    "Request ID for the bot's host: {id}",
    # After a success.
    "Spotify keeps its own permission until you remove the bot at spotify.com/account/apps.",
    # With the usage of the command that was typed.
    "Usage: {usage}",
    "Example: {example}",
    "To link your Spotify, use /link in Discord.",
    "Some of yours: {names}",
    # Below it, what there is here.
    "Choose one of: {names}",
    "There's none here that everyone can see. The slash command lists those that you see.",
}


def _sentences(name: str) -> list[str]:
    """Return what a module of words marks for translation, in one piece each."""
    tree = ast.parse((WORDS / f"{name}.py").read_text("utf-8"))
    calls = [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
    ]
    # Of a plural, the second form, which the samples have.
    return [
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "later", "n_")
        for argument in (call.args[1:2] if call.func.id == "n_" else call.args[:1])
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"^> ?", "", text, flags=re.MULTILINE).split())


def _is_shown(text: str, shown: str) -> bool:
    """Whether a message is on the page, whatever its {names} became."""
    parts = [re.escape(_plain(one)) for one in re.split(r"\{\w+\}", text)]
    return (
        re.search(".{0,400}?".join(part.replace(r"\ ", " *") for part in parts), shown) is not None
    )


@pytest.mark.parametrize("name", OF_FAILURES)
def test_every_sentence_for_a_failure_is_on_the_page(name: str) -> None:
    shown = _plain(PAGE.read_text("utf-8"))
    assert [
        one for one in _sentences(name) if one not in SHOWN_ELSEWHERE and not _is_shown(one, shown)
    ] == []


NO_FAILURES = {
    "App removed",
    "Delete everything?",
    "Deleted",
    "Status",
    "Unlinked",
}
"""Amber or red because something is deleted or decided, not because it failed."""


def test_every_line_of_why_that_something_is_missing_is_on_the_page() -> None:
    tree = ast.parse((WORDS.parent / "why.py").read_text("utf-8"))
    link = next(
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and one.name == "_link_line"
    )
    words = [
        one.args[0].value
        for one in ast.walk(link)
        if isinstance(one, ast.Call)
        and getattr(one.func, "id", "") == "_"
        and isinstance(one.args[0], ast.Constant)
    ]
    missing = [str(one) for one in words if "Linked to" not in str(one)]
    assert len(missing) >= 6
    shown = _plain(PAGE.read_text("utf-8"))
    assert [one for one in missing if not _is_shown(one, shown)] == []


def test_every_warning_in_the_code_is_on_the_page() -> None:
    titles = {title for title, _ in told.written() if "…" not in title and "{" not in title}
    assert len(titles) >= 60
    shown = set(re.findall(r"^#### (.+)$", PAGE.read_text("utf-8"), re.MULTILINE))
    assert titles - shown - NO_FAILURES == set()
    assert set(told.OTHERS) <= titles


def test_an_error_without_an_entry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    all_but_one = dict(list(LINKS.items())[1:])
    monkeypatch.setattr(page, "SECTIONS", {**page.SECTIONS, "Your link": all_but_one})
    with pytest.raises(ValueError, match="exactly one entry"):
        page.body()


def test_a_page_without_an_entry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    heading = "Pages: something is wrong"
    all_but_one = {name: one for name, one in pages.FAILED.items() if name != "half"}
    monkeypatch.setattr(page, "WEB_SECTIONS", {**page.WEB_SECTIONS, heading: all_but_one})
    with pytest.raises(ValueError, match="half"):
        page.body()


def test_the_page_is_up_to_date(tmp_path: Path) -> None:
    assert main(["--check"]) == 0
    stale = tmp_path / PAGE.name
    stale.write_text(PAGE.read_text("utf-8").replace("Not linked", "Linked"), "utf-8")
    assert main(["--check"], stale) == 1
    main([], stale)
    assert stale.read_text("utf-8") == PAGE.read_text("utf-8")


def test_what_a_host_is_told_is_found_in_the_code() -> None:
    found, wrong, starts = host.findings(), host.settings(), host.refused_starts()
    assert {one.about for one in found} >= {"port", "public", "discord", "spotify", "database"}
    assert any("localhost" in one.what for one in wrong)
    assert any("another Earshot is already running" in one.what for one in starts)
    commands = host.refused_commands()
    assert any("a bot is running with" in one.what for one in commands)
    assert min(len(found), len(wrong), len(commands)) >= 20
    assert len(starts) >= 15
    assert all(one.fix for one in (*found, *wrong))


@pytest.mark.parametrize(
    "cause",
    [
        "Redirect URI mismatch",
        "Wrong client ID",
        "Wrong client secret",
        "Missing scope",
        "Invalid scope",
        "Network or firewall",
        "Damaged stored tokens",
        "Expired token",
        "Revoked token",
        "No seat",
        "Quota",
    ],
)
def test_the_usual_causes_are_named(cause: str) -> None:
    assert f"**{cause}" in PAGE.read_text("utf-8").partition("<!--")[0]

"""Render docs/troubleshooting.md's generated part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast, get_args

from bot.linking.outcomes import Announced, Announcement
from bot.notifications import kinds
from bot.setup.words import ENDINGS
from bot.spotify.apps import AppOwner
from bot.ui import notifications
from bot.ui.notices import Notice
from bot.ui.words.errors import explain
from bot.ui.words.link_notices import link_notice
from bot.ui.words.page import Page
from bot.ui.words.pages import PAGES, PageName
from tools.troubles import commands, host, music, pages, set_up, told
from tools.troubles.entry import WHO, Entry
from tools.troubles.samples import explained_errors, variants_of
from tools.troubles.usage import USAGE, refusals

_NAMED: Final = re.compile(r"\{\w+\}")
_ISOLATES: Final = re.compile("[\u2068\u2069]")
_TIME: Final = re.compile(r"<t:\d+(?::\w)?>|<@\d+>")

SECTIONS: Final[Mapping[str, Mapping[type[Exception], Entry]]] = {
    "Your link": commands.LINKS,
    "Seats and the Spotify app": commands.SEATS,
    "Spotify's answers and limits": commands.SPOTIFY,
    "Players and devices": music.PLAYER,
    "Music and playlists": music.MUSIC,
    "Together": music.TOGETHER,
    "This bot, this server, this message": commands.HERE,
}
"""Errors of commands and buttons, by the heading that they come under."""

WEB_SECTIONS: Final[Mapping[str, Mapping[PageName, Entry]]] = {
    "Pages: the link has ended": pages.ENDED,
    "Pages: something is wrong": pages.FAILED,
    "Pages: the link is under way": pages.UNDER_WAY,
    "Pages: removing a link": pages.REMOVING,
    "Pages: the request itself": pages.REQUESTS,
}
"""Web pages, by the heading that they come under."""


@dataclass(slots=True)
class _Message:
    """All texts under one title, and what to say about them."""

    texts: dict[str, None] = field(default_factory=dict)
    entries: dict[Entry, None] = field(default_factory=dict)


def body() -> str:
    """Return everything that is generated; raises ValueError if a message has no entry."""
    blocks = ["## In Discord\n", "Buttons, commands and menus end with these."]
    _complete(explained_errors(), [one for section in SECTIONS.values() for one in section])
    for heading, section in SECTIONS.items():
        blocks.append(f"\n### {heading}\n")
        blocks += _messages(_of_errors(section))
    blocks.append("\n### Wrong usage, and Discord\n")
    blocks += _messages({title: _of_usage(title) for title in USAGE})
    blocks.append("\n### Single messages\n")
    blocks += _messages(_of_others())
    _complete(get_args(kinds.Content), list(told.NOTIFICATIONS))
    blocks.append(
        "\n### What `why` says\n\nEach line says what to do; the first one is what to fix first.\n"
    )
    blocks += [
        "- " + _TIME.sub("…", line.partition("\n")[0].lstrip("❌▫️ ")) for line in told.why_lines()
    ]
    blocks.append("\n### Messages that come by themselves\n")
    blocks += _messages(_of_notifications())
    failing = [name for name, page in _pages().items() if page.tone != "good"]
    _complete(failing, [one for section in WEB_SECTIONS.values() for one in section])
    blocks.append("\n## In the browser\n")
    blocks.append("With each page of a link: what Discord shows to the person who asked for it.")
    for heading, of_pages in WEB_SECTIONS.items():
        blocks.append(f"\n### {heading}\n")
        blocks += _messages(_of_pages(of_pages))
    _complete(set_up.failing(), list(set_up.ENDED))
    blocks.append("\n### Setting up, and the status page\n")
    blocks += _messages(_of_set_up())
    # The entries cite pages by their path in the repository; the page is in docs/ itself.
    return "\n".join([*blocks, *_for_hosts()]).replace("](docs/", "](")


def _complete(needed: Iterable[object], found: list[object]) -> None:
    wrong = set(needed) ^ set(found)
    if wrong or len(found) != len(set(found)):
        raise ValueError(f"tools/troubles: these need exactly one entry: {sorted(map(str, wrong))}")


def _pages() -> dict[PageName, Page]:
    return cast("dict[PageName, Page]", PAGES)


def _of_errors(section: Mapping[type[Exception], Entry]) -> dict[str, _Message]:
    found: dict[str, _Message] = {}
    for kind, entry in section.items():
        for error in variants_of(kind, "…"):
            notice = explain(error, prefix="/")
            _add(found, notice, entry)
    return found


def _add(found: dict[str, _Message], notice: Notice, entry: Entry) -> None:
    message = found.setdefault(notice.title, _Message())
    text = _ISOLATES.sub("", _TIME.sub("…", notice.text))
    if text != "…" and not any(text in one for one in message.texts):
        message.texts[text] = None
    message.entries[entry] = None


def _of_notifications() -> dict[str, _Message]:
    found: dict[str, _Message] = {}
    for kind, contents in told.examples().items():
        for content in contents:
            _add(found, notifications._notice(content)[0], told.NOTIFICATIONS[kind])
    return found


def _of_others() -> dict[str, _Message]:
    found: dict[str, _Message] = {}
    for title, text in told.written():
        if title in told.OTHERS:
            _add(found, Notice(title, _NAMED.sub("…", text)), told.OTHERS[title])
    return found


def _of_usage(title: str) -> _Message:
    texts = {
        notice.text: None
        for notice in (explain(one, prefix="/") for one in refusals())
        if notice.title == title
    }
    return _Message(texts, {USAGE[title]: None})


def _of_pages(section: Mapping[PageName, Entry]) -> dict[str, _Message]:
    found: dict[str, _Message] = {}
    for name, entry in section.items():
        page = _pages()[name]
        message = found.setdefault(page.title, _Message())
        message.texts[f"{page.text} {page.next}"] = None
        message.entries[entry] = None
        if name in get_args(Announced):
            outcome = cast("Announced", name)
            _add(found, link_notice(Announcement(outcome, "…", "…")), entry)
        if name == "no_seat_owner":
            owner = AppOwner(1, "…", "…")
            _add(found, link_notice(Announcement("no_seat", owner=owner)), entry)
    return found


def _of_set_up() -> dict[str, _Message]:
    refused = {**set_up.REFUSED, **set_up.SIGN_IN}
    found = {title: _Message({}, {entry: None}) for title, entry in refused.items()}
    for name, (_, title, text) in ENDINGS.items():
        if name in set_up.ENDED:
            found[title] = _Message({text: None}, {set_up.ENDED[name]: None})
    return found


def _messages(found: Mapping[str, _Message]) -> Iterator[str]:
    for title, message in found.items():
        yield f"#### {_NAMED.sub('…', title)}\n"
        for text in message.texts:
            yield from (f"> {line}".rstrip() for line in text.splitlines())
            yield ""
        for entry in message.entries:
            yield f"{entry.means} **Fix:** {entry.fix} **Who:** {WHO[entry.who]}.\n"


def _for_hosts() -> Iterator[str]:
    yield "\n## For the bot's host\n"
    yield ("Only the host sees and can fix these. `…` stands for a name, a number or a reason.\n")
    yield "### What `make doctor` finds\n"
    yield from _table(host.findings(), "check")
    yield "\n### What can be wrong with a setting\n"
    yield from _table(host.settings(), "setting")
    yield "\n### Why the bot doesn't start, in the log\n"
    yield from _table(host.refused_starts(), "")
    yield "\n### What `db` and `keys` refuse\n"
    yield from _table(host.refused_commands(), "")


def _table(told: list[host.Told], about: str) -> Iterator[str]:
    yield f"| {about} | message | fix |\n|---|---|---|"
    for one in told:
        cells = (one.about.strip("…"), one.what, one.fix or "the message says it")
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

"""What the page of troubles says about messages that come by themselves, and about single ones."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from bot.accounts.diagnosis import Diagnosis, LinkHealth
from bot.notifications import kinds
from bot.notifications.kinds import AppFault
from bot.ui import why
from tools.troubles.entry import Entry
from tools.troubles.host import ROOT, Words

_SETTINGS: Final = "Do what the message says, then `make doctor`."

NOTIFICATIONS: Final[dict[type[kinds.Content], Entry]] = {
    kinds.LinkEndsSoon: Entry(
        "you", "Six months are almost over.", "Press the button and agree with the same account."
    ),
    kinds.LinkEnded: Entry(
        "you", "The refresh token no longer works.", "Press the button. Settings are kept."
    ),
    kinds.LinkAttempted: Entry(
        "you",
        "Another Discord account tried to link your Spotify.",
        "If it wasn't you, change your Spotify password.",
    ),
    kinds.LinkRemoved: Entry(
        "you", "Someone with your Spotify account used `/disconnect`.", "Use `/link` again."
    ),
    kinds.AppTrouble: Entry(
        "host", "Spotify refuses the app, or its owner has no Premium.", _SETTINGS
    ),
    kinds.AppGone: Entry("you", "The Spotify app of your link was removed here.", "Link again."),
    kinds.SeatWanted: Entry(
        "host",
        "Someone agreed at Spotify, but isn't on the app's list of five.",
        "Add them under User Management, then press **Added**.",
    ),
    kinds.SeatsFull: Entry("host", "Every seat is taken.", "See [Seats](docs/hosting.md#seats)."),
    kinds.SeatUnused: Entry(
        "you",
        "Your Spotify wasn't used here for 60 days, and seats are few.",
        "Press **Keep it**, or **Give it up**.",
    ),
    kinds.SeatTaken: Entry(
        "you",
        "You didn't answer whether you still need your seat, and the host lets that end it.",
        "Use `/link` again; if all seats are taken, you're told when one is free.",
    ),
    kinds.SeatGivenUp: Entry(
        "host",
        "Someone gave up their seat.",
        "Remove them under User Management, so that someone else fits.",
    ),
    kinds.SeatOffered: Entry(
        "you", "A seat is free, and you wait for one.", "Press the button within three days."
    ),
    kinds.NotRenewable: Entry(
        "wait", "Spotify sent no refresh token.", "Look at the app in the dashboard if it stays."
    ),
    kinds.CommandsBroke: Entry("host", "A fault in the bot.", "Report it, with the log."),
}

OTHERS: Final[dict[str, Entry]] = {
    "I can't write there": Entry(
        "admin",
        "The bot lacks a permission in the channel, so the answer came as a direct message.",
        "Give it View Channels and Send Messages there.",
    ),
    "I can't write to you": Entry(
        "you",
        "Your direct messages are closed, and the answer is only for you.",
        "Press the button, use the slash command, or allow direct messages from this server.",
    ),
    "I have something for you": Entry(
        "you",
        "A message waits, but your direct messages are closed.",
        "Press the button, or allow direct messages from this server.",
    ),
    "That address is only for you": Entry(
        "you",
        "You posted the address that ends your link where others can read it.",
        "Delete the message. The address is used up already.",
    ),
    "A seat on someone else's app": Entry(
        "you",
        "The only free seat is on a member's app, whose owner learns your email address.",
        "Agree by the button, or ask the host for another seat.",
    ),
    "That can't be queued": Entry(
        "spotify", "Spotify's queue takes songs and episodes.", "Play it instead."
    ),
    "No active device": Entry("you", "Spotify is open, but plays nowhere.", "Choose a device."),
    "No longer waiting": Entry(
        "other", "The login that waited for a seat is over.", "They use `/link` again."
    ),
    "Spotify still says no": Entry(
        "host", "The account isn't on the app's list yet.", "Check the email, wait a minute, again."
    ),
}


def examples() -> dict[type[kinds.Content], list[kinds.Content]]:
    """Return notifications of each kind, one for each text."""
    return {
        kinds.LinkEndsSoon: [kinds.LinkEndsSoon(1_800_000_000, "…")],
        kinds.LinkEnded: [
            kinds.LinkEnded(expired=True, revoked=False),
            kinds.LinkEnded(expired=False, revoked=True),
            kinds.LinkEnded(expired=False, revoked=False),
        ],
        kinds.LinkAttempted: [kinds.LinkAttempted("…", "…")],
        kinds.LinkRemoved: [kinds.LinkRemoved()],
        kinds.AppTrouble: [
            kinds.AppTrouble("…", "0", "main", "rejected"),
            kinds.AppTrouble("…", "0", "host", "rejected"),
            kinds.AppTrouble("…", "0", "member", "rejected"),
            kinds.AppTrouble("…", "0", "main", "premium"),
        ],
        kinds.AppGone: [kinds.AppGone()],
        kinds.SeatWanted: [kinds.SeatWanted("0", "…", "…", 1, "…", "0")],
        kinds.SeatsFull: [kinds.SeatsFull("…", 1, 5, 1)],
        kinds.SeatUnused: [
            kinds.SeatUnused(1_800_000_000, 60, None),
            kinds.SeatUnused(1_800_000_000, 60, 14),
        ],
        kinds.SeatTaken: [kinds.SeatTaken()],
        kinds.SeatGivenUp: [
            kinds.SeatGivenUp(1, "…", "…", "0", False),
            kinds.SeatGivenUp(1, "…", "…", "0", True),
        ],
        kinds.SeatOffered: [kinds.SeatOffered(1_800_000_000)],
        kinds.NotRenewable: [kinds.NotRenewable("…")],
        kinds.CommandsBroke: [kinds.CommandsBroke(1_800_000_000, {"play": 2})],
    }


def why_lines() -> list[str]:
    """Return every line of `why` that says that something is missing, and what to do."""
    links = [one for one in get_args(LinkHealth) if one != "fine"]
    some = frozenset({"user-library-read"})
    fine = Diagnosis("fine")
    return [
        *(why._link_line(Diagnosis(one)) for one in links),
        why._seat_line(replace(fine, seat=False)),
        why._scope_line(replace(fine, missing=some), "liked"),
        why._premium_line(replace(fine, premium=False)),
        why._device_line(replace(fine, device="")),
        why._private_line(replace(fine, private=True)),
        *(why._app_line(replace(fine, app=one)) for one in get_args(AppFault)),
        why._pause_line(replace(fine, paused_until=1_800_000_000.0)),
    ]


def written() -> Iterator[tuple[str, str]]:
    """Return title and text of each amber or red notice whose title is in the code itself."""
    files = [*(ROOT / "bot/ui").rglob("*.py"), *(ROOT / "bot/toolkit").rglob("*.py")]
    for file in sorted([*files, *(ROOT / "cogs").rglob("*.py")]):
        yield from _in(file)


def _in(file: Path) -> Iterator[tuple[str, str]]:
    module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    for function in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in ast.walk(function):
            match call:
                case ast.Call(func=ast.Name(id="Notice"), args=[title, text, *_]) if _warns(call):
                    words = Words(module, function, call.lineno)
                    yield words.of(title), words.of(text)


def _warns(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Name) and one.id in ("AMBER", "RED") for one in ast.walk(call))

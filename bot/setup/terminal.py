"""The set-up as questions in a terminal, in English: the browser's steps and checks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass

from bot.setup.journey import Journey, Step
from bot.setup.refusals import Refusal

_DISCORD = """
Discord's developer portal: https://discord.com/developers/applications
  1. Press New Application and give the bot a name.
  2. Under Bot, press Reset Token and copy the token.
  3. On the same page turn on Message Content Intent."""
_SPOTIFY = """
Spotify's dashboard: https://developer.spotify.com/dashboard
  1. Press Create app and tick Web API. Its owner needs Premium.
  2. Under Redirect URIs enter exactly {redirect}, press Add, then Save.
  3. Copy the client ID, then View client secret."""
_ADDRESS = """
Where do people open the bot's pages? A public address (https://…) must lead to port {port} here.
Without one they open only on this computer, and others paste an address in Discord."""
_REDIRECT = """
Spotify compares the redirect URI only when someone logs in. If it then says INVALID_CLIENT, compare
the one in its dashboard with {redirect}, character by character."""
_SWAPPED = """
You had swapped the client ID and the secret. Spotify accepts them the right way round."""
_KEEP = """
The token and the secret are kept in {file}, which only this user may read."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """How to ask and tell: tests answer for a person."""

    ask: Callable[[str], str] = input
    ask_secret: Callable[[str], str] = getpass
    tell: Callable[[str], object] = print


def answer_questions(journey: Journey, runner: asyncio.Runner, terminal: Terminal) -> None:
    """Ask until everything is written."""
    while not journey.is_over.is_set():
        step = journey.current
        fields = _asked(journey, runner, terminal, step)
        refusal = runner.run(journey.take(step, fields))
        if refusal is not None and refusal.may_insist:
            _tell(terminal, refusal)
            if _yes(terminal, "Use it anyway?", default=False):
                refusal = runner.run(journey.take(step, {**fields, "insist": "1"}))
            else:
                continue
        if refusal is not None:
            _tell(terminal, refusal)


def _asked(
    journey: Journey, runner: asyncio.Runner, terminal: Terminal, step: Step
) -> dict[str, str]:
    redirect = journey.draft.settings().redirect_uri
    if step == "token":
        terminal.tell(_DISCORD)
        return {"value": terminal.ask_secret("Bot token (not shown): ")}
    if step == "discord":
        return _shown_discord(journey, runner, terminal)
    if step == "address":
        terminal.tell(_ADDRESS.format(port=journey.port))
        typed = terminal.ask("Public address (Enter for none): ")
        return {"value": typed, "where": "public" if typed.strip() else "here"}
    if step == "client-id":
        terminal.tell(_SPOTIFY.format(redirect=redirect))
        return {"value": terminal.ask("Client ID: ")}
    if step == "secret":
        typed = terminal.ask_secret("Client secret (not shown; Enter for none): ")
        return {"value": typed} if typed.strip() else {"skip": "1"}
    if step == "redirect":
        if journey.were_swapped:
            terminal.tell(_SWAPPED)
        terminal.tell(_REDIRECT.format(redirect=redirect))
        return {}
    terminal.tell(_KEEP.format(file=journey.draft.file))
    sealed = _yes(terminal, "Seal them with the bot's key?", default=True)
    return {"keep": "sealed" if sealed else "plain"}


def _shown_discord(journey: Journey, runner: asyncio.Runner, terminal: Terminal) -> dict[str, str]:
    runner.run(journey.ask_discord())
    found = journey.discord
    if found.verdict == "accepted":
        terminal.tell(f"\nDiscord accepts the token: the bot is {found.name}.")
        terminal.tell(f"Invite it: {found.invite}")
    for note in found.notes:
        terminal.tell(f"- {note.what}\n  -> {note.fix}")
    if found.notes or found.verdict != "accepted":
        terminal.ask("Press Enter to go on. ")
    return {}


def _tell(terminal: Terminal, refusal: Refusal) -> None:
    terminal.tell(f"\n{refusal.text}")
    if refusal.advice:
        terminal.tell(refusal.advice.format(address=refusal.address))
    for note in refusal.notes:
        terminal.tell(f"- {note.what}" + (f"\n  -> {note.fix}" if note.fix else ""))


def _yes(terminal: Terminal, question: str, *, default: bool) -> bool:
    said = terminal.ask(f"{question} [{'Y/n' if default else 'y/N'}] ").strip().lower()
    return default if not said else said.startswith("y")

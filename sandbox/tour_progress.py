"""What of the tour has been done, by its buttons or by hand: seen at both simulated services."""

from __future__ import annotations

import json
import re
from collections import Counter

from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import Message
from sandbox.spotify.server import SpotifySandbox
from sandbox.spotify.state import Recorded

_TYPED = re.compile(r"\s*(?:!|<@!?\d+>)\s*(\w+(?: \w+)?)")
_SHOWS = "https://open.spotify.com/"
"""Every answer that shows something of Spotify's links to it; a refusal doesn't."""
_GROUPS = ("settings", "seats", "aux", "mixtape")
_NAMES = {"np": "nowplaying", "now": "nowplaying"}
_TRACK = re.compile(r"open\.spotify\.com/track/(\w+)")
_HOST = "mira"
_QUESTION = re.compile(r'"aux:yes:|In the queue:|Not this time:')
_GIVES = "seat:give:"
_TAKEN = "✅"
"""What a message has once its songs are in the mixtape."""


class Progress:
    """Counts how often each thing of the tour has happened since the demo's start."""

    def __init__(self, discord: DiscordSandbox, spotify: SpotifySandbox) -> None:
        self._discord = discord
        self._spotify = spotify

    def counts(self) -> dict[str, int]:
        """Return how often, by the name that the tour's steps have for it."""
        return dict(self._answers() + self._requests() + Counter(given=self._given()))

    def _answers(self) -> Counter[str]:
        seen: Counter[str] = Counter()
        panels: set[str] = set()
        suggested: set[str] = set()
        for message in list(self._discord.world.messages.values()):
            command, username = self._answered(message)
            seen["mixtape"] += _TAKEN in message.reactions
            shown = json.dumps(message.data)
            seen["guests"] += self._is_unasked(message) and bool(_QUESTION.search(shown))
            if command in ("nowplaying", "artist") and _SHOWS in shown:
                seen[command] += 1
            elif username == _HOST and command == "settings doctor":
                seen["doctor"] += 1
            elif username == _HOST and command in ("seats", "seats list"):
                seen["seats"] += 1
            elif username == _HOST and command == "aux open":
                panels.update(_TRACK.findall(shown))
            elif username == _HOST and command == "mixtape undo" and "goes out" in shown:
                seen["undo"] += 1
            elif username != _HOST and command in ("aux add", ""):
                suggested.update(_TRACK.findall(shown))
        # The aux shows a song that someone has suggested only once it has been added.
        seen["aux"] = len(panels & suggested)
        return seen

    def _requests(self) -> Counter[str]:
        worked = [one for one in list(self._spotify.requests) if one.took_effect]
        linked = Counter(one.person for one in worked if one.grant_type == "authorization_code")
        return Counter(
            link=linked["mira"],
            phone=linked["jonas"],
            passed=linked["visitor"],
            player=sum(map(_controls, worked)),
        )

    def _given(self) -> int:
        """Return how often a seat was given up."""
        pressed = [one for one in list(self._discord.interactions.all.values()) if one.answered_ms]
        return sum(str(one.data.get("custom_id")).startswith(_GIVES) for one in pressed)

    def _is_unasked(self, message: Message) -> bool:
        """Whether the bot wrote it by itself; that's how it asks about a guest's song."""
        asked = message.data.get("interaction_metadata") or message.data.get("message_reference")
        return message.data["author"]["id"] == str(self._discord.world.bot.id) and not asked

    def _answered(self, message: Message) -> tuple[str, str]:
        """Return the command that a message of the bot answers, and who used it."""
        if message.data["author"]["id"] != str(self._discord.world.bot.id) or message.thinking:
            return "", ""
        used = message.data.get("interaction_metadata")
        if used is not None:
            return _known(str(used["name"] or "")), str(used["user"]["username"])
        asked = (message.data.get("message_reference") or {}).get("message_id")
        original = self._discord.world.messages.get(int(asked or 0))
        typed = _TYPED.match(original.data["content"]) if original is not None else None
        if original is None or typed is None:
            return "", ""
        return _known(typed[1]), str(original.data["author"]["username"])


def _known(name: str) -> str:
    """Return a command's name; of what follows a command only its subcommand belongs to it."""
    first, _, second = name.lower().partition(" ")
    first = _NAMES.get(first, first)
    return f"{first} {second}".strip() if first in _GROUPS else first


def _controls(request: Recorded) -> bool:
    """Whether it told Mira's player to do something."""
    return (
        request.person == _HOST
        and request.method in ("PUT", "POST")
        and request.path.startswith("/v1/me/player")
    )

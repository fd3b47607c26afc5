"""Collect the text that a message shows, wherever it is."""

from __future__ import annotations

from typing import Any

from sandbox.discord.limits import walk


def words_of(message: dict[str, Any]) -> str:
    """Return a message's content, embeds, text displays, labels and options."""
    words = [str(message.get("content") or "")]
    for embed in message.get("embeds") or []:
        words += [str(embed.get(name) or "") for name in ("title", "description")]
        words += [f"{one.get('name')} {one.get('value')}" for one in embed.get("fields") or []]
        words.append(str((embed.get("footer") or {}).get("text") or ""))
    for component in walk(message.get("components") or []):
        words += [str(component.get(name) or "") for name in ("content", "label", "placeholder")]
        words += [str(option.get("label")) for option in component.get("options") or []]
    return "\n".join(word for word in words if word)


def buttons_of(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a message's buttons by label."""
    found = walk(message.get("components") or [])
    return {str(one.get("label")): one for one in found if one.get("type") == 2}


def selects_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a message's selects."""
    return [
        one for one in walk(message.get("components") or []) if one.get("type") in (3, 5, 6, 7, 8)
    ]

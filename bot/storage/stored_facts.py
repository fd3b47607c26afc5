"""What `doctor` reads from a database that it doesn't open as the bot does."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """People and problems per app, by client ID; why Discord refused the slash commands."""

    people: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    commands_refused: str | None = None

"""Discord's errors: HTTP status, code and message (docs: opcodes and status codes)."""

from __future__ import annotations

from typing import Any

MESSAGES = {
    0: "401: Unauthorized",
    10002: "Unknown Application",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    30008: "Maximum number of emojis reached (2000)",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50003: "Cannot execute action on a DM channel",
    50013: "Missing Permissions",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    160002: "Cannot reply without permission to read message history",
}


class DiscordError(Exception):
    """Ends a REST request as Discord would."""

    def __init__(self, status: int, code: int, errors: dict[str, Any] | None = None) -> None:
        super().__init__(MESSAGES.get(code, "error"))
        self.status = status
        self.code = code
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """Return the JSON body."""
        body: dict[str, Any] = {"message": str(self), "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


def invalid(path: str, words: str, *, code: str = "BASE_TYPE_INVALID") -> DiscordError:
    """Return 50035 for the field at `path` (dots between its parts)."""
    errors: Any = {"_errors": [{"code": code, "message": words}]}
    for part in reversed(path.split(".")):
        errors = {part: errors}
    return DiscordError(400, 50035, errors)

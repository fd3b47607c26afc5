"""Why a link can't be offered or a step of it is refused: one type for each next step."""

from __future__ import annotations

from typing import Literal

from bot.linking.outcomes import Outcome

PasteRefusal = Literal[
    "empty",
    "part",
    "login_page",
    "start_page",
    "done_page",
    "other_page",
    "other_app",
    "unknown",
    "someone_else",
    "expired",
    "used",
    "passed_on",
    "replaced",
    "working",
    "code_waits",
]
"""What can be wrong with a pasted address."""


class LinkingError(Exception):
    """Base class of this room's errors."""


class TooManyLinks(LinkingError):
    """Someone asked for too many links; they can have the next one at `until` (unix seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__("too many links")
        self.until = until


class LinkRefused(LinkingError):
    """A ticket or callback can't be used; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome: Outcome = outcome


class BelongsToAnother(LinkRefused):
    """The browser is signed in to Discord as someone else; the names are for its page."""

    def __init__(self, owner_name: str, owner_handle: str, signed_in_as: str) -> None:
        super().__init__("not_yours")
        self.owner_name = owner_name
        self.owner_handle = owner_handle
        self.signed_in_as = signed_in_as


class PasteRefused(LinkingError):
    """A pasted address can't be used; `reason` says what is wrong with it."""

    def __init__(self, reason: PasteRefusal) -> None:
        super().__init__(reason)
        self.reason: PasteRefusal = reason


class CodeRefused(LinkingError):
    """A typed code is wrong (`left` tries remain), or no longer valid (`left` is None)."""

    def __init__(self, left: int | None) -> None:
        super().__init__("code refused")
        self.left = left

"""The words of every web page, by name."""

from __future__ import annotations

from typing import Final, Literal

from bot.linking.outcomes import Outcome
from bot.ui.words.link_ends import LINK_ENDS, LinkEnds
from bot.ui.words.link_failures import LINK_FAILURES, LinkFailures
from bot.ui.words.link_states import LINK_STATES, LinkStates
from bot.ui.words.removals import REMOVALS, Removals
from bot.ui.words.request_pages import REQUEST_PAGES, RequestPage, RequestPages

PageName = Literal[Outcome, RequestPage, "linked_on", "no_seat_owner"]


class Pages(LinkEnds, LinkFailures, LinkStates, Removals, RequestPages):
    """The words of every page: mypy rejects a `PageName` without any."""


PAGES: Final[Pages] = {
    **LINK_ENDS,
    **LINK_FAILURES,
    **LINK_STATES,
    **REMOVALS,
    **REQUEST_PAGES,
}

"""What this room offers to commands, background work and the web pages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.linking.browser_flow import BrowserServices
from bot.linking.confirm_code import ConfirmCode
from bot.linking.link_results import LinkResultQueue
from bot.linking.offers import TicketIssuer
from bot.linking.paste_callback import PasteCallback
from bot.linking.seat_given import SeatGiven


@dataclass(frozen=True, slots=True)
class LinkServices:
    """Offering a link, every way to finish it, and the results."""

    browser: BrowserServices
    confirm_code: ConfirmCode
    issuer: TicketIssuer
    paste: PasteCallback
    results: LinkResultQueue
    seat_given: SeatGiven

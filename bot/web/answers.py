"""Small answers of the routes, and what they read out of a request's path."""

from __future__ import annotations

import re

from aiohttp import web

from bot.linking.errors import LinkRefused
from bot.linking.outcomes import LinkResult
from bot.ui.words.pages import PageName
from bot.web.cookies import form_token

TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}")


def empty_page() -> web.Response:
    """Answer a HEAD without looking at what it names."""
    return web.Response(content_type="text/html", charset="utf-8")


def page_of(result: LinkResult) -> PageName:
    """Return the page that a link's end is told on."""
    if result.outcome == "linked" and result.commands:
        return "linked_on"
    if result.outcome == "no_seat" and result.owner is not None:
        return "no_seat_owner"
    return result.outcome


def see(address: str) -> web.Response:
    """Send the browser to another address, which it asks for with GET."""
    return web.Response(status=303, headers={"Location": address})


def undo_fields(ref: str, cookie: str | None, result: LinkResult) -> dict[str, str] | None:
    """Return the undo form's fields, while this browser may undo."""
    if cookie is None or result.undo_until is None:
        return None
    return {"ref": ref, "token": form_token(f"undo {ref}", cookie)}


def ticket_of(request: web.Request) -> str:
    """Return the ticket in a start page's path; raises LinkRefused for what can be none."""
    ticket = request.match_info["ticket"]
    if not TICKET.fullmatch(ticket):
        raise LinkRefused("unknown")
    return ticket

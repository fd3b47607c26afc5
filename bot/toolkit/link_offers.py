"""Sends people their personal link: the one way, wherever they ask for it."""

from __future__ import annotations

from typing import cast

import discord
from discord import ui

from bot.accounts.errors import LinkNeeded
from bot.apps.errors import NeedsConsent
from bot.linking.offers import Offer, TicketIssuer, Wish
from bot.storage.link_offers import ShownOffer
from bot.toolkit.answers import answer_by_dm, answer_for_later, answer_interaction, expect_private
from bot.toolkit.command_origin import Origin, asker_of, interaction_of
from bot.toolkit.context import Context
from bot.toolkit.stored_messages import message_ref
from bot.ui import buttons
from bot.ui.language import _
from bot.ui.offers import consent_view, needed_view, offer_view
from bot.ui.words.errors import explain


class LinkOffers:
    """Issues links, shows each only to its person, and remembers in which message."""

    def __init__(self, issuer: TicketIssuer) -> None:
        self._issuer = issuer

    async def send(
        self, origin: Origin, wish: Wish | None = None, *, why: LinkNeeded | None = None
    ) -> None:
        """Send a link; `why` is the error of the command that needs it, if one does.

        Only that person sees it: an interaction is answered privately (it must not be deferred in
        public: `is_deferred_in_public`), a message by direct message. With `why`, a message is
        answered where it was written, so use it only for direct messages. Raises TooManyLinks,
        NoFreeSeat; NeedsConsent only for a message: an interaction is answered with that question.
        """
        wish, interaction = wish or Wish(), interaction_of(origin)
        if interaction is None:
            ctx = cast(Context, origin)
            offer = await self._issuer.issue(asker_of(ctx), wish)
            message = await _show_to_author(ctx, _view(offer, wish, why, ctx.clean_prefix), why)
        else:
            # If it takes a moment, "thinking…" is private too (bot/toolkit/auto_defer.py).
            expect_private(interaction)
            try:
                offer = await self._issuer.issue(asker_of(interaction), wish)
            except NeedsConsent as asked:
                view = consent_view(asked.owner, asked.client_id, wish.waiting)
                await answer_interaction(interaction, view)
                return
            view = _view(offer, wish, why, "/")
            message = await answer_for_later(interaction, view)
        if message is not None:
            shown = ShownOffer(message_ref(origin, message), wish.waiting)
            await self._issuer.add_shown(offer.ref, shown)


def _view(offer: Offer, wish: Wish, why: LinkNeeded | None, prefix: str) -> ui.LayoutView:
    if why is not None:
        return needed_view(explain(why, prefix=prefix), offer, wish.needed)
    return offer_view(offer, carries_on=wish.waiting is not None)


async def _show_to_author(
    ctx: Context, view: ui.LayoutView, why: LinkNeeded | None
) -> discord.Message | None:
    if why is not None:
        return await ctx.show(view)
    return await answer_by_dm(ctx, view, buttons.link_button(_("Get my link")))

"""The last step of a link in Discord: a pasted address, a typed code, and renewing."""

from __future__ import annotations

from discord.ext import commands

from bot.accounts.command_needs import needs_of
from bot.linking.confirm_code import ConfirmCode
from bot.linking.offers import Wish
from bot.linking.outcomes import LinkEnd
from bot.linking.paste_callback import PasteCallback
from bot.toolkit.component_router import Interaction, answers, think_privately, typed
from bot.toolkit.link_offers import LinkOffers
from bot.ui import buttons
from bot.ui.account import code_modal, finished_view
from bot.ui.offers import paste_modal


class LinkDialogsCog(commands.Cog, name="Finishing"):
    """Takes what a person brings back from the browser."""

    def __init__(self, pasting: PasteCallback, confirming: ConfirmCode, offers: LinkOffers) -> None:
        self._pasting = pasting
        self._confirming = confirming
        self._offers = offers

    @answers(buttons.PASTE, each=True)
    async def ask_for_address(self, interaction: Interaction) -> None:
        """Ask for the address of the page that did not open."""
        await interaction.response.send_modal(paste_modal())

    @answers(buttons.PASTED)
    async def take_address(self, interaction: Interaction) -> None:
        """Link by a pasted address."""
        await think_privately(interaction)
        outcome = await self._pasting.take(interaction.user.id, typed(interaction, "address"))
        await _say(interaction, outcome)

    @answers(buttons.CODE, each=True)
    async def ask_for_code(self, interaction: Interaction, ref: str) -> None:
        """Ask for the code that the browser shows."""
        await interaction.response.send_modal(code_modal(ref))

    @answers(buttons.CODE_TYPED)
    async def take_code(self, interaction: Interaction, ref: str) -> None:
        """Link when the code is right."""
        await think_privately(interaction)
        code = typed(interaction, "code")
        outcome = await self._confirming.typed(ref, interaction.user.id, code)
        await _say(interaction, outcome)

    @answers(buttons.RENEW)
    async def renew(self, interaction: Interaction) -> None:
        """Give a link that demands the same Spotify account."""
        await self._offers.send(interaction, Wish(purpose="renew"))

    @answers(buttons.WIDEN)
    async def widen(self, interaction: Interaction, command: str) -> None:
        """Give a link that allows what a command needs besides."""
        wish = Wish(needs_of(command).scopes, purpose="renew")
        await self._offers.send(interaction, wish)


async def _say(interaction: Interaction, outcome: LinkEnd) -> None:
    """Answer shortly: the message that offered the link tells the rest."""
    view = finished_view(outcome)
    await interaction.followup.send(view=view, ephemeral=True)

"""The last step of a link in Discord: pasting an address, typing a code, renewing."""

from __future__ import annotations

from discord.ext import commands

from bot.linking.confirm_code import ConfirmCode
from bot.linking.offers import Wish
from bot.linking.outcomes import AttemptEnd
from bot.linking.paste_callback import PasteCallback
from bot.toolkit.answers import answer_interaction, think_privately
from bot.toolkit.component_router import on_component, typed
from bot.toolkit.link_offers import LinkOffers
from bot.toolkit.types import Interaction
from bot.ui import button_ids as ids
from bot.ui.account import code_modal, finished_view
from bot.ui.command_search import find
from bot.ui.discord_errors import TooOld
from bot.ui.offers import paste_modal
from bot.ui.usage import declaration_of


class LinkFormsCog(commands.Cog, name="LinkForms"):
    """Handles what a person brings back from the browser."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        pasting: PasteCallback,
        confirming: ConfirmCode,
        offers: LinkOffers,
    ) -> None:
        self._bot = bot
        self._pasting = pasting
        self._confirming = confirming
        self._offers = offers

    @on_component(ids.PASTE, allow_repeats=True)
    async def ask_for_address(self, interaction: Interaction) -> None:
        """Ask for the address of the page that didn't load."""
        await interaction.response.send_modal(paste_modal())

    @on_component(ids.PASTED)
    async def take_address(self, interaction: Interaction) -> None:
        """Finish a link with a pasted address."""
        await think_privately(interaction)
        outcome = await self._pasting.take(interaction.user.id, typed(interaction, "address"))
        await _say(interaction, outcome)

    @on_component(ids.CodeButton, allow_repeats=True)
    async def ask_for_code(self, interaction: Interaction, pressed: ids.CodeButton) -> None:
        """Ask for the code that the browser shows."""
        await interaction.response.send_modal(code_modal(pressed.ref))

    @on_component(ids.CodeForm)
    async def take_code(self, interaction: Interaction, sent: ids.CodeForm) -> None:
        """Finish a link if the code is right."""
        await think_privately(interaction)
        code = typed(interaction, "code")
        outcome = await self._confirming.typed(sent.ref, interaction.user.id, code)
        await _say(interaction, outcome)

    @on_component(ids.RENEW)
    async def renew(self, interaction: Interaction) -> None:
        """Send a link that requires the same Spotify account."""
        await self._offers.send(interaction, Wish(purpose="renew"))

    @on_component(ids.WidenButton)
    async def widen(self, interaction: Interaction, pressed: ids.WidenButton) -> None:
        """Send a link that also allows what a command needs."""
        command = find(self._bot, pressed.command)
        if command is None:
            raise TooOld
        wish = Wish(declaration_of(command).first.scopes, purpose="renew")
        await self._offers.send(interaction, wish)


async def _say(interaction: Interaction, outcome: AttemptEnd) -> None:
    """Answer briefly: the message that offered the link tells the rest."""
    await answer_interaction(interaction, finished_view(outcome))

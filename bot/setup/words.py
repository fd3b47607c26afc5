"""Words of the set-up page outside its templates: English here, translated when shown."""

from __future__ import annotations

from typing import Final, Literal

from bot.ui.language import later

Ending = Literal[
    "misdirected",
    "foreign",
    "too_many",
    "locked",
    "not_found",
    "failed",
    "accepted",
    "unknown_answer",
    "starting",
]
"""Pages that ask for nothing."""

ENDINGS: Final[dict[Ending, tuple[int, str, str]]] = {
    "misdirected": (
        421,
        later("Open this page by another address"),
        later(
            "Use this computer's IP address in place of its name. Or set PUBLIC_URL to the "
            "address you've opened, and start the bot again."
        ),
    ),
    "foreign": (
        403,
        later("This didn't come from the set-up page"),
        later("Another site sent it, so nothing was changed. Close that site."),
    ),
    "too_many": (
        429,
        later("Slow down a little"),
        later("That was too much at once. Wait a minute, then go on."),
    ),
    "locked": (
        403,
        later("Too many wrong codes"),
        later("Start the bot again to get a new code. If you didn't type them, someone else did."),
    ),
    "not_found": (
        404,
        later("Nothing here"),
        later("This bot isn't set up yet. Its host does that on the set-up page."),
    ),
    "failed": (
        500,
        later("Something broke"),
        later("Nothing was changed. The bot's log says what happened."),
    ),
    "accepted": (
        200,
        later("Spotify accepts the redirect URI"),
        later("Close this page and go back to the set-up page."),
    ),
    "unknown_answer": (
        400,
        later("Not the answer that was expected"),
        later("Go back to the set-up page and try the redirect URI again."),
    ),
    "starting": (
        200,
        later("The bot is starting"),
        later("This page is gone now. In a moment, the bot answers in Discord:"),
    ),
}

NOT_A_CODE: Final = later("That code isn't right, or was used already.")
CODE_USED: Final = later("This code was used already, in another browser.")
CODE_USED_ADVICE: Final = later(
    "Go on in that one. If you can't, or if it wasn't you, start the bot again and type the new "
    "code."
)
NOT_A_TOKEN: Final = later("That isn't a bot token.")
TOKEN_REFUSED: Final = later("Discord doesn't accept this token.")
DISCORD_SILENT: Final = later("Discord couldn't be asked.")
NOT_AN_ADDRESS: Final = later("That can't be the public address.")
ONLY_HERE: Final = later("Other people can't open that address: it means their own computer.")
ONLY_HERE_ADVICE: Final = later(
    "Choose None, which is {address} (Spotify doesn't take localhost), or enter an https address."
)
PLAIN_HTTP: Final = later("Spotify doesn't take a public address with plain http.")
PLAIN_HTTP_ADVICE: Final = later(
    "Enter an https address, from a reverse proxy or a tunnel. Or choose None, which is {address}."
)
NOT_REACHED: Final = later("This address doesn't lead to this computer yet.")
NOT_AN_ID: Final = later("That isn't a Spotify client ID.")
NOT_A_SECRET: Final = later("That isn't a client secret.")
CLIENT_REFUSED: Final = later("Spotify doesn't accept this client ID and secret.")
SWAPPED: Final = later(
    "The client ID that is set in the environment or .env is the secret, and this is the ID."
)
SPOTIFY_UNSURE: Final = later("Spotify couldn't say whether they work.")
NOT_KEPT: Final = later("It couldn't be saved.")
DOES_NOT_FIT: Final = later("A setting from the environment or .env doesn't fit.")

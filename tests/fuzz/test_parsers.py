"""Made-up text for whatever reads text of people: read, or refused in a known way, and quickly."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
from hypothesis import strategies as st

from bot.linking.authorization import (
    AuthorizationResponse,
    NotAResponse,
    WrongIssuer,
    read_response,
)
from bot.linking.context import Addresses
from bot.linking.errors import PasteRefused
from bot.linking.paste_callback import read_address
from bot.music import parse_arguments, parse_ranges
from bot.music.errors import NotTold, OutOfRange
from bot.spotify.links import (
    NotASpotifyLink,
    SpotifyLink,
    addresses_in,
    parse_link,
    without_addresses,
)
from bot.toolkit.command_parser import TolerantView, read_command
from bot.toolkit.context import Context
from tests.fuzz import odd
from tests.fuzz.driving import explore, fuzz, seeds, told
from tests.fuzz.interactions_made import arguments, custom_ids
from tests.unit.test_component_ids import DEFINED, ROUTES

EXAMPLES = 150
SECONDS = 0.5
"""How long one text may take: a regular expression that backtracks takes minutes."""

LONGEST = 4000
"""The longest message of Discord's."""

CALLBACK = "http://127.0.0.1:8888/callback"
_ADDRESSES = Addresses("http://127.0.0.1:8888", CALLBACK, "https://accounts.spotify.com")
_ISSUERS = frozenset({"https://accounts.spotify.com"})
_PIECES = (
    *(
        "https://",
        "open.spotify.com/",
        "track/",
        "spotify:",
        "spotify%3a",
        "a.",
        "%25",
        "(",
        "<",
        ">",
    ),
    *(
        "[",
        "127.0.0.1:8888/callback?",
        "state=",
        "code=",
        "&",
        "&amp;",
        "://",
        "//",
        "intl-a/",
        "\\",
    ),
    *(
        '"',
        "“",
        "'",
        "`",
        "*",
        "||",
        "~~",
        "_",
        " ",
        "\n",
        "\u200b",
        "<@",
        "1",
        ":",
        "٣",
        "?uri=",
        "#",
    ),
)


def _repeated() -> st.SearchStrategy[str]:
    """Make long texts of few pieces, which is what a slow expression stumbles over."""
    piece = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3).map("".join)
    whole = st.tuples(piece, piece, st.integers(1, LONGEST), piece)
    return whole.map(lambda one: (one[0] + one[1] * one[2])[: LONGEST - len(one[3])] + one[3])


texts = odd.texts | arguments() | _repeated() | st.text(max_size=200)
queries = st.lists(st.tuples(odd.names, odd.texts | st.from_regex("[A-Za-z0-9_-]{20,45}"))).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


def _callback(text: str) -> None:
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    try:
        found = read_response(fields, _ISSUERS)
    except (NotAResponse, WrongIssuer) as refused:
        _is_told("", refused)
    else:
        _is_clean(found)


def _is_told(words: str, error: Exception) -> None:
    """What was sent isn't in an error: those are logged."""
    assert str(error) == words


def _pasted(text: str) -> None:
    for one in (text, f"{CALLBACK}?{text}", f"<{CALLBACK}?{text}>"):
        try:
            found = read_address(one, _ADDRESSES)
        except PasteRefused as refused:
            _is_told(refused.reason, refused)
        else:
            _is_clean(found)


def _is_clean(found: AuthorizationResponse) -> None:
    assert found.state.isascii()
    assert found.state.replace("-", "").replace("_", "").isalnum()
    assert found.code is None or (found.code.isascii() and found.code.isprintable())
    assert found.error in (None, "access_denied", "other")
    assert found.state not in repr(found)


def _links(text: str) -> None:
    try:
        link = parse_link(text)
    except NotASpotifyLink as refused:
        _is_told("not a usable Spotify link", refused)
    else:
        assert link is None or (link.id.isascii() and link.id.isalnum() and len(link.id) == 22)
    for found in addresses_in(text):
        assert not isinstance(found, SpotifyLink) or found.url.isascii()
    without_addresses(text)


def _component_id(text: str) -> None:
    route = ROUTES.find(text)
    if route is not None and route.arguments:
        (values,) = route.arguments
        assert type(values).match(values.make()) == values


def _arguments(text: str) -> None:
    for read in (
        lambda: parse_arguments.position(text, 1000),
        lambda: parse_arguments.volume(text, 50),
        lambda: parse_arguments.repeat(text, "off"),
        lambda: parse_arguments.switch(text, True),
        lambda: parse_ranges.span(text),
        lambda: parse_ranges.top(text, "tracks"),
        lambda: parse_ranges.chart(text),
    ):
        with contextlib.suppress(OutOfRange, NotTold):
            read()


def _words(text: str) -> None:
    view = TolerantView(text)
    for _ in range(LONGEST + 1):
        view.skip_ws()
        if view.get_quoted_word() is None:
            break
    assert view.eof, "each word takes the reader further"
    TolerantView(text).read_rest()


PARSERS: dict[str, tuple[Callable[[str], None], st.SearchStrategy[str]]] = {
    "the callback's query": (_callback, queries | texts),
    "a pasted address": (_pasted, queries | texts),
    "Spotify's links": (_links, texts),
    "component IDs": (_component_id, custom_ids([str(one.form) for one in DEFINED]) | texts),
    "arguments": (_arguments, texts),
    "words of a command": (_words, texts),
}


@pytest.mark.parametrize("name", PARSERS)
def test_any_text_is_read_or_refused_in_time(name: str) -> None:
    parse, strategy = PARSERS[name]
    seen: Counter[str] = Counter()

    def check(text: str) -> None:
        began = time.thread_time()
        parse(text)
        took = time.thread_time() - began
        assert took < SECONDS, f"{took:.1f} s"
        seen["read or refused"] += 1

    for seed in seeds(len(PARSERS)):
        explore(strategy, check, EXAMPLES, seed)
    told(f"texts for {name}", seen)


async def test_any_message_is_a_command_or_none() -> None:
    bot = SimpleNamespace(user=SimpleNamespace(id=1), all_commands={"np": "np", "help": "help"})
    seen: Counter[str] = Counter()
    begins = st.sampled_from(
        ("!", "！", "!np ", "! NP, ", "<@1> np ", "<@1> ", "<@!1>,", "<@&9>", " !", "", "<@")
    )

    async def check(text: str) -> None:
        message = SimpleNamespace(content=text, guild=None, author=None)
        ctx = await read_command(cast(Any, bot), cast(Any, message), _Made, "!")
        assert str(ctx.command) in ("None", "np", "help")
        seen[str(ctx.command)] += 1

    for seed in seeds():
        await fuzz(st.tuples(begins, texts).map("".join), check, EXAMPLES, seed)
    told("messages read", seen)


class _Made(Context):
    """A context that needs no connection."""

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)
        self.command = None

"""What `pybabel extract` finds besides gettext calls (babel.cfg names these functions)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.extract import extract_python

from bot.accounts.scopes import WORDS
from tools.declared import descriptions, headings

Found = tuple[int, Any, Any, Any]
"""Line (0: unknown, and not written), function, message, comments."""

SLASH = "Shown with a slash command: at most 100 characters."
"""The comment on texts that Discord limits; `tools.messages` checks the limit."""
HEADING = "A group of commands, in help."


def python(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Any
) -> Iterator[Found]:
    """Yield a module's gettext calls, and the slash commands' descriptions and groups in it."""
    yield from extract_python(file, keywords, tags, options)
    for heading in headings(Path(file.name)):
        yield 0, None, heading, [HEADING]
    for words in sorted(descriptions(Path(file.name))):
        yield 0, None, words, [SLASH]


def scopes(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Any
) -> Iterator[Found]:
    """Yield what each scope lets the bot do, because bot.accounts imports no gettext."""
    for words in WORDS.values():
        yield 0, None, words, []

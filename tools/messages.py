"""`python -m tools.messages`: check that every language has every message, and that all work.

`make messages` runs it after pybabel has extracted the messages and updated the languages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.ui.language import FOLDER, LANGUAGES
from tools.extractors import SLASH

_MAX_LENGTH = 100
_PLACEHOLDERS = re.compile(r"\{[a-z_]+\}")


def read(language: str, folder: Path = FOLDER) -> Catalog:
    """Return the messages in a language."""
    with (folder / language / "LC_MESSAGES" / "earshot.po").open("rb") as file:
        return read_po(file, locale=language)


def problems(catalog: Catalog) -> list[str]:
    """Return what's wrong with a language's messages, each problem with its message."""
    return [
        f"{problem}: {_forms(one.id)[0]}"
        for one in catalog
        if one.id
        for problem in dict.fromkeys((*_of_message(one), *map(str, one.check(catalog))))
    ]


def _of_message(message: Message) -> Iterator[str]:
    source, forms = _forms(message.id)[-1], _forms(message.string)
    if not all(forms):
        yield "missing"
        return
    if message.fuzzy:
        yield "fuzzy"
    for form in forms:
        if set(_PLACEHOLDERS.findall(form)) != set(_PLACEHOLDERS.findall(source)):
            yield "different placeholders"
        if form.count("`") != source.count("`"):
            yield "different number of backquotes"
        if SLASH in message.auto_comments and len(form) > _MAX_LENGTH:
            yield f"longer than {_MAX_LENGTH} characters"


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return list(text) if isinstance(text, tuple | list) else [text or ""]


def main(folder: Path = FOLDER) -> int:
    """Print what's wrong in each language; return the exit code."""
    found = [
        f"{language}: {problem}"
        for language in LANGUAGES
        if language != "en"
        for problem in problems(read(language, folder))
    ]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

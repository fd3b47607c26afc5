"""`python -m tools.messages`: collects the messages and brings every language's file up to date.

New ones are added empty; those no longer used are removed. A test fails while one is missing.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.accounts.scopes import WORDS
from bot.ui.language import FOLDER, LANGUAGES
from tools.declared import descriptions

_ROOT = Path(__file__).resolve().parent.parent
_KEYWORDS = {"_": None, "later": None, "n_": (1, 2)}
_FOLDERS = ("bot/background", "bot/toolkit", "bot/ui", "bot/web", "cogs")
_READERS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
_WHEN = datetime(2026, 11, 23, tzinfo=UTC)
"""One date for ever: a file changes only when its messages do."""
_HEADER: dict[str, Any] = {"project": "Earshot", "version": "1", "charset": "utf-8"}


def collected() -> Catalog:
    """Return every message of the code, with where it is used."""
    catalogue = Catalog(header_comment="", **_HEADER)
    for folder in _FOLDERS:
        found = extract_from_dir(
            _ROOT / folder, method_map=_READERS, keywords=_KEYWORDS, comment_tags=()
        )
        for name, _, message, _, _ in found:
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)])
    for words in sorted(WORDS.values()):
        catalogue.add(words, locations=[("bot/accounts/scopes.py", 0)])
    for words in sorted(descriptions()):
        catalogue.add(words, locations=[("slash commands (at most 100 characters)", 0)])
    return catalogue


def path_of(language: str) -> Path:
    """Return where a language's messages lie."""
    return FOLDER / language / "LC_MESSAGES" / "earshot.po"


def kept(language: str) -> Catalog:
    """Return what is translated so far."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(locale=language, header_comment="", **_HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main() -> int:
    """Update every file and say what is missing."""
    template, missing = collected(), 0
    for language in LANGUAGES:
        if language == "en":
            continue
        catalogue = kept(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.project, catalogue.version = "Earshot", "1"
        catalogue.creation_date = catalogue.revision_date = _WHEN
        catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "-"
        catalogue.fuzzy = False
        catalogue.header_comment = f"# Earshot in {LANGUAGES[language]}."
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
        empty = [one.id for one in catalogue if one.id and not _translated(one.string)]
        missing += len(empty)
        print(f"{language}: {len(catalogue)} messages, {len(empty)} missing")
    return 1 if missing else 0


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    sys.exit(main())

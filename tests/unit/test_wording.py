"""Messages are short, and call one thing by one word: the rules of docs/translating.md hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.linking.outcomes import Announced, Announcement, AttemptEnd, PageState
from bot.spotify.apps import AppOwner
from bot.ui.language import LANGUAGES, using_locale
from bot.ui.words.errors import explain
from bot.ui.words.link_notices import link_notice
from tools.messages import read
from tools.troubles.samples import every_error, example_of

PAGE = (Path(__file__).parents[2] / "docs" / "translating.md").read_text(encoding="utf-8")
NAMES = {
    "English": "en",
    "German": "de",
    "Spanish": "es",
    "French": "fr",
    "Japanese": "ja",
    "Portuguese": "pt_BR",
}
_SENTENCE_ENDS = re.compile(r"[.!?…][*_`)”»\"']*(?=\s|$)|[。！？](?![」』）])")
_CODE = re.compile(r"```.*?```", re.DOTALL)
_STEP = re.compile(r"\d\. ")


def sentences(text: str) -> int:
    """Count a message's sentences: without headings and code, and each numbered step by itself."""
    steps, prose = [], []
    for line in _CODE.sub("", text).splitlines():
        if step := _STEP.match(line):
            steps.append(line[step.end() :])
        elif not line.startswith("#"):
            prose.append(line)
    return max(len(_SENTENCE_ENDS.findall(one)) for one in (*steps, "\n".join(prose)))


def messages(language: str) -> list[str]:
    """Return each message in a language (plurals: each form)."""
    entries = [one for one in read("de" if language == "en" else language) if one.id]
    return [form for one in entries for form in _forms(one.id if language == "en" else one.string)]


def _forms(text: object) -> list[str]:
    return [str(form) for form in (text if isinstance(text, list | tuple) else (text,))]


def avoided() -> dict[str, list[str]]:
    rows = PAGE.partition("## Not these words")[2].splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows if row.startswith("| ")][1:]
    return {NAMES[language]: words.split(", ") for language, words in cells}


def uses(text: str, word: str) -> bool:
    if re.search(r"[\u3040-\u9fff]|\W", word):
        return word in text
    return re.search(rf"\b{word}\b", text, re.IGNORECASE) is not None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Paused.", 1),
        ("You have `1.5`: see open.spotify.com. Try again?", 2),
        ("### Who is it?\nOne. Two.\n-# Three.", 3),
        ("Do this:\n1. One.\n2. Two. And more.\n```\na. b.\n```\n3. Three.", 2),
        ("開きます。「はい。」を押してください（すぐ。）。", 2),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert sentences(text) == count


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_has_more_than_two_sentences(language: str) -> None:
    assert [one for one in messages(language) if sentences(one) > 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_put_together_has_no_more_than_two_either(language: str) -> None:
    outcomes = [one for kind in (AttemptEnd, PageState) for one in get_args(kind)]
    outcomes = [one for one in outcomes if one in get_args(Announced)]
    with using_locale(language):
        told = [explain(example_of(one), prefix="!").text for one in every_error()]
        for owner in (None, AppOwner(1, "Jonas", "jonas.k")):
            told += [link_notice(Announcement(one, owner=owner)).text for one in outcomes]
    assert len(outcomes) > 10
    assert [one for one in told if sentences(one) > 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_word(language: str) -> None:
    wrong = [
        f"{word}: {text}"
        for text in messages(language)
        for word in avoided()[language]
        if uses(text, word)
    ]
    assert wrong == []


def test_the_page_has_every_language() -> None:
    assert set(avoided()) == set(LANGUAGES)
    table = PAGE.partition("## One word")[2].partition("## Not")[0]
    rows = [row for row in table.splitlines() if row.startswith("|")]
    assert len(rows) > 20
    assert all(row.count("|") == len(LANGUAGES) + 1 for row in rows)


def test_a_word_is_found_as_a_word() -> None:
    assert uses("Das Lied läuft.", "Lied")
    assert not uses("Ein Mitglied läuft.", "Lied")
    assert uses("誰かの端末です", "端末")
    assert uses("l’app", "’")

"""Which commands aren't run where no one would see their answer: said at the command, and true."""

from __future__ import annotations

from bot.ui.usage import declaration_of, describe
from tools.declared import declared_commands

DECLARED = {describe(one).name: declaration_of(one) for one in declared_commands()}
ONLY_SHOW = {name for name, declared in DECLARED.items() if declared.only_shows}
SKIPPED = {name for name, declared in DECLARED.items() if declared.needs_channel}
BY_DM = {"account", "link", "privacy", "settings mine", "settings doctor", "seats list", "why"}
ACTS = {"unlink", "pause", "aux add", "seats remove", "playlist create"}


def test_what_looks_up_or_explains_is_skipped() -> None:
    assert len(DECLARED) > 40
    assert {"nowplaying", "aux panel", "top tracks", "settings server", "help"} <= SKIPPED


def test_what_does_something_or_answers_by_direct_message_is_not() -> None:
    """A command that writes to Spotify or to our own tables doesn't only show."""
    assert not SKIPPED & (ACTS | BY_DM)
    for name in ONLY_SHOW - {"blend"}:
        for use in DECLARED[name].uses:
            assert {one.method for one in use.requests} <= {"GET"}, name

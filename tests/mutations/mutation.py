"""One defence, and how to take it out."""

from __future__ import annotations

from dataclasses import dataclass

LINKING_WORKS = ("test_t1g_a_phone_that_hands_over_links_after_the_code",)
SIGNING_IN_WORKS = ("test_a_link_passes_discord_first",)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A defence, taken out of `file` by replacing `old` (which is there once) with `new`.

    `attacks` are the IDs of docs/attacks.md. Every test of `killed_by` must turn red. Those of
    `still_green` show that the bot works all the same: only the defence is gone.
    """

    name: str
    attacks: str
    defence: str
    file: str
    old: str
    new: str
    killed_by: tuple[str, ...]
    still_green: tuple[str, ...] = LINKING_WORKS

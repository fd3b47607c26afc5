"""Every defence that can be taken out by a small edit, and the tests that must turn red then.

`make mutate` takes them out one by one, in a copy of the repository (tools/mutate.py); what they
defend against is in docs/attacks.md.
"""

from __future__ import annotations

from typing import Final

from tests.mutations import data, discord, linking, oauth, pages, server, together, updates
from tests.mutations.mutation import Mutation

__all__ = ["MUTATIONS", "Mutation"]

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *linking.MUTATIONS,
    *oauth.MUTATIONS,
    *pages.MUTATIONS,
    *server.MUTATIONS,
    *data.MUTATIONS,
    *discord.MUTATIONS,
    *together.MUTATIONS,
    *updates.MUTATIONS,
)

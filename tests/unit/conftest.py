"""Fixtures shared by several unit tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.http.exchange import new_session
from bot.spotify.apps import SpotifyApp
from bot.storage.database import Database
from sandbox.spotify.server import SpotifySandbox
from tests.unit.processes import CALLBACK, Process


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database, in `e.db`."""
    opened = await Database.open(f"sqlite:///{tmp_path / 'e.db'}")
    yield opened
    await opened.close()


@pytest.fixture
async def processes(tmp_path: Path) -> AsyncIterator[list[Process]]:
    spotify = await SpotifySandbox.start()
    spotify.redirect_uris.append(CALLBACK)
    app = SpotifyApp(spotify.client_id, CALLBACK, spotify.client_secret)
    made = [
        Process(spotify, await Database.open(f"sqlite:///{tmp_path / 'e.db'}"), new_session(), app)
        for _ in range(3)
    ]
    yield made
    for one in made:
        await one.session.close()
        await one.database.close()
    await spotify.close()

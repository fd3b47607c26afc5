"""What the host and people do about apps and seats."""

from __future__ import annotations

from typing import Any

from sandbox.spotify.apps import App
from tests.world import Reply, Someone, World


def second_app(world: World, **options: Any) -> App:
    """Make another app in the dashboard."""
    options = {"redirect_uris": [f"{world.bot.url}/callback"], **options}
    return world.spotify.add_app("Second", **options)


async def adds(world: World, app: App, name: str = "second") -> Reply:
    """Let the host add an app by the modal."""
    host = world.host
    shown = await host.says("!seats add", "dm")
    values = {"name": name, "client_id": app.client_id, "client_secret": app.client_secret}
    one = await host.fills_in(shown, "Add an app", values)
    return await host.finished(one, "dm")


async def links_on(world: World, someone: Someone, app: App) -> None:
    """Link someone who has a seat on that app."""
    app.add_seat(someone.listener.id)
    page = await someone.links()
    assert page.status == 200, page.words

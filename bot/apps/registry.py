"""The Spotify apps of this bot: the host's, and those that members bring.

A developer account may have up to 25 apps with five people each (docs/reference/spotify.md,
section 2.1). Their requests are counted together, under `quota_owner`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast, get_args

from bot.apps.errors import AppRefused
from bot.features import FeatureOff
from bot.notifications.kinds import AppFault, AppGone, AppTrouble
from bot.notifications.outbox import HOSTS, Outbox
from bot.opaque_values import hashed
from bot.spotify.apps import AppOwner, Kind, SpotifyApp
from bot.storage.accounts import AccountStore
from bot.storage.apps import AppStore
from bot.storage.records import AppRecord

FEATURE = "seats"
"""The name in FEATURES that turns on more than one app."""

MOST_APPS = 25
_MONTH = 30 * 24 * 3600


class AppRegistry:
    """Keeps every app, and what is wrong with each."""

    def __init__(
        self,
        store: AppStore,
        accounts: AccountStore,
        outbox: Outbox,
        fixed: Sequence[SpotifyApp],
        features: frozenset[str],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._outbox = outbox
        self._fixed = tuple(fixed)
        self._features = features
        self._clock = clock

    @property
    def main(self) -> SpotifyApp:
        """The app from the environment."""
        return self._fixed[0]

    @property
    def several(self) -> bool:
        """Whether the host has turned on more than one app."""
        return FEATURE in self._features

    async def all(self) -> list[SpotifyApp]:
        """Return every app: from the environment, from the file, then those added later."""
        return self._with_fixed(await self._store.all())

    async def usable_by(
        self, discord_id: int, client_id: str | None, guild_id: int | None
    ) -> list[SpotifyApp]:
        """Return the apps a person may link with, in a server: in the order of `all`.

        Those of the host, the person's own, the one they are on (`client_id`), and those that
        members offer to the server.
        """
        return self._with_fixed(await self._store.usable_by(discord_id, client_id, guild_id))

    async def get(self, client_id: str) -> SpotifyApp | None:
        """Return an app, or None if it is gone."""
        for app in self._fixed:
            if app.client_id == client_id:
                return app
        record = await self._store.get(client_id)
        return self._from_record(record) if record is not None else None

    async def of_member(self, discord_id: int) -> SpotifyApp | None:
        """Return a member's own app."""
        record = await self._store.of_member(discord_id)
        if record is None or record.client_id in {app.client_id for app in self._fixed}:
            return None
        return self._from_record(record)

    async def troubles(self, client_ids: Sequence[str]) -> dict[str, AppFault]:
        """Return what is wrong with which of these apps, by client ID."""
        stored = await self._store.troubles(client_ids)
        known: tuple[AppFault, ...] = get_args(AppFault)
        return {app: fault for app, word in stored.items() for fault in known if fault == word}

    async def add(self, owner_id: int, name: str, client_id: str, secret: str | None) -> None:
        """Save one of the host's apps, or a new secret for it; raises AppRefused, FeatureOff."""
        self.require_feature()
        known = await self.get(client_id)
        if known is not None and known.kind in ("main", "file"):
            raise AppRefused("configured")
        if known is not None and known.kind == "member":
            raise AppRefused("member")
        hosts = await self.usable_by(HOSTS, None, None)
        if known is None and len(hosts) >= MOST_APPS:
            raise AppRefused("too_many")
        now, quota = int(self._clock()), self.main.quota_owner
        record = AppRecord(client_id, name, "host", quota, owner_id, None, now, secret)
        await self._store.put(record)

    async def bring(self, owner: AppOwner, client_id: str) -> None:
        """Save a member's own app, with PKCE and no secret; raises AppRefused, FeatureOff."""
        owner_id = owner.id
        self.require_feature()
        known = await self.get(client_id)
        if known is not None and known.owner_id != owner_id:
            raise AppRefused("known")
        before = await self.of_member(owner_id)
        if before is not None and before.client_id != client_id:
            await self.remove(before.client_id)
        now = int(self._clock())
        quota = f"member:{owner_id}"
        record = AppRecord(client_id, "own", "member", quota, owner_id, None, now)
        await self._store.put(replace(record, owner_name=owner.name, owner_handle=owner.handle))

    async def share(self, owner: AppOwner, guild_id: int | None) -> bool:
        """Offer a member's four other seats to a server, or stop offering; False without an app."""
        own = await self.of_member(owner.id)
        if own is None:
            return False
        await self._store.share(own.client_id, guild_id, owner.name, owner.handle)
        return True

    async def remove(self, client_id: str) -> None:
        """Remove an app that was added; tell its people once. Raises AppRefused."""
        known = await self.get(client_id)
        if known is None:
            raise AppRefused("unknown")
        if known.kind in ("main", "file"):
            raise AppRefused("configured")
        people = await self._accounts.on_app(client_id)
        await self._store.remove(client_id)
        for link in people:
            await self._outbox.write(link.discord_id, f"{client_id}:{link.version}", AppGone())

    async def remove_named(self, text: str) -> SpotifyApp:
        """Remove an app by its name or client ID; return it. Raises AppRefused."""
        wanted = text.strip().lower()
        for one in await self.all():
            if wanted in (one.name.lower(), one.client_id.lower()):
                await self.remove(one.client_id)
                return one
        raise AppRefused("unknown")

    async def report_problem(self, app: SpotifyApp, fault: AppFault) -> None:
        """Save a problem that only the app's owner can fix, and tell the owner once."""
        now = int(self._clock())
        if not await self._store.mark(app.client_id, fault, now):
            return
        # One notification per rejected secret, and one a month about missing Premium.
        mark = hashed(app.client_secret or "") if fault == "rejected" else str(now // _MONTH)
        once = f"{app.client_id}:{fault}:{mark[:12]}"
        trouble = AppTrouble(app.name, app.client_id, app.kind, fault)
        reader = app.owner_id if app.kind == "member" else HOSTS
        await self._outbox.write(reader, once, trouble)
        if app.kind == "member" and fault == "rejected":
            for link in await self._accounts.on_app(app.client_id):
                if link.discord_id != app.owner_id:
                    await self._outbox.write(link.discord_id, once, AppGone())

    async def account_of(self, discord_id: int) -> str | None:
        """Return the developer account that a person's requests count for; None if not linked."""
        link = await self._accounts.summary(discord_id)
        app = await self.get(link.client_id) if link and link.status == "active" else None
        return app.quota_owner if app is not None else None

    async def linked_on(self, quota_owner: str, most: int) -> int:
        """Return how many people a developer account serves; counts no further than `most`."""
        fixed = [app.client_id for app in self._fixed if app.quota_owner == quota_owner]
        added = await self._store.counted_for(quota_owner)
        return await self._accounts.active_on([*fixed, *added], most=most)

    async def clear_configured_problems(self) -> None:
        """Forget the problems of configured apps: their settings may have been fixed."""
        for app in self._fixed:
            await self._store.clear(app.client_id)

    async def clear_problem(self, app: SpotifyApp) -> None:
        """Forget an app's problem: it works (again)."""
        if await self._store.troubles([app.client_id]):
            await self._store.clear(app.client_id)

    def require_feature(self) -> None:
        """Raise FeatureOff unless the host has turned on more than one app."""
        if not self.several:
            raise FeatureOff(FEATURE)

    def _with_fixed(self, records: Sequence[AppRecord]) -> list[SpotifyApp]:
        fixed = {app.client_id for app in self._fixed}
        added = [self._from_record(one) for one in records if one.client_id not in fixed]
        return [*self._fixed, *added]

    def _from_record(self, record: AppRecord) -> SpotifyApp:
        return SpotifyApp(
            client_id=record.client_id,
            redirect_uri=self.main.redirect_uri,
            client_secret=record.secret,
            quota_owner=record.quota_owner,
            name=record.name,
            kind=cast(Kind, record.kind),
            owner_id=record.owner_id,
            guild_id=record.guild_id,
            owner_name=record.owner_name or "",
            owner_handle=record.owner_handle or "",
        )

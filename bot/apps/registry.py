"""The Spotify apps of this bot: the host's, and those that members bring.

One developer account may have up to 25 apps of five people each (docs/reference/spotify.md,
section 2.1); their requests are counted together, which `quota_owner` says.
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
"""What a host names in FEATURES to have more than one app."""

MOST_APPS = 25
_MONTH = 30 * 24 * 3600


class AppRegistry:
    """Knows every app, and what is wrong with which."""

    def __init__(
        self,
        store: AppStore,
        accounts: AccountStore,
        letters: Outbox,
        fixed: Sequence[SpotifyApp],
        features: frozenset[str],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._letters = letters
        self._fixed = tuple(fixed)
        self._features = features
        self._clock = clock

    @property
    def main(self) -> SpotifyApp:
        """The app of the environment."""
        return self._fixed[0]

    @property
    def several(self) -> bool:
        """Whether the host has turned more than one app on."""
        return FEATURE in self._features

    async def all(self) -> list[SpotifyApp]:
        """Return every app: the environment's, the file's, then those that were added."""
        added = [self._made(one) for one in await self._store.all()]
        fixed = {one.client_id for one in self._fixed}
        return [*self._fixed, *(one for one in added if one.client_id not in fixed)]

    async def get(self, client_id: str) -> SpotifyApp | None:
        """Return an app, or None when it is gone."""
        for one in self._fixed:
            if one.client_id == client_id:
                return one
        return next((one for one in await self.all() if one.client_id == client_id), None)

    async def of_member(self, discord_id: int) -> SpotifyApp | None:
        """Return the app that a member has brought."""
        found = [one for one in await self.all() if one.kind == "member"]
        return next((one for one in found if one.owner_id == discord_id), None)

    async def troubles(self) -> dict[str, AppFault]:
        """Return what is wrong, by client ID."""
        stored = await self._store.troubles()
        known: tuple[AppFault, ...] = get_args(AppFault)
        return {app: fault for app, word in stored.items() for fault in known if fault == word}

    async def add(self, owner_id: int, name: str, client_id: str, secret: str | None) -> None:
        """Keep an app of the host's, or a new secret of one; raises AppRefused, FeatureOff."""
        self.need_feature()
        known = await self.get(client_id)
        if known is not None and known.kind in ("main", "file"):
            raise AppRefused("configured")
        if known is not None and known.kind == "member":
            raise AppRefused("member")
        hosts = [one for one in await self.all() if one.kind != "member"]
        if known is None and len(hosts) >= MOST_APPS:
            raise AppRefused("too_many")
        now, quota = int(self._clock()), self.main.quota_owner
        record = AppRecord(client_id, name, "host", quota, owner_id, None, now, secret)
        await self._store.put(record)

    async def bring(self, owner: AppOwner, client_id: str) -> None:
        """Keep a member's own app, PKCE alone; raises AppRefused, FeatureOff."""
        owner_id = owner.id
        self.need_feature()
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
        """Offer a member's four other seats to a server, or take that back; False without app."""
        own = await self.of_member(owner.id)
        if own is None:
            return False
        await self._store.share(own.client_id, guild_id, owner.name, owner.handle)
        return True

    async def remove(self, client_id: str) -> None:
        """Forget an app that was added; its people are told once. Raises AppRefused."""
        known = await self.get(client_id)
        if known is None:
            raise AppRefused("unknown")
        if known.kind in ("main", "file"):
            raise AppRefused("configured")
        people = await self._accounts.on_app(client_id)
        await self._store.remove(client_id)
        for one in people:
            await self._letters.write(one.discord_id, f"{client_id}:{one.version}", AppGone())

    async def note(self, app: SpotifyApp, fault: AppFault) -> None:
        """Mark an app whose owner must act, and tell the owner once."""
        now = int(self._clock())
        if not await self._store.mark(app.client_id, fault, now):
            return
        # One letter for each secret that was refused, and a month for each lapse of Premium.
        mark = hashed(app.client_secret or "") if fault == "rejected" else str(now // _MONTH)
        once = f"{app.client_id}:{fault}:{mark[:12]}"
        trouble = AppTrouble(app.name, app.client_id, app.kind, fault)
        reader = app.owner_id if app.kind == "member" else HOSTS
        await self._letters.write(reader, once, trouble)
        if app.kind == "member" and fault == "rejected":
            for one in await self._accounts.on_app(app.client_id):
                if one.discord_id != app.owner_id:
                    await self._letters.write(one.discord_id, once, AppGone())

    async def linked(self) -> dict[int, str]:
        """Return everybody whose link works, with the quota owner that it is counted for."""
        return {
            one.discord_id: app.quota_owner
            for app in await self.all()
            for one in await self._accounts.on_app(app.client_id)
            if one.status == "active"
        }

    async def start_anew(self) -> None:
        """Forget what was wrong with configured apps: their settings may have been mended."""
        for app in self._fixed:
            await self._store.clear(app.client_id)

    async def well(self, app: SpotifyApp) -> None:
        """Note that an app works (again)."""
        if app.client_id in await self._store.troubles():
            await self._store.clear(app.client_id)

    def need_feature(self) -> None:
        """Raise FeatureOff unless the host has turned more than one app on."""
        if not self.several:
            raise FeatureOff(FEATURE)

    def _made(self, record: AppRecord) -> SpotifyApp:
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

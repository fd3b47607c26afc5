"""Optional features that a host turns on by name (`FEATURES`), as Spotify's rules are theirs."""

from __future__ import annotations


class FeatureOff(Exception):
    """The host has not turned this on (`FEATURES`); `name` is the feature."""

    def __init__(self, name: str) -> None:
        super().__init__("feature off")
        self.name = name

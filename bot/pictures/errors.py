"""Why a picture could not be drawn."""

from __future__ import annotations


class CannotDraw(Exception):
    """No font here has a character of this text, or its script cannot be shaped."""

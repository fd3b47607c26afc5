"""What can go wrong while a picture is drawn."""

from __future__ import annotations


class CannotDraw(Exception):
    """No font here has a character of this text."""

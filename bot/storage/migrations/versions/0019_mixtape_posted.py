"""From which album or short link a mixtape's song came: an edit may keep that link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the column."""
    op.add_column("mixtape_songs", sa.Column("posted", sa.Text, nullable=False, server_default=""))

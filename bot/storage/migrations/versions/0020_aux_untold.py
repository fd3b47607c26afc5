"""Why a song left an aux's queue, until the person who added it was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column."""
    op.add_column("aux_songs", sa.Column("untold", sa.Text, nullable=False, server_default=""))

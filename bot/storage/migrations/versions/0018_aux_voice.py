"""The voice channel whose status shows what an aux plays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column."""
    op.add_column("aux_sessions", sa.Column("voice_id", sa.BigInteger))

"""The rules of an aux's queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "aux_sessions", sa.Column("turns", sa.Text, nullable=False, server_default="fair")
    )

"""The code of an aux's page, so that the panel can show it; guests whom the owner removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("aux_pages", sa.Column("code", sa.LargeBinary))
    removed = sa.Column("removed", sa.Integer, nullable=False, server_default="0")
    op.add_column("aux_guests", removed)

"""Several bots: the servers of all of them, and commands that another one runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table, and where a waiting command was given."""
    op.create_table(
        "servers",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.add_column("waiting_commands", sa.Column("guild_id", sa.BigInteger))
    op.add_column(
        "waiting_commands", sa.Column("released", sa.Integer, nullable=False, server_default="0")
    )
    op.create_index("ix_waiting_commands_released", "waiting_commands", ["released", "created_at"])

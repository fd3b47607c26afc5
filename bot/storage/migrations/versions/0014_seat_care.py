"""Unused seats: whom the bot has asked, and who waits for one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables, and an index for links that weren't used for long."""
    op.create_table(
        "seat_questions",
        sa.Column("discord_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("warned", sa.Integer, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("kept_at", sa.BigInteger),
        sa.Column("taken_at", sa.BigInteger),
    )
    op.create_table(
        "seat_waiters",
        sa.Column("discord_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("offered_at", sa.BigInteger),
    )
    op.create_index("ix_seat_waiters_since", "seat_waiters", ["since"])
    op.create_index("ix_seat_waiters_offered", "seat_waiters", ["offered_at", "since"])
    op.create_index("ix_accounts_unused", "accounts", ["expires_at", "status"])

"""Turns of conversations, and feedback on answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "turns",
        sa.Column("trace_id", sa.String(32), primary_key=True),
        sa.Column("session_id", sa.String(64), nullable=True, index=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("total_ms", sa.Float, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("trace_id", sa.String(32), nullable=False, index=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("rating", sa.String(4), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("comment", sa.Text, nullable=True),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("feedback")
    op.drop_table("turns")

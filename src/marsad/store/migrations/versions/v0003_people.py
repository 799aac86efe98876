"""Passwords and second factors, sessions, and attempts to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what the web pages need to know who is there. None of it is kept for ever."""
    op.create_table(
        "credentials",
        *(_text(name) for name in ("person", "kind", "name")),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        _text("at"),
        sa.PrimaryKeyConstraint("person", "kind", "name", name="pk_credentials"),
    )
    op.create_table(
        "sessions",
        *(_text(name) for name in ("token", "person", "made", "seen", "ends", "body")),
        sa.PrimaryKeyConstraint("token", name="pk_sessions"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table("attempts", _text("key"), _text("at"))
    op.create_index("ix_attempts_key_at", "attempts", ["key", "at"])


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)

"""Doubtful pairs of incidents, for the queue of review."""

import sqlalchemy as sa
from alembic import op

from marsad.store.migrations.guard import guard

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a shelf for pairs, guarded like every other."""
    op.create_table(
        "pairs",
        sa.Column("change", NUMBER, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("change", name="pk_pairs"),
    )
    op.create_index("ix_pairs_id_change", "pairs", ["id", "change"])
    guard([("pairs", "change = NEW.change")])

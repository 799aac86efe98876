"""Full-text search: FTS5 on SQLite, tsvector on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the index of words, empty: it is filled when it is first asked."""
    op.create_table(
        "indexed",
        sa.Column("id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("upto", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_indexed"),
    )
    if op.get_bind().dialect.name == "sqlite":
        # The words come ready-made; the tokenizer only has to split at spaces. No content: the report holds it.
        op.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='ascii')")
        return
    op.execute("CREATE TABLE words (change bigint PRIMARY KEY, vector tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_words_vector ON words USING gin (vector)")

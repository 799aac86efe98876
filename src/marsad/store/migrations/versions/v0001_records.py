"""Reports, readings, judgements, records with versions, and the ledger."""

import sqlalchemy as sa
from alembic import op

from marsad.store.migrations.guard import guard

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERSIONED = (
    "sources", "incidents", "findings", "alerts", "releases", "tallies", "settings", "places", "areas", "people",
    "restrictions",
)  # fmt: skip


def upgrade() -> None:
    """Build the first form of an observatory."""
    op.create_table(
        "ledger",
        _number("number"),
        *(_text(name) for name in ("at", "by", "kind", "key", "digest", "previous", "hash")),
        sa.PrimaryKeyConstraint("number", name="pk_ledger"),
    )
    op.create_index("ix_ledger_at", "ledger", ["at"])
    op.create_table(
        "head",
        _number("id"),
        _number("number"),
        _text("hash"),
        _text("at"),
        _text("closed", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
    )
    op.execute(f"INSERT INTO head (id, number, hash, at) VALUES (1, 0, '{'0' * 64}', '')")
    op.create_table(
        "contents",
        _text("sha256"),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    _reports_and_readings()
    _judgements()
    for name in VERSIONED:
        _kept(name, _text("id"), _text("body", nullable=True))
        op.create_index(f"ix_{name}_id_change", name, ["id", "change"])
    _kept("deeds", _text("act"), _text("about"), _text("body"))
    op.create_index("ix_deeds_about_change", "deeds", ["about", "change"])
    _kept("checkpoints", _number("upto"), _text("body"))
    _kept("stamps", _number("checkpoint"), _text("body"))
    kept = ("reports", "readings", "asides", "judgements", *VERSIONED, "deeds", "checkpoints", "stamps")
    guard(
        [
            ("ledger", "number = NEW.number"),
            ("contents", "sha256 = NEW.sha256"),
            ("judged", "about = NEW.about AND change = NEW.change"),
            *((name, "change = NEW.change") for name in kept if name not in ("reports", "judgements")),
            ("reports", "change = NEW.change OR id = NEW.id OR (sha256 = NEW.sha256 AND origin = NEW.origin)"),
            ("judgements", "change = NEW.change OR token = NEW.token"),
        ]
    )


def _reports_and_readings() -> None:
    _kept(
        "reports",
        *(_text(name) for name in ("id", "sha256", "origin")),
        *(_text(name, nullable=True) for name in ("publisher", "language", "published")),
        _text("body"),
        sa.UniqueConstraint("id", name="uq_reports_id"),
        sa.UniqueConstraint("sha256", "origin", name="uq_reports_sha256"),
    )
    for name in ("sha256", "publisher", "published"):
        op.create_index(f"ix_reports_{name}", "reports", [name])
    _kept("readings", _text("report"), _text("read_by"), _text("body"))
    op.create_index("ix_readings_report_change", "readings", ["report", "change"])
    _kept("asides", _text("stage"), _text("what"), _text("body", nullable=True))
    op.create_index("ix_asides_stage_what_change", "asides", ["stage", "what", "change"])


def _judgements() -> None:
    _kept(
        "judgements",
        _text("act"),
        _text("token", nullable=True),
        _text("body"),
        sa.UniqueConstraint("token", name="uq_judgements_token"),
    )
    op.create_table(
        "judged", _text("about"), _number("change"), sa.PrimaryKeyConstraint("about", "change", name="pk_judged")
    )


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, NUMBER, nullable=False, autoincrement=False)


def _text(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=nullable)


def _kept(name: str, *columns: "sa.Column[int] | sa.Column[str] | sa.Constraint") -> None:
    op.create_table(name, _number("change"), *columns, sa.PrimaryKeyConstraint("change", name=f"pk_{name}"))

"""The tables. One schema for SQLite and PostgreSQL; the migrations build it, a test keeps both the same.

Three sorts of table:

* **kept** (the ledger and every record): rows are added, never changed or removed; triggers refuse it. `change` is the
  number of the ledger's line that vouches for the row, `body` the record as canonical JSON; the other columns repeat
  parts of it for look-ups and are vouched for too.
* **derived** (words, judged, summaries): rebuilt from kept rows, or checked against them.
* **passing** (head, credentials, sessions, attempts): changed in place; what matters of them is in the ledger.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)
# SQLite makes the key of a row only out of exactly INTEGER.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def _change() -> "Column[int]":
    return Column("change", NUMBER, primary_key=True, autoincrement=False)


def _text(name: str, *, nullable: bool = False, **more: Any) -> "Column[str]":
    return Column(name, Text, nullable=nullable, **more)


ledger = Table(
    "ledger",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    _text("at", index=True),
    _text("by"),
    _text("kind"),
    _text("key"),
    _text("digest"),
    _text("previous"),
    _text("hash"),
)
contents = Table("contents", metadata, _text("sha256", primary_key=True), Column("data", LargeBinary, nullable=False))
reports = Table(
    "reports",
    metadata,
    _change(),
    _text("id", unique=True),
    _text("sha256", index=True),
    _text("origin"),
    _text("publisher", nullable=True, index=True),
    _text("language", nullable=True),
    _text("published", nullable=True, index=True),
    _text("body"),
    UniqueConstraint("sha256", "origin"),
)
readings = Table(
    "readings", metadata, _change(), _text("report"), _text("read_by"), _text("body"), Index(None, "report", "change")
)
asides = Table(
    "asides",
    metadata,
    _change(),
    _text("stage"),
    _text("what"),
    _text("body", nullable=True),
    Index(None, "stage", "what", "change"),
)
judgements = Table(
    "judgements", metadata, _change(), _text("act"), _text("token", nullable=True, unique=True), _text("body")
)
judged = Table("judged", metadata, _text("about", primary_key=True), _change())


def _versions(name: str) -> Table:
    """A table of records with versions: the latest row of an id counts; without a body, the id is gone."""
    return Table(name, metadata, _change(), _text("id"), _text("body", nullable=True), Index(None, "id", "change"))


VERSIONED = (
    "sources", "incidents", "findings", "alerts", "releases", "tallies", "settings", "places", "areas", "people",
    "restrictions", "pairs",
)  # fmt: skip
versioned = {name: _versions(name) for name in VERSIONED}
deeds = Table("deeds", metadata, _change(), _text("act"), _text("about"), _text("body"), Index(None, "about", "change"))
checkpoints = Table("checkpoints", metadata, _change(), Column("upto", NUMBER, nullable=False), _text("body"))
stamps = Table("stamps", metadata, _change(), Column("checkpoint", NUMBER, nullable=False), _text("body"))

head = Table(
    "head",
    metadata,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    Column("number", NUMBER, nullable=False),
    _text("hash"),
    _text("at"),
    _text("closed", nullable=True),
)
indexed = Table(
    "indexed",
    metadata,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    _text("version"),
    Column("upto", NUMBER, nullable=False),
)
summaries = Table(
    "summaries",
    metadata,
    _text("name", primary_key=True),
    _text("version"),
    Column("number", NUMBER, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
credentials = Table(
    "credentials",
    metadata,
    _text("person", primary_key=True),
    _text("kind", primary_key=True),
    _text("name", primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    _text("at"),
)
sessions = Table(
    "sessions",
    metadata,
    _text("token", primary_key=True),
    _text("person", index=True),
    _text("made"),
    _text("seen"),
    _text("ends"),
    _text("body"),
)
attempts = Table("attempts", metadata, _text("key"), _text("at"), Index(None, "key", "at"))

KEPT: dict[str, Table] = {
    table.name: table
    for table in (reports, readings, asides, judgements, *versioned.values(), deeds, checkpoints, stamps)
}
GUARDED = ("ledger", "contents", "judged", *KEPT)

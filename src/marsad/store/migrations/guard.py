"""Triggers that refuse to change or remove what is kept."""

from collections.abc import Iterable

from alembic import op

REFUSAL = "kept records are never changed"


def guard(tables: Iterable[tuple[str, str]]) -> None:
    """Refuse UPDATE and DELETE on each table, and an INSERT that would replace the row of the same key.

    Each table comes with the condition by which a new row ``NEW`` meets an old one. Whoever may drop a trigger can
    still do harm; the chain of the ledger finds that.
    """
    if op.get_bind().dialect.name == "sqlite":
        for table, same in tables:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION marsad_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table, _ in tables:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION marsad_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION marsad_refuse()"
        )

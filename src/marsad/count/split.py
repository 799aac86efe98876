"""Victims by what is said of them: tolls split up where details know more (nine women among the 93 civilians)."""

from collections.abc import Sequence

import polars as pl


def split_victims(rows: pl.DataFrame, told: pl.DataFrame, facets: Sequence[str]) -> pl.DataFrame:
    """Takes what details know (nine women among the 93) out of the tolls; the rest stays unknown, as a range.

    Of two details that say the same of one facet (women, and girls) one may hold the other: low is the larger of
    them, high their sum. So with what remains: low takes all of them off, high only the largest.
    """
    columns = list(facets)
    group = [pl.coalesce(pl.col("actor"), pl.col("status")).alias("victim")] if "victim" in facets else []
    rows = rows.with_columns(group)
    if told.is_empty():
        return rows
    details = told.with_columns(group).select("toll", *dict.fromkeys(columns), "low", "best", "high")
    parents = rows.select("toll", *(pl.col(c).alias(f"{c}_whole") for c in columns))
    details = details.join(parents, on="toll", how="inner")
    refines = pl.any_horizontal([pl.col(f"{c}_whole").is_null() & pl.col(c).is_not_null() for c in columns])
    details = details.filter(refines).with_columns(
        [pl.coalesce(pl.col(f"{c}_whole"), pl.col(c)).alias(c) for c in columns]
    )
    if details.is_empty():
        return rows
    grouped = details.group_by("toll", *columns).agg(
        pl.col("low").max(),
        pl.col("best").sum(),
        pl.when(pl.col("high").is_null().any()).then(None).otherwise(pl.col("high").sum()).alias("high"),
    )
    taken = grouped.group_by("toll").agg(
        pl.col("low").max().alias("low_taken"),
        pl.col("best").sum().alias("best_taken"),
        pl.col("high").sum().alias("high_taken"),
        pl.col("high").is_null().any().alias("open_taken"),
    )
    return _rest(rows, grouped, taken, columns)


def _rest(rows: pl.DataFrame, grouped: pl.DataFrame, taken: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The known rows and, for each toll they are taken from, what remains of it."""
    rest = rows.join(taken, on="toll", how="left")
    is_split = pl.col("best_taken").is_not_null()
    rest = rest.with_columns(
        pl.when(is_split)
        .then(pl.max_horizontal(pl.lit(0, pl.Int64), pl.col("low") - pl.col("high_taken")))
        .otherwise(pl.col("low"))
        .alias("low"),
        pl.when(is_split)
        .then(pl.max_horizontal(pl.lit(0, pl.Int64), pl.col("best") - pl.col("best_taken")))
        .otherwise(pl.col("best"))
        .alias("best"),
        pl.when(is_split)
        .then(pl.max_horizontal(pl.lit(0, pl.Int64), pl.col("high") - pl.col("low_taken")))
        .otherwise(pl.col("high"))
        .alias("high"),
    ).with_columns(pl.min_horizontal("low", "best").alias("low"))
    rest = rest.drop("low_taken", "best_taken", "high_taken", "open_taken")
    common = [name for name in rows.columns if name not in (*columns, "low", "best", "high")]
    known = grouped.join(rows.select(common), on="toll", how="inner").select(rest.columns)
    known = known.with_columns([pl.col(c).cast(rest.schema[c]) for c in columns])
    return pl.concat([rest.filter((pl.col("high") != 0) | pl.col("high").is_null()), known])

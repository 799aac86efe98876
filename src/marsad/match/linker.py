"""Splink on DuckDB: from prepared columns to scored pairs."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.match.person_model import BLOCKS, COMPARISONS, FREQUENT, level_of, settings, weights
from marsad.model.errors import MatchError

FEW = 1000  # rows; under this a list is too short to say which names are rare
_LISTS = ("_set", "_near")
_NUMBERS = frozenset({"day_from", "day_to", "swapped", "age_from", "age_to"})
Part = tuple[str, float, str]


@dataclass(frozen=True, slots=True)
class PersonPair:
    """Two rows and how likely they are one person.

    `bits` is the sum of the `parts` (what was compared, bits, what was seen), rounded; `probability` the same as a
    chance.
    """

    a: str
    b: str
    bits: float
    probability: float
    parts: tuple[Part, ...] = ()


def scored_pairs(
    columns: Mapping[str, Sequence[object]], *, at_least: float, pair_column: str | None = None
) -> list[PersonPair]:
    """Every pair of rows that share a block and reach `at_least` bits.

    Args:
        columns: as `person.prepare` gives them.
        at_least: bits of the score.
        pair_column: compare only rows that agree in this column, in place of the usual blocks.

    Raises:
        MatchError: Splink is not installed.
    """
    try:
        from splink import Linker, block_on
        from splink.internals.duckdb.database_api import DuckDBAPI
    except ImportError as problem:
        raise MatchError(
            "Linking people needs Splink, which is not installed: pip install 'marsad[link]'."
        ) from problem
    logging.getLogger("splink").setLevel(logging.ERROR)
    shipped = weights()
    blocks: list[Any] = (
        [block_on(pair_column)]
        if pair_column
        else [
            {"blocking_rule": block, "sql_dialect": "duckdb"} if isinstance(block, str) else block_on(*block)
            for block in BLOCKS
        ]
    )
    chosen = settings(
        prior=_chance(shipped["start"]), chances=shipped["chances"], blocks=blocks, rare=_rows(columns) >= FEW
    )
    api = DuckDBAPI()
    api.duckdb_con.execute("SET preserve_insertion_order = false")
    linker = Linker(api.register(_table(columns)), chosen, log_level=None)
    found = linker.inference.predict(threshold_match_weight=at_least, warning_mode="never")
    return list(_pairs(api.duckdb_con, found.physical_name, set(found.as_duckdbpyrelation().columns)))


def _rows(columns: Mapping[str, Sequence[object]]) -> int:
    return len(columns["unique_id"])


def _chance(bits: float) -> float:
    return float(2**bits / (1 + 2**bits))


def _table(columns: Mapping[str, Sequence[object]]) -> Any:
    import pyarrow

    def kind(name: str) -> Any:
        if name.endswith(_LISTS):
            return pyarrow.list_(pyarrow.string())
        if name == "is_loose":
            return pyarrow.bool_()
        return pyarrow.int32() if name in _NUMBERS else pyarrow.string()

    return pyarrow.table({name: pyarrow.array(values, type=kind(name)) for name, values in columns.items()})


def _pairs(connection: Any, table: str, have: set[str]) -> Iterator[PersonPair]:
    """Rows of the answer as pairs; what a level means and how much it weighs stands beside it."""
    names = list(COMPARISONS)
    weight_columns = [f"mw_{name}" for name in names]
    rare_columns = [f"mw_tf_adj_{name}" for name in names if name in FREQUENT]
    wanted = ["unique_id_l", "unique_id_r", "match_weight", "match_probability"]
    wanted += [f"gamma_{name}" for name in names] + weight_columns + [name for name in rare_columns if name in have]
    rare_at = {name: wanted.index(f"mw_tf_adj_{name}") for name in FREQUENT if f"mw_tf_adj_{name}" in wanted}
    start: Part = ("start", round(float(weights()["start"]), 2), "most rows that are compared are two people")
    quoted = ", ".join(f'"{name}"' for name in wanted)
    result = connection.execute(f'SELECT {quoted} FROM "{table}"')
    while rows := result.fetchmany(20_000):
        for row in rows:
            parts: list[Part] = [start]
            for n, name in enumerate(names):
                gamma = row[4 + n]
                if gamma >= 0:
                    bits = row[4 + len(names) + n] + (row[rare_at[name]] if name in rare_at else 0.0)
                    parts.append((name, round(bits, 2), level_of(name, gamma)))
            a, b = sorted(row[:2])
            yield PersonPair(a, b, round(row[2], 3), row[3], tuple(parts))

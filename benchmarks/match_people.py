"""People matching: labelled pairs and records with known truth; beside plain Splink with its stock name comparisons,
and Jaro-Winkler with the best threshold, in the same run."""

import argparse
import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from rapidfuzz.distance import JaroWinkler

sys.path.insert(0, str(Path(__file__).parent))
from train_people import NAMES, pair_rows, rows_of

from marsad.match import linker
from marsad.match.linker import PersonPair
from marsad.match.people import PeopleSettings, group_rows, link_people
from marsad.match.person import PersonRow, places_of, prepare
from marsad.packs import load_pack


def f1_of(found: np.ndarray, same: np.ndarray) -> float:
    """F1 of a yes or no for each pair."""
    both = (found & same).sum()
    return round(float(2 * both / max(found.sum() + same.sum(), 1)), 4)


def best_threshold(scores: np.ndarray, same: np.ndarray) -> float:
    """The threshold with the best F1."""
    tried = np.unique(np.quantile(scores, np.linspace(0, 1, 400)))
    return float(max(tried, key=lambda cut: f1_of(scores >= cut, same)))


def ours_on_pairs(split: str, ids: object) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Our bits of each labelled pair, the truth, and its kind."""
    labelled, rows = pair_rows(split)
    columns = prepare(rows, place_ids=ids).columns  # type: ignore[arg-type]
    columns["pair"] = [row.row[:-1] for row in rows]
    scored = {p.a[:-1]: p.bits for p in linker.scored_pairs(columns, at_least=-1000, pair_column="pair")}
    same = np.array([x["same"] == "1" for x in labelled.values()])
    return np.array([scored[pair] for pair in labelled]), same, [x["kind"] for x in labelled.values()]


def jaro_winkler(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Jaro-Winkler of the names as written."""
    labelled, _ = pair_rows(split)
    scores = [JaroWinkler.normalized_similarity(x["name_a"].lower(), x["name_b"].lower()) for x in labelled.values()]
    return np.array(scores), np.array([x["same"] == "1" for x in labelled.values()])


def plain_table(rows: list[PersonRow], more: dict[str, list[str]] | None = None) -> object:
    """Rows for plain Splink: first and last word of the name, age, date, place as they are."""
    import pyarrow

    names = [row.name.split() or [""] for row in rows]
    data = {
        "unique_id": [row.row for row in rows], "source_dataset": [row.source for row in rows],
        "first_name": [n[0].lower() or None for n in names], "surname": [n[-1].lower() or None for n in names],
        "age": [row.age or None for row in rows], "date": [row.date or None for row in rows],
        "place": [row.place.lower() or None for row in rows], **(more or {}),
    }  # fmt: skip
    return pyarrow.table({name: pyarrow.array(values, type=pyarrow.string()) for name, values in data.items()})


def plain_splink(rows: list[PersonRow], *, pairs: list[str] | None = None) -> list[tuple[str, str, float]]:
    """Splink as its tutorial has it: stock name comparisons, exact match on the rest, trained without labels."""
    import splink.comparison_library as library
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    blocks = [
        block_on("first_name", "surname"),
        block_on("first_name", "date"),
        block_on("surname", "date"),
        block_on("date", "place"),
    ]
    api = DuckDBAPI()
    table = plain_table(rows, {"pair": pairs} if pairs else None)
    chosen = SettingsCreator(
        link_type="link_and_dedupe",
        comparisons=[
            library.NameComparison("first_name"), library.NameComparison("surname"),
            library.ExactMatch("age"), library.ExactMatch("date"), library.ExactMatch("place"),
        ],
        blocking_rules_to_generate_predictions=[block_on("pair")] if pairs else blocks,
    )  # fmt: skip
    model = Linker(api.register(table), chosen, log_level=None)
    model.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    model.training.estimate_parameters_using_expectation_maximisation(block_on("date", "place"))
    model.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    found = model.inference.predict(warning_mode="never")
    query = f'SELECT unique_id_l, unique_id_r, match_weight FROM "{found.physical_name}"'
    return [(min(a, b), max(a, b), w) for a, b, w in api.duckdb_con.execute(query).fetchall()]


def on_pairs(ids: object) -> dict[str, object]:
    """The labelled pairs: thresholds from dev, figures from test."""
    figures: dict[str, object] = {}
    dev, dev_same, _ = ours_on_pairs("dev", ids)
    cut = best_threshold(dev, dev_same)
    test, same, kinds = ours_on_pairs("test", ids)
    figures["ours"] = {
        "test_f1": f1_of(test >= cut, same),
        "dev_f1": f1_of(dev >= cut, dev_same),
        "threshold_bits": round(cut, 2),
    }
    wrong = Counter(kind for kind, yes, truth in zip(kinds, test >= cut, same) if yes != truth)
    figures["ours_errors_by_kind"] = dict(wrong)
    figures["ours_best_possible_threshold_on_test"] = f1_of(test >= best_threshold(test, same), same)
    scores, dev_truth = jaro_winkler("dev")
    cut = best_threshold(scores, dev_truth)
    scores, truth = jaro_winkler("test")
    figures["jaro_winkler"] = {"test_f1": f1_of(scores >= cut, truth)}
    plain = {}
    for split in ("dev", "test"):
        labelled, rows = pair_rows(split)
        found = {a[:-1]: w for a, _, w in plain_splink(rows, pairs=[row.row[:-1] for row in rows])}
        plain[split] = (
            np.array([found.get(pair, -99.0) for pair in labelled]),
            np.array([x["same"] == "1" for x in labelled.values()]),
        )
    cut = best_threshold(*plain["dev"])
    figures["plain_splink"] = {"test_f1": f1_of(plain["test"][0] >= cut, plain["test"][1])}
    return figures


def pairwise(group: dict[str, object], truth: dict[str, str]) -> dict[str, float]:
    """Precision, recall and F1 over pairs of rows of one person."""

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter((group[row], truth[row]) for row in truth))
    found, gold = pairs(Counter(group[row] for row in truth)), pairs(Counter(truth.values()))
    return {
        "precision": round(both / max(found, 1), 4),
        "recall": round(both / gold, 4),
        "f1": round(2 * both / (found + gold), 4),
    }


def on_records(name: str, ids: object, *, peers: bool) -> dict[str, object]:
    """A records file: clusters against the truth, time and memory, and the number of people."""
    raw, rows = rows_of(NAMES / name)
    truth = {row["record_id"]: row["cluster_id"] for row in raw}
    start = time.perf_counter()
    people = link_people(rows, place_ids=ids)  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    unique = people.unique
    figures: dict[str, object] = {
        "ours": pairwise(dict(people.person_of), truth), "seconds": round(seconds, 1), "rows": len(rows),
        "people": {"low": unique.low, "best": unique.best, "high": unique.high, "truth": len(set(truth.values()))},
        "doubtful": len(people.doubtful),
    }  # fmt: skip
    source = {row.row: row.source for row in rows}
    without = link_people(rows, place_ids=ids, settings=PeopleSettings(repeats=False)) if peers else None  # type: ignore[arg-type]
    if without:
        figures["ours_no_row_of_a_list_joined"] = pairwise(dict(without.person_of), truth)
        figures["plain_splink"] = _best_clusters(plain_splink(rows), rows, source, truth)
        figures["jaro_winkler"] = _best_clusters(_jaro_pairs(rows), rows, source, truth)
    return figures


def _best_clusters(
    scored: list[tuple[str, str, float]], rows: list[PersonRow], source: dict[str, str], truth: dict[str, str]
) -> dict[str, float]:
    """A peer's clusters, by our grouping, with the threshold that suits it best (chosen on the truth)."""
    best = {"f1": 0.0}
    for cut in np.quantile([w for _, _, w in scored], np.linspace(0.05, 0.98, 12)):
        pairs = [PersonPair(a, b, w - float(cut), 0.5) for a, b, w in scored]
        groups = group_rows([row.row for row in rows], source, pairs, PeopleSettings(accept=0.0, repeat=0.0))
        best = max(
            best, pairwise({row: n for n, group in enumerate(groups) for row in group}, truth), key=lambda f: f["f1"]
        )
    return best


def _jaro_pairs(rows: list[PersonRow]) -> list[tuple[str, str, float]]:
    """Jaro-Winkler of names within one date of death."""
    by_date: dict[str, list[PersonRow]] = {}
    for row in rows:
        by_date.setdefault(row.date, []).append(row)
    found = []
    for date, same_day in by_date.items():
        for n, a in enumerate(same_day if date else []):
            for b in same_day[n + 1 :]:
                value = JaroWinkler.normalized_similarity(a.name.lower(), b.name.lower())
                found.append((min(a.row, b.row), max(a.row, b.row), value))
    return found


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="without the 100,000 records")
    quick = parser.parse_args().quick
    ids = places_of(load_pack("syria").gazetteer)
    figures: dict[str, object] = {
        "name_pairs": on_pairs(ids),
        "records_5k": on_records("records_5k.csv", ids, peers=True),
    }
    if not quick:
        figures["records_100k"] = on_records("records_100k.csv.gz", ids, peers=False)
    figures["peak_gb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)
    wanted = {"name_pairs f1": 0.97, "records_5k f1": 0.95, "records_100k seconds": 120, "peak_gb": 4}
    print(json.dumps({"benchmark": "match_people", "figures": figures, "wanted": wanted}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

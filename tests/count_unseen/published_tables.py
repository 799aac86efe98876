"""Overlap counts of published studies, typed in as facts with their source, and a reader for the shared ones."""

import csv
from pathlib import Path

import numpy as np

from marsad.count.unseen.lists import OverlapTable, table_of_patterns

# Ball, Betts, Scheuren, Dudukovic, Asher (2002), Killings and Refugee Flow in Kosovo.
KOSOVO = OverlapTable(
    ("EXH", "ABA", "OSCE", "HRW"),
    {
        "1000": 1131, "0100": 845, "1100": 177, "0010": 936, "1010": 228, "0110": 217, "1110": 181, "0001": 306,
        "1001": 106, "0101": 31, "1101": 18, "0011": 123, "1011": 42, "0111": 32, "1111": 27,
    },
)  # fmt: skip
# Silverman (2014), Modern Slavery: an application of multiple systems estimation; five lists.
UK = OverlapTable(
    ("LA", "NG", "PFNCA", "GO", "GP"),
    {
        "10000": 54, "01000": 463, "00100": 995, "00010": 695, "00001": 316, "11000": 15, "10100": 19, "10010": 3,
        "01100": 62, "01010": 19, "01001": 1, "00110": 76, "00101": 11, "00011": 8, "11100": 1, "11010": 1,
        "01110": 4, "11110": 1,
    },
)  # fmt: skip
# Jamaluddine et al. (2025), Lancet 405: hospital, survey, social media.
GAZA = OverlapTable(
    ("hospital", "survey", "social media"),
    {"001": 1469, "010": 5104, "011": 351, "100": 19048, "101": 1173, "110": 1929, "111": 197},
)
# No study: two lists that overlap a little, a third that touches neither.
THIN = OverlapTable(("A", "B", "C"), {"110": 6, "100": 40, "010": 30, "001": 20})


def shared_table(shared: Path, name: str) -> OverlapTable:
    """One of the tables beside the checkout."""
    with (shared / "data" / "estimate" / f"{name}.csv").open(encoding="utf-8") as source:
        rows = list(csv.reader(source))
    return table_of_patterns(rows[0][2:], [(row[0], int(row[1])) for row in rows[1:]])


def twenty_lists() -> OverlapTable:
    """Invented, like a stratum of a truth commission: 4 lists of some size, 16 small, 3,000 people of 3 kinds."""
    generator = np.random.default_rng(2)
    kinds = generator.choice(3, 3_000, p=[0.7, 0.25, 0.05])
    size = np.where(np.arange(20) < 4, 0.12, 0.01)
    visible = np.array([0.3, 2.5, 7.0])[:, None] * generator.uniform(0.1, 2, (3, 20))
    seen = generator.random((3_000, 20)) < np.clip(size[None, :] * visible, 0, 0.95)[kinds]
    patterns: dict[str, int] = {}
    for row in seen[seen.any(axis=1)]:
        pattern = "".join("1" if held else "0" for held in row)
        patterns[pattern] = patterns.get(pattern, 0) + 1
    return OverlapTable(tuple(f"list {place}" for place in range(20)), patterns)

"""Golden Arabic bulletins: short, invented, of many conflicts, each with the claims a person agreed on."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.model.codec import encode_reading
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.read import read

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "ar"
BULLETINS = sorted(GOLDEN.glob("*.json"))
KEPT = ("measure", "low", "best", "high", "sign", "words", "span", "who", "by", "how", "link")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("syria")


def counts_of(counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counts as the golden files have them: without ids, places and dates of their own."""
    return [
        {key: count[key] for key in KEPT if key in count} | {"parts": counts_of(count["parts"])} for count in counts
    ]


@pytest.mark.parametrize("path", BULLETINS, ids=lambda path: path.stem)
def test_an_arabic_bulletin_gives_the_claims_agreed_on(path: Path, pack: Pack) -> None:
    """Kind, role, dates, nearest voice, words of places, spans and the whole tree of counts are as written down."""
    golden = json.loads(path.read_text(encoding="utf-8"))
    about = golden["report"]
    report = Report(
        path.stem,
        path.with_suffix(".txt").read_text(encoding="utf-8"),
        publisher=about["publisher"],
        language="ar",
        published=date.fromisoformat(about["published"]),
        title=about["title"],
    )
    made = [
        {
            "kind": claim["kind"],
            "role": claim["role"],
            "when": {key: claim["when"].get(key) for key in ("start", "end", "precision")},
            "said_by": claim["said_by"][:1],
            "where": [where["words"] for where in claim["where"]],
            "spans": claim["spans"],
            "counts": counts_of(claim["counts"]),
        }
        for claim in encode_reading(read(report, pack))["claims"]
    ]
    assert made == golden["claims"]


@pytest.mark.parametrize("path", BULLETINS, ids=lambda path: path.stem)
def test_every_golden_number_stands_where_it_says(path: Path) -> None:
    """The span of each count gives back its words, letter by letter."""
    text = path.with_suffix(".txt").read_text(encoding="utf-8")

    def check(count: dict[str, Any]) -> None:
        start, end = count["span"]
        assert text[start:end] == count["words"]
        for part in count["parts"]:
            check(part)

    claims = json.loads(path.read_text(encoding="utf-8"))["claims"]
    for claim in claims:
        for count in claim["counts"]:
            check(count)
    assert claims

"""Golden pairs: short invented bulletins of many conflicts, each with the claims a person agreed on."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.model.codec import encode_reading
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.read import read

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "en"
PAIRS = sorted(GOLDEN.glob("*.json"))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("syria")


def counts_of(counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counts as the golden files have them: without ids, places and dates of their own."""
    kept = ("measure", "low", "best", "high", "sign", "words", "span", "who", "by", "how", "link")
    return [
        {key: count[key] for key in kept if key in count} | {"parts": counts_of(count["parts"])} for count in counts
    ]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_golden_bulletin_gives_the_claims_agreed_on(path: Path, pack: Pack) -> None:
    """Kind, role, dates, nearest voice, spans and the whole tree of counts are as written down."""
    golden = json.loads(path.read_text(encoding="utf-8"))
    about = golden["report"]
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    report = Report(
        about["id"],
        text,
        publisher=about["publisher"],
        language="en",
        published=date.fromisoformat(about["published"]),
        title=about["title"],
    )
    claims = encode_reading(read(report, pack))["claims"]
    made = [
        {
            "kind": claim["kind"],
            "role": claim["role"],
            "when": {key: claim["when"].get(key) for key in ("start", "end", "precision")},
            "said_by": claim["said_by"][:1],
            "spans": claim["spans"],
            "counts": counts_of(claim["counts"]),
        }
        for claim in claims
    ]
    wanted = [{**claim, "counts": counts_of(claim["counts"])} for claim in golden["claims"]]
    assert made == wanted


def test_there_are_enough_golden_bulletins() -> None:
    """Forty and more, each with its text."""
    assert len(PAIRS) >= 40
    assert all(path.with_suffix(".txt").is_file() for path in PAIRS)

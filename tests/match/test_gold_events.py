"""The gold clusters of both languages and of the pairs: found, and no pair that must not meet is joined."""

import json
from collections import Counter
from pathlib import Path

import pytest

from marsad.match.events import match_events
from marsad.model.claim import Reading
from marsad.model.codec import decode_reading
from marsad.packs import load_pack


def gold_readings(folder: Path) -> list[Reading]:
    """The gold readings of one folder, each with its text."""
    readings = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "claims" in data and "report" in data:
            data["report"]["id"] = path.stem
            text = path.with_suffix(".txt")
            readings.append(decode_reading(data, text=text.read_text(encoding="utf-8") if text.exists() else ""))
    return readings


@pytest.mark.parametrize("part", ["en", "ar", "pairs"])
def test_gold_events(shared: Path, part: str) -> None:
    """Pairwise F1 of at least 0.93, and no never-merge pair merged."""
    folder = shared / "gold" / part
    wanted = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    truth: dict[str, object] = {}
    for number, each in enumerate(wanted["clusters"]):
        truth |= dict.fromkeys(each if isinstance(each, list) else each["claims"], number)
    for each in wanted["not_same"]:
        for claim in each["claims"]:
            truth.setdefault(claim, claim)

    result = match_events(gold_readings(folder), pack=load_pack("syria"))

    of = {str(ref): incident.id for incident in result.incidents for ref in incident.claims}

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter((of[claim], truth[claim]) for claim in truth))
    f1 = 2 * both / (pairs(Counter(of[claim] for claim in truth)) + pairs(Counter(truth.values())))
    assert [each for each in wanted["not_same"] if len({of[claim] for claim in each["claims"]}) == 1] == []
    assert f1 >= 0.93

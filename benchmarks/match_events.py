"""Event matching: gold clusters, made-up events of other regions by score band, and 100,000 claims for speed."""

import argparse
import json
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import made_events

from marsad.match.events import MatchResult, match_events
from marsad.match.settings import MatchSettings
from marsad.model.codec import decode_reading
from marsad.packs import load_pack
from marsad.run.reading import read_all

SHARED = Path(os.environ.get("MARSAD_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def pairwise(of: dict[str, str], truth: dict[str, object]) -> dict[str, float]:
    """Precision, recall and F1 over the pairs of claims that share an incident."""

    def pairs(groups: dict[str, object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(groups[key] for key in truth).values())

    both = sum(n * (n - 1) // 2 for n in Counter((of[key], truth[key]) for key in truth).values())
    found, gold = pairs(of), pairs(truth)  # type: ignore[arg-type]
    precision, recall = both / max(found, 1), both / max(gold, 1)
    return {"precision": round(precision, 4), "recall": round(recall, 4),
            "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4)}  # fmt: skip


def ids_of(result: MatchResult) -> dict[str, str]:
    """The incident of each claim."""
    return {str(ref): incident.id for incident in result.incidents for ref in incident.claims}


def gold(part: str, settings: MatchSettings) -> dict[str, object]:
    """One gold set: its own readings in, clusters and never-merge pairs scored."""
    folder = SHARED / "gold" / part
    readings = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "claims" in data and "report" in data:
            data["report"]["id"] = path.stem
            text = path.with_suffix(".txt")
            readings.append(decode_reading(data, text=text.read_text(encoding="utf-8") if text.exists() else ""))
    of = ids_of(match_events(readings, pack=load_pack("syria"), settings=settings))
    wanted = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    truth: dict[str, object] = {}
    for number, each in enumerate(wanted["clusters"]):
        truth |= dict.fromkeys(each if isinstance(each, list) else each["claims"], number)
    for each in wanted["not_same"]:
        for claim in each["claims"]:
            truth.setdefault(claim, claim)
    merged = [each["claims"] for each in wanted["not_same"] if of[each["claims"][0]] == of[each["claims"][1]]]
    return pairwise(of, truth) | {"never_merge_merged": len(merged), "never_merge_asked": len(wanted["not_same"])}


def from_texts(part: str, settings: MatchSettings) -> dict[str, object]:
    """One gold set from its bare texts: our reader first, then the matching; claims paired by their spans."""
    folder = SHARED / "gold" / part
    gold_readings, reports = {}, []
    for path in sorted(folder.glob("*.json")):
        text = path.with_suffix(".txt")
        data = json.loads(path.read_text(encoding="utf-8"))
        if "claims" in data and "report" in data and text.exists():
            data["report"]["id"] = path.stem
            gold_readings[path.stem] = decode_reading(data, text=text.read_text(encoding="utf-8"))
            reports.append(gold_readings[path.stem].report)
    readings = {reading.report.id: reading for reading in read_all(reports, pack="syria")}
    of = ids_of(match_events(readings.values(), pack=load_pack("syria"), settings=settings))
    wanted = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    truth: dict[str, object] = {}
    for number, each in enumerate(wanted["clusters"]):
        truth |= dict.fromkeys(each if isinstance(each, list) else each["claims"], number)
    for each in wanted["not_same"]:
        for claim in each["claims"]:
            truth.setdefault(claim, claim)
    found, unread = {}, 0
    for ref in truth:
        report, _, claim = ref.partition(":")
        spans = next(c.spans for c in gold_readings[report].claims if c.id == claim)
        overlaps = [
            (sum(a.overlap(b) for a in spans for b in c.spans), c.id)
            for c in readings[report].claims
            if c.kind == "event"
        ]
        best = max(overlaps, default=(0, ""))
        found[ref] = of[f"{report}:{best[1]}"] if best[0] else f"unread {ref}"
        unread += not best[0]
    merged = [e["claims"] for e in wanted["not_same"] if found[e["claims"][0]] == found[e["claims"][1]]]
    return pairwise(found, truth) | {"never_merge_merged": len(merged), "claims_not_read": unread, "claims": len(truth)}


def made(seed: int, many: int, settings: MatchSettings, *, days: int = 200) -> dict[str, object]:
    """Made-up events: the clusters, and how many of the scored pairs of each band are right."""
    rng = random.Random(seed)
    told = made_events.events(rng, many, days=days, twins=0.3)
    readings, truth = made_events.readings(rng, told)
    start = time.perf_counter()
    result = match_events(readings, settings=settings)
    seconds = time.perf_counter() - start
    bands: dict[str, Counter[bool]] = defaultdict(Counter)
    for pair in (*result.pairs, *result.doubtful):
        band = min(10, max(-2, int(pair.bits // 2) * 2))
        bands[f"{band:+d}"][truth[str(pair.a)] == truth[str(pair.b)]] += 1
    shares = {
        band: round(count[True] / count.total(), 3) for band, count in sorted(bands.items(), key=lambda b: int(b[0]))
    }
    return pairwise(ids_of(result), truth) | {  # type: ignore[arg-type]
        "claims": len(truth), "seconds": round(seconds, 2), "share_same_by_bits": shares,
        "doubtful": len(result.doubtful),
    }  # fmt: skip


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="without the 100,000 claims")
    quick = parser.parse_args().quick
    settings = MatchSettings()
    figures: dict[str, object] = (
        {f"gold_{part}": gold(part, settings) for part in ("en", "ar", "pairs")} if SHARED.exists() else {}
    )
    for part in ("en", "ar", "pairs") if SHARED.exists() else ():
        figures[f"from_texts_{part}"] = from_texts(part, settings)
    figures["made_events"] = made(1, 2000, settings)
    figures["made_events_other_seed"] = made(2, 2000, settings)
    if not quick:
        figures["made_events_100k_claims"] = made(3, 24000, settings, days=1500)
    figures["peak_gb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)
    wanted = {"gold f1": 0.93, "gold never_merge_merged": 0, "100,000 claims, seconds": 60}
    print(json.dumps({"benchmark": "match_events", "figures": figures, "wanted": wanted}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

"""Reads made-up and mangled bulletins for a given time and counts what crashes, hangs, or breaks a promise.

Run: ``python benchmarks/read_fuzz.py [--seconds 3600] [--seed 1]``. Prints one JSON object; ends with 1 where anything
failed, with the text that did it.
"""

import argparse
import json
import platform
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from marsad.model.codec import decode_reading, encode_reading
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.read import read

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "en"
SLOWEST_SECONDS = 5.0  # of processor time for one text
STRANGE = [
    "\u200f",
    "\u202e",
    "\x00",
    "\ufeff",
    "٣",
    "قتيل",
    "9" * 400,
    "(" * 40,
    "•",
    "\n\n",
    "—",
    "“",
    "\u0301",
    "🚑",
    "\t",
]


def mangled(texts: list[str], chance: random.Random) -> str:
    """One bulletin, changed: words cut, doubled, mixed with others', strange characters put in."""
    words = chance.choice(texts).split(" ")
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(words) + 1)
        action = chance.randrange(6)
        if action == 0:
            words.insert(at, chance.choice(STRANGE))
        elif action == 1 and words:
            del words[at : at + chance.randrange(1, 6)]
        elif action == 2:
            words[at:at] = chance.choice(texts).split(" ")[: chance.randrange(30)]
        elif action == 3:
            words[at:at] = words[at : at + 8] * chance.randrange(1, 12)
        elif action == 4:
            chance.shuffle(words)
        else:
            joined = " ".join(words)
            cut = chance.randrange(len(joined) + 1)
            words = (joined[:cut] + chance.choice(STRANGE) + joined[cut:]).split(" ")
    return " ".join(words)[:20_000]


def problem_with(text: str, pack: Pack) -> str | None:
    """What goes wrong with a text, or None."""
    report = Report("r", text, publisher="SOHR", language="en", published=date(2022, 10, 12))
    begin = time.process_time()
    try:
        reading = read(report, pack)
        for claim in reading.claims:
            if not all(0 <= span.start < span.end <= len(text) for span in claim.spans):
                return "a span outside the text"
            if any(count.span.of(text) != count.words for count in claim.walk()):
                return "words that are not the text's"
        if decode_reading(encode_reading(reading), text=text).claims != reading.claims:
            return "the JSON does not come back as it was"
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"
    took = time.process_time() - begin
    return f"took {took:.1f} s" if took > SLOWEST_SECONDS else None


def main() -> int:
    """Runs for the given time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    texts = [path.read_text(encoding="utf-8") for path in sorted(GOLDEN.glob("*.txt"))]
    pack = load_pack("syria")
    failures: list[dict[str, str]] = []
    begin, cases = time.monotonic(), 0
    while time.monotonic() - begin < options.seconds and len(failures) < 20:
        text = mangled(texts, chance)
        cases += 1
        problem = problem_with(text, pack)
        if problem:
            failures.append({"problem": problem, "text": text[:2000]})
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    result = {
        "benchmark": "read_fuzz",
        "figures": {"cases": cases, "failures": len(failures)},
        "thresholds": {"failures": 0},
        "seed": options.seed,
        "machine": {"python": platform.python_version()},
        "commit": commit.stdout.strip(),
        "failed": failures,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

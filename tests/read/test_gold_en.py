"""The seed article and the English gold, as far as reading goes; `make gold` measures all of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from marsad.model.claim import Reading
from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.read import read


@pytest.fixture(scope="module")
def seed(shared: Path) -> Reading:
    about = json.loads((shared / "gold" / "en" / "seed.json").read_text(encoding="utf-8"))["report"]
    text = (shared / "seed" / "article.txt").read_bytes().decode("utf-8")
    report = Report(about["id"], text, about["publisher"], "en", date.fromisoformat(about["published"]), about["title"])
    return read(report, load_pack("syria"))


def test_every_number_of_the_article_is_read_and_no_other(seed: Reading, shared: Path) -> None:
    """Measure, range, words and place in the text of each count, and of nothing else."""
    gold = json.loads((shared / "gold" / "en" / "seed.json").read_text(encoding="utf-8"))

    def flat(counts: list[dict[str, object]]) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for count in counts:
            found.append(tuple(count[key] for key in ("measure", "low", "best", "high", "sign", "words")))
            found += flat(count["parts"])  # type: ignore[arg-type]
        return found

    wanted = sorted(map(str, flat([count for claim in gold["claims"] for count in claim["counts"]])))
    made = sorted(str((c.measure, c.range.low, c.range.best, c.range.high, c.sign, c.words)) for c in seed.counts())
    assert made == wanted


def test_opinion_in_the_article_makes_no_event_with_victims(seed: Reading) -> None:
    """Experts' sentences become statements; no count of people comes out of them."""
    assert [claim.id for claim in seed.claims if claim.kind == "event" and claim.counts] == []


def test_the_tolls_of_the_article_have_their_trees(seed: Reading) -> None:
    """880 = 484 + 396, 484 = 83 + 401, 229 = 93 + 136."""
    trees = {
        count.words: [(part.words, part.link) for part in count.parts]
        for claim in seed.claims
        for count in claim.walk()
    }
    assert trees["880"] == [("484", "addend"), ("396", "addend")]
    assert trees["484"] == [("83", "addend"), ("401", "addend")]
    assert trees["229"] == [("93", "addend"), ("136", "addend")]
    assert trees["93"] == [("nine", "subset"), ("five", "subset")]

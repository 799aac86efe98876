"""Records go to JSON and come back the same."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model import codec
from marsad.model.claim import About, Claim, Count, Finding, Reading, SetAside, Voice, When, Where, Who
from marsad.model.errors import ModelError
from marsad.model.range import Range
from marsad.model.report import Report, Span

words = st.text(min_size=1, max_size=12)
maybe = st.none() | words
days = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Any span."""
    start, end = sorted((draw(st.integers(0, 999)), draw(st.integers(0, 999))))
    return Span(start, end)


whens = st.builds(When, words=maybe, start=days, end=days, precision=st.sampled_from(["day", "running", "unknown"]))
wheres = st.builds(
    Where,
    words=maybe,
    place=maybe,
    precision=st.sampled_from(["adm1", "near", "unplaced"]),
    within=st.lists(words, max_size=3).map(tuple),
    point=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    way=st.lists(words, max_size=2).map(tuple),
)
whos = st.builds(
    Who,
    actor=maybe,
    status=st.sampled_from([None, "civilian", "combatant"]),
    sex=st.sampled_from([None, "female", "male"]),
    age=st.sampled_from([None, "child"]),
    role=maybe,
    nationality=maybe,
)
counts = st.recursive(
    st.builds(
        Count, id=words, measure=st.just("killed"), range=st.just(Range.between(2, 5)), words=words, span=spans()
    ),
    lambda inner: st.builds(
        Count,
        id=words,
        measure=st.sampled_from(["killed", "attacks"]),
        range=st.builds(Range.at_least, st.integers(0, 99)),
        words=words,
        span=spans(),
        who=whos,
        by=st.lists(words, max_size=2).map(tuple),
        how=st.sampled_from([(), ("ambush",), ("airstrike", "shelling")]),
        link=st.sampled_from([None, "addend", "subset"]),
        where=st.lists(wheres, max_size=1).map(tuple),
        when=st.none() | whens,
        parts=st.lists(inner, max_size=2).map(tuple),
    ),
    max_leaves=4,
)
claims = st.builds(
    Claim,
    id=words,
    kind=st.just("event"),
    role=st.sampled_from(["new", "update", "restated", "background"]),
    basis=st.sampled_from(["documented", "alleged"]),
    spans=st.lists(spans(), max_size=2).map(tuple),
    said_by=st.lists(st.builds(Voice, maybe, maybe), max_size=2).map(tuple),
    when=whens,
    where=st.lists(wheres, max_size=2).map(tuple),
    event=st.sampled_from([None, "Attack", "Armed clash"]),
    counts=st.lists(counts, max_size=2).map(tuple),
    read_by=maybe,
    rule=maybe,
)
findings = st.builds(
    Finding,
    rule=st.sampled_from(["addends", "subset"]),
    severity=st.sampled_from(["error", "doubt", "note"]),
    says=words,
    arithmetic=words,
    claims=st.lists(words, max_size=2).map(tuple),
    counts=st.lists(words, max_size=2).map(tuple),
    spans=st.lists(spans(), max_size=2).map(tuple),
    unless=maybe,
)
readings = st.builds(
    Reading,
    report=st.builds(Report, id=words, text=st.just(""), publisher=maybe, published=days, title=maybe),
    claims=st.lists(claims, max_size=2).map(tuple),
    findings=st.lists(findings, max_size=1).map(tuple),
    set_aside=st.lists(st.builds(SetAside, words, words, st.none() | spans()), max_size=1).map(tuple),
)


@settings(max_examples=60)
@given(readings)
def test_a_reading_comes_back_the_same(reading: Reading) -> None:
    """Through JSON text and back, nothing is lost or changed."""
    data = json.loads(json.dumps(codec.encode_reading(reading)))
    assert codec.decode_reading(data) == reading


@settings(max_examples=60)
@given(counts)
def test_a_tree_of_counts_is_walked_whole(count: Count) -> None:
    """Walking meets every part once."""

    def size(each: Count) -> int:
        return 1 + sum(size(part) for part in each.parts)

    assert len(list(count.walk())) == size(count)


def test_a_statement_keeps_what_it_is_about() -> None:
    """Act and topic go through."""
    claim = Claim("c1", "statement", "new", "alleged", (Span(0, 5),), about=About("warn", "a return"))
    assert codec.decode_claim(codec.encode_claim(claim)) == claim


def test_every_gold_reading_is_a_record(shared: Path) -> None:
    """The gold decodes, and what it encodes to says the same."""
    seen = 0
    for path in sorted((shared / "gold").rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if not {"report", "claims"} <= set(data):
            continue
        seen += 1
        again = codec.encode_reading(codec.decode_reading(data))
        for before, after in zip(data["claims"], again["claims"], strict=True):
            assert after["counts"] == before["counts"], path
            assert after["spans"] == before["spans"], path
            assert after["when"] == before["when"], path
    assert seen > 100


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "rumour"}, "rumour"),
        ({"role": "period"}, "period"),
        ({"basis": "guessed"}, "guessed"),
        ({"event": "Bombing"}, "Bombing"),
        ({"mood": "grim"}, "mood"),
        ({"spans": [[9, 3]]}, "9, 3"),
        ({"counts": [{"id": "n1"}]}, r"measure|words"),
    ],
)
def test_what_no_record_may_hold_is_refused(change: dict[str, object], says: str) -> None:
    """The message names the value that was found."""
    good = codec.encode_claim(Claim("c1", "event", "new", "reported", (Span(0, 5),)))
    with pytest.raises(ModelError, match=says):
        codec.decode_reading({"report": {"id": "r"}, "claims": [{**good, **change}]})

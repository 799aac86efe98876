"""What is hashed is written in one way, on every engine and in every year."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import ModelError
from marsad.model.incident import Alert, DoubtfulPair, Incident, Judgement, Release, Tally, Toll
from marsad.model.place import Area, Place
from marsad.model.plain import from_plain, to_plain
from marsad.model.range import Range
from marsad.model.report import Source
from marsad.store.canonical import canonical, digest_of, hash_of, plain_text
from store.samples import incident, judgement

texts = st.text(st.characters(exclude_categories=()), max_size=20)
# Two half surrogates side by side are one character to JSON; no real text has them.
honest = texts.filter(lambda words: not any("\ud800" <= letter <= "\udfff" for letter in words))
data = st.recursive(
    st.none() | st.booleans() | st.integers() | honest,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(honest, inner, max_size=4),
    max_leaves=12,
)


def test_hashes_are_what_they_always_were() -> None:
    """The form of what is hashed never changes: old ledgers have to be checked by new Marsads."""
    body = canonical({"b": [1, None, "é\x00"], "a": {"z": True, "y": 2.5}})
    row = {"change": 7, "id": "حادث-1", "body": body, "gone": None}
    assert row["body"] == '{"a":{"y":2.5,"z":true},"b":[1,null,"é\\u0000"]}'
    digest = digest_of("incidents", row)
    assert digest == "4dc0c539e6532e3b8669dddcc4fdaff60bd43c62c02737cc94813d017b3e5060"
    line = hash_of(7, "2022-03-01T00:00:00.000000Z", "ريم", "incidents", "حادث-1", digest, "0" * 64)
    assert line == "5268dc781dbc0c51eba0b05b1968ce5e27b573bfc0399b5033de22183455a48d"


@settings(max_examples=100, deadline=None)
@given(data)
def test_canonical_json_is_json_and_one(value: Any) -> None:
    """It reads back as the same data, is the same for the same data, and can be written as UTF-8 without NUL."""
    import json

    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written
    assert b"\0" not in written.encode()


@settings(max_examples=60, deadline=None)
@given(texts)
def test_half_characters_are_kept(words: str) -> None:
    """Half surrogates, which no database takes as text, survive inside a record and are replaced in look-ups."""
    assert canonical([words]).encode().decode() == canonical([words])
    shown = plain_text(words)
    assert shown.encode().decode() == shown
    assert len(shown) == len(words)
    assert "\0" not in shown


RECORDS = [
    incident("i1", 4, grade="fair", independent_sources=3),
    judgement("correct", field_name="when", value={"start": "2022-01-01"}),
    Tally("killed", Range.vague(3, 9), {"month": None, "victim": "civilian"}, ("i1",), "filled"),
    Alert("a1", "spike", None, "desert", date(2022, 1, 1), date(2022, 1, 31), 4.5, 1.0, "rule", labels=("x",)),
    Release("1", datetime(2022, 1, 1, 12, tzinfo=UTC), (Tally("killed", Range.exactly(1)),), ("names",), "Rim"),
    Place("SY", "Syria", "سوريا", "country", 0, (), 35.0, 38.5, 20_000_000, ("Sham",)),
    Area("a", "A", None, ("SY0405",), valid_to=date(2022, 1, 1), point=(1.0, 2.0), radius_km=5.5),
    Source("s", "S", is_protected=True),
    DoubtfulPair("i2", "i1", 1.5, ("near",)),
    Incident("i9", (), tolls=(Toll("injured", Range.at_least(3), counts=("r:n1",)),)),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_records_come_back_equal_from_plain_data(record: Any) -> None:
    """Plain data and back is the same record; what is default is left out, so that later fields change nothing."""
    plain = to_plain(record)
    assert from_plain(type(record), plain) == record
    assert canonical(to_plain(from_plain(type(record), plain))) == canonical(plain)


def test_what_is_no_such_record_is_refused() -> None:
    """Unknown and missing fields, and values that cannot be, are refused by name."""
    for kind, plain, words in (
        (Source, {"id": "s", "name": "S", "colour": "red"}, "no field 'colour'"),
        (Source, {"id": "s"}, "no Source"),
        (Judgement, {"act": "accept", "about": ["i1"], "by": "Rim", "at": "soon"}, "no Judgement"),
        (Toll, {"measure": "killed", "range": {"low": 3, "best": 2, "high": 1}}, "low ≤ best"),
    ):
        with pytest.raises(ModelError, match=words):
            from_plain(kind, plain)
    with pytest.raises(ModelError, match="which JSON cannot"):
        to_plain({"x": object()})

"""Models propose; only numbers that stand in the text, read by our own grammar, enter a reading."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.claim import Reading
from marsad.model.errors import ReadError, RefusedError
from marsad.model.range import Range
from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.read.models.align import find_quote, lines_of
from marsad.read.models.endpoint import Endpoint, EndpointSettings
from marsad.read.models.gliner import Gliner
from marsad.read.models.merge import compare, fill
from marsad.read.reading import read
from marsad.read.validate import validate

PACK = load_pack("syria")
TEXT = "Blast in Homs\n\nAt least seven soldiers were kil*led, including two officers, near Palmyra on Friday.\nThree hurt."
REPORT = Report("r1", TEXT, "SOHR", "en")
GOOD = {
    "facts": [
        {"line": 2, "quote": "At least seven", "measure": "killed", "status": "combatant", "event": "Armed clash",
         "actor": "syrian-regime-forces", "by": ["isis", "martians"], "how": ["ied", "magic"], "place": "Palmyra"},
        {"line": 2, "quote": "two", "measure": "killed", "part_of": 0, "link": "subset"},
        {"line": 3, "quote": "Three", "measure": "injured"},
    ]
}  # fmt: skip


class Model(BaseHTTPRequestHandler):
    """A server that answers as its `script` says."""

    script: list[Any]
    seen: list[dict[str, Any]]

    def do_POST(self) -> None:
        """The next answer of the script; the last one for ever."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append(body)
        answer = self.script[min(len(self.seen), len(self.script)) - 1]
        if answer == "hang":
            time.sleep(3)
            return
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        words = content if isinstance(content, str) else json.dumps(content)
        raw = json.dumps({"choices": [{"message": {"content": words}}]}).encode()
        if content == "not even JSON":
            raw = b"<html>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Any]:
    """Starts the server with a script; gives its settings and what it was asked."""
    servers = []

    def start(*script: Any, seconds: float = 5.0) -> tuple[Endpoint, list[dict[str, Any]]]:
        handler = type("Scripted", (Model,), {"script": list(script), "seen": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        address = f"http://127.0.0.1:{server.server_port}/v1"
        return Endpoint(EndpointSettings(address, seconds=seconds)), handler.seen

    yield start
    for server in servers:
        server.shutdown()


def reading_of(endpoint: Endpoint, report: Report = REPORT) -> Reading:
    """What enters a reading of the model's proposal."""
    proposal = endpoint.extract(report, PACK)
    claims, refused = validate(proposal.claims, report, PACK, "en")
    return Reading(report, claims, set_aside=(*proposal.set_aside, *refused), read_by="llm")


def test_a_good_answer_becomes_claims_with_exact_spans(server: Any) -> None:
    """Range, span, parts and place; groups and means that the pack does not know are left out."""
    endpoint, _ = server(GOOD)
    first, second = reading_of(endpoint).claims
    count = first.counts[0]
    assert (count.words, count.range) == ("At least seven", Range.at_least(7))
    assert TEXT[count.span.start : count.span.end] == "At least seven"
    assert (count.who.actor, count.by, count.how) == ("syrian-regime-forces", ("isis",), ("ied",))
    assert [(part.words, part.link) for part in count.parts] == [("two", "subset")]
    assert first.where[0].words == "Palmyra"
    assert second.counts[0].measure == "injured"


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ({"line": 2, "quote": "At least nine", "measure": "killed"}, "does not stand"),
        ({"line": 9, "quote": "two", "measure": "killed"}, "line 9"),
        ({"line": 2, "quote": "soldiers were", "measure": "killed"}, "does not hold one number"),
        ({"line": 2, "quote": "two", "measure": "vanished"}, "vanished"),
        (
            {"line": 2, "quote": "At least seven soldiers were kil*led, including two", "measure": "killed"},
            "one number",
        ),
        ({"line": 2, "quote": "", "measure": "killed"}, "does not stand"),
        ("seven", "wanted an object"),
    ],
)
def test_what_does_not_stand_in_the_text_is_set_aside(server: Any, fact: object, says: str) -> None:
    """A wrong number, line or quote never enters the record, and says why."""
    endpoint, _ = server({"facts": [fact]})
    reading = reading_of(endpoint)
    assert reading.claims == ()
    assert any(says in aside.why for aside in reading.set_aside)


@pytest.mark.parametrize("words", ["no idea", '{"facts": [', "not even JSON", '["facts"]', '{"facts": 3}'])
def test_broken_answers_are_set_aside(server: Any, words: str) -> None:
    """Other forms than the one asked for give nothing but a reason."""
    endpoint, _ = server(words)
    reading = reading_of(endpoint)
    assert reading.claims == ()
    assert len(reading.set_aside) == 1


def test_json_between_other_words_is_found(server: Any) -> None:
    """Models chat; the object in a fence is taken."""
    endpoint, _ = server(f"Sure! ```json\n{json.dumps(GOOD)}\n``` Anything else?")
    assert len(reading_of(endpoint).claims) == 2


def test_a_hanging_model_is_left(server: Any) -> None:
    """After the time given, the report is marked and the work goes on."""
    endpoint, _ = server("hang", seconds=0.5)
    started = time.monotonic()
    assert "could not be asked" in reading_of(endpoint).set_aside[0].why
    assert time.monotonic() - started < 2.5


def test_servers_that_refuse_the_schema_are_asked_plainly(server: Any) -> None:
    """First with a schema, then for an object, then without."""
    endpoint, seen = server((400, "no schema"), (400, "no object"), GOOD)
    assert len(reading_of(endpoint).claims) == 2
    assert [each.get("response_format", {}).get("type") for each in seen] == ["json_schema", "json_object", None]


def test_the_same_report_is_asked_once(server: Any) -> None:
    """Answers are kept by text, model, prompt and schema."""
    endpoint, seen = server(GOOD)
    assert reading_of(endpoint).claims == reading_of(endpoint).claims
    assert len(seen) == 1


def test_a_model_elsewhere_is_refused_unless_allowed() -> None:
    """Reports stay on the machine."""
    with pytest.raises(RefusedError, match="allow_remote"):
        Endpoint(EndpointSettings("https://models.example/v1")).extract(REPORT, PACK)
    EndpointSettings("https://models.example/v1", allow_remote=True).check()
    with pytest.raises(ReadError, match="no address"):
        EndpointSettings("models").check()


def test_a_model_fills_only_what_rules_left_empty(server: Any) -> None:
    """A number that rules read stays as they read it; ids do not collide."""
    endpoint, _ = server(GOOD)
    rules, model = read(REPORT, PACK), reading_of(endpoint)
    filled = fill(rules, model)
    spans = [(count.span.start, count.span.end) for count in filled.counts()]
    assert len(spans) == len(set(spans))
    assert filled.claims[: len(rules.claims)] == rules.claims
    assert fill(Reading(REPORT), model).claims[0].id.startswith("x-")


def test_in_the_shadow_a_model_is_only_compared(server: Any) -> None:
    """The comparison names what both say, and what one alone says."""
    endpoint, _ = server({"facts": [GOOD["facts"][0]]})
    model = reading_of(endpoint)
    compared = compare(model, model)
    assert len(compared.agree) == 1
    assert compare(Reading(REPORT), model).only_model == compared.agree


class Marker:
    """Marks words as GLiNER2's extractor does."""

    def extract_entities(self, text: str, entity_types: list[str], **_: Any) -> dict[str, Any]:
        """One good mark, one that holds no number, one of an unknown label."""
        if "soldiers" not in text:
            return {"entities": {}}
        marks = [{"text": "At least seven", "confidence": 0.9}, {"text": "soldiers", "confidence": 0.9}]
        return {"entities": {entity_types[0]: marks, "weather": [{"text": "two"}]}}


def test_a_marking_model_proposes_numbers_that_are_checked() -> None:
    """What it marks without a number is set aside; a folder without a model is named."""
    proposal = Gliner(extractor=Marker()).extract(REPORT, PACK)
    assert [claim.counts[0].words for claim in proposal.claims] == ["At least seven"]
    assert len(proposal.set_aside) == 1
    with pytest.raises(ReadError, match="folder"):
        Gliner().extract(REPORT, PACK)


def test_a_quote_is_found_through_fillers_and_marks() -> None:
    """A mended word points at the broken one in the text; a quote that stands twice proves nothing."""
    line = lines_of("مـ ـقتل 4 في kil*led here")[0]
    span = find_quote("killed", line)
    assert span is not None
    assert line.words[span.start : span.end] == "kil*led"
    assert find_quote("two", lines_of("two and two")[0]) is None


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=8))
def test_a_found_quote_lies_in_its_line(words: str, quote: str) -> None:
    """Whatever is quoted of whatever text, the span is inside the line."""
    for line in lines_of(words):
        span = find_quote(quote, line)
        assert span is None or line.span.holds(span)

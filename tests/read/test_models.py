"""Models propose; only numbers that stand in the text, read by our own grammar, enter a reading."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.claim import Reading, When, Who
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
TEXT = (
    "Blast in Homs\n\nAt least seven regime soldiers were kil*led, including two officers, by an IED near Palmyra on 3 May "
    "2021. ISIS is blamed.\nThree civilians hurt."
)
REPORT = Report("r1", TEXT, "SOHR", "en", date(2021, 5, 4))
GOOD = {
    "facts": [
        {"line": 2, "quote": "At least seven", "measure": "killed", "status": "combatant", "event": "Armed clash",
         "actor": "syrian-regime-forces", "by": ["isis", "martians"], "how": ["ied", "magic"], "place": "Palmyra",
         "start": "2021-05-03", "end": "2021-05-03"},
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
        if content == "enormous":
            raw = b"x" * 2_100_000
        if isinstance(content, dict) and "choices" in content:
            raw = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        try:
            self.wfile.write(raw)
        except OSError:
            return

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
    assert first.when.start == date(2021, 5, 3)
    assert second.counts[0].measure == "injured"


def test_what_the_words_do_not_prove_is_left_out_of_a_claim(server: Any) -> None:
    """Doers, groups, traits, means, days and places that the report does not tell of; each with its reason."""
    fact = GOOD["facts"][0] | {
        "by": ["isis", "turkey", "martians"], "actor": "hts", "how": ["airstrike"], "sex": "female", "age": "child",
        "start": "2020-01-01", "end": "2020-01-02", "place": "Raqqa", "status": "civilian",
    }  # fmt: skip
    endpoint, _ = server({"facts": [fact]})
    reading = reading_of(endpoint)
    (claim,) = reading.claims
    count = claim.counts[0]
    assert (count.by, count.how, count.who) == (("isis",), (), Who())
    assert (claim.when, claim.where) == (When(), ())
    left_out = {aside.what.removeprefix("fact 0 ").split()[0] for aside in reading.set_aside}
    assert left_out == {"by", "actor", "how", "sex", "age", "when", "place", "status"}


def test_arabic_words_prove_as_english_ones_do(server: Any) -> None:
    """Doer, victims and measure by the Arabic lexicon; what is not told is left out."""
    text = "بيان\nقتل 5 مدنيين بينهم طفل في هجوم لتنظيم داعش قرب تدمر يوم 3 أيار 2021."
    facts = [
        {"line": 2, "quote": "5", "measure": "killed", "status": "civilian", "by": ["isis", "turkey"]},
        {"line": 2, "quote": "طفل", "measure": "killed", "part_of": 0, "link": "subset"},
    ]
    endpoint, _ = server({"facts": facts})
    proposal = endpoint.extract(Report("a", text, "SOHR", "ar", date(2021, 5, 4)), PACK)
    count = proposal.claims[0].counts[0]
    assert (count.range, count.by, count.who.status) == (Range.exactly(5), ("isis",), "civilian")
    assert "fact 0 by turkey" in [aside.what for aside in proposal.set_aside]


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({"line": 2, "quote": "seven", "measure": "killed"}, "earlier fact"),
        ({"line": 2, "quote": "At least seven", "measure": "killed", "part_of": 0, "link": "subset"}, "earlier fact"),
        ({"line": 2, "quote": "two", "measure": "killed", "part_of": 0, "link": "about"}, "addend or a subset"),
    ],
)
def test_no_number_is_counted_twice(server: Any, second: dict[str, Any], says: str) -> None:
    """A model that repeats itself adds nobody."""
    endpoint, _ = server({"facts": [GOOD["facts"][0], second]})
    reading = reading_of(endpoint)
    assert sum(1 for _ in reading.counts()) == 1
    assert any(says in aside.why for aside in reading.set_aside)


def test_a_part_is_no_larger_than_its_whole(server: Any) -> None:
    """Else one of the two was read wrongly."""
    facts = [{"line": 3, "quote": "Three", "measure": "injured"},
             {"line": 2, "quote": "At least seven", "measure": "killed", "part_of": 0, "link": "subset"}]  # fmt: skip
    endpoint, _ = server({"facts": facts})
    reading = reading_of(endpoint)
    assert [count.words for count in reading.counts()] == ["Three"]
    assert "cannot be a part of" in reading.set_aside[0].why


def test_an_answer_about_another_report_gives_nothing(server: Any) -> None:
    """Its quotes stand nowhere in this one."""
    other = [{"line": 1, "quote": "40", "measure": "killed"}, {"line": 2, "quote": "ninety", "measure": "injured"}]
    endpoint, _ = server({"facts": other})
    reading = reading_of(endpoint)
    assert reading.claims == ()
    assert len(reading.set_aside) == 2


def test_a_language_that_nothing_can_be_proved_in_is_not_read(server: Any) -> None:
    """A model may know it; the record does not take its word."""
    endpoint, _ = server(GOOD)
    proposal = endpoint.extract(Report("r", TEXT, language="fr"), PACK)
    assert (proposal.claims, len(proposal.set_aside)) == ((), 1)


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ({"line": 2, "quote": "At least nine", "measure": "killed"}, "does not stand"),
        ({"line": 9, "quote": "two", "measure": "killed"}, "line 9"),
        ({"line": 2, "quote": "soldiers were", "measure": "killed"}, "does not hold one number"),
        ({"line": 2, "quote": "two", "measure": "vanished"}, "vanished"),
        ({"line": 2, "quote": "At least seven regime soldiers were kil*led, including two", "measure": "killed"},
         "one number"),
        ({"line": True, "quote": "Blast", "measure": "killed"}, "line True"),
        # the number stands there, but nothing near it tells of what the model makes of it
        ({"line": 2, "quote": "two", "measure": "abducted"}, "tells of 'abducted'"),
        ({"line": 2, "quote": "two", "measure": "killed", "part_of": 7, "link": "subset"}, "no earlier fact"),
        ({"line": 2, "quote": "", "measure": "killed"}, "does not stand"),
        ("seven", "wanted an object"),
    ],
)  # fmt: skip
def test_what_does_not_stand_in_the_text_is_set_aside(server: Any, fact: object, says: str) -> None:
    """A wrong number, line or quote never enters the record, and says why."""
    endpoint, _ = server({"facts": [fact]})
    reading = reading_of(endpoint)
    assert reading.claims == ()
    assert any(says in aside.why for aside in reading.set_aside)


CUT = json.dumps(GOOD)[:-40]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("no idea", "'no idea'"),
        ("I'm sorry, but I cannot help with content about violence.", "cannot help"),
        ('{"facts": [', "no JSON"),
        (CUT, "no JSON"),
        ("not even JSON", "another form"),
        ('["facts"]', "no object"),
        ('{"facts": 3}', "no object"),
        ("", "empty"),
        ("enormous", "over 2,000,000 bytes"),
        ("[" * 100_000, "no JSON"),
        ({"choices": []}, "another form"),
        ({"choices": [{"message": {"content": None, "refusal": "I will not."}}]}, "I will not"),
        ({"choices": [{"message": {"content": json.dumps(GOOD)}, "finish_reason": "length"}]}, "cut off"),
        ((500, "down"), "500"),
        ((401, "no"), "401"),
    ],
)
def test_broken_answers_are_set_aside(server: Any, answer: Any, says: str) -> None:
    """Refusals, halves, other forms and errors give nothing but a reason."""
    endpoint, _ = server(answer)
    reading = reading_of(endpoint)
    assert reading.claims == ()
    assert len(reading.set_aside) == 1
    assert says in reading.set_aside[0].why


def test_a_busy_server_is_asked_again(server: Any) -> None:
    """429, or 503 while it loads its model."""
    endpoint, seen = server((429, "busy"), (503, "loading"), GOOD)
    endpoint.sleep = lambda _: None
    assert len(reading_of(endpoint).claims) == 2
    assert len(seen) == 3


def test_a_server_that_stays_busy_is_left_in_time(server: Any) -> None:
    """The report is marked; the time given holds for all the tries together."""
    endpoint, _ = server((503, "loading"), seconds=1.5)
    started = time.monotonic()
    assert "503" in reading_of(endpoint).set_aside[0].why
    assert time.monotonic() - started < 4


def test_a_server_that_is_down_is_not_asked_for_every_report(server: Any) -> None:
    """After five failures in a row the rest is only marked."""
    endpoint, seen = server((500, "down"))
    whys = [reading_of(endpoint, Report(f"r{n}", f"{TEXT} {n}", language="en")).set_aside[0].why for n in range(8)]
    assert len(seen) == 5
    assert "not asked any more" in whys[-1]


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
    with pytest.raises(RefusedError, match="--allow-remote"):
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
    """Marks words in the form that gliner2's extract_entities gives with confidence and spans."""

    def __init__(self, marks: dict[str, list[tuple[str, float]]], broken_on: str = "nothing") -> None:
        self.marks, self.broken_on = marks, broken_on

    def extract_entities(
        self, text: str, entity_types: dict[str, str], threshold: float = 0.5, format_results: bool = True,
        include_confidence: bool = False, include_spans: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """Every marked word that stands in the text; no key for a label without any."""
        assert include_confidence
        assert include_spans
        if self.broken_on in text:
            raise RuntimeError("index out of range")
        found = {
            label: [
                {"text": words, "confidence": sure, "start": text.rindex(words), "end": text.rindex(words) + len(words)}
                for words, sure in marks
                if words in text
            ]
            for label, marks in self.marks.items()
        }
        return {"entities": {label: marks for label, marks in found.items() if marks}}


def test_a_marking_model_proposes_numbers_that_are_checked() -> None:
    """Marks without a number, below the score, of another label, or of what the line does not tell are set aside."""
    marks = {
        "number of people killed": [("At least seven", 0.9), ("soldiers", 0.8), ("two", 0.3)],
        "number of people abducted": [("Three", 0.9)],
        "weather": [("two", 0.9)],
    }
    proposal = Gliner(extractor=Marker(marks)).extract(REPORT, PACK)
    assert [claim.counts[0].words for claim in proposal.claims] == ["At least seven"]
    assert len(proposal.set_aside) == 2


def test_of_two_marks_on_one_number_the_surer_is_taken() -> None:
    """It is counted once."""
    marks = {"number of people injured": [("Three", 0.6)], "number of people killed": [("Three", 0.9)]}
    (claim,) = Gliner(extractor=Marker(marks)).extract(REPORT, PACK).claims
    assert claim.counts[0].measure == "killed"  # the line above tells of the killed


def test_a_mark_says_which_of_two_equal_words_is_meant() -> None:
    """Where a quote alone would prove nothing, its place does."""
    report = Report("r", "Two died on Monday and two died on Tuesday, two of them officers.", language="en")
    marks = {"number of people killed": [("two", 0.9)]}
    (claim,) = Gliner(extractor=Marker(marks)).extract(report, PACK).claims
    assert claim.counts[0].span.start == report.text.rindex("two")


def test_a_line_that_the_model_fails_on_is_marked() -> None:
    """The other lines are read."""
    marks = {"number of people killed": [("At least seven", 0.9)]}
    proposal = Gliner(extractor=Marker(marks, broken_on="hurt")).extract(REPORT, PACK)
    assert len(proposal.claims) == 1
    assert "index out of range" in proposal.set_aside[0].why


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    """So is a missing package."""
    with pytest.raises(ReadError, match="folder"):
        Gliner().extract(REPORT, PACK)
    with pytest.raises(ReadError, match=r"gliner2|holds no model"):
        Gliner(tmp_path).extract(REPORT, PACK)


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

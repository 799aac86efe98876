"""A model beside the rules: the rules' reading is never lost, and nothing unproved enters the record."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner

from marsad.cli import marsad
from marsad.model.claim import Reading
from marsad.model.errors import ReadError, RefusedError
from marsad.model.report import Report
from marsad.packs import load_pack
from marsad.run.modelled import beside_model, endpoint_at, where_reports_go
from marsad.run.observatory import open_observatory
from marsad.run.reading import read_whole

PACK = load_pack("syria")
# The rules read the first number; the second stands where they read none.
TEXT = "Five civilians were killed in Homs on 3 May 2021.\nDead in the second raid: 12 (the desk's own count)."
REPORT = Report("r1", TEXT, "SOHR", "en", date(2021, 5, 4))
FACTS = [
    {"line": 1, "quote": "Five", "measure": "killed"},
    {"line": 2, "quote": "12", "measure": "killed", "by": ["turkey"]},
    {"line": 2, "quote": "40", "measure": "killed"},
]


class Server(BaseHTTPRequestHandler):
    """Answers every report with the same facts."""

    answer: ClassVar[Any] = {"facts": FACTS}
    status = 200

    def do_POST(self) -> None:
        """The facts, or a status."""
        self.rfile.read(int(self.headers["Content-Length"]))
        raw = json.dumps({"choices": [{"message": {"content": json.dumps(self.answer)}}]}).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts a server; gives its address."""
    servers = []

    def start(**kind: Any) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Other", (Server,), kind))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/v1"

    yield start
    for server in servers:
        server.shutdown()


def rules() -> Reading:
    """What the rules alone read, told as if they had missed the second line."""
    reading = read_whole(REPORT, PACK)
    end = TEXT.index("\n")
    claims = tuple(claim for claim in reading.claims if all(count.span.end <= end for count in claim.walk()))
    return replace(reading, claims=claims)


def beside(address: str, mode: Any) -> tuple[Reading, Any]:
    """The reading with a model beside it."""
    ((reading, compared),) = beside_model([rules()], backend=endpoint_at(address), mode=mode, pack=PACK)
    return reading, compared


def test_in_the_shadow_the_reading_stays_as_it_was(serve: Any) -> None:
    """The comparison says what agrees, what one alone says, and what was refused."""
    reading, compared = beside(serve(), "shadow")
    assert reading == rules()
    assert len(compared.agree) == 1
    assert ["12 killed" in line for line in compared.only_model] == [True]
    assert any("40" in line for line in compared.refused)
    assert any("turkey" in line for line in compared.refused)


def test_filling_adds_what_the_rules_left_empty_and_nothing_unproved(serve: Any) -> None:
    """The rules' claims stay in their places; what the model added says so; what was refused is in the record."""
    reading, _ = beside(serve(), "fill")
    own = rules()
    assert reading.claims[: len(own.claims)] == own.claims
    (added,) = reading.claims[len(own.claims) :]
    assert (added.counts[0].words, added.counts[0].by, added.rule) == ("12", (), "model")
    assert "filled by llm" in str(reading.read_by)
    assert {aside.what for aside in reading.set_aside} >= {"fact 1 by turkey", "fact 2"}


@pytest.mark.parametrize("mode", ["shadow", "fill"])
@pytest.mark.parametrize("kind", [{"status": 500}, {"answer": "sorry"}, {"answer": {"facts": [{"line": 99}]}}])
def test_a_model_that_fails_costs_nothing(serve: Any, mode: str, kind: dict[str, Any]) -> None:
    """The rules' claims are all there; the reason is told."""
    reading, compared = beside(serve(**kind), mode)
    assert reading.claims == rules().claims
    assert compared.refused


def test_a_fault_in_a_back_end_costs_nothing() -> None:
    """Whatever it raises."""

    class Broken:
        name, version, languages, is_deterministic = "broken", "1", frozenset({"en"}), True

        def extract(self, report: Report, pack: Any) -> Any:
            raise KeyError("x")

    ((reading, _),) = beside_model([rules()], backend=Broken(), mode="fill", pack=PACK)
    assert reading.claims == rules().claims
    assert "KeyError" in reading.set_aside[-1].why


def test_reports_leave_the_machine_only_when_that_was_said() -> None:
    """Refused before anything is sent; where it is allowed, the machine is named."""
    for address in ("https://models.example/v1", "http://10.0.0.5:8080/v1", "http://127.0.0.1.models.example/v1"):
        with pytest.raises(RefusedError, match="--allow-remote"):
            endpoint_at(address)
    assert where_reports_go(endpoint_at("https://models.example/v1", allow_remote=True)) == "models.example"
    for address in ("http://127.0.0.1:8080/v1", "http://localhost:1/v1", "http://[::1]:1/v1"):
        assert where_reports_go(endpoint_at(address, allow_remote=True)) is None
    with pytest.raises(ReadError, match="no address"):
        endpoint_at("http://[::1")


def test_another_mode_is_refused() -> None:
    """Only shadow and fill exist."""
    with pytest.raises(ReadError, match="shadow"):
        next(beside_model([rules()], backend=endpoint_at("http://127.0.0.1:1/v1"), mode="vote", pack=PACK))  # type: ignore[arg-type]


def run(*words: str) -> Any:
    """The command itself."""
    return CliRunner().invoke(marsad, ["read", *words], catch_exceptions=False)


def test_the_command_tells_of_the_model_beside_its_readings(serve: Any, tmp_path: Path) -> None:
    """Standard output holds the readings alone; standard error what agrees, differs and was refused."""
    (tmp_path / "a.txt").write_text(TEXT)
    words = [str(tmp_path / "a.txt"), "--published", "2021-05-04", "--json"]
    alone, shadowed = run(*words), run(*words, "--llm-url", serve())
    assert alone.stdout == shadowed.stdout
    assert "numbers agree" in shadowed.stderr
    assert "refused: fact 2" in shadowed.stderr
    filled = run(*words, "--llm-url", serve(), "--llm-mode", "fill")
    assert len(json.loads(filled.stdout)["claims"]) >= len(json.loads(alone.stdout)["claims"])


def test_the_command_refuses_another_machine(tmp_path: Path) -> None:
    """Before it reads anything."""
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(RefusedError):
        run(str(tmp_path / "a.txt"), "--llm-url", "https://models.example/v1")
    assert run("--llm-url", "http://127.0.0.1:1/v1", "--gliner", str(tmp_path)).exit_code == 2


def test_a_server_that_is_not_there_leaves_the_reading_whole(tmp_path: Path) -> None:
    """The command does its work and says why the model gave nothing."""
    (tmp_path / "a.txt").write_text(TEXT)
    done = run(str(tmp_path / "a.txt"), "--json", "--llm-url", "http://127.0.0.1:9/v1", "--llm-mode", "fill")
    assert done.exit_code == 0
    assert "could not be asked" in done.stderr
    assert json.loads(done.stdout)["claims"]


def test_a_model_is_asked_in_an_observatory_too(serve: Any, tmp_path: Path) -> None:
    """What is unread is read, filled and kept."""
    address = str(tmp_path / "a.marsad")
    with open_observatory(address, pack="syria", create=True) as observatory:
        observatory.store.reports.add([replace(REPORT, text=TEXT.partition("\n")[2])], by="desk")
    server = serve(answer={"facts": [{"line": 1, "quote": "12", "measure": "killed"}]})
    done = run("--observatory", address, "--llm-url", server, "--llm-mode", "fill")
    assert done.exit_code == 0, done.stderr
    with open_observatory(address) as observatory:
        (reading,) = observatory.readings()
        numbers = [count.words for count in reading.counts()]
        assert numbers == ["12"]

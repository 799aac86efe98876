"""Speed of the pages and the API over 400,000 incidents, with one reader and with 50, at rest and while one judges.

Run: ``python benchmarks/web.py [INCIDENTS] [FILE] [SECONDS]``. Prints one JSON object. A FILE is kept and used again.
The server runs as a process of its own on this machine, the readers as coroutines of this one, so that both share its
cores. What the server spends is told beside the times: `cpu_milliseconds` a request, of its own process alone.

Two sorts of 50 readers: `reading` pause for a second on average between two pages, as quick people do; `hammering`
never pause, so that their times tell of throughput alone. Each asks in turn for every page, a third of the times for a
table or words of its own, so that not everything was asked before.
"""

import asyncio
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from marsad.model.claim import Claim, Count, Finding, Reading, Voice, When, Where, Who
from marsad.model.incident import ClaimRef, Incident, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.run.accounts import add_person, make_token
from marsad.run.observatory import Observatory, open_observatory

P95_MILLISECONDS = 300.0
READY_SECONDS = 10.0
READERS = 50
PORT = 8799
CLAIMS = 8  # in a report
OWN = 0.33  # how often a reader asks for what nobody asked for yet
PLACES = [f"SY{n:02}{m:02}" for n in range(1, 15) for m in range(5)]
EVENTS = "market road convoy village checkpoint night drone mine ambush desert".split()
# Words as texts have them: few are everywhere, most are rare.
WORDS = [f"{a}{b}{c}" for a in "b d f g k l m".split() for b in ("an", "or", "il", "es") for c in map(str, range(100))]
WEIGHTS = [1 / (n + 3) for n in range(len(WORDS))]
FACETS = ("month", "year", "governorate", "district", "victim", "doer", "event", "source")
COLUMNS = ("status", "", "governorate", "year")


ORDERS = ("doubt", "impact", "age")


def _words(chance: random.Random) -> str:
    return "+".join(chance.choices(WORDS, WEIGHTS, k=2))


ASKED: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "home": ("/", lambda _: "/"),
    "count": (
        "/count?rows=governorate&columns=status",
        lambda c: f"/count?rows={c.choice(FACETS)}&columns={c.choice(COLUMNS)}&since={c.randrange(2018, 2022)}-01-01",
    ),
    "counts_api": (
        "/api/v1/counts?by=month&by=governorate",
        lambda c: f"/api/v1/counts?by={c.choice(FACETS)}&since=201{c.choice('89')}-0{c.randrange(1, 9)}-01",
    ),
    "map": ("/places", lambda c: f"/places?since=2018-0{c.randrange(1, 9)}&until=2020-0{c.randrange(1, 9)}"),
    "map_points": ("/places/map", lambda _: "/places/map"),
    "search": ("/api/v1/search?q=ban0+bor7", lambda chance: f"/api/v1/search?q={_words(chance)}"),
    "search_page": ("/reports?q=ban1", lambda chance: f"/reports?q={_words(chance)}"),
    "incidents": (
        "/api/v1/incidents?place=SY0402&limit=50", lambda c: f"/api/v1/incidents?place={c.choice(PLACES)}&limit=50",
    ),
    "review": ("/review", lambda c: f"/review?order={c.choice(ORDERS)}&after={50 * c.randrange(5)}"),
}  # fmt: skip


def reading_of(number: int, day: date, chance: random.Random) -> Reading:
    """One report in made-up words with eight claims; every tenth place name leads nowhere."""
    text, claims = f"Report {number}: {' '.join(chance.choices(WORDS, WEIGHTS, k=12))}.", []
    for n in range(CLAIMS):
        killed, town = chance.randrange(1, 9), chance.randrange(900)
        sentence = f" {killed} people were killed near town {town} by a {chance.choice(EVENTS)}."
        at, text = len(text) + 1, text + sentence
        span = Span(at, len(text))
        words = Span(text.index("town", at), len(text) - 1)
        is_placed = chance.random() > 0.1
        code = chance.choice(PLACES)
        where = (
            Where(f"town {town}", code, "adm2", (code[:4], "SY"), words) if is_placed else Where(f"town {town}", None)
        )
        count = Count(
            "n1", "killed", Range.exactly(killed), str(killed), Span(at, at + 1), Who(), ("isis",), ("shooting",)
        )
        claims.append(
            Claim(f"c{n}", "event", "new", "reported", (span,), (Voice("outlet", None),), When(None, day, day, "day"),
                  (where,), "Attack", counts=(count,), read_by="bench 1")
        )  # fmt: skip
    report = Report(f"r{number}", text, f"outlet {number % 40}", "en", day)
    found = (Finding("subset", "doubt", "does not add up", "2 of 1", counts=("n1",)),) if number % 20 == 0 else ()
    return Reading(report, tuple(claims), found, read_by="bench 1")


def incident_of(number: int, reading: Reading, claim: Claim, chance: random.Random) -> Incident:
    """The incident that one claim tells of."""
    who = chance.choice((Who(status="civilian"), Who("isis", "combatant"), Who("sdf", "combatant"), Who()))
    code = claim.where[0].place or chance.choice(PLACES)
    toll = Toll("killed", claim.counts[0].range, who, ("isis",), (f"{reading.report.id}:n1",))
    return Incident(
        f"i{number}", (ClaimRef(reading.report.id, claim.id),), claim.when,
        (Where("x", code, "adm2", (code[:4], "SY")),), "Attack", ("isis",), ("shooting",), (toll,),
    )  # fmt: skip


def fill(observatory: Observatory, number: int) -> None:
    """Reports of five years with their readings, eight incidents to a report, and the accounts."""
    chance = random.Random(7)
    store, many = observatory.store, max(1, number // CLAIMS)
    for start in range(0, many, 1000):
        readings = [
            reading_of(n, date(2018, 1, 1) + timedelta(chance.randrange(1826)), chance)
            for n in range(start, min(many, start + 1000))
        ]
        store.reports.add([reading.report for reading in readings], by="bench 1")
        store.readings.add(readings, by="bench 1")
        store.incidents.add(
            [
                incident_of(CLAIMS * int(reading.report.id[1:]) + n, reading, claim, chance)
                for reading in readings
                for n, claim in enumerate(reading.claims)
            ],
            by="bench 1",
        )
    for name, roles in (("reader", ("reader",)), ("recorder", ("recorder",))):
        add_person(observatory, name, name=None, roles=roles, password="a password that is long")


@dataclass
class Client:
    """One connection that stays open; asks one thing after another."""

    headers: dict[str, str]
    pipes: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, body: bytes = b"") -> tuple[int, float]:
        """The status of the answer, and the milliseconds until all of it was here."""
        began = time.perf_counter()
        if self.pipes is None:
            self.pipes = await asyncio.open_connection("127.0.0.1", PORT)
        reader, writer = self.pipes
        if reader.at_eof():  # the server hangs up on who was silent for long; browsers call again
            writer.close()
            reader, writer = self.pipes = await asyncio.open_connection("127.0.0.1", PORT)
        lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"host: 127.0.0.1:{PORT}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"content-length: {len(body)}", "content-type: application/json"] if body else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0] or 0)
        await reader.readexactly(length)
        return int(head.split(" ", 2)[1]), (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """Hang up."""
        if self.pipes is not None:
            self.pipes[1].close()


@dataclass
class Measured:
    """Times by page, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def told(self, seconds: float, cpu: float) -> dict[str, object]:
        """In numbers."""
        every = [each for times in self.times.values() for each in times]
        return {
            "requests": len(every), "errors": len(self.errors), "first_errors": self.errors[:3],
            "a_second": round(len(every) / seconds, 1), "p50_milliseconds": _share(every, 50),
            "p95_milliseconds": _share(every, 95), "cpu_milliseconds": round(1000 * cpu / max(1, len(every)), 1),
            "p95_by_page": {name: _share(times, 95) for name, times in sorted(self.times.items())},
        }  # fmt: skip


def _share(times: list[float], percent: int) -> float:
    if len(times) < 2:
        return round(sum(times), 1)
    return round(statistics.quantiles(times, n=100)[percent - 1], 1)


def cpu_of(process: "subprocess.Popen[bytes]") -> float:
    """Seconds of processor time that the server spent so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def read(
    measured: Measured, headers: dict[str, dict[str, str]], until: float, *, turn: int, pause: float
) -> None:  # fmt: skip
    """One reader, until the time is up."""
    chance, clients = random.Random(turn), {kind: Client(each) for kind, each in headers.items()}
    names, step = list(ASKED), turn
    await asyncio.sleep(chance.random() * 2 * pause)
    while time.perf_counter() < until:
        name, step = names[step % len(names)], step + 1
        usual, own = ASKED[name]
        path = own(chance) if chance.random() < OWN else usual
        client = clients["api" if path.startswith("/api/") else "page"]
        try:
            status, took = await client.ask(path)
            measured.times[name].append(took)
            if status != 200:
                measured.errors.append(f"{path}: {status}")
        except (OSError, EOFError) as problem:
            measured.errors.append(f"{path}: {problem!r}")
            client.pipes = None
        await asyncio.sleep(chance.random() * 2 * pause)
    for client in clients.values():
        client.close()


async def judge(writer: dict[str, str], times: list[float], errors: list[str], until: float) -> None:
    """A judgement every second."""
    client, number = Client(writer), int(time.time()) % 5_000
    while time.perf_counter() < until:
        began = time.perf_counter()
        number += 1
        sent = json.dumps({"act": "accept", "about": [f"i{number}"]}).encode()
        status, took = await client.ask("/api/v1/judgements", sent)
        times.append(took)
        if status != 201:
            errors.append(f"judgement: {status}")
        await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - began)))
    client.close()


async def together(
    server: "subprocess.Popen[bytes]", headers: dict[str, dict[str, str]], seconds: float, *, readers: int,
    pause: float, judging: bool,
) -> dict[str, object]:  # fmt: skip
    """Some readers for some seconds."""
    measured, times, cpu, began = Measured(), list[float](), cpu_of(server), time.perf_counter()
    jobs = [
        read(measured, headers, began + seconds, turn=turn, pause=pause) for turn in range(readers)
    ]  # fmt: skip
    if judging:
        jobs.append(judge(headers["judge"], times, measured.errors, began + seconds))
    await asyncio.gather(*jobs)
    found = measured.told(time.perf_counter() - began, cpu_of(server) - cpu)
    return found | ({"judgement_p95_milliseconds": _share(times, 95), "judgements": len(times)} if judging else {})


async def wait_for(headers: dict[str, str], paths: list[str]) -> float:
    """Seconds until all of these were answered."""
    began = time.perf_counter()
    for path in paths:
        while True:
            try:
                status, _ = await Client(headers).ask(path)
                assert status == 200, f"{path}: {status}"
                break
            except OSError:
                await asyncio.sleep(0.05)
    return round(time.perf_counter() - began, 2)


async def measure(path: Path, headers: dict[str, dict[str, str]], seconds: float) -> dict[str, object]:
    """Start, wait, ask."""
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(path)])
    try:
        page, api = headers["page"], headers["api"]
        ready = await wait_for(page, ["/"])
        warm = ready + await wait_for(page, ["/count", "/places", "/reports?q=ban1"])
        queue = await wait_for(page, ["/review"])
        times: dict[str, list[float]] = defaultdict(list)
        cpu, asked = cpu_of(server), 0
        for turn in range(12):
            chance = random.Random(turn)
            for name, (usual, own) in ASKED.items():
                asked_for = own(chance) if turn % 3 == 2 else usual
                kind = api if asked_for.startswith("/api/") else page
                times[name].append((await Client(kind).ask(asked_for))[1])
                asked += 1
        alone = {
            "p50_milliseconds": {name: _share(each, 50) for name, each in times.items()},
            "p95_milliseconds": {name: _share(each, 95) for name, each in times.items()},
            "cpu_milliseconds": round(1000 * (cpu_of(server) - cpu) / asked, 1),
        }
        crowds = {
            f"{'reading' if pause else 'hammering'}{'_while_judging' if judging else ''}": await together(
                server, headers, seconds, readers=READERS, pause=pause, judging=judging
            )
            for pause in (1.0, 0.0)
            for judging in (False, True)
        }
        await Client(headers["judge"]).ask("/api/v1/judgements", b'{"act": "accept", "about": ["i7"]}')
        _, after = await Client(page).ask("/review")
        return {
            "ready_seconds": ready, "warm_seconds": round(warm, 2), "queue_first_seconds": queue,
            "queue_after_a_judgement_milliseconds": round(after, 1), "one_reader": alone, "fifty_readers": crowds,
        }  # fmt: skip
    finally:
        server.terminate()
        server.wait()


def prepare(path: Path, number: int) -> dict[str, dict[str, str]]:
    """Build or open, and sign in."""
    is_new = not path.exists()
    with open_observatory(path, pack="syria", create=is_new) as observatory:
        if is_new:
            fill(observatory, number)
        tokens = {name: make_token(observatory, name, days=1) for name in ("reader", "recorder")}
        cookie = f"page-{tokens['reader']}"
        observatory.store.accounts.start_session(cookie, "reader", lasts=timedelta(hours=12))
    return {
        "api": {"authorization": f"Bearer {tokens['reader']}"}, "page": {"cookie": f"marsad-session={cookie}"},
        "judge": {"authorization": f"Bearer {tokens['recorder']}"},
    }  # fmt: skip


def main() -> None:
    """Build or open, serve, measure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 20.0
    folder = tempfile.TemporaryDirectory()
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder.name) / "bench.marsad"
    began = time.perf_counter()
    headers = prepare(path, number)
    built = time.perf_counter() - began
    # The first start of all works out what later ones find kept: columns and the index of words.
    first = subprocess.run([sys.executable, __file__, "--warm", str(path)], capture_output=True, text=True, check=True)
    found = asyncio.run(measure(path, headers, seconds))
    crowds: dict[str, dict[str, float]] = found["fifty_readers"]  # type: ignore[assignment]
    checks = {
        "ready": float(str(found["warm_seconds"])) < READY_SECONDS,
        "errors": all(each["errors"] == 0 for each in crowds.values()),
        # Who never pauses tells of throughput: their times grow with their number, and are told, not judged.
        **{
            f"p95 {name}": each["p95_milliseconds"] < P95_MILLISECONDS
            for name, each in crowds.items()
            if name.startswith("reading")
        },
    }
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(
        json.dumps(
            {
                "benchmark": "web", "incidents": number, "build_seconds": round(built, 1),
                "first_start_seconds": float(first.stdout), **found,
                "thresholds": {"p95_milliseconds": P95_MILLISECONDS, "errors": 0, "warm_seconds": READY_SECONDS},
                "checks": checks, "passed": all(checks.values()),
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
                "commit": commit.stdout.strip(),
            },
            indent=2,
        )
    )  # fmt: skip


def warm(path: str) -> None:
    """Work out what is kept beside the record, and say how long it took."""
    from marsad.run.warming import warm_up

    began = time.perf_counter()
    with open_observatory(path) as observatory:
        warm_up(observatory)
    print(round(time.perf_counter() - began, 1))


def serve(path: str) -> None:
    """The server alone, without the bound of requests a minute, which all readers here would share."""
    from marsad.web.serve import run
    from marsad.web.settings import WebSettings

    with open_observatory(path) as observatory:
        run(observatory, WebSettings(server_key=b"b" * 32, requests_a_minute=10_000_000), host="127.0.0.1", port=PORT)


if __name__ == "__main__":
    {"--serve": lambda: serve(sys.argv[2]), "--warm": lambda: warm(sys.argv[2])}.get("".join(sys.argv[1:2]), main)()

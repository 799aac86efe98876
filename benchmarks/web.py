"""Speed of the pages and the API over 400,000 incidents: Home, Count, the map and search, and 50 readers at once.

Run: ``python benchmarks/web.py [INCIDENTS] [FILE]``. Prints one JSON object. A FILE is kept and used again.
The server runs as a process of its own on this machine; the readers are threads of this one.
"""

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

from marsad.model.claim import Claim, Count, Finding, Reading, Voice, When, Where, Who
from marsad.model.incident import ClaimRef, Incident, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.run.accounts import add_person, make_token
from marsad.run.observatory import Observatory, open_observatory

P95_MILLISECONDS = 300.0
READERS = 50
CLAIMS = 8  # in a report
PLACES = [f"SY{n:02}{m:02}" for n in range(1, 15) for m in range(5)]
WORDS = "market road convoy village checkpoint night drone mine soldiers civilians killed wounded ambush desert".split()
ASKED = {
    "home": "/",
    "count": "/count?rows=governorate&columns=status",
    "counts_api": "/api/v1/counts?by=month&by=governorate",
    "map": "/places",
    "map_points": "/places/map",
    "search": "/api/v1/search?q=convoy+ambush",
    "incidents": "/api/v1/incidents?place=SY0402&limit=50",
}


def reading_of(number: int, day: date, chance: random.Random) -> Reading:
    """One report in made-up words with eight claims; every tenth place name leads nowhere."""
    text, claims = f"Report {number}: {' '.join(chance.choices(WORDS, k=12))}.", []
    for n in range(CLAIMS):
        killed, town = chance.randrange(1, 9), chance.randrange(900)
        sentence = f" {killed} people were killed near town {town} by a {chance.choice(WORDS)}."
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


def ask(address: str, headers: dict[str, str]) -> float:
    """Milliseconds until the whole answer is here."""
    began = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=300) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def p95(times: list[float]) -> float:
    """The time under which 95 of 100 answers came."""
    return round(statistics.quantiles(times, n=20)[-1], 1) if len(times) > 1 else round(times[0], 1)


def at_once(base: str, headers: dict[str, dict[str, str]], rounds: int = 4) -> dict[str, object]:
    """Fifty readers, each asking for everything in turn."""
    times: list[float] = []
    errors: list[str] = []

    def reader(turn: int) -> None:
        ways = list(ASKED.items())
        for step in range(rounds * len(ways)):
            name, path = ways[(turn + step) % len(ways)]
            try:
                times.append(ask(base + path, headers["api" if "/api/" in path else "page"]))
            except (urllib.error.URLError, OSError) as problem:
                errors.append(f"{name}: {problem}")

    threads = [threading.Thread(target=reader, args=(turn,)) for turn in range(READERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return {
        "requests": len(times), "errors": len(errors), "first_errors": errors[:3], "p95_milliseconds": p95(times),
        "a_second": round(len(times) / took, 1),
    }  # fmt: skip


def main() -> None:
    """Build or open, serve, measure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    folder = tempfile.TemporaryDirectory()
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder.name) / "bench.marsad"
    began, is_new = time.perf_counter(), not path.exists()
    with open_observatory(path, pack="syria", create=is_new) as observatory:
        if is_new:
            fill(observatory, number)
        token = make_token(observatory, "reader", days=1)
        cookie = f"page-{token}"
        observatory.store.accounts.start_session(cookie, "reader", lasts=timedelta(hours=12))
    built = time.perf_counter() - began
    headers = {"api": {"authorization": f"Bearer {token}"}, "page": {"cookie": f"marsad-session={cookie}"}}
    base = "http://127.0.0.1:8799"
    command = [sys.executable, __file__, "--serve", str(path)]
    server = subprocess.Popen(command)
    began = time.perf_counter()
    try:
        while server.poll() is None:
            try:
                ask(f"{base}/sign-in", {})
                break
            except OSError:
                time.sleep(0.2)
        ready = time.perf_counter() - began
        first = {name: round(ask(base + p, headers["api" if "/api/" in p else "page"])) for name, p in ASKED.items()}
        alone = {
            name: p95([ask(base + p, headers["api" if "/api/" in p else "page"]) for _ in range(20)])
            for name, p in ASKED.items()
        }
        together = at_once(base, headers)
    finally:
        server.terminate()
        server.wait()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(
        json.dumps(
            {
                "benchmark": "web", "incidents": number, "build_seconds": round(built, 1),
                "ready_seconds": round(ready, 1), "first_milliseconds": first, "p95_milliseconds": alone,
                "fifty_readers": together, "thresholds": {"p95_milliseconds": P95_MILLISECONDS, "errors": 0},
                "passed": max(alone.values()) < P95_MILLISECONDS and together["errors"] == 0,
                "machine": f"{platform.machine()}, {os.cpu_count()} cores", "commit": commit.stdout.strip(),
            },
            indent=2,
        )
    )  # fmt: skip


def serve(path: str) -> None:
    """The server alone, without the bound of requests a minute, which all readers here would share."""
    import uvicorn

    from marsad.web.app import create_app
    from marsad.web.serve import warm
    from marsad.web.settings import WebSettings

    with open_observatory(path) as observatory:
        app = create_app(observatory, WebSettings(server_key=b"b" * 32, requests_a_minute=10_000_000))
        warm(app)
        uvicorn.run(app, host="127.0.0.1", port=8799, log_level="warning", access_log=False)


if __name__ == "__main__":
    serve(sys.argv[2]) if sys.argv[1:2] == ["--serve"] else main()

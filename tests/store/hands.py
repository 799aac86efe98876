"""A process that collects, reads, judges and matches until it is killed, writing down what it was told is kept."""

import json
import os
import sys
from pathlib import Path


def read_acknowledged(path: Path) -> tuple[set[str], set[str]]:
    """The reports and judgements that a killed process was told are kept; a half-written last line was not told."""
    reports: set[str] = set()
    judged: set[str] = set()
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                told = json.loads(line)
                reports |= set(told.get("reports", ()))
                judged |= set(told.get("judged", ()))
    return reports, judged


def work(address: str, key_file: str, told: Path) -> None:
    """Work for ever: each round keeps reports, reads what is unread, judges, and matches."""
    from datetime import UTC, datetime

    from marsad.model.claim import Reading
    from marsad.model.incident import ClaimRef, Incident, Judgement
    from marsad.model.report import Report
    from marsad.store import open_store

    with open_store(address, key_file=key_file or None) as store, told.open("a", encoding="utf-8") as file:
        sys.stdout.write("ready\n")
        sys.stdout.flush()

        def tell(what: str, ids: list[str]) -> None:
            file.write(json.dumps({what: ids}) + "\n")
            file.flush()

        start = store.number
        for turn in range(10**9):
            mark = f"{start}-{turn}"
            added = store.reports.add(
                [Report(f"{mark}-{n}", f"text {mark} {n} " * 20) for n in range(5)], by="collect 1"
            )
            tell("reports", list(added.kept))
            unread = list(store.reports.unread())
            store.readings.add([Reading(report, read_by="rules 1") for report in unread], by="rules 1")
            judgement = Judgement("accept", (mark,), "Rim", datetime(2022, 1, 1, tzinfo=UTC))
            store.judgements.add([judgement], token=mark)
            tell("judged", [mark])
            found = [Incident(f"i{n}", (ClaimRef(f"{mark}-{n}", "c1"),)) for n in range(5)]
            store.incidents.add(found, by="match 1", whole=True)


if __name__ == "__main__":
    sys.path.insert(0, os.environ.get("MARSAD_SOURCE", str(Path(__file__).resolve().parents[2] / "src")))
    work(sys.argv[1], sys.argv[2], Path(sys.argv[3]))

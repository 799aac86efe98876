"""Several at once: nothing lost, nothing doubled, no lock error; and nothing acknowledged is lost to a sudden end."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from marsad.store import Store, open_store
from store.conftest import Place
from store.hands import read_acknowledged
from store.samples import judgement, report

SECONDS = 1.5
KILLS = 3
HANDS = Path(__file__).with_name("hands.py")


def test_two_write_and_two_read_at_once(place: Place) -> None:
    """Every judgement that a writer was told is kept is there once, and readers see only whole changes."""
    place.open(create=True).close()
    told: list[list[str]] = [[], []]
    problems: list[BaseException] = []
    end = time.monotonic() + SECONDS

    def guarded(work: object, *given: object) -> threading.Thread:
        def run() -> None:
            try:
                with open_store(place.address, **place.options) as store:
                    work(store, *given)  # type: ignore[operator]
            except BaseException as problem:
                problems.append(problem)

        return threading.Thread(target=run)

    def write(store: Store, number: int) -> None:
        while time.monotonic() < end:
            token = f"{number}-{len(told[number])}"
            store.judgements.add([judgement("accept", token, by=f"w{number}")] * 2, token=token)
            told[number].append(token)

    def look(store: Store) -> None:
        while time.monotonic() < end:
            kept = [each.about[0] for each in store.judgements.all()]
            assert all(kept.count(token) == 2 for token in kept[-3:]), "half a change was seen"

    hands = [guarded(write, 0), guarded(write, 1), guarded(look), guarded(look)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert problems == []
    with place.open() as store:
        kept = [each.about[0] for each in store.judgements.all()]
        assert sorted(kept) == sorted([*told[0], *told[0], *told[1], *told[1]])
        assert min(len(told[0]), len(told[1])) > 3
        assert store.ledger.verify().is_sound


def test_what_was_acknowledged_survives_a_sudden_end(place: Place, tmp_path: Path) -> None:
    """A writer killed at random points has lost nothing it said was kept; the chain holds, and work goes on."""
    place.open(create=True).close()
    chance = random.Random(7)
    told = tmp_path / "told"
    key_file = str(place.options.get("key_file", ""))
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, str(HANDS), place.address, key_file, str(told)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.01, 0.25))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with place.open() as store:
            reports, judged = read_acknowledged(told)
            assert reports <= {each.id for each in store.reports.all()}
            kept = [each.about[0] for each in store.judgements.all()]
            assert judged <= set(kept)
            assert len(kept) == len(set(kept)), "a judgement was doubled"
            assert store.ledger.verify().is_sound
    with place.open() as store:
        before = store.reports.count()
        store.reports.add([report("after", "Work goes on.")], by="collect 1")
        assert store.reports.count() == before + 1

"""Spark gives what one process gives, to the byte, on a small cluster of two executors; also where one is killed."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import missing
from marsad.model.errors import MarsadError
from marsad.model.report import Report
from marsad.run.output import json_line
from marsad.run.reading import read_all
from marsad.run.spark import read_on_spark, readings_on_spark, start_spark

TO_A_TASK = 20  # reports; few, so that there is a middle to be killed in


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A cluster on this machine: a master, two executors with a core each, all processes of their own."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        missing("spark", "PySpark is not installed: pip install 'marsad[spark]'")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        missing("spark", "Spark needs Java 17, and there is none on the PATH")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(map(os.path.abspath, [*os.sys.path, "src"])))  # type: ignore[attr-defined]
        session = start_spark(
            "local-cluster[2,1,1024]", memory="700m",
            settings={"spark.sql.execution.arrow.maxRecordsPerBatch": str(TO_A_TASK)},
        )  # fmt: skip
        yield session
        session.stop()


def reports(count: int = 30) -> list[Report]:
    """Reports in both languages, one empty, one in no language of ours."""
    english = "On 3 May 2021 gunmen killed {n} farmers near Palmyra and wounded two others."
    made = [Report(f"r{n}", english.format(n=n + 2), "SOHR", "en", date(2021, 5, 4)) for n in range(count)]
    arabic = "قتل 5 مدنيين في هجوم لتنظيم داعش قرب تدمر يوم 3 أيار 2021."
    other = Report("other", "Drei Menschen wurden in Homs getötet.", language="de")
    return [*made, Report("ar", arabic, "SOHR", "ar", date(2021, 5, 4)), Report("empty", "  ", "SOHR", "en"), other]


def test_spark_gives_the_bytes_of_one_process(spark: Any) -> None:
    """Every reading, in the order of the reports, in one wave or in several."""
    alone = [json_line(reading) for reading in read_all(reports())]
    assert "killed" in alone[0]
    for wave in (None, 7):
        assert list(read_on_spark(reports(), spark=spark, wave=wave)) == alone


def test_readings_come_back_as_records(spark: Any) -> None:
    """What the commands keep and show is what was read; the session that was given goes on."""
    assert list(readings_on_spark(iter(reports(3)), spark=spark)) == list(read_all(reports(3)))
    assert list(read_on_spark([], spark=spark)) == []


def executors() -> list[int]:
    """The processes of the executors."""
    listed = subprocess.run(
        ["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True, check=False
    )
    mine = []
    for number in map(int, listed.stdout.split()):
        with suppress(OSError):
            above = number
            while above > 1 and above != os.getpid():
                above = int(Path(f"/proc/{above}/stat").read_text().rpartition(")")[2].split()[1])
            if above == os.getpid():
                mine.append(number)
    return mine


def kill_one_in_the_middle(spark: Any, killed: list[int], is_over: threading.Event) -> None:
    """Waits until some tasks of a job are done and others run, then kills an executor."""
    tracker = spark.sparkContext.statusTracker()
    while not is_over.wait(0.05):
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and info.numCompletedTasks >= 2 and info.numActiveTasks >= 1:
                killed.append(executors()[0])
                os.kill(killed[0], signal.SIGKILL)
                return


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_a_killed_executor_costs_nothing(spark: Any) -> None:
    """Spark does again what it had in hand; the readings are the same, in their order, each once."""
    many = reports(800)
    alone = [json_line(reading) for reading in read_all(many)]
    before, killed, is_over = set(executors()), list[int](), threading.Event()
    assert len(before) == 2
    killer = threading.Thread(target=kill_one_in_the_middle, args=(spark, killed, is_over))
    killer.start()
    found = list(read_on_spark(many, spark=spark, wave=500))
    is_over.set()
    killer.join()
    assert len(killed) == 1
    assert killed[0] in before
    assert found == alone


def test_what_no_worker_can_do_is_told_in_one_line(spark: Any) -> None:
    """A pack that the workers do not have: what failed, without pages of traces."""
    with pytest.raises(MarsadError, match="nowhere") as told:
        list(read_on_spark(reports(1), spark=spark, pack="nowhere"))
    assert "docs/spark.md" in str(told.value)
    assert len(str(told.value)) < 700


def test_matching_on_spark_makes_the_same_incidents(spark: Any) -> None:
    """Incidents, pairs with their scores and reasons, doubtful pairs, copies: all the same, also in several waves."""
    from marsad.match.events import match_events
    from marsad.packs import load_pack
    from marsad.run import spark_match

    pack = load_pack("syria")
    places = ("Palmyra", "Raqqa", "Homs", "Daraa", "Idlib")
    told = [
        Report(
            f"{desk}{n}",
            f"On {n % 9 + 1} May 2021 gunmen killed {n % 4 + 2} farmers near {places[n % 5]} and wounded two others.",
            desk, "en", date(2021, 5, n % 9 + 2),
        )
        for n in range(60)
        for desk in ("SOHR", "SNHR")
    ]  # fmt: skip
    readings = list(read_all(told))
    alone = match_events(readings, pack=pack)
    assert any(len(incident.claims) > 1 for incident in alone.incidents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark_match, "WAVE", 500)
        with spark_match.rating_on_spark(spark=spark) as rate:
            assert match_events(readings, pack=pack, rate=rate) == alone

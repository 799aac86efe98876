"""Reading on Apache Spark: the same batch function as everywhere, through Arrow, on one machine or many.

Reports go to Spark in waves, so that the memory of the machine that drives the work does not grow with their number;
while one wave's readings are taken out, the next is read. The readings are the same to the byte as those of one
process, and come in the order of the reports. Spark itself does again what a lost executor had in hand.
"""

import json
import os
import sys
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from marsad.model.claim import Reading
from marsad.model.codec import decode_reading, decode_report, encode_report
from marsad.model.errors import MarsadError
from marsad.model.report import Report
from marsad.run.output import json_line
from marsad.run.reading import read_batch

SCHEMA = "place long, reading string"
IN_HAND = 200  # reports to a task: some half a second of work, so that cores end a wave nearly together
WAVE = 20_000  # reports that are handed to Spark at a time, or more on a large cluster
WAVE_OF_CORE = 2_000


def start_spark(master: str = "local[*]", *, memory: str | None = None, settings: dict[str, str] | None = None) -> Any:
    """A Spark session, or the one that runs.

    Args:
        master: ``local[N]``, ``local-cluster[N,cores,MB]``, ``spark://…``, ``yarn`` or ``k8s://…``.
        memory: of each executor, as ``2g``; by default what Spark's own settings say.
        settings: more settings of Spark, by their names; they go before ours.

    Raises:
        MarsadError: PySpark or Java is not installed, or the master is not there.
    """
    try:
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError:
        raise MarsadError("Reading on Spark needs PySpark: pip install 'marsad[spark]'") from None
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # on a cluster, its own setting stands
    # PySpark looks for pandas and warns of a new one. Nothing here is done by pandas.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
    builder = SparkSession.builder.master(master).appName("marsad")
    try:
        for name, value in (_settings(master, memory) | (settings or {})).items():
            builder = builder.config(name, value)
        return builder.getOrCreate()
    except Exception as problem:
        raise MarsadError(
            f"Spark does not start on {master} ({first_line(problem)}). It needs Java 17 or newer on the PATH (or "
            "JAVA_HOME), and a master that answers."
        ) from problem


def _settings(master: str, memory: str | None) -> dict[str, str]:
    ours = {
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(IN_HAND),
        # Without this a small wave would be one task a core, however uneven the reports are.
        "spark.sql.execution.arrow.localRelationThreshold": "0",
        "spark.python.worker.reuse": "true",
    }
    if master.startswith("local"):
        ours |= {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
    return ours | ({"spark.executor.memory": memory} if memory else {})


def read_on_spark(
    reports: Iterable[Report], *, spark: Any, pack: str | Path = "syria", backends: tuple[str, ...] = ("rules",),
    wave: int | None = None,
) -> Iterator[str]:  # fmt: skip
    """The readings of reports as lines of JSON, in their order.

    Args:
        reports: what is read; taken a wave at a time.
        spark: of :func:`start_spark`.
        pack: the conflict pack, by a name or path that every worker knows.
        backends: as in :func:`read_all`.
        wave: reports to a wave; by default enough for the cluster's cores.
    """
    return (line for _, line in _read_in_waves(reports, spark, str(pack), backends, wave))


def readings_on_spark(
    reports: Iterable[Report], *, master: str = "local[*]", pack: str | Path = "syria",
    backends: tuple[str, ...] = ("rules",), spark: Any = None,
) -> Iterator[Reading]:  # fmt: skip
    """The readings themselves, in the order of the reports. Without `spark`, one is started for them and stopped after.

    Raises:
        MarsadError: PySpark or Java is not installed, or readings are missing.
    """
    session = spark or start_spark(master)
    try:
        for report, line in _read_in_waves(reports, session, str(pack), backends, None):
            yield decode_reading(json.loads(line), text=report.text)
    finally:
        if spark is None:
            session.stop()


def _read_in_waves(
    reports: Iterable[Report], spark: Any, pack: str, backends: tuple[str, ...], size: int | None
) -> Iterator[tuple[Report, str]]:
    """Each report with the JSON of its reading; one wave is read while the one before is taken out."""
    size = size or max(WAVE, WAVE_OF_CORE * spark.sparkContext.defaultParallelism)
    source = iter(reports)
    under_way: deque[tuple[list[Report], Future[list[str]]]] = deque()
    with ThreadPoolExecutor(2, thread_name_prefix="spark") as threads:
        try:
            while True:
                while len(under_way) < 2 and (wave := list(islice(source, size))):
                    under_way.append((wave, threads.submit(_read_wave, wave, spark, pack, backends)))
                if not under_way:
                    return
                wave, future = under_way.popleft()
                yield from zip(wave, future.result(), strict=True)
        finally:
            for _, future in under_way:
                future.cancel()


def _read_wave(wave: list[Report], spark: Any, pack: str, backends: tuple[str, ...]) -> list[str]:
    import pyarrow as pa

    texts = [json.dumps(encode_report(report, with_text=True), default=str, ensure_ascii=False) for report in wave]
    table = pa.table({"place": pa.array(range(len(wave)), pa.int64()), "report": pa.array(texts, pa.string())})
    try:
        done = spark.createDataFrame(table).mapInArrow(_reader(pack, backends), SCHEMA).toArrow()
    except Exception as problem:
        raise MarsadError(
            f"Spark gave up on {len(wave):,} reports ({first_line(problem)}). Those before are done; run it again for "
            "the rest. docs/spark.md tells what to look at."
        ) from problem
    places, lines = done.column("place").to_pylist(), done.column("reading").to_pylist()
    if sorted(places) != list(range(len(wave))):
        raise MarsadError(f"Spark gave back {len(places):,} readings of {len(wave):,} reports. Run it again.")
    return [line for _, line in sorted(zip(places, lines))]


def first_line(problem: Exception) -> str:
    """What a failure of Spark says itself: a worker's own last words, else Java's first; the traces are left out."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    workers = [line for line in lines if "Error" in line and not line.startswith(("at ", "File ", ":", "Caused"))]
    java = [line.lstrip(": ") for line in lines if line.startswith(": ")]
    return ((workers[-1:] or java or lines or [type(problem).__name__])[0])[:300]


def _reader(pack: str, backends: tuple[str, ...]) -> Any:
    """What a worker runs over its share. It may hold no more than names: Spark sends it to every worker."""

    def read_share(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            reports = [decode_report(json.loads(words)) for words in batch.column("report").to_pylist()]
            lines = [json_line(reading) for reading in read_batch(reports, pack, backends)]
            yield pa.RecordBatch.from_arrays(
                [batch.column("place"), pa.array(lines, pa.string())], names=["place", "reading"]
            )

    return read_share

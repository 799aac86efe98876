"""Reading on Apache Spark: the same batch function as everywhere, through Arrow, on one machine or many.

The readings are the same to the byte as those of one process, and come in the order of the reports. Spark itself does
again what a lost executor had in hand.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from marsad.model.claim import Reading
from marsad.model.codec import decode_reading, decode_report, encode_report
from marsad.model.errors import MarsadError
from marsad.model.report import Report
from marsad.run.output import json_line
from marsad.run.reading import read_batch

SCHEMA = "place long, reading string"
IN_HAND = 200  # reports that a worker decodes at a time


def start_spark(master: str = "local[*]", *, memory: str = "1g") -> Any:
    """A Spark session for reading.

    `master` is ``local[N]``, ``local-cluster[N,cores,MB]``, ``spark://…``, ``yarn`` or ``k8s://…``.

    Raises:
        MarsadError: PySpark or Java is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MarsadError("Reading on Spark needs PySpark: pip install 'marsad[spark]'") from None
    # Workers on this machine must be the same Python; on a cluster, its own setting stands.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return (
            SparkSession.builder.master(master)
            .appName("marsad read")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", memory)
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(IN_HAND))
            .config("spark.python.worker.reuse", "true")
            .getOrCreate()
        )
    except Exception as problem:
        raise MarsadError(f"Spark does not start ({problem}). It needs Java 17 or newer on the PATH.") from problem


def read_on_spark(
    reports: Iterable[Report], *, spark: Any, pack: str | Path = "syria", backends: tuple[str, ...] = ("rules",),
    parts: int | None = None,
) -> Iterator[str]:  # fmt: skip
    """The readings of reports as lines of JSON, in their order.

    Args:
        reports: what is read; it is handed to Spark whole, as JSON.
        spark: of :func:`start_spark`.
        pack: the conflict pack, by a name or path that every worker knows.
        backends: as in :func:`read_all`.
        parts: into how many parts the work is cut; by default four for every core.
    """
    rows = [
        (place, json.dumps(encode_report(report, with_text=True), default=str)) for place, report in enumerate(reports)
    ]
    if not rows:
        return
    from pyspark import StorageLevel

    # Slices keep the order of the reports; kept on disk once made, so that taking them out in order makes none again.
    sliced = spark.sparkContext.parallelize(rows, parts or 4 * spark.sparkContext.defaultParallelism)
    frame = spark.createDataFrame(sliced, "place long, report string")
    done = frame.mapInArrow(_reader(str(pack), backends), SCHEMA).persist(StorageLevel.DISK_ONLY)
    try:
        if done.count() != len(rows):
            raise MarsadError("Spark gave back fewer readings than there were reports. Nothing was kept; run it again.")
        for row in done.toLocalIterator():
            yield row["reading"]
    finally:
        done.unpersist()


def readings_on_spark(
    reports: Iterable[Report], *, master: str = "local[*]", pack: str | Path = "syria",
    backends: tuple[str, ...] = ("rules",),
) -> Iterator[Reading]:  # fmt: skip
    """The readings themselves, in the order of the reports; Spark is started for them and stopped after.

    Raises:
        MarsadError: PySpark or Java is not installed, or readings are missing.
    """
    held = list(reports)
    spark = start_spark(master)
    try:
        lines = read_on_spark(held, spark=spark, pack=pack, backends=backends)
        for report, line in zip(held, lines, strict=True):
            yield decode_reading(json.loads(line), text=report.text)
    finally:
        spark.stop()


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

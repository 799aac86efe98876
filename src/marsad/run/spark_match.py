"""Matching on Apache Spark: the pairs of strands are scored there; the rest stays in this process.

What can be one event (blocking), and which pairs become incidents (clustering), is decided here: both look at all
strands at once. The scores are the same to the bit, so the incidents are the same to the byte.
"""

import pickle
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any

from marsad.match.rating import Pair, Rater, Rating, bare, rate_here
from marsad.match.strand import Strand
from marsad.model.errors import MarsadError
from marsad.run.spark import first_line, start_spark

SCHEMA = "place long, bits double"
WAVE = 400_000  # pairs that are handed to Spark at a time
TO_A_TASK = 10_000  # pairs; some half a second of work
_HELD: dict[str, tuple[Sequence[Strand], Rating]] = {}  # in a worker: what was unpacked once, by its name


@contextmanager
def rating_on_spark(master: str = "local[*]", *, spark: Any = None) -> Iterator[Rater]:
    """A rater whose work Spark does. Without `spark`, one is started for it and stopped after.

    Raises:
        MarsadError: PySpark or Java is not installed.
    """
    settings = {"spark.sql.execution.arrow.maxRecordsPerBatch": str(TO_A_TASK)}
    session = spark or start_spark(master, settings=settings)
    try:
        yield lambda strands, pairs, rating: _rate(session, strands, pairs, rating)
    finally:
        if spark is None:
            session.stop()


def _rate(
    spark: Any, strands: Sequence[Strand], pairs: Iterable[Pair], rating: Rating
) -> Iterator[tuple[int, int, float]]:
    """Every pair with its bits, in the order given; one wave is scored while the next is gathered."""
    name = uuid.uuid4().hex
    shared = spark.sparkContext.broadcast(pickle.dumps(([bare(strand) for strand in strands], rating)))
    source = iter(pairs)
    under_way: deque[tuple[list[Pair], Future[list[float]]]] = deque()
    try:
        with ThreadPoolExecutor(2, thread_name_prefix="spark") as threads:
            while True:
                while len(under_way) < 2 and (wave := list(islice(source, WAVE))):
                    under_way.append((wave, threads.submit(_rate_wave, spark, wave, name, shared)))
                if not under_way:
                    return
                wave, future = under_way.popleft()
                for (i, j), bits in zip(wave, future.result(), strict=True):
                    yield i, j, bits
    finally:
        shared.unpersist()


def _rate_wave(spark: Any, wave: list[Pair], name: str, shared: Any) -> list[float]:
    import pyarrow as pa

    columns = {
        "place": pa.array(range(len(wave)), pa.int64()),
        "low": pa.array([low for low, _ in wave], pa.int64()),
        "high": pa.array([high for _, high in wave], pa.int64()),
    }
    try:
        done = spark.createDataFrame(pa.table(columns)).mapInArrow(_scorer(name, shared), SCHEMA).toArrow()
    except Exception as problem:
        raise MarsadError(
            f"Spark gave up on {len(wave):,} pairs ({first_line(problem)}). Nothing was kept; match again. "
            "docs/spark.md tells what to look at."
        ) from problem
    places, bits = done.column("place").to_pylist(), done.column("bits").to_pylist()
    if sorted(places) != list(range(len(wave))):
        raise MarsadError(f"Spark gave back {len(places):,} scores of {len(wave):,} pairs. Match again.")
    return [value for _, value in sorted(zip(places, bits))]


def _scorer(name: str, shared: Any) -> Any:
    """What a worker runs over its pairs."""

    def score_share(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        strands, rating = held(name, shared)
        for batch in batches:
            pairs = zip(batch.column("low").to_pylist(), batch.column("high").to_pylist())
            bits = [value for _, _, value in rate_here(strands, pairs, rating)]
            yield pa.RecordBatch.from_arrays(
                [batch.column("place"), pa.array(bits, pa.float64())], names=["place", "bits"]
            )

    return score_share


def held(name: str, shared: Any) -> tuple[Sequence[Strand], Rating]:
    """In a worker: the strands and what they are scored by, unpacked once for all the tasks that it does."""
    if name not in _HELD:
        _HELD.clear()
        _HELD[name] = pickle.loads(shared.value)  # noqa: S301 - our own bytes, of the process that drives the work
    return _HELD[name]

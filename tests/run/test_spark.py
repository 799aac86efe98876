"""Reading on Spark gives what one process gives, to the byte."""

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from marsad.model.report import Report
from marsad.run.output import json_line
from marsad.run.reading import read_all
from marsad.run.spark import read_on_spark, readings_on_spark, start_spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark in this machine, two cores; skipped where PySpark or Java is not installed."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'marsad[spark]'")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on the PATH")
    session = start_spark("local[2]")
    yield session
    session.stop()


def reports() -> list[Report]:
    """Reports in both languages, one empty, one in no language of ours."""
    english = "On 3 May 2021 gunmen killed {n} farmers near Palmyra and wounded two others."
    made = [Report(f"r{n}", english.format(n=n + 2), "SOHR", "en", date(2021, 5, 4)) for n in range(30)]
    arabic = "قتل 5 مدنيين في هجوم لتنظيم داعش قرب تدمر يوم 3 أيار 2021."
    return [*made, Report("ar", arabic, "SOHR", "ar", date(2021, 5, 4)), Report("empty", "  ", "SOHR", "en")]


def test_spark_gives_the_bytes_of_one_process(spark: Any) -> None:
    """Every reading, in the order of the reports, however the work is cut."""
    alone = [json_line(reading) for reading in read_all(reports())]
    assert "killed" in alone[0]
    for parts in (1, 7):
        assert list(read_on_spark(reports(), spark=spark, parts=parts)) == alone


def test_nothing_to_read_is_no_fault(spark: Any) -> None:
    """No reports, no readings."""
    assert list(read_on_spark([], spark=spark)) == []


def test_readings_come_back_as_records(spark: Any) -> None:
    """What the commands keep and show is what was read."""
    assert list(readings_on_spark(reports()[:3], master="local[2]")) == list(read_all(reports()[:3]))

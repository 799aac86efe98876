"""A record to publish from: the reports that ship, through every stage, once for all tests."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marsad.run.demo import run_demo
from marsad.run.observatory import Observatory, open_observatory


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's observatory; nobody may write into it."""
    folder = tmp_path_factory.mktemp("demo")
    for _ in run_demo(folder):
        pass
    return folder / "demo.marsad"


@pytest.fixture(scope="session")
def demo(demo_file: Path) -> Iterator[Observatory]:
    """The demo's observatory, open, to look at only."""
    with open_observatory(demo_file) as observatory:
        yield observatory


@pytest.fixture
def fresh(demo_file: Path, tmp_path: Path) -> Iterator[Callable[[], Observatory]]:
    """Opens a copy of the demo's observatory that a test may change."""
    opened: list[Observatory] = []

    def open_copy() -> Observatory:
        path = tmp_path / f"copy{len(opened)}.marsad"
        shutil.copy(demo_file, path)
        opened.append(open_observatory(path, by="tester"))
        return opened[-1]

    yield open_copy
    for each in opened:
        each.close()

"""Where the shared gold and data lie, and what is skipped where they do not."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MARSAD_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with gold and data; the test is skipped, and says so, where it is not there."""
    if not (SHARED / "gold" / "score.py").is_file():
        pytest.skip("the shared gold and data are not beside this checkout")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the shared folder, so that CI can ask for it."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)

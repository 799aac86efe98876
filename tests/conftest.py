"""Where the shared gold and data lie, and what is skipped where something is missing.

`MARSAD_REQUIRE="shared postgres browser"` turns such a skip into a failure: CI must exercise them all.
"""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# Laws are about what holds, never about how fast: a slow machine must not fail one.
settings.register_profile("marsad", deadline=None)
settings.load_profile("marsad")

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MARSAD_SHARED", ROOT.parent / "shared"))
REQUIRED = set(os.environ.get("MARSAD_REQUIRE", "").split())


def missing(what: str, why: str) -> NoReturn:
    """Skip for want of something, or fail where it is required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {why}", pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with gold and data."""
    if not (SHARED / "gold" / "score.py").is_file():
        missing("shared", "the shared gold and data are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing("browser", "no Chromium is on the PATH")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the shared folder or a browser."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "shared" in names:
            item.add_marker(pytest.mark.shared)
        if "chromium" in names:
            item.add_marker(pytest.mark.browser)

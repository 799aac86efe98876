"""The shape of the house: which way imports run, where heavy libraries live, how long files and functions are."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "marsad"
STAGES = ("collect", "read", "locate", "match", "review", "count", "watch", "publish")
BELOW_RUN = {"model", "text", "packs", "store", *STAGES}
MAY_IMPORT = {
    "model": set(),
    "text": {"model"},
    "packs": {"model", "text"},
    **{stage: {"model", "text", "packs"} for stage in STAGES},
    "store": {"model"},
    "run": BELOW_RUN,
    "cli": {"model", "run", "web"},  # `marsad serve` starts the pages; nothing of web leads back
    "web": {"model", "run"},
    "__init__": {"model", "run"},
}
# A heavy library may be imported only in its rooms.
ROOMS = {
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "sqlcipher3": {"store"},
    "psycopg": {"store"},
    "splink": {"match"},
    "duckdb": {"match"},
    "pyarrow": {"match", "publish", "run"},
    "polars": {"count", "run", "publish", "watch"},
    "numba": {"count", "watch"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "typst": {"publish"},
    "vl_convert": {"publish"},
    "pyspark": {"run"},
    "httpx": {"collect", "read"},
    "trafilatura": {"collect"},
    "rich": {"cli", "run"},
    "click": {"cli"},
    "textual": {"cli"},
}
LINES, FUNCTION_LINES = 400, 50


def modules() -> list[Path]:
    """Every module of the product."""
    return sorted(SOURCE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The folder (or top module) that a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> list[tuple[str, int]]:
    """Every module that a file imports, also inside functions, with the line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            found.append((node.module or "", node.lineno))
            if node.module == "marsad":
                found += [(f"marsad.{alias.name}", node.lineno) for alias in node.names]
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_arrows_run_one_way(path: Path) -> None:
    """A part imports only what lies below it, and a heavy library only in its room."""
    part = part_of(path)
    assert part in MAY_IMPORT, f"{path} belongs to no part of the house"
    for name, line in imports_of(path):
        top, _, rest = name.partition(".")
        if top == "marsad":
            target = rest.partition(".")[0]
            if target in ("", part, "__version__"):
                continue
            assert target in MAY_IMPORT[part], f"{path.name}:{line}: {part} may not import {name}"
        elif top in ROOMS:
            assert part in ROOMS[top], f"{path.name}:{line}: {top} has no place in {part}"


def test_no_circles() -> None:
    """No module imports itself by a detour (imports at the top of a file)."""
    graph: dict[str, set[str]] = {}
    names = {
        ".".join(("marsad", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in modules()
    }
    for name, path in names.items():
        body = ast.parse(path.read_text(encoding="utf-8")).body
        graph[name] = set()
        for node in body:
            if isinstance(node, ast.ImportFrom) and node.module:
                targets = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                graph[name] |= {target for target in targets if target in names and target != name}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_small_rooms(path: Path) -> None:
    """No file has over 400 lines, no function over 50 (its docstring not counted)."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES, f"{path.name} has {len(text.splitlines())} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            assert length <= FUNCTION_LINES, f"{path.name}:{node.lineno}: {node.name} has {length} lines"


def test_model_needs_nothing() -> None:
    """The ground floor stands on the standard library alone."""
    import sys

    for path in (SOURCE / "model").rglob("*.py"):
        for name, line in imports_of(path):
            top = name.partition(".")[0]
            assert top == "marsad" or top in sys.stdlib_module_names, f"{path.name}:{line} imports {name}"

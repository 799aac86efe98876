"""A table of counts over time as a chart: what is sure, how much more it may be, and the best number where one is."""

from dataclasses import dataclass
from datetime import date

from marsad.model.range import Range, total
from marsad.run.tables import Grid
from marsad.run.words import Words

TIMES = frozenset({"week", "month", "quarter", "year"})
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 900.0, 240.0, 48.0, 26.0, 10.0
MOST_BARS = 240


@dataclass(frozen=True, slots=True)
class Bar:
    """One time: its name, its range, and where its parts stand. `is_open` where nobody knows how many more."""

    name: str
    range: Range
    x: float
    width: float
    least_y: float
    most_y: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from left to right, in time; `lines` are (y, number), `names` (x, name) of some."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    names: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    bottom: float = HEIGHT - BOTTOM


def chart_of(grid: Grid, rows: str, words: Words) -> Chart | None:
    """The chart of a table whose rows are times and whose cells may be summed; None for any other."""
    times = [row for row in grid.row_names if row]
    if rows not in TIMES or grid.why_not or len(times) < 2 or len(times) > MOST_BARS:
        return None
    sums = {
        row: total(cell.range for column in grid.column_names if (cell := grid.cells.get((row, column))))
        for row in times
    }  # fmt: skip
    top = float(max(1, *(_most(each) for each in sums.values())))
    step = (WIDTH - LEFT - 8) / len(times)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP), 1)

    bars = []
    for place, row in enumerate(times):
        value, x = sums[row], round(LEFT + place * step + step * 0.15, 1)
        bars.append(
            Bar(time_words(row, words), value, x, round(step * 0.7, 1), y(value.least()), y(_most(value)),
                value.most() is None)
        )  # fmt: skip
    every = max(1, round(90 / step))
    names = tuple((bar.x + bar.width / 2, bar.name) for bar in bars[::every])
    return Chart(tuple(bars), tuple((y(value), value) for value in _ticks(top)), names)


def _most(value: Range) -> int:
    most = value.most()
    return most if most is not None else max(value.least(), value.middle() or 0)


def _ticks(top: float) -> list[int]:
    step = next(
        (unit * 10**power for power in range(9) for unit in (1, 2, 5) if top / (unit * 10**power) <= 5), int(top)
    )  # fmt: skip
    return list(range(0, int(top) + 1, max(1, step)))


def time_words(row: str, words: Words) -> str:
    """A month as the language writes it (Levantine names in Arabic); other times as they stand."""
    if len(row) == 7 and row[4] == "-" and row[5:].isdigit():
        return words.day_words(date.fromisoformat(f"{row}-01")).partition(" ")[2]
    return row

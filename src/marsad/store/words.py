"""Search in the words of reports: FTS5 on SQLite, tsvector on PostgreSQL, the same tokens in both.

The tokens come ready-made from a function that is handed in, so that a word is cut and folded in one way everywhere.
The index is derived: it can be made anew from the reports at any time.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, text

from marsad.model.report import Report
from marsad.store.canonical import plain_text
from marsad.store.desk import Desk
from marsad.store.reports import Reports
from marsad.store.schema import indexed, reports

Tokens = Callable[[str, str | None], list[str]]
PAGE = 500
MAX_TOKEN = 200  # characters; PostgreSQL refuses words of over 2 kB
MAX_PLACE = 16383  # the last place of a word that a tsvector remembers
TITLE_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. Each phrase is a list of tokens that stand side by side.

    A report fits when of each group in `all_of` at least one phrase stands in it, and none of `none_of`. A last token
    that ends in ``*`` stands for every word that begins so.
    """

    all_of: tuple[tuple[tuple[str, ...], ...], ...]
    none_of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that fits. Scores order the hits of one search, best first, and mean nothing beyond it."""

    report: str
    score: float


@dataclass(frozen=True, slots=True)
class Words:
    """The index of words."""

    desk: Desk

    def index(self, tokens: Tokens, *, version: str = "1") -> int:
        """Take in the reports that are not indexed yet; gives how many.

        `version` names the way of making tokens: where it differs from the index's, all reports are indexed anew.
        """
        taken = 0
        if self._is_whole(version):  # asked without a lock: whoever searches waits for nobody who writes
            return taken
        while number := self._index_page(tokens, version):
            taken += number
        return taken

    def _is_whole(self, version: str) -> bool:
        newest = select(func.max(reports.c.change)).scalar_subquery()
        query = select(indexed.c.version, indexed.c.upto, newest.label("newest"))
        with self.desk.reading() as connection:
            row = connection.execute(query).one_or_none()
        return row is not None and row.version == version and row.upto >= (row.newest or 0)

    def _index_page(self, tokens: Tokens, version: str) -> int:
        with self.desk.locked() as connection:
            state = connection.execute(select(indexed)).one_or_none()
            upto = 0
            if state is not None and state.version == version:
                upto = state.upto
            elif state is not None:
                _empty(connection)
            query = select(reports.c.change, reports.c.id).where(reports.c.change > upto)
            rows = connection.execute(query.order_by(reports.c.change).limit(PAGE)).all()
            if not rows:
                return 0
            shelf = Reports(self.desk)
            wanted = [(row.change, report) for row in rows if (report := shelf.get(row.id)) is not None]
            _insert(connection, [(change, *_tokens_of(report, tokens)) for change, report in wanted])
            connection.execute(delete(indexed))
            connection.execute(insert(indexed), {"id": 1, "version": version, "upto": rows[-1].change})
            return len(rows)

    def find(self, sought: Sought, *, limit: int = 50) -> list[Hit]:
        """The reports that fit, best first; the index has to be filled before."""
        if not any(any(group) for group in sought.all_of):
            return []
        with self.desk.reading() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            query = text(_SQLITE_FIND if is_sqlite else _POSTGRES_FIND)
            words = _fts5(sought) if is_sqlite else _tsquery(sought)
            until = 2**62 if self.desk.until is None else self.desk.until
            found = connection.execute(query, {"words": words, "until": until, "limit": limit})
            return [Hit(row.id, float(row.score)) for row in found]


_SQLITE_FIND = f"""
SELECT reports.id, score FROM (
  SELECT rowid AS number, -bm25(words, {TITLE_WEIGHT}, 1.0) AS score FROM words
  WHERE words MATCH :words AND rowid <= :until ORDER BY score DESC, rowid DESC LIMIT :limit
) JOIN reports ON reports.change = number ORDER BY score DESC, number DESC
"""
# Weights of D, C, B, A: titles are A, the rest D. 1 divides by 1 + the logarithm of the length.
_POSTGRES_FIND = f"""
SELECT reports.id, ts_rank('{{{1 / TITLE_WEIGHT}, 0, 0, 1}}', vector, CAST(:words AS tsquery), 1) AS score
FROM words JOIN reports ON reports.change = words.change
WHERE vector @@ CAST(:words AS tsquery) AND words.change <= :until
ORDER BY score DESC, words.change DESC LIMIT :limit
"""


def _tokens_of(report: Report, tokens: Tokens) -> tuple[list[str], list[str]]:
    return (
        [_safe(token) for token in tokens(report.title or "", report.language)],
        [_safe(token) for token in tokens(report.text, report.language)],
    )


def _safe(token: str) -> str:
    """A token as one word for either engine: what SQLite would split at is moved to private characters."""
    plain = plain_text(token)[:MAX_TOKEN]
    return re.sub(r"[^\w]|_", lambda found: chr(0xE000 + ord(found.group()) % 0x1000), plain)


def _insert(connection: Connection, rows: Sequence[tuple[int, list[str], list[str]]]) -> None:
    if connection.dialect.name == "sqlite":
        query = text("INSERT INTO words (rowid, title, body) VALUES (:change, :title, :body)")
        connection.execute(query, [{"change": c, "title": " ".join(t), "body": " ".join(b)} for c, t, b in rows])
        return
    query = text("INSERT INTO words (change, vector) VALUES (:change, CAST(:vector AS tsvector))")
    connection.execute(query, [{"change": c, "vector": _vector(t, b)} for c, t, b in rows])


def _vector(title: list[str], body: list[str]) -> str:
    """The words with their places, as PostgreSQL reads them. After the title comes a gap that no phrase spans."""
    places: dict[str, list[str]] = {}
    for place, token in enumerate(title, 1):
        places.setdefault(token, []).append(f"{min(place, MAX_PLACE)}A")
    for place, token in enumerate(body, len(title) + 2):
        places.setdefault(token, []).append(str(min(place, MAX_PLACE)))
    return " ".join(f"'{token}':{','.join(at[:255])}" for token, at in places.items() if token)


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO words (words) VALUES ('delete-all')"))
    else:
        connection.execute(text("DELETE FROM words"))


def _fts5(sought: Sought) -> str:
    groups = [" OR ".join(_fts5_phrase(phrase) for phrase in group) for group in sought.all_of]
    wanted = " AND ".join(f"({group})" for group in groups if group)
    unwanted = " OR ".join(_fts5_phrase(phrase) for phrase in sought.none_of)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _fts5_phrase(phrase: Sequence[str]) -> str:
    star = " *" if phrase[-1].endswith("*") and len(phrase[-1]) > 1 else ""
    words = " ".join(_safe(token.removesuffix("*") if star else token) for token in phrase)
    return f'"{words}"{star}'


def _tsquery(sought: Sought) -> str:
    groups = [" | ".join(_ts_phrase(phrase) for phrase in group) for group in sought.all_of]
    wanted = " & ".join(f"({group})" for group in groups if group)
    unwanted = "".join(f" & !({_ts_phrase(phrase)})" for phrase in sought.none_of)
    return wanted + unwanted


def _ts_phrase(phrase: Sequence[str]) -> str:
    words = []
    for place, token in enumerate(phrase):
        is_start = place == len(phrase) - 1 and token.endswith("*") and len(token) > 1
        words.append(f"'{_safe(token.removesuffix('*') if is_start else token)}'" + (":*" if is_start else ""))
    return f"({' <-> '.join(words)})"

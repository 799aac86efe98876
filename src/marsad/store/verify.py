"""Checks an observatory against its ledger: every line, every row, every byte, and names the first that is wrong."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from marsad.store.canonical import START, digest_of, hash_of, plain_text
from marsad.store.desk import Desk
from marsad.store.schema import KEPT, contents, credentials, deeds, head, judged, judgements, ledger, reports

PAGE = 200  # lines of the ledger looked at together; bounds the memory
SET_CREDENTIAL, REMOVE_CREDENTIAL = "set credential", "remove credential"  # deeds that accounts leave
TOGETHER = 20  # reports whose bytes are in memory at once
TOLD = 1000  # wrong rows listed; more are only counted


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that does not hold. `number` is its place in the ledger, `kind` its table, `key` the record's id."""

    number: int
    kind: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"change {self.number} ({self.kind} {self.key}): {self.why}"


@dataclass(slots=True)
class Findings:
    """What is found while looking; the first wrong row is the one with the lowest number."""

    lines: int = 0
    contents: int = 0
    found: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, number: int, kind: str, key: str, why: str) -> None:
        """Note something wrong; a row is named once."""
        if any(each.number == number and each.kind == kind for each in self.wrong[-PAGE:]):
            return
        self.found += 1
        if len(self.wrong) < TOLD:
            self.wrong.append(Wrong(number, kind, key, why))


def look_through(desk: Desk) -> Findings:
    """Every line of the ledger against its hash and the line before, every row against its line, all bytes."""
    findings, last, last_hash, last_at = Findings(), 0, START, ""
    for lines in _pages(desk):
        with desk.reading() as connection:
            rows = _rows(connection, {line.kind for line in lines}, last + 1, lines[-1].number)
            _check_judged(connection, rows.get("judgements", {}), last + 1, lines[-1].number, findings)
        for line in lines:
            for missing in range(last + 1, min(line.number, last + 1 + TOLD)):
                findings.add(missing, "ledger", "", "the line is missing: it was removed")
            _check_line(line, last, last_hash, last_at, findings)
            _check_row(line, rows, findings)
            last, last_hash, last_at = line.number, line.hash, line.at
            findings.lines += 1
        _check_contents(desk, lines, findings)
    _check_credentials(desk, findings)
    _check_end(desk, last, last_hash, findings)
    findings.wrong.sort(key=lambda each: each.number)
    return findings


def _pages(desk: Desk) -> Iterator[list[Any]]:
    page: list[Any] = []
    for line in desk.pages(select(ledger), ledger.c.number, size=PAGE):
        page.append(line)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _rows(connection: Connection, kinds: set[str], first: int, last: int) -> dict[str, dict[int, dict[str, Any]]]:
    """The rows of these kinds that claim to belong to these lines."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for name in sorted(kinds & KEPT.keys()):
        table = KEPT[name]
        query = select(table).where(table.c.change >= first, table.c.change <= last)
        found[name] = {row["change"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _check_line(line: Any, last: int, last_hash: str, last_at: str, findings: Findings) -> None:
    own = hash_of(line.number, line.at, line.by, line.kind, line.key, line.digest, line.previous)
    if own != line.hash:
        findings.add(line.number, "ledger", line.key, "the line does not fit its hash: it was changed or moved")
        return
    if line.at < last_at:
        findings.add(line.number, "ledger", line.key, "the line is older than the one before it")
    if line.previous != last_hash and last == line.number - 1:
        blamed = last if last else line.number
        findings.add(blamed, "ledger", "", f"line {line.number} was chained to another line: this one was changed")


def _check_row(line: Any, rows: dict[str, dict[int, dict[str, Any]]], findings: Findings) -> None:
    """The row that a line vouches for."""
    row = rows.get(line.kind, {}).get(line.number)
    if row is None:
        findings.add(line.number, line.kind, line.key, "the row is missing: it was removed")
    elif digest_of(line.kind, row) != line.digest:
        findings.add(line.number, line.kind, line.key, "the row does not fit the ledger: it was changed")


def _check_judged(
    connection: Connection, rows: dict[int, dict[str, Any]], first: int, last: int, findings: Findings
) -> None:
    """The look-up of judgements by what they are about, against the judgements."""
    query = select(judged).where(judged.c.change >= first, judged.c.change <= last)
    found: dict[int, set[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.change, set()).add(row.about)
    for number in sorted(found.keys() | rows.keys()):
        try:
            meant = {plain_text(key) for key in json.loads(rows[number]["body"])["about"]} if number in rows else set()
        except (ValueError, KeyError, TypeError):
            continue  # the row itself is found wrong by its digest
        if meant != found.get(number, set()):
            findings.add(number, judged.name, "", "what the judgement is about does not fit it: it was changed")


def _check_contents(desk: Desk, lines: list[Any], findings: Findings) -> None:
    first, last = lines[0].number, lines[-1].number
    query = select(reports.c.change, reports.c.id, reports.c.sha256).where(
        reports.c.change >= first, reports.c.change <= last
    )
    with desk.reading() as connection:
        wanted = connection.execute(query.order_by(reports.c.change)).all()
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            asked = select(contents).where(contents.c.sha256.in_({row.sha256 for row in some}))
            found = {row.sha256: hashlib.sha256(row.data).hexdigest() for row in connection.execute(asked)}
            for row in some:
                findings.contents += 1
                if row.sha256 not in found:
                    findings.add(row.change, contents.name, row.id, "the report's bytes are missing: they were removed")
                elif found[row.sha256] != row.sha256:
                    findings.add(row.change, contents.name, row.id, "the report's bytes were changed")


def _check_credentials(desk: Desk, findings: Findings) -> None:
    """Each secret that is in use against the last deed that set it: they are changed in place, but never unseen."""
    told: dict[tuple[str, str, str], tuple[int, str | None]] = {}
    for row in desk.pages(select(deeds).where(deeds.c.act.in_((SET_CREDENTIAL, REMOVE_CREDENTIAL))), deeds.c.change):
        try:
            detail = json.loads(row.body)
            told[(row.about, detail["kind"], detail["name"])] = (row.change, detail.get("sha256"))
        except (ValueError, KeyError, TypeError):
            continue  # the row itself is found wrong by its digest
    with desk.reading() as connection:
        held = {
            (row.person, row.kind, row.name): hashlib.sha256(row.secret).hexdigest()
            for row in connection.execute(select(credentials))
        }
    for mark in sorted(told.keys() | held.keys()):
        number, digest = told.get(mark, (0, None))
        if held.get(mark) != digest:
            findings.add(
                number, credentials.name, mark[0], f"the {mark[1]} is not the one that was set: it was changed"
            )


def _check_end(desk: Desk, last: int, last_hash: str, findings: Findings) -> None:
    """What lies beyond the last line: rows without lines, bytes without reports, a head that remembers more."""
    with desk.reading() as connection:
        for name, table in KEPT.items():
            vouched = select(ledger.c.number).where(ledger.c.number == table.c.change, ledger.c.kind == name)
            query = select(table).where(~vouched.exists()).order_by(table.c.change).limit(TOLD)
            for row in connection.execute(query).mappings():
                why = "the row has no line in the ledger: it was put in, or its line removed"
                findings.add(row["change"], name, _key(dict(row)), why)
        stray = select(contents.c.sha256).where(
            ~select(reports.c.id).where(reports.c.sha256 == contents.c.sha256).exists()
        )
        for sha256 in connection.execute(stray.limit(TOLD)).scalars():
            findings.add(last + 1, contents.name, sha256, "the bytes belong to no report: they were put in")
        lost = select(func.max(judged.c.change)).where(
            ~select(judgements.c.act).where(judgements.c.change == judged.c.change).exists()
        )
        number = connection.execute(lost).scalar()
        if number is not None:
            findings.add(number, judged.name, "", "it is about a judgement that is not there")
        end = connection.execute(select(head)).one_or_none()
    if end is None:
        findings.add(last + 1, head.name, "", "the ledger has lost its head: it was removed")
    elif end.number > last:
        findings.add(
            last + 1, ledger.name, "", f"the ledger ends here, but once reached {end.number}: lines were removed"
        )
    elif end.number < last or end.hash != last_hash:
        findings.add(
            end.number + 1 if end.number < last else last, ledger.name, "", "the line was put in past the head"
        )


def _key(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("report") or row.get("what") or row.get("act") or "")

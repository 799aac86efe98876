"""Daily tables: the day's number is what the running total gained, and running totals do not fall.

The rules, exactly: the rows are walked in order of date. Where a row has both a number and its running total, and an
earlier row had the running total, the number equals the difference to the latest earlier one. A running total is never
below its latest earlier value, unless the phase changed: then it starts anew, which is worth a note.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from marsad.count.tables import Shape, TableFinding, TableRow, whole
from marsad.model.errors import CountError

# A total that falls by no more than this from one day to the next is likelier corrected than mistaken: a doubt.
SMALL_FALL = 1


def audit_daily(rows: Sequence[TableRow], shape: Shape) -> tuple[TableFinding, ...]:
    """What does not add up from one day to the next."""
    when = shape.column("date") or "date"
    ordered = sorted((row for row in rows if row.get(when)), key=lambda row: _day(row[when]))
    skipped = tuple(f"{name}" for name in shape.words("not_checked"))
    columns = [name for name in shape.columns if not name.rpartition(".")[2].startswith(skipped)]
    found: list[TableFinding] = []
    for ending in shape.words("running_ending"):
        for running in [name for name in columns if name.endswith(ending)]:
            daily = running.removesuffix(ending)
            found += _walk(ordered, running, daily if daily in columns else None, when, shape)
    for ending in shape.words("restarting_ending"):
        for running in [name for name in columns if name.endswith(ending)]:
            found += _walk(ordered, running, None, when, shape)
    return tuple(sorted(found, key=lambda finding: (str(finding.details.get("report_date")), finding.left)))


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise CountError(
            f"A row is dated {value!r}; wanted a day as 2023-10-07. Mend it, or map another column."
        ) from None


def _walk(rows: Sequence[TableRow], running: str, daily: str | None, when: str, shape: Shape) -> list[TableFinding]:
    found = []
    before: tuple[date, int, str] | None = None
    phase_column = shape.column("phase")
    for row in rows:
        total = whole(row.get(running))
        if total is None:
            continue
        day, phase = _day(row[when]), str(row.get(phase_column)) if phase_column else ""
        if before is not None:
            told = whole(row.get(daily)) if daily else None
            if told is not None and told != total - before[1] and before[2] == phase:
                found.append(_difference(day, daily or "", told, running, total, before))
            if total < before[1]:
                found.append(_fall(day, running, total, before, shape, restarted=before[2] != phase))
        before = (day, total, phase)
    return found


def _difference(
    day: date, daily: str, told: int, running: str, total: int, before: tuple[date, int, str]
) -> TableFinding:
    implied = total - before[1]
    return TableFinding(
        rule="daily-vs-cumulative",
        severity="error",
        left=(f"{day}.{daily}",),
        right=(f"{day}.{running}", f"{before[0]}.{running}"),
        arithmetic=f"{told} ≠ {total} - {before[1]} (= {implied})",
        says=f"On {day} {told} {daily} are reported, but the running total gained {implied} since {before[0]}.",
        unless="The running total was corrected for earlier days at the same time.",
        details={
            "report_date": day.isoformat(),
            "field": daily,
            "reported": told,
            "implied_by_cumulative": implied,
            "previous_value": before[1],
            "previous_report_date": before[0].isoformat(),
        },
    )


def _fall(
    day: date, running: str, total: int, before: tuple[date, int, str], shape: Shape, *, restarted: bool
) -> TableFinding:
    small = before[1] - total <= SMALL_FALL and day - before[0] <= timedelta(days=1)
    other = not any(word in running for word in shape.words("measured"))
    rule = "counter-restarts" if restarted else "counter-falls"
    says = (
        f"The running total {running} starts anew on {day}: {before[1]}, then {total}."
        if restarted
        else f"The running total {running} falls from {before[1]} on {before[0]} to {total} on {day}."
    )
    return TableFinding(
        rule=rule,
        severity="note" if restarted or other else "doubt" if small else "error",
        left=(f"{day}.{running}",),
        right=(f"{before[0]}.{running}",),
        arithmetic=f"{total} < {before[1]}",
        says=says,
        unless="One was taken off the total as a correction." if small and not restarted else None,
        details={
            "report_date": day.isoformat(),
            "field": running,
            "reported": total,
            "previous_value": before[1],
            "previous_report_date": before[0].isoformat(),
        },
    )

"""A release is whole, signed by a person's decision, checked without the observatory, and gives nothing away."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from marsad.model.claim import When, Where, Who
from marsad.model.errors import PublishError, RefusedError
from marsad.model.incident import Incident, Toll
from marsad.model.range import Range
from marsad.publish.withhold.policy import policy_of
from marsad.publish.withhold.table import SumTable
from marsad.run.observatory import Observatory
from marsad.run.outgoing import Figures, Outgoing
from marsad.run.publish import policy_in, rows_to_publish
from marsad.run.recheck import moved_too_clearly, recomputed
from marsad.run.release import FIGURES, Released, release
from marsad.run.verify import new_key, verify_release

MADE = datetime(2022, 2, 1, tzinfo=UTC)
Open = Callable[[], Observatory]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A signing key."""
    new_key(tmp_path / "key")
    return tmp_path / "key"


def released(observatory: Observatory, path: Path, key: Path, version: str = "2022.1", **more: Path) -> Released:
    """A release signed off by somebody."""
    return release(observatory, path, version=version, key_file=key, signed_off_by="An Editor", made=MADE, **more)


def figures_of(path: Path) -> dict[str, str]:
    """The figures inside a release."""
    with zipfile.ZipFile(path) as archive:
        found: dict[str, str] = json.loads(archive.read(FIGURES))
    return found


def killing(observatory: Observatory) -> list[Incident]:
    """The incidents in which somebody was killed."""
    return [each for each in observatory.store.incidents.all() if any(t.measure == "killed" for t in each.tolls)]


def set_policy(observatory: Observatory, **policy: object) -> None:
    """The desk's policy."""
    observatory.store.settings.set("policy", policy, by="tester")


def test_a_release_is_checked_without_the_observatory(fresh: Open, key: Path, tmp_path: Path) -> None:
    """On another machine the zip and the key from the publisher's site are enough; one changed byte is named."""
    away = tmp_path / "away"
    away.mkdir()
    done = released(fresh(), away / "release.zip", key)
    environment = {**os.environ, "HOME": str(away), "NO_COLOR": "1"}

    def verify(*more: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("marsad")), "verify", "release.zip", *more]
        return subprocess.run(command, cwd=away, env=environment, capture_output=True, text=True, check=False)

    good = verify()
    assert good.returncode == 0, good.stderr
    with zipfile.ZipFile(away / "release.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["report/article.en.html"] += b" "
    with zipfile.ZipFile(away / "release.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    bad = verify()
    assert bad.returncode != 0
    assert "article.en.html" in bad.stdout + bad.stderr
    assert {"figures.json", "CHANGES.md", "withheld.json", "data/incidents.csv", "data/codebook.csv"} <= set(done.files)


def test_nobody_signs_off_nothing_goes_out(fresh: Open, key: Path, tmp_path: Path) -> None:
    """A release without a person, with a used version, or over a damaged ledger is refused, and no file is left."""
    observatory = fresh()
    with pytest.raises(RefusedError, match="signs off"):
        release(observatory, tmp_path / "a.zip", version="1", key_file=key, signed_off_by=" ", made=MADE)
    released(observatory, tmp_path / "b.zip", key, "2022.1")
    with pytest.raises(RefusedError, match="released before"):
        released(observatory, tmp_path / "c.zip", key, "2022.1")
    assert [(tmp_path / f"{name}.zip").exists() for name in "abc"] == [False, True, False]


def test_a_damaged_ledger_releases_nothing(demo_file: Path, key: Path, tmp_path: Path) -> None:
    """One line of the ledger changed behind its back, and the release is refused."""
    import sqlite3

    from marsad.run.observatory import open_observatory

    path = tmp_path / "hurt.marsad"
    shutil.copy(demo_file, path)
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        name = next(name for name in ("ledger", "changes", "log") if name in tables)
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute(f"UPDATE {name} SET hash = 'changed' || hash WHERE rowid = 5")
    with open_observatory(path) as observatory, pytest.raises(RefusedError, match="ledger"):
        released(observatory, tmp_path / "x.zip", key)


def test_figures_that_moved_are_named_with_what_was_decided(fresh: Open, key: Path, tmp_path: Path) -> None:
    """Between two releases an editor takes an incident back; the figures move, and the reason stands beside them."""
    observatory = fresh()
    first = tmp_path / "first.zip"
    released(observatory, first, key, "2022.1")
    incident = next(
        each for each in observatory.store.incidents.all() if any(t.measure == "killed" for t in each.tolls)
    )
    observatory.review().judge("reject", incident.id, by="editor", reason="a second telling of another")
    second = released(observatory, tmp_path / "second.zip", key, "2022.2", before=first)
    moved = {each.figure: each for each in second.moved}
    assert {"killed", "incidents"} <= set(moved)
    assert any("a second telling of another" in line for line in moved["killed"].why)
    with zipfile.ZipFile(tmp_path / "second.zip") as archive:
        changes = archive.read("CHANGES.md").decode()
    before = int(figures_of(first)["incidents"].partition("/")[0])
    after = before - 1
    assert f"- incidents: {before}/{before}/{before} → {after}/{after}/{after} [" in changes
    assert "a second telling of another" in changes
    assert verify_release(tmp_path / "second.zip")["good"]


def test_numbers_of_the_living_are_rounded_and_add_up(fresh: Open, key: Path, tmp_path: Path) -> None:
    """No exact number of injured leaves, neither in figures nor in rows nor in an article; the log says why."""
    observatory = fresh()
    done = released(observatory, tmp_path / "r.zip", key)
    figures = {name: words for name, words in figures_of(tmp_path / "r.zip").items() if name.startswith("injured")}
    assert figures
    assert all(words.startswith("/") and words.endswith("/") for words in figures.values())
    numbers = {name: int(words.strip("/")) for name, words in figures.items()}
    assert all(number % 3 == 0 for number in numbers.values())
    for facet in ("month", "year", "governorate", "victim", "status"):
        assert sum(n for name, n in numbers.items() if name.startswith(f"injured, {facet} ")) == numbers["injured"]
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        rows = [json.loads(line) for line in archive.read("data/incidents.jsonl").decode().splitlines()]
        log = json.loads(archive.read("withheld.json"))
        article = archive.read("report/article.en.html").decode()
    assert not any(name.startswith("injured") for row in rows for name in row)
    assert any(line["field"] == "injured" and "multiples of 3" in line["why"] for line in log)
    assert any(line["field"] == "report" for line in log)
    assert "29–110" not in article
    assert f"about {numbers['injured']}" in article
    assert done.withheld


def test_figures_count_only_what_the_rows_hold(fresh: Open, key: Path, tmp_path: Path) -> None:
    """A restricted incident is in no row, and not in the totals either: subtraction gives nothing."""
    observatory = fresh()
    hidden = killing(observatory)[0]
    observatory.store.incidents.add([replace(hidden, is_restricted=True)], by="tester")
    released(observatory, tmp_path / "r.zip", key)
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        rows = [json.loads(line) for line in archive.read("data/incidents.jsonl").decode().splitlines()]
        pages = "".join(archive.read(f"report/article.{language}.html").decode() for language in ("en", "ar"))
    assert hidden.id not in {row["id"] for row in rows}
    assert hidden.id not in pages
    assert figures_of(tmp_path / "r.zip")["incidents"] == f"{len(rows)}/{len(rows)}/{len(rows)}"
    assert int(figures_of(tmp_path / "r.zip")["killed"].split("/")[0]) == sum(row.get("killed_low", 0) for row in rows)


def test_what_is_too_young_is_in_no_table(fresh: Open) -> None:
    """With a delay, an incident of last week is neither a row nor part of a sum."""
    observatory = fresh()
    set_policy(observatory, delay_days=30)
    last = max(each.when.end for each in observatory.store.incidents.all() if each.when.end)
    outgoing = Outgoing(observatory, policy_in(observatory), date.fromordinal(last.toordinal() + 7))
    rows, log = rows_to_publish(observatory, today=outgoing.today)
    assert len(rows) == len(outgoing.incidents) == int(outgoing.count("incidents").total.range.low or 0)
    assert len(rows) < len(list(observatory.store.incidents.all()))
    assert any("younger than 30 days" in line.why for line in log)


def test_a_release_that_gives_away_what_is_withheld_is_refused(fresh: Open, key: Path, tmp_path: Path) -> None:
    """The policy keeps the killed out of the rows, yet a month with one incident would tell them: refused."""
    observatory = fresh()
    set_policy(observatory, withheld_fields=["killed"])
    with pytest.raises(RefusedError, match="could be computed"):
        released(observatory, tmp_path / "r.zip", key)
    assert not (tmp_path / "r.zip").exists()
    set_policy(observatory, rounded_measures=["killed"])
    released(observatory, tmp_path / "r.zip", key)
    assert all(words.startswith("/") for name, words in figures_of(tmp_path / "r.zip").items() if "killed" in name)


def made_year(months: int, random: np.random.Generator) -> list[Incident]:
    """A made-up record of injured people, month after month, in four governorates."""
    found = []
    for month in range(1, months + 1):
        for place in range(1, 5):
            number = int(random.poisson(2))
            if number:
                when = When("", date(2021, month, 9), date(2021, month, 9), "day")
                where = Where("", f"SY{place:02}", "adm1")
                toll = Toll("injured", Range.exactly(number), Who(status="civilian"))
                found.append(Incident(f"m{month}-{place}", (), when, (where,), tolls=(toll,), state="accepted"))
    return found


def test_a_year_of_releases_gives_nothing_away_by_difference(fresh: Open, key: Path, tmp_path: Path) -> None:
    """Monthly releases of a growing record: every change is attacked with everything that was published before."""
    observatory, random = fresh(), np.random.default_rng(3)
    year = made_year(12, random)
    before, printed = None, []
    for number, months in enumerate((6, 7, 8, 12), start=1):
        added = [each for each in year if each.when.start and each.when.start.month <= months]
        observatory.store.incidents.add(added, by="tester")
        figures = Outgoing(observatory, policy_in(observatory), MADE.date()).figures("injured")
        assert recomputed(figures, protection=2) == ()
        for earlier in printed:
            assert moved_too_clearly(figures, earlier, protection=2) == ()
        path = tmp_path / f"{number}.zip"
        released(observatory, path, key, f"2021.{number}", **({"before": before} if before else {}))
        before = path
        printed.append(figures_of(path))
    assert printed[0]["injured"] != printed[-1]["injured"]


def test_the_attack_would_find_exact_figures() -> None:
    """The same attack on a table that was not rounded finds single people: the check can fail."""
    one, two = "2021-01|SY01||", "2021-02|SY01||"
    sums = {"injured": (one, two), "injured, month 2021-01": (one,), "injured, month 2021-02": (two,)}
    table = SumTable((one, two), np.array([4, 1]), sums)
    names = {"injured": ("", None), "injured, month 2021-01": ("month", "2021-01")}
    exact = Figures("injured", table, names, {name: table.value(name) for name in sums}, 0)
    assert {each.least for each in recomputed(exact, protection=2)} == {4, 1}
    before = {"injured": "4/4/4", "injured, month 2021-01": "4/4/4"}
    assert "injured" in {each.name for each in moved_too_clearly(exact, before, protection=2)}


def test_policies_with_mistakes_are_refused() -> None:
    """A name that no policy has cannot silently protect nobody."""

    for wrong in ({"delay": 3}, {"withheld_fields": ["victim_names"]}, {"coarsest": {"attack": "village"}}):
        with pytest.raises(PublishError):
            policy_of(wrong)


def test_every_member_of_a_release_is_guarded(fresh: Open, key: Path, tmp_path: Path) -> None:
    """One byte changed in any file of the zip, the manifest and the signature too, is found, and named."""
    path = tmp_path / "r.zip"
    released(fresh(), path, key)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert len(files) > 20
    assert verify_release(path)["good"]
    for name, content in files.items():
        at = len(content) // 2
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        with zipfile.ZipFile(tmp_path / "hurt.zip", "w") as archive:
            for other, whole in files.items():
                archive.writestr(other, changed if other == name else whole)
        if name == "manifest.json":
            with pytest.raises(PublishError, match="no release"):
                _checked(tmp_path / "hurt.zip")
            continue
        found = verify_release(tmp_path / "hurt.zip")
        assert not found["good"], name
        named = "manifest" if name.startswith("manifest") else name
        assert any(named in wrong for wrong in found["wrong"]), (name, found["wrong"])


def _checked(path: Path) -> None:
    """A manifest with one byte changed is no JSON any more, or its signature does not fit: no release either way."""
    found = verify_release(path)
    if not found["good"]:
        raise PublishError(f"no release: {found['wrong']}")


def test_each_figure_says_what_moved_it_and_nothing_else(fresh: Open, key: Path, tmp_path: Path) -> None:
    """Two incidents of two months are taken back for two reasons: each month has its own, the total has both."""
    observatory = fresh()
    first = tmp_path / "first.zip"
    released(observatory, first, key, "2022.1")
    of_month = {each.when.start.strftime("%Y-%m"): each for each in killing(observatory) if each.when.start}
    one, two = "2019-03", "2019-11"
    observatory.review().judge("reject", of_month[one].id, by="editor", reason="told twice")
    observatory.review().judge("reject", of_month[two].id, by="editor", reason="a rumour")
    moved = {each.figure: " ".join(each.why) for each in released(
        observatory, tmp_path / "second.zip", key, "2022.2", before=first).moved}  # fmt: skip
    assert "told twice" in moved[f"killed, month {one}"]
    assert "a rumour" not in moved[f"killed, month {one}"]
    assert "a rumour" in moved[f"killed, month {two}"]
    assert "told twice" in moved["killed"]
    assert "a rumour" in moved["killed"]
    with zipfile.ZipFile(tmp_path / "second.zip") as archive:
        changes = archive.read("CHANGES.md").decode()
    assert "1. " in changes
    assert "[1]" in changes
    assert "editor" not in changes

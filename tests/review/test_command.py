"""`marsad review` as a person calls it: judgements one by one, the queue by keyboard, JSON for programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marsad.cli import marsad
from marsad.cli.review_screen import Screen
from marsad.match.events import match_events
from marsad.model.errors import RefusedError, ReviewError
from marsad.run.observatory import open_observatory
from marsad.run.review import Review
from review.test_desk import told


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A file with one event told twice with different numbers."""
    readings = [told("a", "Alpha", 4), told("b", "Beta", 6)]
    path = tmp_path / "desk.marsad"
    with open_observatory(path, pack="syria", create=True, by="Rim") as observatory:
        observatory.store.reports.add([reading.report for reading in readings], by="collect 1")
        observatory.store.readings.add(readings, by="rules 1")
        found = match_events(observatory.store.readings.all(), pack=observatory.pack)
        observatory.store.incidents.add(found.incidents, by="match 1")
    return path


def call(*words: object, typed: str = "") -> Result:
    return CliRunner().invoke(marsad, ["review", *map(str, words)], input=typed)


def first_id(desk: Path) -> str:
    return str(json.loads(call(desk, "list", "--json").stdout.splitlines()[0])["about"][0])


def test_judging_by_command_changes_the_record(desk: Path) -> None:
    """list, show, accept, grade, correct and undo work with the file named first or by -o, and answer in JSON."""
    key = first_id(desk)
    accepted = call("accept", key, "-o", desk, "--by", "Rim", "--json")
    judged = json.loads(accepted.stdout)
    assert (judged["act"], judged["by"], judged["changed"]) == ("accept", "Rim", [key])
    assert call(desk, "grade", key, "fair", "--by", "Sami").exit_code == 0
    assert "discounted by the rule airwars 1" in call(desk, "grade", key).stdout

    correction = '{"low":5,"best":5,"high":5,"sign":"="}'
    assert call(desk, "correct", "b:c1", "n1.range", correction, "--reason", "misread").exit_code == 0
    shown = json.loads(call(desk, "show", key, "--json").stdout)
    assert (shown["state"], shown["incident"]["grade"], shown["incident"]["accepted_by"]) == ("accepted", "fair", "Rim")
    assert shown["incident"]["tolls"][0]["range"]["high"] == 5
    assert shown["machine"]["tolls"][0]["range"]["high"] == 6

    number = json.loads(call(desk, "reject", "b:c1", "--reason", "another", "--json").stdout)["number"]
    assert len(json.loads(call(desk, "show", key, "--json").stdout)["incident"]["claims"]) == 1
    assert call(desk, "undo", number, "--reason", "the same").exit_code == 0
    text = call(desk, "show", key).stdout
    assert "killed: 4 to 5" in text
    assert "“Alpha: cells ambushed a bus" in text
    assert "undo" in text


def test_splitting_merging_retracting_by_command(desk: Path) -> None:
    """A split makes two, a merge one again, a retraction takes a report out."""
    key = first_id(desk)
    assert call(desk, "split", key, "a:c1", "b:c1", "--reason", "two buses").exit_code == 0
    ids = [json.loads(line)["about"][0] for line in call(desk, "list", "--json").stdout.splitlines()]
    assert len(ids) == 2
    assert call(desk, "merge", key, *(each for each in ids if each != key), "--reason", "one").exit_code == 0
    assert call(desk, "retract", "b", "--reason", "forged").exit_code == 0
    assert "killed: 4 (" in call(desk, "show", key).stdout
    assert call(desk, "settle").exit_code == 0


def test_what_cannot_be_judged_says_why(desk: Path) -> None:
    """Mistakes give one line on what was wanted, and keep nothing."""
    key = first_id(desk)
    for words, message in (
        (("reject", key), "needs a reason"),
        (("grade", key, "good"), "no grade 'good'"),
        (("accept", "nowhere"), "nothing with the id"),
        (("undo", 7), "no judgement with the number 7"),
        (("show", "nowhere"), "no incident"),
    ):
        problem = call(desk, *words).exception
        assert isinstance(problem, ReviewError)
        assert message in str(problem)
    call(desk, "accept", key, "--by", "Rim")
    assert isinstance(call(desk, "reject", key, "--reason", "no", "--by", "Sami", "--seen", 1).exception, RefusedError)


def test_blind_codes_by_command(desk: Path) -> None:
    """The machine's value comes after the code; alpha is said by field."""
    assert "machine has: 4" in call(desk, "code", "a:c1", "n1.best", "4", "--by", "Rim").output
    call(desk, "code", "a:c1", "n1.best", "4", "--by", "Sami")
    call(desk, "code", "b:c1", "n1.best", "6", "--by", "Rim")
    call(desk, "code", "b:c1", "n1.best", "6", "--by", "Sami")
    assert "n1.best: alpha 1.000 (ratio; 2 things, 2 people)" in call(desk, "alpha").stdout


def test_the_queue_by_keyboard(desk: Path) -> None:
    """Keys move, judge with the questions they need, and take back; what is refused is told and the queue goes on."""
    key = first_id(desk)
    lines: list[str] = []
    keys = iter(["j", "k", "z", "o", "?", "u", "g", "g", "r", "w", "s", "n", "c", "a"])
    answers = iter(["good", "weak", "", "a witness", "", "seen", "when", '{"start":"soon"}', "typed"])
    with open_observatory(desk) as observatory:
        screen = Screen(
            Review(observatory), by="Rim", key=lambda: next(keys), ask=lambda question: next(answers), tell=lines.append
        )
        screen.run()
        incident: Any = observatory.store.incidents.get(key)

    told_lines = "\n".join(lines)
    assert (incident.state, incident.grade, incident.is_restricted) == ("accepted", "weak", True)
    assert "✗ There is no grade 'good'" in told_lines
    assert "'z' is no key here" in told_lines
    assert "You judged nothing here yet" in told_lines
    assert "Nothing was judged." in told_lines
    assert "✗ The incident cannot take this value" in told_lines
    assert lines[-1] == "4 judged; 0 wait."


def test_the_queue_without_a_terminal(desk: Path) -> None:
    """Lines take the place of keys where there is no terminal, and the end of input leaves."""
    result = call(desk, typed="a\n")
    assert result.exit_code == 0
    assert "1 judged; 0 wait." in result.stdout
    assert "0 judged" in call(desk, typed="").stdout

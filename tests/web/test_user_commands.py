"""Accounts on the console: made, given tokens, signed out, closed; and what the desk is told."""

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from marsad.cli import main
from marsad.run.observatory import open_observatory
from marsad.web.app import create_app
from web_world import SETTINGS, World


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``marsad user …`` on an observatory that has a keeper and an editor."""
    path = tmp_path / "people.marsad"
    open_observatory(path, pack="syria", create=True).close()

    def user(*arguments: str, password: str = "a password that is long") -> Said:
        monkeypatch.setattr("sys.argv", ["marsad", "user", *arguments, "--observatory", os.fspath(path)])
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        with pytest.raises(SystemExit) as left:
            raise SystemExit(main())
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    assert user("add", "rim", "--role", "keeper", "--password-stdin").exit_code == 0
    assert user("add", "sami", "--role", "editor", "--password-stdin").exit_code == 0
    return user


def opened_by(tmp_path: Path, token: str) -> int:
    """What the API answers to a token."""
    with open_observatory(tmp_path / "people.marsad") as observatory:
        browser = World(observatory, create_app(observatory, SETTINGS)).stranger(authorization=f"Bearer {token}")
        return int(browser.get("/api/v1/me").status_code)


def test_a_token_opens_the_api_until_it_is_ended(run: Run, tmp_path: Path) -> None:
    """The token stands alone on standard output, and ending the sessions ends it."""
    made = run("token", "sami")
    token = made.stdout.strip()
    assert "shown once" in made.stderr
    assert opened_by(tmp_path, token) == 200

    ended = run("end-sessions", "sami", "--json")
    assert json.loads(ended.stdout) == {"id": "sami", "ended": 1}
    assert opened_by(tmp_path, token) == 401


def test_closing_an_account_ends_its_tokens_and_says_the_way_back(run: Run, tmp_path: Path) -> None:
    """Who is closed out has no token any more, gets none, and is not closed twice."""
    token = json.loads(run("token", "sami", "--json", "--quiet").stdout)["token"]
    assert run("close", "sami").exit_code == 0
    assert opened_by(tmp_path, token) == 401

    for again in (run("close", "sami"), run("token", "sami")):
        assert again.exit_code == 3
        assert "closed" in again.stderr
        assert "Settings" in again.stderr
    assert "closed" in run("list").stdout


def test_the_last_keeper_stays(run: Run) -> None:
    """Refused, with what to do; as soon as there is another keeper it goes."""
    refused = run("close", "rim")
    assert refused.exit_code == 4
    assert "marsad user add NAME --role keeper" in refused.stderr
    assert run("add", "lena", "--role", "keeper", "--password-stdin").exit_code == 0
    assert run("close", "rim").exit_code == 0


@pytest.mark.parametrize("command", ["token", "close", "end-sessions"])
def test_nobody_is_said_to_be_nobody(run: Run, command: str) -> None:
    """An account that does not exist is named, with what to do."""
    result = run(command, "nobody")
    assert result.exit_code == 3
    assert "'nobody'" in result.stderr
    assert "marsad user" in result.stderr


def test_a_short_password_makes_no_account(run: Run) -> None:
    """The account is not there either, so that the next try finds the name free."""
    assert run("add", "lena", "--password-stdin", password="short").exit_code == 3
    assert "lena" not in run("list").stdout

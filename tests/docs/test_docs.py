"""The documentation keeps up with the product."""

import re
import shlex
from pathlib import Path

import click
import pytest

from marsad.cli import COMMANDS, marsad
from marsad.model.words import Measure, Rule, Tactic, allowed

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in ROOT.rglob("*.md") if not {".venv", "node_modules", ".git"} & set(path.parts))


def command_of(words: list[str]) -> click.Command | None:
    """The command that a line of the documentation calls."""
    command: click.Command | None = marsad
    for word in words:
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        found = command.get_command(click.Context(command), word)
        if found is None:
            break
        command = found
    return command


def calls() -> list[tuple[str, str]]:
    """Every call of `marsad` in a code block of the documentation, with its page."""
    found = []
    for path in PAGES:
        for block in re.findall(r"```(?:sh|console|bash)\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if match := re.search(r"(?:^|[|;&]\s*|\$ )marsad\s+([^|#]*)", line.strip()):
                    found.append((path.relative_to(ROOT).as_posix(), match[1].strip()))
    return found


def test_there_are_examples() -> None:
    """The check below has something to check."""
    assert len(calls()) > 30


@pytest.mark.parametrize(("page", "call"), calls(), ids=lambda value: str(value)[:60])
def test_every_call_in_the_docs_is_one_that_exists(page: str, call: str) -> None:
    """The command is there, and so is every option that it is given."""
    words = shlex.split(call, comments=True)
    assert words[0] in COMMANDS or words[0].startswith("-"), f"{page}: marsad {call}"
    if words[0].startswith("-"):
        return
    command = command_of(words)
    assert command is not None
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    known |= {"--help", "-h"}
    for option in (word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word) and " " not in word):
        assert option in known, f"{page}: marsad {call}: no option {option}"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("demo", "init", "show", "user", "pack")])
def test_every_command_has_its_place_in_the_docs(name: str) -> None:
    """A page of its own, or a mention on another's."""
    text = "".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    assert f"marsad {name}" in text


def test_every_rule_of_the_audit_is_explained() -> None:
    """Names in the docs are those of the record."""
    text = (DOCS / "words.md").read_text(encoding="utf-8")
    assert [rule for rule in sorted(allowed(Rule)) if f"`{rule}`" not in text] == []


def test_links_between_pages_lead_somewhere() -> None:
    """No page names a file that is not there."""
    broken = []
    for path in PAGES:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not re.search(r"[*<>]", target) and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert [each for each in broken if "templates/" not in each] == []


def test_every_command_tells_what_it_does() -> None:
    """Help is there for every command, and it says more than its name."""
    for name in COMMANDS:
        command = marsad.get_command(click.Context(marsad), name)
        assert command is not None
        assert command.help, name
        assert len(command.help) > 30, name


def test_measures_and_tactics_have_an_arabic_name() -> None:
    """A page in Arabic shows no code of the machine."""
    from marsad.text.interface import interface

    page = interface("ar")
    assert [word for word in sorted(allowed(Measure) | allowed(Tactic)) if page.say(word) == word] == []

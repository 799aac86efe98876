"""A desk copies templates and a policy, edits them, and is told clearly what is wrong with them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marsad.cli import marsad
from marsad.model.errors import PublishError
from marsad.run.observatory import Observatory, open_observatory
from marsad.run.publish import policy_in
from marsad.run.report import article, copy_templates

MADE = datetime(2022, 2, 1, tzinfo=UTC)


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(marsad, ["publish", *words])


def test_templates_are_copied_once_and_a_changed_one_is_left_alone(tmp_path: Path) -> None:
    """Both languages of all four reports; a second copy writes over nothing."""
    assert run("templates", "--out", str(tmp_path / "mine"), "--quiet").exit_code == 0
    names = sorted(path.name for path in (tmp_path / "mine").iterdir())
    assert names == [f"{kind}.{language}.md" for kind in ("article", "bulletin", "findings", "incident")
                     for language in ("ar", "en")]  # fmt: skip
    (tmp_path / "mine" / "article.en.md").write_text("ours", encoding="utf-8")
    assert (tmp_path / "mine" / "article.en.md", False) in copy_templates(tmp_path / "mine")
    assert (tmp_path / "mine" / "article.en.md").read_text(encoding="utf-8") == "ours"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("fine\n\n{% if headline %}\nno end\n", r"article\.en\.md cannot be used, line \d.*endif"),
        ("fine\n\n{{ headlin.killed }}\n", r"line 3: 'headlin' is undefined.*may use .*headline"),
        ("{{ headline.dead }}\n", r"line 1: .*no attribute 'dead'"),
        ("one\n{{ headline.killed + 1 }}\n", r"line 2: .*(concatenate|unsupported)"),
        ("{{ ''.__class__.__mro__ }}\n", r"unsafe"),
        ("a\n\n[880](note:nothing)\n", r"notes 'note:nothing', which nothing stands behind"),
        ("![A map](figure:plan)\n", r"shows 'figure:plan'; there are the figures"),
        ("{% include 'other.md' %}\n", r"other\.md"),
    ],
)
def test_a_broken_template_is_told_with_its_line(demo: Observatory, tmp_path: Path, template: str, says: str) -> None:
    """What is wrong, where, and which names there are; never a bare traceback."""
    (tmp_path / "article.en.md").write_text(template, encoding="utf-8")
    with pytest.raises(PublishError, match=says):
        article(demo, language="en", made=MADE, templates=tmp_path).tokens()


def test_a_policy_is_printed_edited_and_taken_back(demo_file: Path, tmp_path: Path) -> None:
    """One with a mistake changes nothing and leaves with exit code 2 or more."""
    path, file = tmp_path / "copy.marsad", tmp_path / "policy.yaml"
    shutil.copy(demo_file, path)
    printed = run("policy", "--observatory", str(path))
    assert printed.exit_code == 0
    assert "delay_days: 0" in printed.output
    file.write_text(printed.output.replace("delay_days: 0", "delay_days: 30"), encoding="utf-8")
    assert run("policy", str(file), "--observatory", str(path)).exit_code == 0
    file.write_text("delay_day: 3\n", encoding="utf-8")
    refused = run("policy", str(file), "--observatory", str(path))
    assert refused.exit_code != 0
    assert "delay_day" in str(refused.exception)
    assert "Nothing was changed" in str(refused.exception)
    with open_observatory(path) as observatory:
        assert policy_in(observatory).delay_days == 30


@pytest.mark.parametrize("words", ["a: [", "- one\n- two\n", "", "coarsest: village\n"])
def test_what_is_no_policy_is_refused(demo_file: Path, tmp_path: Path, words: str) -> None:
    """Broken YAML, a list, an empty file, a word where pairs belong."""
    path, file = tmp_path / "copy.marsad", tmp_path / "policy.yaml"
    shutil.copy(demo_file, path)
    file.write_text(words, encoding="utf-8")
    refused = run("policy", str(file), "--observatory", str(path))
    assert refused.exit_code != 0
    assert "policy" in str(refused.exception)

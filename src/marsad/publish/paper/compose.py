"""Templates and facts into a document. A desk edits the template; every value that it prints is escaped.

A template is Markdown with Jinja. Beside the facts it has ``noted(words, note)``, which prints a number with its note,
and ``figure(name, caption)``. Text out of reports cannot become markup: whatever a template prints is taken for plain
words, unless it was made by one of these.
"""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from marsad.model.errors import PublishError
from marsad.publish.paper.document import Document
from marsad.publish.words import day_words
from marsad.text.interface import interface

TEMPLATES = Path(__file__).parent / "templates"
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")


@dataclass(frozen=True, slots=True)
class Markup:
    """Words that are Markdown already, made by us."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass
class Notes:
    """Collects what stands behind the numbers of one document; the same note is kept once."""

    by_id: dict[str, str] = field(default_factory=dict)

    def noted(self, words: object, note: str) -> Markup:
        """A number with its note; without one, the number alone."""
        plain = escaped(words)
        if not note:
            return Markup(plain)
        id = next((id for id, held in self.by_id.items() if held == note), None) or f"n{len(self.by_id) + 1}"
        self.by_id[id] = note
        return Markup(f"[{plain}](note:{id})")


def escaped(value: object) -> str:
    """A value as plain words in Markdown; line ends become spaces, so that no line can begin a list or heading."""
    if isinstance(value, Markup):
        return value.words
    if value is None:
        return ""
    words = " ".join(str(value).split())
    words = _MARKUP.sub(r"\\\1", words)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", words)


def compose(
    name: str, facts: Mapping[str, Any], *, language: str, title: str, figures: Mapping[str, str], foot: str,
    folder: Path | None = None,
) -> Document:  # fmt: skip
    """A document out of the template ``NAME.LANGUAGE.md``: the desk's own where it has one, else the shipped.

    Raises:
        PublishError: there is no such template, or it names a fact that there is not.
    """
    notes = Notes()
    environment = _environment(folder)
    page = interface(language)
    try:
        template = environment.get_template(f"{name}.{language}.md")
        source = template.render(
            **facts,
            noted=notes.noted,
            figure=lambda figure, caption: (
                Markup(f"![{escaped(caption)}](figure:{figure})") if figure in figures else ""
            ),
            day=lambda day: day_words(day, page),
            _=page.say,
        )
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as problem:
        file = f"{name}.{language}.md"
        line = _line_of(problem, file)
        where = f", line {line}" if line else ""
        known = f" It may use {', '.join(sorted([*facts, 'noted', 'figure', 'day']))}."
        raise PublishError(f"The template {file} cannot be used{where}: {problem}.{known}") from problem
    used = {id: note for id, note in notes.by_id.items() if f"(note:{id})" in source}
    return Document(title, language, source, used, figures, foot)


def _line_of(problem: BaseException, file: str) -> int | None:
    """The line of a template at which something went wrong."""
    if isinstance(problem, TemplateSyntaxError):
        return problem.lineno
    frames = traceback.extract_tb(problem.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename.endswith(file)), None)


@lru_cache(maxsize=8)
def _environment(folder: Path | None) -> Environment:
    """Sandboxed: a template that somebody hands on can print facts and nothing else."""
    folders = [*([folder] if folder else []), TEMPLATES]
    return SandboxedEnvironment(
        loader=FileSystemLoader(folders), autoescape=False, finalize=escaped, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip

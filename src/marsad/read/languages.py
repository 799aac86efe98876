"""Which language module reads a report. Each turns a report into a document of chunks; the rest is shared."""

from collections.abc import Callable
from typing import Protocol

from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.arabic import arabic_reader
from marsad.read.chunks import Document
from marsad.read.english import english_reader
from marsad.text.language import guess_language
from marsad.text.view import View


class LanguageReader(Protocol):
    """Turns a report into chunks, with the view that maps every position back to the report's text."""

    def document(self, report: Report) -> tuple[View, Document]:
        """The report as a document of chunked sentences."""
        ...


READERS: dict[str, Callable[[Pack], LanguageReader]] = {"ar": arabic_reader, "en": english_reader}


def language_of(report: Report) -> str:
    """The language a report is read in: what its own data says, else what its letters and words tell."""
    if report.language:
        return report.language.split("-")[0].lower()
    return guess_language(report.text).language or "en"

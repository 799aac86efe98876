"""Which language module reads a report. Each turns a report into a document of chunks; the rest is shared."""

from collections.abc import Callable
from typing import Protocol

from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.arabic import arabic_reader
from marsad.read.chunks import Document
from marsad.read.english import english_reader
from marsad.text.view import View


class LanguageReader(Protocol):
    """Turns a report into chunks, with the view that maps every position back to the report's text."""

    def document(self, report: Report) -> tuple[View, Document]:
        """The report as a document of chunked sentences."""
        ...


READERS: dict[str, Callable[[Pack], LanguageReader]] = {"ar": arabic_reader, "en": english_reader}


def language_of(report: Report) -> str:
    """The language a report is read in: what its own data says, else the script most of it is written in."""
    if report.language:
        return report.language.split("-")[0].lower()
    sample = report.text[:4000]
    arabic = sum("\u0600" <= character <= "\u06ff" for character in sample)
    latin = sum(character.isascii() and character.isalpha() for character in sample)
    return "ar" if arabic > latin else "en"

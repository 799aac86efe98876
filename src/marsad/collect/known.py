"""What the person who collects says of the reports."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """Publisher, language, day and address as the person gives them; they overrule what a file says of itself."""

    publisher: str | None = None
    language: str | None = None
    published: date | None = None
    url: str | None = None

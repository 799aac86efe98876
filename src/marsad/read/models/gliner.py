"""A back-end on a GLiNER2 model in this process: it marks numbers of people by what befell them.

Weights are loaded from a folder on this machine, never from a hub.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from marsad.model.claim import SetAside
from marsad.model.errors import ReadError
from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.backend import Proposal
from marsad.read.languages import language_of
from marsad.read.models.align import lines_of
from marsad.read.models.facts import proposal_of

LABELS = {
    "number of people killed": "killed",
    "number of people injured": "injured",
    "number of people abducted": "abducted",
    "number of people detained": "detained",
    "number of attacks": "attacks",
}
MIN_SCORE = 0.5


class Extractor(Protocol):
    """What is used of GLiNER2's extractor."""

    def extract_entities(self, text: str, entity_types: list[str], **options: Any) -> dict[str, Any]:
        """``{"entities": {label: [{"text", "confidence", "start", "end"}, …]}}``."""
        ...


@dataclass
class Gliner:
    """The back-end. `folder` holds the model; `extractor` is made from it when first needed."""

    folder: Path | None = None
    extractor: Extractor | None = None
    name: str = "gliner"
    version: str = "1"
    languages: frozenset[str] = frozenset({"en", "ar"})
    is_deterministic: bool = True
    _notes: list[str] = field(default_factory=list)

    def extract(self, report: Report, pack: Pack) -> Proposal:
        """The numbers that the model marks, as far as our grammar reads them.

        Raises:
            ReadError: gliner2 is not installed, or the folder holds no model.
        """
        model = self._loaded()
        facts: list[dict[str, Any]] = []
        try:
            for line in lines_of(report.text):
                found = model.extract_entities(
                    line.words, list(LABELS), include_confidence=True, include_spans=True, threshold=MIN_SCORE
                )
                facts += _facts(found, line.number)
        except Exception as problem:
            return Proposal(set_aside=(SetAside("answer", f"the model failed ({type(problem).__name__}: {problem})."),))
        return proposal_of({"facts": facts}, report, pack, language=language_of(report), name="gliner 1")

    def _loaded(self) -> Extractor:
        if self.extractor is None:
            if self.folder is None or not self.folder.is_dir():
                raise ReadError(f"There is no model at {self.folder}. Name the folder that holds one.")
            try:
                from gliner2 import GLiNER2
            except ImportError:
                raise ReadError("This reader needs gliner2: pip install gliner2") from None
            self.extractor = GLiNER2.from_pretrained(str(self.folder), local_files_only=True)
        return self.extractor


def _facts(found: object, line: int) -> list[dict[str, Any]]:
    entities = found.get("entities", {}) if isinstance(found, dict) else {}
    facts = []
    for label, items in entities.items() if isinstance(entities, dict) else ():
        for item in items or ():
            words = item.get("text") if isinstance(item, dict) else item
            score = item.get("confidence", 1.0) if isinstance(item, dict) else 1.0
            if label in LABELS and isinstance(words, str) and score >= MIN_SCORE:
                facts.append({"line": line, "quote": words, "measure": LABELS[label]})
    return facts

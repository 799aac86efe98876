"""A back-end on a GLiNER2 model in this process: it marks numbers of people by what befell them.

Weights are loaded from a folder on this machine, never from a hub.
"""

from dataclasses import dataclass, replace
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

# Measures by the label that the model is asked for, with what it is told about it.
LABELS = {
    "number of people killed": "killed",
    "number of people injured": "injured",
    "number of people killed or injured": "killed_or_injured",
    "number of people abducted": "abducted",
    "number of people detained": "detained",
    "number of people missing": "missing",
    "number of people displaced": "displaced",
    "number of attacks": "attacks",
}
ASKED = {label: f"The {label}, as a figure or in words, with its hedge and without the noun" for label in LABELS}
MIN_SCORE = 0.5


class Extractor(Protocol):
    """What is used of GLiNER2's extractor."""

    def extract_entities(self, text: str, entity_types: dict[str, str], **options: Any) -> dict[str, Any]:
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

    def extract(self, report: Report, pack: Pack) -> Proposal:
        """The numbers that the model marks, as far as our grammar reads them.

        Raises:
            ReadError: gliner2 is not installed, or the folder holds no model.
        """
        model = self._loaded()
        facts: list[dict[str, Any]] = []
        failed: list[SetAside] = []
        for line in lines_of(report.text):
            try:
                found = model.extract_entities(
                    line.words, ASKED, threshold=MIN_SCORE, include_confidence=True, include_spans=True
                )
            except Exception as problem:  # whatever a model's own code raises; the other lines are still asked
                why = f"the model failed ({type(problem).__name__}: {str(problem)[:120]})."
                failed.append(SetAside(f"line {line.number}", why, line.span))
                continue
            facts += _facts(found, line.number)
        name = f"{self.name} {self.version}"
        proposal = proposal_of({"facts": facts}, report, pack, language=language_of(report), name=name)
        return replace(proposal, set_aside=(*failed, *proposal.set_aside))

    def _loaded(self) -> Extractor:
        if self.extractor is None:
            if self.folder is None or not self.folder.is_dir():
                raise ReadError(f"There is no model at {self.folder}. Name the folder that holds one.")
            try:
                from gliner2 import AutoExtractor
            except ImportError:
                raise ReadError("This reader needs gliner2 2.0 or newer: pip install 'gliner2>=2'") from None
            try:
                loaded: Extractor = AutoExtractor.from_pretrained(str(self.folder), local_files_only=True)
            except Exception as problem:
                raise ReadError(f"The folder {self.folder} holds no model that gliner2 loads: {problem}") from problem
            self.extractor = loaded
        return self.extractor


def _facts(found: object, line: int) -> list[dict[str, Any]]:
    """The marks of one line, those the model is surest of first: of two that overlap, the first is taken."""
    entities = found.get("entities") if isinstance(found, dict) else None
    facts: list[tuple[float, dict[str, Any]]] = []
    for label, items in entities.items() if isinstance(entities, dict) else ():
        for item in items if isinstance(items, list) else [items]:
            words = item.get("text") if isinstance(item, dict) else item
            score = item.get("confidence") if isinstance(item, dict) else 1.0
            sure = score if isinstance(score, int | float) else 1.0
            if label in LABELS and isinstance(words, str) and sure >= MIN_SCORE:
                at = item.get("start") if isinstance(item, dict) else None
                facts.append((-sure, {"line": line, "quote": words, "measure": LABELS[label], "at": at}))
    return [fact for _, fact in sorted(facts, key=lambda each: each[0])]

"""Event data sets of others (UCDP GED, ACLED, Airwars-like, any CSV by a mapping file) as plain records."""

from marsad.collect.datasets.importer import Imported, RowSetAside, import_file, import_text
from marsad.collect.datasets.mapping import SHIPPED, load_mapping
from marsad.collect.datasets.reading import collected_of, reading_of

__all__ = [
    "SHIPPED",
    "Imported",
    "RowSetAside",
    "collected_of",
    "import_file",
    "import_text",
    "load_mapping",
    "reading_of",
]

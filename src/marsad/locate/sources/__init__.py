"""Sources of places: GeoNames, OCHA, Who's On First, geoBoundaries, plain tables; told apart by what is in them."""

from pathlib import Path

from marsad.locate.sources.geojson import read_features
from marsad.locate.sources.raw import RawPlace, Source
from marsad.locate.sources.tables import read_table
from marsad.model.errors import LocateError

__all__ = ["RawPlace", "Source", "read_source"]


def read_source(path: Path) -> Source:
    """Reads a file or folder of places, in whichever of the known formats it is.

    Raises:
        LocateError: it is not there, cannot be read, or is in no known format.
    """
    if not path.exists():
        raise LocateError(f"There is no file {path}. Name a GeoNames dump, a GeoJSON or a CSV.")
    if path.is_dir() or path.suffix in (".geojson", ".json") or path.name.endswith(".geojson.gz"):
        return read_features(path)
    if path.suffix in (".csv", ".tsv", ".txt", ".zip"):
        return read_table(path)
    raise LocateError(
        f"{path.name} ends in {path.suffix or 'nothing'}; wanted .geojson, .json, .csv, .tsv, .txt or .zip."
    )

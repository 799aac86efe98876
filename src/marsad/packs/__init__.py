"""Data of a conflict: actors, places, areas, lexicon, codebook, and their loader."""

from marsad.packs.pack import Pack, load_pack

__all__ = ["Pack", "load_pack"]

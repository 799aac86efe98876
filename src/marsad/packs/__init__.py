"""Data of a conflict: actors, places, areas, lexicon, codebook, and their loader."""

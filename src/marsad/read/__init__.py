"""Reports into claims. English and other languages share chunks and assembling; rules are the default back-end."""

from marsad.read.reading import read

__all__ = ["read"]

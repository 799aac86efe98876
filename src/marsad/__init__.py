"""Marsad turns reports about a conflict into a record that can be defended."""

__version__ = "0.1.0"

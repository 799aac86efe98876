"""Puts the stages in order and joins them with the store."""

"""Estimating what nobody recorded, from lists that overlap (multiple systems estimation)."""

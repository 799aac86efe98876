"""The warning in words and pictures, in both languages."""

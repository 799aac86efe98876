"""Stage 8: what goes out, and what is withheld."""

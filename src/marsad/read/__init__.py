"""Stage 2: a report becomes claims."""

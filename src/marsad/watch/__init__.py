"""Stage 7: events in time and space become alerts."""

"""Stage 6: incidents become tallies; published tolls are audited; the undocumented is estimated."""

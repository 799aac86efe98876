"""Where: scans, area of operation, hot spots, shares by unit."""
